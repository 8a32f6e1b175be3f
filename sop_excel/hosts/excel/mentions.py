"""The planner's formulas that name columns of our tables: kept to what they say while the columns change.

Excel ties a formula to the place of a column and not to its header: when the months roll on by one, ``Plan[2026-03]``
would silently become ``Plan[2026-04]``. So such formulas are typed again once the table is written, as they were. One
that names a column which is about to vanish is refused before anything is written (rule O4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise

import xlwings as xw

from sop_excel.errors import Issue
from sop_excel.hosts.excel.tables import filled, formulas, is_protected, live_tables
from sop_excel.hosts.excel.writing import TableWriter
from sop_excel.sheets.filled_cells import OURS
from sop_excel.sheets.leaving_periods import LeavingPeriods
from sop_excel.spreadsheet import addressed
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import gone_columns
from sop_excel.spreadsheet.references import columns_used, leaving_period, no_column, references, vanished
from sop_excel.spreadsheet.renamed_columns import followed

_ARRAY = "formula_array"
_ONE_CELL = Area(1, 1, 1, 1)
_BUILT_IN = ("print_", "_xlnm.", "_filterdatabase")  # names that Excel keeps for itself


@dataclass(frozen=True)
class _Mention:
    """A cell, or a defined name, and its formula; ``kind`` is the property of a cell that has it.

    ``to_be`` is the formula once the columns have changed: what names all periods names all that there are then.
    """

    holder: xw.Range | xw.main.Name
    place: str
    formula: str
    to_be: str
    kind: str = "formula"

    def typed(self, formula: str) -> None:
        """Type it again, where Excel has another."""
        if isinstance(self.holder, xw.main.Name):
            if self.holder.refers_to != formula:
                self.holder.refers_to = formula
        elif _read(self.holder)[1] != formula:
            setattr(self.holder, self.kind, formula)


def _side_by_side(one: _Mention, other: _Mention) -> bool:
    """Whether two cells look like neighbours in one array formula."""
    if not isinstance(one.holder, xw.Range) or not isinstance(other.holder, xw.Range):
        return False
    apart = abs(one.holder.row - other.holder.row) + abs(one.holder.column - other.holder.column)
    return one.formula == other.formula and one.holder.sheet == other.holder.sheet and apart == 1


def _array_issue(one: _Mention) -> Issue:
    """An array formula of several cells can only be typed as a whole."""
    expected = "no array formula of several cells that names columns of the plan, whose headers change"
    return Issue(one.place, "", expected, one.formula[:80], "type it as a formula of single cells, and run again")


def _read(cell: xw.Range) -> tuple[str, str]:
    """(property, formula) of a cell: by ``formula2`` a formula that spills keeps doing so, where Excel has it."""
    if cell.has_array:
        return _ARRAY, str(cell.formula_array)
    with suppress(Exception):  # an Excel without dynamic arrays; each kind has its own class of refusal
        return "formula2", str(cell.formula2)
    return "formula", str(cell.formula)


def _names_any(formula: str, tables: AbstractSet[str]) -> bool:
    return "[" in formula and not tables.isdisjoint(columns_used(formula))


def _is_locked(cell: xw.Range) -> bool:
    with suppress(Exception):  # an Excel for Mac, which calls it otherwise
        return bool(cell.api.Locked)
    return True


class Mentions:
    """Every formula of the planner's that names a column of a table whose headers change.

    Those that refer to such a column by its address are looked for too, since they would show another one.
    """

    def __init__(self, book: xw.Book, writers: Sequence[TableWriter], leaving: LeavingPeriods) -> None:
        self._changing = [writer for writer in writers if writer.renamed]
        self._gone = gone_columns(writer.layout for writer in self._changing) | (leaving.gone or {})
        self._said = no_column if leaving.gone is None else leaving_period
        changing = [writer.layout.spans for writer in self._changing if writer.layout.rolls_on]
        self._spans, self._to_come = changing, [*changing, *leaving.of_plan]
        self._own: dict[str, list[Area]] = {}
        for writer in writers:
            self._own.setdefault(writer.layout.table.sheet.name, []).append(writer.layout.old)
        if any(writer.layout.of_planner for writer in self._changing):
            self._leave_ours(book)
        self._by_address: list[Issue] = []
        self._found = list(self._all(book)) if self._changing else []

    def _leave_ours(self, book: xw.Book) -> None:
        """Formulas of ours follow the periods of an input table by place, as Excel has it; a run writes them anew."""
        for live in live_tables(book, OURS).values():
            self._own.setdefault(live.sheet.name, []).append(live.placed.area)

    def issues(self) -> list[Issue]:
        """One issue for each formula or name that a vanishing column would break, or that could not be typed again."""
        broken = [
            issue
            for one in self._found
            for issue in vanished(
                one.place, followed(one.formula, self._to_come), self._gone, partial(str, one.formula), self._said
            )
        ]
        arrays = [one for one in self._found if one.kind == _ARRAY]
        spread = (one for one, other in pairwise(arrays) if _side_by_side(one, other))
        return [*broken, *self._by_address, *(_array_issue(one) for one in islice(spread, 1)), *self._locked()]

    def _locked(self) -> Iterator[Issue]:
        """Cells that could not be typed again, since their sheet is protected."""
        for one in self._found:
            if isinstance(one.holder, xw.Range) and is_protected(one.holder.sheet) and _is_locked(one.holder):
                expected = "a cell that may be typed again, since it names columns of the plan whose headers change"
                advice = "unprotect the sheet (Review, Unprotect Sheet) and run again"
                yield Issue(one.place, "", expected, "a locked one on a protected sheet", advice)

    def retype(self) -> None:
        """Type the formulas again that Excel has changed; the rest of an array follows its first cell by itself."""
        for one in self._found:
            one.typed(one.to_be)

    def put_back(self) -> None:
        """Type the formulas as they were before."""
        for one in self._found:
            one.typed(one.formula)

    def _all(self, book: xw.Book) -> Iterator[_Mention]:
        tables = {writer.layout.table.name.lower() for writer in self._changing} | {name.lower() for name in self._gone}
        for name in book.names:
            formula, place = str(name.refers_to or ""), f"name {name.name}"
            if not name.name.rpartition("!")[2].lower().startswith(_BUILT_IN):
                self._by_address += self._addressed(place, formula, "")
            if _names_any(formula, tables):
                yield _Mention(name, place, formula, followed(formula, self._spans))
        for sheet in book.sheets:
            yield from self._on(sheet, tables)

    def _on(self, sheet: xw.Sheet, tables: AbstractSet[str]) -> Iterator[_Mention]:
        used = filled(sheet)
        for row, line in enumerate(formulas(used), used.row):
            for column, text in enumerate(line, used.column):
                if not text.startswith("=") or self._is_own(sheet.name, row, column):
                    continue
                place = f"{quoted_sheet(sheet.name)}!{letters(column)}{row}"
                self._by_address += self._addressed(place, text, sheet.name)
                if _names_any(text, tables):
                    cell = sheet.range((row, column))
                    kind, formula = _read(cell)
                    yield _Mention(cell, place, formula, followed(formula, self._spans), kind)

    def _addressed(self, place: str, formula: str, sheet: str) -> Iterator[Issue]:
        """Why a formula of a sheet, or of the workbook, cannot keep its addresses."""
        for layout in (writer.layout for writer in self._changing):
            home = layout.table.sheet.name.lower()
            if sheet.lower() == home or home in formula.lower().replace("''", "'"):
                found = [one for one in references(formula) if (one.sheet or sheet).lower() == home]
                at = addressed.ends(found, _ONE_CELL, layout)
                yield from addressed.vanishing(place, formula, at, layout)
                yield from addressed.moving(place, formula, at, layout)

    def _is_own(self, sheet: str, row: int, column: int) -> bool:
        return any(area.holds(row, column) for area in self._own.get(sheet, ()))
