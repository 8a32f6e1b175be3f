"""What a planner is told of how a file was read, whatever its form."""

FORMULAS = "formulas are read as the values that were saved with them"
