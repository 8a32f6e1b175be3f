"""What is done before the plan."""
