"""Where on a sheet something stands that may be a table: blocks of cells between blank rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise, permutations

from sop_excel.adoption.words import is_key_name
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.number_texts import number_text
from sop_excel.domain.period_names import meaning
from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, Value
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet

MOST = 1500  # blocks of a sheet; where there are more, none is joined with another
GAP = 2  # blank rows or columns that may lie within a table
NEARBY = 6  # rows that tell what kind of values stand in a column


Join = Callable[["Cells", Area, Area], bool]


def is_number(value: Value) -> bool:
    """Whether a cell holds a number, or a text that is one and says no period.

    An error, or a formula without a saved value, counts as one: it is for the reader to complain of it.
    """
    if isinstance(value, int | float | ErrorValue | NotCalculated) and not isinstance(value, bool):
        return True
    return isinstance(value, str) and number_text(value) is not None and meaning(value) is None


@dataclass(frozen=True)
class Cells:
    """The cells of a sheet; a merged cell above others counts as theirs where ``spread`` is asked."""

    sheet: RawSheet

    @cached_property
    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (area.top, area.left)
            for area in self.sheet.merged
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }

    def at(self, row: int, column: int) -> Value:
        """The value of a cell; None where it is blank."""
        value = self.sheet.at(row, column)
        return None if is_blank(value) else value

    def spread(self, row: int, column: int) -> Value:
        """The value of a cell, or of the merged cell that it belongs to."""
        return self.at(*self._merged.get((row, column), (row, column)))

    @cached_property
    def used(self) -> frozenset[tuple[int, int]]:
        """The cells that are not blank, those of a filled merged cell among them."""
        rows = self.sheet.rows
        filled = {(r, c) for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1) if not is_blank(value)}
        return frozenset(filled | {cell for cell, first in self._merged.items() if first in filled})

    def row(self, row: int, area: Area) -> list[Value]:
        """The values of a row of an area."""
        return [self.at(row, column) for column in range(area.left, area.right + 1)]


def blocks_of(cells: Cells, taken: Sequence[Area] = ()) -> list[Area]:
    """The blocks of a sheet beside the areas ``taken``, from top left to bottom right; no two of them meet."""
    used = {(r, c) for r, c in cells.used if not any(area.holds(r, c) for area in taken)}
    if not used:
        return []
    parts = list(_cut(used))
    for join in (_below, _beside, _below) if len(parts) <= MOST else ():
        parts = _joined(cells, parts, join)
    return sorted(parts)


def _cut(used: set[tuple[int, int]]) -> Iterator[Area]:
    """Cut at blank rows and columns again and again, until no block has one."""
    rows, columns = {r for r, _ in used}, {c for _, c in used}
    area = Area(min(rows), min(columns), max(rows), max(columns))
    for axis, lines in ((0, rows), (1, columns)):
        if len(lines) < (area.height, area.width)[axis]:
            for first, last in _spans(sorted(lines)):
                yield from _cut({cell for cell in used if first <= cell[axis] <= last})
            return
    yield area


def _spans(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = lines[0]
    for line in lines[1:]:
        if line > last + 1:
            yield first, last
            first = line
        last = line
    yield first, last


def _joined(cells: Cells, parts: list[Area], join: Join) -> list[Area]:
    """The blocks, with those made one that belong together and have nothing else between them."""
    while True:
        pairs = permutations(sorted(parts), 2)
        group = next((group for pair in pairs if (group := _to_join(cells, pair, parts, join))), None)
        if group is None:
            return parts
        both = reduce(Area.with_, group)
        parts = [*(part for part in parts if part not in group), both]


def _to_join(cells: Cells, pair: tuple[Area, Area], parts: Sequence[Area], join: Join) -> list[Area]:
    """The two blocks if they belong together, with those between that belong to the first as well; else none."""
    if not join(cells, *pair):
        return []
    both = pair[0].with_(pair[1])
    between = [part for part in parts if part not in pair and part.meets(both)]
    heads = [part for part in between if part.height == 1 and part.top == both.top and part.inside(both)]
    same_rows = [part for part in between if pair[1].top <= part.top and part.bottom <= pair[1].bottom]
    if all(part.inside(both) and (part in (*heads, *same_rows) or join(cells, pair[0], part)) for part in between):
        return [*pair, *between]
    return []


def _below(cells: Cells, upper: Area, lower: Area) -> bool:
    """Whether a block goes on below a few blank rows: the lower one begins with data, not with headers."""
    near = 0 < lower.top - upper.bottom <= GAP + 1
    if not near or lower.left < upper.left or lower.right > upper.right or upper.width < 2:
        return False
    first = {c for c in range(lower.left, lower.right + 1) if is_number(cells.at(lower.top, c))}
    if not first or _is_header(cells, lower.top, lower):
        return False
    if upper.height <= 2 and _is_header(cells, upper.bottom, upper):
        return True
    above = range(max(upper.top, upper.bottom - NEARBY), upper.bottom + 1)
    numeric = {c for c in range(upper.left, upper.right + 1) if any(is_number(cells.at(r, c)) for r in above)}
    last = {c for c in range(upper.left, upper.right + 1) if cells.at(upper.bottom, c) is not None}
    words = last - numeric
    return bool(first & numeric) and not first & words


def _beside(cells: Cells, left: Area, right: Area) -> bool:
    """Whether a block goes on right of a few blank columns: the right one has headers and numbers, but no keys."""
    near = 0 < right.left - left.right <= GAP + 1
    same_rows = abs(left.bottom - right.bottom) <= GAP and abs(right.top - left.top) <= GAP
    if not near or not same_rows or right.height < 2:
        return False
    numbers = [row for row in range(right.top, right.bottom + 1) if is_number(cells.at(row, right.left))]
    if len(numbers) < max(1, right.height - 3):
        return False
    header = cells.at(min(numbers) - 1, right.left)
    return not (isinstance(header, str) and is_key_name(header)) and not _counts(cells, numbers, right)


def _counts(cells: Cells, rows: Sequence[int], right: Area) -> bool:
    """Whether the first column of a block counts 1, 2, 3 …, as keys or periods of a list do."""
    values = [cells.at(row, right.left) for row in rows]
    numbers = [value for value in values if isinstance(value, float | int)]
    return len(numbers) > 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _is_header(cells: Cells, row: int, area: Area) -> bool:
    """Whether a row holds nothing but texts and dates, at least two, or counts or names periods."""
    values = [value for value in cells.row(row, area) if value is not None]
    if len(values) < min(2, area.width):
        return False
    return all(isinstance(v, DateValue) or (isinstance(v, str) and not is_number(v)) for v in values) or names_periods(
        values
    )


def names_periods(values: Sequence[Value]) -> bool:
    """Whether numbers among the values of a row name periods: 1, 2, 3 … or 202501, 202502 …

    >>> names_periods(["Product", 1.0, 2.0, 3.0]), names_periods(["A", 10.0, 12.0, 9.0])
    (True, False)
    """
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < 2:
        return False
    if (
        len(numbers) > 2
        and all(b - a == 1 for a, b in pairwise(numbers))
        and (numbers[0] in (0, 1) or numbers[-1] <= 53)
    ):
        return True
    return all(number == int(number) and meaning(str(int(number))) is not None for number in numbers)
