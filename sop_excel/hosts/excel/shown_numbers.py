"""What numbers of an open workbook look like: Excel tells the number format of any range whose cells have the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import xlwings as xw

from sop_excel.domain.table import DateValue, Value
from sop_excel.hosts.excel.cells import raw_rows
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.cell_formats import CellFormats
from sop_excel.spreadsheet.number_formats import converter

GENERAL = "General"
UNKNOWN = "the number formats of some cells are too mixed to be read: dates there count by their days"

Numbers = npt.NDArray[np.bool_]  # by row and column of a block: whether a number stands there


@dataclass
class ShownNumbers:
    """What the numbers of one sheet look like, block by block; ``formats`` are those that are not General.

    ``most_asked`` is how often Excel is asked for the formats of a block; the rest of it is then read by its values.
    """

    epoch_1904: bool = False
    most_asked: ClassVar[int] = 2_000
    formats: CellFormats = field(default_factory=CellFormats)
    notes: list[str] = field(default_factory=list)

    def show(self, range_: xw.Range, rows: Sequence[list[Value]]) -> None:
        """Make dates and padded codes of the numbers in these rows, those of a range, that are shown as such."""
        numbers = np.array([[type(cell) is float for cell in row] for row in rows], dtype=bool)
        for area, code in _uniform(range_, numbers, self.most_asked):
            if code is None:
                self._show_values(part_of(range_, area), area, rows)
            elif code != GENERAL:
                self._show_code(area, code, rows)
                self.formats.add_area(_moved(area, range_.row, range_.column), code)

    def _show_code(self, area: Area, code: str, rows: Sequence[list[Value]]) -> None:
        if (convert := converter(code, self.epoch_1904)) is not None:
            for row in rows[area.top : area.bottom + 1]:
                for at in range(area.left, area.right + 1):
                    if type(cell := row[at]) is float:
                        row[at] = convert(cell)

    def _show_values(self, cells: xw.Range, area: Area, rows: Sequence[list[Value]]) -> None:
        """Without formats: Excel's ``Value`` gives a date for a cell that shows one."""
        self.notes.append(UNKNOWN)
        for row, values in zip(rows[area.top : area.bottom + 1], raw_rows(cells.raw_value), strict=True):
            for at, value in enumerate(values, area.left):
                if isinstance(value, DateValue):
                    row[at] = value


def part_of(range_: xw.Range, area: Area) -> xw.Range:
    """The cells of a range in an area, whose rows and columns count from 0 at the range's first cell."""
    place = _moved(area, range_.row, range_.column)
    return range_.sheet.range((place.top, place.left), (place.bottom, place.right))


def _moved(area: Area, rows: int, columns: int) -> Area:
    return Area(area.top + rows, area.left + columns, area.bottom + rows, area.right + columns)


def _uniform(range_: xw.Range, numbers: Numbers, most: int) -> Iterator[tuple[Area, str | None]]:
    """Areas that hold all numbers, each with the one format of its cells; None once Excel was asked too often.

    Rows and columns count from 0 at the first cell of the range.
    """
    asked = 0
    rest = [Area(0, 0, numbers.shape[0] - 1, numbers.shape[1] - 1)]
    while rest:
        area = _filled(numbers, rest.pop())
        if area is None:
            continue
        asked += 1
        code: object = part_of(range_, area).number_format if asked <= most else None
        if code is not None or asked > most:
            yield area, None if code is None else str(code)
            continue
        asked += 1
        rest += _parts(area, part_of(range_, area._replace(top=area.bottom)).number_format is not None)


def _filled(numbers: Numbers, area: Area) -> Area | None:
    """The smallest area around the numbers in an area; None without any."""
    inside = numbers[area.top : area.bottom + 1, area.left : area.right + 1]
    rows, columns = np.nonzero(inside.any(axis=1))[0], np.nonzero(inside.any(axis=0))[0]
    if not len(rows):
        return None
    return Area(
        area.top + int(rows[0]), area.left + int(columns[0]), area.top + int(rows[-1]), area.left + int(columns[-1])
    )


def _parts(area: Area, by_rows: bool) -> list[Area]:
    """Two halves: of rows where those differ, which they do once the last row is all alike, else of columns."""
    if area.width == 1 or (by_rows and area.height > 1):
        middle = (area.top + area.bottom) // 2
        return [area._replace(top=middle + 1), area._replace(bottom=middle)]
    middle = (area.left + area.right) // 2
    return [area._replace(left=middle + 1), area._replace(right=middle)]
