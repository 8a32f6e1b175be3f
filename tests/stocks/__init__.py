"""What safety stocks serve: a simulated policy on demand whose process is known."""
