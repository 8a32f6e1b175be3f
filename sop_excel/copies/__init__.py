"""Copies of workbooks as they were before a command wrote into them: the way back."""
