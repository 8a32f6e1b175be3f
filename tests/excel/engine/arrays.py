"""Array formulas: one formula that fills several cells, none of which can be changed alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.formula import ArrayFormula

from tests.excel.engine.entry import Entry
from tests.excel.engine.faults import ComError
from tests.excel.engine.formulas import stored
from tests.excel.engine.places import Area, address_area
from tests.excel.engine.tablerefs import table_at

if TYPE_CHECKING:
    from tests.excel.engine.sheet import Sheet

LONGEST = 255  # what ``Range.FormulaArray`` takes


def arrays_of(worksheet: Any) -> dict[tuple[int, int], Area]:
    """The cells of every array formula, by the one that has it."""
    found = {place: cell.value.ref for place, cell in worksheet._cells.items() if isinstance(cell.value, ArrayFormula)}
    return {place: area for place, ref in found.items() if (area := address_area(ref, 0, 0))}


def anchor(sheet: Sheet, row: int, column: int) -> tuple[int, int] | None:
    """The cell that has the array formula of which this cell is a part."""
    return next((place for place, area in sheet.arrays.items() if area.holds(row, column)), None)


def guard_arrays(sheet: Sheet, area: Area) -> None:
    """Refuses to change a part of an array."""
    for array in sheet.arrays.values():
        if area.meets(array) and area.joined(array) != area:
            raise ComError("You can't change part of an array.")


def write_array(sheet: Sheet, area: Area, formula: str) -> None:
    """``Range.FormulaArray``: the one formula of all these cells."""
    if len(formula) > LONGEST or not formula.startswith("="):
        raise ComError("Unable to set the FormulaArray property of the Range class")
    guard_arrays(sheet, area)
    for row, column in area.places():
        sheet.put(row, column, Entry())
    text = stored(formula, table_at(sheet, area.top, area.left), sheet.book.table_names())
    cell = sheet.cell(area.top, area.left)
    cell._value, cell.data_type = ArrayFormula(area.address("", ""), text), "f"
    sheet.arrays[area.top, area.left] = area
