"""What is wrong with a worker: each module is loaded by one before it takes part in a cluster."""
