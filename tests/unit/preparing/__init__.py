"""The recipes of what is done before the plan."""
