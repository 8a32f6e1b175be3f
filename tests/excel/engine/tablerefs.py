"""How formulas and addresses speak of Excel Tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.table import TableFormula

from tests.excel.engine.faults import ComError
from tests.excel.engine.places import Area

if TYPE_CHECKING:
    from tests.excel.engine.sheet import Sheet


def table_at(sheet: Sheet, row: int, column: int) -> str | None:
    """The name of the table that a cell belongs to."""
    return next((table.name for table in sheet.tables if table.area.holds(row, column)), None)


def named_area(sheet: Sheet, text: str) -> Area:
    """The cells of a table (``Plan``, ``Plan[#All]``, ``Plan[Total]``) or of a defined name on this sheet."""
    name, _, part = text.partition("[")
    for table in sheet.tables:
        if table.name.lower() == name.lower():
            inner = part.removesuffix("]").lower()
            parts = {"": "data_body_range", "#data": "data_body_range", "#all": "range", "#headers": "header_row_range"}
            column = None if inner in parts else table.columns(inner)
            found = column.data_body_range if column else getattr(table, parts[inner])
            if found is not None:
                return found.area
    for defined in sheet.book.names._all():
        if defined.part.name.lower() == text.lower() and defined.refers_to_range.sheet is sheet:
            return defined.refers_to_range.area
    raise ComError(f"Method 'Range' of object '_Worksheet' failed: {text}")


def without_table(name: str) -> Callable[[str], str]:
    """What becomes of formulas when a table goes."""
    gone = re.compile(rf"(?<![\w.]){re.escape(name)}\[(?:[^\[\]]|\[[^\[\]]*\])*\]", re.IGNORECASE)
    return lambda formula: gone.sub("#REF!", formula)


def rewrite_columns(worksheet: Any, change: Callable[[str], str]) -> None:
    """Changes the formulas that tables keep for their columns."""
    for part in worksheet.tables.values():
        for column in part.tableColumns:
            for kept in (column.calculatedColumnFormula, column.totalsRowFormula):
                if isinstance(kept, TableFormula) and kept.attr_text:
                    kept.attr_text = change(kept.attr_text)
