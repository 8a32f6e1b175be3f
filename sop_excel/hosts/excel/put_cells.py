"""Values put into cells of the planner's in an open workbook, each in a format that shows it as what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import xlwings as xw

from sop_excel.domain.table import Value
from sop_excel.errors import Issue
from sop_excel.hosts.excel.cells import format_runs, raw_rows
from sop_excel.hosts.excel.readback import confirm, plain_values
from sop_excel.hosts.excel.tables import counts_from_1904, formulas, protected_issues, range_of
from sop_excel.hosts.excel.typed import typed, typed_cells
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.unit_formats import format_for

Values = Mapping[tuple[int, int], Value]  # by row and column, from 1


class Before(NamedTuple):
    """Cells of one column that follow one another, as they were."""

    area: Area
    typed: list[list[Any]]
    codes: list[tuple[Area, str]]


class CellWriter:
    """The values for cells of one sheet; nothing changes before ``apply``."""

    def __init__(self, sheet: xw.Sheet, values: Values) -> None:
        self.sheet, self._values = sheet, values
        self._runs = list(_runs(sorted(values, key=lambda place: place[::-1])))
        self.before: list[Before] = []

    def issues(self) -> Iterator[Issue]:
        """The cells that hold a formula, which a value must not replace; a sheet that is protected."""
        if self._values:
            row, column = min(self._values)
            yield from protected_issues(self.sheet, f"{letters(column)}{row}", "")
        for area in self._runs:
            for row, (text,) in enumerate(formulas(range_of(self.sheet, area)), area.top):
                if text.startswith("=") and text != self._values[row, area.left]:
                    place = f"{quoted_sheet(self.sheet.name)}!{letters(area.left)}{row}"
                    expected = "no formula in a cell that gets a value"
                    yield Issue(place, "", expected, "a formula", "put its value in its place")

    def apply(self) -> None:
        """Write the values. Raises MachineError where Excel holds something else then."""
        epoch_1904 = counts_from_1904(self.sheet.book)
        for area in self._runs:
            range_ = range_of(self.sheet, area)
            values = [self._values[row, area.left] for row in range(area.top, area.bottom + 1)]
            held = [row[0] for row in raw_rows(plain_values(range_))]
            codes = [
                (area._replace(top=area.top + first, bottom=area.top + last - 1), code)
                for first, last, code in format_runs(range_, 0, area.height)
            ]
            self.before.append(Before(area, typed_cells(range_), codes))
            for changed, code in _new_formats(area, codes, values, held):
                range_of(self.sheet, changed).number_format = code
            given = [[typed(value, epoch_1904)] for value in values]
            range_.value = given
            confirm(range_, given, self.sheet.name)

    def undo_formats(self) -> None:
        """How the cells showed what they held."""
        for before in reversed(self.before):
            for area, code in before.codes:
                range_of(self.sheet, area).number_format = code

    def undo(self) -> None:
        """What the cells held, and how it was shown."""
        self.undo_formats()
        for before in reversed(self.before):
            range_of(self.sheet, before.area).formula = before.typed
            confirm(range_of(self.sheet, before.area), before.typed, self.sheet.name)
        self.before.clear()


def _runs(places: Sequence[tuple[int, int]]) -> Iterator[Area]:
    """Areas of one column that hold just these cells, which come column by column."""
    for _, group in groupby(enumerate(places), key=lambda one: (one[1][1], one[1][0] - one[0])):
        cells = [place for _, place in group]
        yield Area(cells[0][0], cells[0][1], cells[-1][0], cells[0][1])


def _new_formats(
    area: Area, codes: Sequence[tuple[Area, str]], values: Sequence[Value], held: Sequence[Value]
) -> Iterator[tuple[Area, str]]:
    """The cells that need another number format, in runs of one."""
    now = [code for one, code in codes for _ in range(one.height)]
    needed = [format_for(code, value, old) for code, value, old in zip(now, values, held, strict=True)]
    for code, group in groupby(range(len(needed)), key=lambda at: needed[at]):
        rows = list(group)
        if code is not None:
            yield area._replace(top=area.top + rows[0], bottom=area.top + rows[-1]), code
