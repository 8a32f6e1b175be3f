"""The scenario that was chosen on the ribbon, which comes as one number: the row in table Scenarios and a check.

A name never stands in a command line, and a place in a list would be wrong where Excel's macros and we do not make the
same list of the same cells.
"""

from __future__ import annotations

from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.problem import BASE
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import shown
from sop_excel.errors import InputError, Issue
from sop_excel.sheets.chosen_scenario import scenario_cells

_ROW_PLACE, _CHECKS, _FACTOR = 1000, 997, 31


def number_of(row: int, cell: Value) -> int:
    """The number for a row, counted from 1, whose cell holds this; the macros of the add-in work it out as well.

    >>> number_of(2, "High"), number_of(2, "Low"), number_of(3, 2026.0)
    (2920, 2825, 3000)
    """
    if not isinstance(cell, str):
        return row * _ROW_PLACE
    check = 0
    units = cell.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        check = (check * _FACTOR + int.from_bytes(units[at : at + 2], "little")) % _CHECKS
    return row * _ROW_PLACE + check + 1


def scenario_of(number: int, table: Table | None) -> str:
    """The name of the scenario with this number, 0 for the base; InputError where something else stands there now."""
    if number == 0:
        return BASE
    row = number // _ROW_PLACE
    cells = scenario_cells(table)
    cell = cells[row - 1] if 1 <= row <= len(cells) else None
    name = text_of(cell)
    if name is None or number_of(row, cell) != number:
        place = f"row {row} of table {schema.SCENARIOS_TABLE.name}"
        expected, advice = "the scenario that was chosen", "choose the scenario again"
        raise InputError([Issue("Scenario", "", f"{expected} in {place}", shown(cell), advice)])
    return name
