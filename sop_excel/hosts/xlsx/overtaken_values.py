"""Formulas among the inputs that are calculated from what a command filled, so that their values are overtaken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop_excel.contract import schema
from sop_excel.domain.table import Filling
from sop_excel.hosts.xlsx.markup import utf8
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_formulas import FormulaCell, formula_cells
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet

_INPUTS = {table.name.lower() for table in schema.INPUT_TABLES}
_OURS_ALONE = {schema.PUBLISHED_PLAN.name.lower()}  # what commands keep for themselves


def overtaken_values(draft: Revision, fillings: Sequence[Filling]) -> Iterator[str]:
    """The first formula of each input table that leads to another table which was filled, directly or over others.

    Formulas that stay within their own table have moved on with it. Whole sheets are followed and not cells, and a name
    that stands in a formula for whatever reason counts: a value told as old too often is no harm, one too seldom is.
    """
    changed = {filling.table.lower() for filling in fillings} - _OURS_ALONE
    inputs = [one for one in draft.book().tables if one.name.lower() in _INPUTS]
    formulas = {table.part: [*_formulas_in(draft, table)] for table in inputs} if changed else {}
    if not any(formulas.values()):
        return
    moved = _Moved(draft, [one for one in draft.book().tables if one.name.lower() in changed])
    for table in inputs:
        found = next((one for one in formulas[table.part] if moved.leads_there(one, table)), None)
        if found:
            place = f"{quoted_sheet(table.sheet.name)}!{letters(found.column)}{found.row}"
            told = (
                f"{place}: ={found.formula[:80]} is calculated from what was filled, and its value is still the old one"
            )
            yield f"{told}; recalculate and save the workbook before it is planned"


class _Moved:
    """What has other values now: the tables that were filled, and the sheets with formulas that lead to them."""

    def __init__(self, draft: Revision, filled: Sequence[PlacedTable]) -> None:
        self._filled, self._book = filled, draft.book()
        texts = {sheet.name: _text(draft, sheet) for sheet in self._book.sheets if sheet.part}
        self._sheets, size = {table.sheet.name for table in filled}, 0
        while size < len(self._sheets):
            size, words = len(self._sheets), self._words()
            self._sheets |= {name for name, text in texts.items() if any(word in text for word in words)}

    def leads_there(self, one: FormulaCell, table: PlacedTable) -> bool:
        """Whether the formula of a cell of the table leads to what moved outside it."""
        text = one.formula.lower()
        others = [filled for filled in self._filled if filled.part != table.part]
        beside = [filled.area for filled in others if filled.sheet == table.sheet]
        reached = [found.reach(1, 1)[0] for found in one.placed.references if not found.sheet]
        return (
            any(word in text for word in self._words(table.sheet.name))
            or any(filled.name.lower() in text for filled in others)
            or any(area.meets(reach) for area in beside for reach in reached)
        )

    def _words(self, but: str = "") -> list[str]:
        """How formulas name these sheets, but for one, and the tables and cells on them."""
        sheets = {name.lower() for name in self._sheets if name != but}
        words = [name for sheet in sheets for name in (f"{quoted_sheet(sheet)}!", f"{sheet}!")]
        words += [table.name.lower() for table in self._book.tables if table.sheet.name.lower() in sheets]
        named = [node for node in self._book.names if any(word in node.text.lower() for word in words)]
        return words + [node.get("name").lower() for node in named]


def _formulas_in(draft: Revision, table: PlacedTable) -> Iterator[FormulaCell]:
    data = utf8(draft.read(table.sheet.part))
    return (one for one in formula_cells(data) if table.area.holds(one.row, one.column))


def _text(draft: Revision, sheet: Sheet) -> str:
    """All formulas of the cells of a sheet, in lower case."""
    return "\n".join(one.formula for one in formula_cells(utf8(draft.read(sheet.part)))).lower()
