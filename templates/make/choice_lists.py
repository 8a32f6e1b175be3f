"""Choices that are too long for the rule of a cell: they stand on sheet Lists, where the rule finds them."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter

from sop_excel.contract.input_tables import PERIOD_DATA, SCENARIOS_TABLE
from sop_excel.contract.output_tables import CHART_CHOICES
from sop_excel.contract.schema import period_fields, scenario_fields
from sop_excel.spreadsheet.formulas import quoted_sheet
from templates.make.language import Words
from templates.make.looks import dress
from templates.make.page import TABLE_ROW

FIELD = "Field"
WIDTH = 30.0
_FIRST_COLUMN = 4  # beside the table of the chart's choices, which a run writes, and the flag above it
# By table and column; a new one goes to the end.
LONG_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    (PERIOD_DATA.name, FIELD): period_fields(),
    (SCENARIOS_TABLE.name, FIELD): scenario_fields(),
}


def reference(table: str, column: str, words: Words) -> str:
    """Where the choices of a column stand, as a rule names them. KeyError for a column without such a list."""
    letter = _letter((table, column))
    last = TABLE_ROW + len(LONG_CHOICES[table, column])
    return f"{quoted_sheet(words(f'sheets.{CHART_CHOICES.name}'))}!${letter}${TABLE_ROW + 1}:${letter}${last}"


def add_lists(sheet: Any) -> None:
    """Write every list below the name of its table and column."""
    for (table, column), choices in LONG_CHOICES.items():
        letter = _letter((table, column))
        sheet.column_dimensions[letter].width = WIDTH
        for row, text in enumerate((f"{table}: {column}", *choices), start=TABLE_ROW):
            cell = sheet[f"{letter}{row}"]
            cell.value = text
            dress(cell, "header" if row == TABLE_ROW else "text", "@", "left")


def _letter(owner: tuple[str, str]) -> str:
    return str(get_column_letter(_FIRST_COLUMN + list(LONG_CHOICES).index(owner)))
