"""The worksheet functions as the macros of our add-in call them: all of an argument is handed over in one call."""

from __future__ import annotations

from sop_excel.functions import FUNCTIONS
from sop_excel.hosts.excel.handed import HandedCells
from sop_excel.hosts.excel.udfs import udf

for _function in FUNCTIONS:
    globals()[_function.name] = udf(_function, HandedCells)
