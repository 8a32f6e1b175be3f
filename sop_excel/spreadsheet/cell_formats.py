"""Number formats of the cells of a sheet, kept as runs down the columns: a sheet has few formats and many cells."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping

from sop_excel.spreadsheet.areas import Area


class CellFormats(Mapping[tuple[int, int], str]):
    """Codes by (row, column), rows and columns counted from 1.

    >>> formats = CellFormats()
    >>> formats.add(2, 1, "0.0"), formats.add(3, 1, "0.0"), formats.add_area(Area(1, 2, 9, 3), "0%")
    (None, None, None)
    >>> formats[3, 1], formats[9, 2], (1, 1) in formats, len(formats)
    ('0.0', '0%', False, 20)
    """

    def __init__(self) -> None:
        self._runs: dict[int, list[tuple[int, int, str]]] = {}  # by column: (first row, last row, code), in order

    def add(self, row: int, column: int, code: str) -> None:
        """The code of a cell; those of a column come from top to bottom."""
        runs = self._runs.setdefault(column, [])
        if runs and runs[-1][1:] == (row - 1, code):
            runs[-1] = (runs[-1][0], row, code)
        else:
            runs.append((row, row, code))

    def add_area(self, area: Area, code: str) -> None:
        """The one code of all cells of an area that meets none of before."""
        for column in range(area.left, area.right + 1):
            runs = self._runs.setdefault(column, [])
            runs.insert(bisect(runs, (area.top,)), (area.top, area.bottom, code))

    def __getitem__(self, cell: tuple[int, int]) -> str:
        row, column = cell
        runs = self._runs.get(column, [])
        at = bisect(runs, (row + 1,)) - 1
        if at < 0 or row > runs[at][1]:
            raise KeyError(cell)
        return runs[at][2]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for column, runs in self._runs.items():
            for first, last, _ in runs:
                yield from ((row, column) for row in range(first, last + 1))

    def __len__(self) -> int:
        return sum(last - first + 1 for runs in self._runs.values() for first, last, _ in runs)
