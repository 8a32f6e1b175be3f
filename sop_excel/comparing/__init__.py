"""One plan beside another: what changed and why, and what planning by a rule would cost."""
