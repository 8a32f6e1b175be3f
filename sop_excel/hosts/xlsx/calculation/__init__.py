"""What formulas of ours come to: exactly the grammar and the functions that they use, and nothing for any other."""
