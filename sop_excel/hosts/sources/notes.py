"""What a planner is told of how a file was read, whatever its form."""

from sop_excel.domain.said import say

FORMULAS = say("formulas are read as the values that were saved with them")
