"""The worksheet functions, each declared once; hosts loop over ``FUNCTIONS`` and call them."""

from sop_excel.functions.declare import Cells, Given, WorksheetFunction
from sop_excel.functions.worksheet import FUNCTIONS

__all__ = ["FUNCTIONS", "Cells", "Given", "WorksheetFunction"]
