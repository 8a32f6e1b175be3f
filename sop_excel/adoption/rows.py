"""The rows below the headers of a range: data, or sums, headings, notes and headers said again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sop_excel.adoption.blocks import Cells, is_number
from sop_excel.adoption.heads import Head
from sop_excel.adoption.words import begins_with_sum_word, is_sum_word
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.number_texts import number_text
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import quoted
from sop_excel.spreadsheet.areas import Area

NEAR = 1e-6  # of a sum, relative
Numbers = dict[int, float]
Filled = Mapping[int, Value]  # what is not blank in a row, by column


class LeftOut(NamedTuple):
    """A row that is no data, what it is (``sum``, ``text``, ``headers``) and why."""

    row: int
    sort: str
    why: str


def number_in(value: Value) -> float | None:
    """A cell's number, also of a text that tells it with any decimal sign."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    told = number_text(value) if isinstance(value, str) else None
    if told is None or told.is_open:
        return None
    return told.comma if told.comma is not None else told.point


def sort_rows(
    cells: Cells, area: Area, header: int, heads: Sequence[Head]
) -> tuple[tuple[int, ...], tuple[LeftOut, ...]]:
    """The rows below the row of headers that hold data, and those that do not."""
    numeric = _numeric_columns(cells, area, header)
    rows: list[int] = []
    left_out: list[LeftOut] = []
    sums = _Sums()
    for row in range(header + 1, area.bottom + 1):
        values = {c: v for c in range(area.left, area.right + 1) if (v := cells.at(row, c)) is not None}
        if not values:
            continue
        told = _no_data(values, numeric, heads, area) or sums.told(values, numeric, area)
        if told is not None:
            left_out.append(LeftOut(row, *told))
        else:
            rows.append(row)
            sums.add(values, numeric)
    return tuple(rows), tuple(left_out)


def _numeric_columns(cells: Cells, area: Area, header: int) -> list[int]:
    found = []
    for column in range(area.left, area.right + 1):
        values = [v for row in range(header + 1, area.bottom + 1) if (v := cells.at(row, column)) is not None]
        if values and 2 * sum(map(is_number, values)) > len(values):
            found.append(column)
    return found


def _no_data(values: Filled, numeric: Sequence[int], heads: Sequence[Head], area: Area) -> tuple[str, str] | None:
    """(sort, why) of a row that repeats the headers, or is text where others have numbers."""
    said = {head.column: head.text.casefold() for head in heads}
    same = sum((text_of(value) or "").casefold() == said.get(c) for c, value in values.items())
    if len(values) > 1 and same >= 0.6 * len(values):
        return "headers", "it repeats the headers"
    if not numeric or any(map(is_number, values.values())):
        return None
    alone = len(values) == 1 and area.width > 2
    value = next(iter(values.values()))
    if alone and isinstance(value, str):
        return "text", f"it is {quoted(value)} alone"
    return None


def _label(values: Filled, numeric: Sequence[int]) -> Value:
    """What a row is called: its first cell that is no number."""
    return next((v for c, v in values.items() if c not in numeric or number_in(v) is None), None)


def _numbers(values: Filled, numeric: Sequence[int]) -> Numbers:
    return {c: n for c in numeric if (n := number_in(values.get(c))) is not None}


def _form(label: Value) -> str:
    """How a code is made up: letters are A, digits 9.

    >>> _form("P-0003")
    'A-9999'
    """
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in text_of(label) or "")


class _Sums:
    """The sums of the rows so far: of all, and of those since the last row of sums."""

    def __init__(self) -> None:
        self._all: Numbers = {}
        self._part: Numbers = {}
        self._count = self._part_count = 0
        self._forms: set[str] = set()

    def add(self, values: Filled, numeric: Sequence[int]) -> None:
        """Add a row of data."""
        self._forms.add(_form(_label(values, numeric)))
        numbers = _numbers(values, numeric)
        for total in (self._all, self._part):
            for column, number in numbers.items():
                total[column] = total.get(column, 0.0) + number
        self._count += 1
        self._part_count += 1

    def told(self, values: Filled, numeric: Sequence[int], area: Area) -> tuple[str, str] | None:
        """(sort, why) of a row that is a sum by its word or by its numbers."""
        first, numbers = _label(values, numeric), _numbers(values, numeric)
        by_word = next((v for v in values.values() if isinstance(v, str) and is_sum_word(v)), None)
        word = by_word or text_of(first) or ""
        adds_up = self._adds_up(numbers, 1 if begins_with_sum_word(word) else 2)  # a family may be of one product
        if by_word:
            why = f"it is headed {quoted(word)}" + (" and adds up the rows above" if adds_up else "")
        elif adds_up and (
            first is None or begins_with_sum_word(word) or (adds_up >= 3 and not self._by_chance(first, numbers))
        ):
            why = "it adds up the rows above"
        elif begins_with_sum_word(word) and not numbers and len(values) < 3:
            why = f"it is headed {quoted(word)}"
        else:
            return None
        self._part, self._part_count = {}, 0
        return "sum", why

    def _by_chance(self, label: Value, numbers: Numbers) -> bool:
        """Whether it is one more row of data: a code in a row of codes, with one number again and again."""
        form = _form(label)
        return "9" in form and form in self._forms and len({n for n in numbers.values() if n}) == 1

    def _adds_up(self, numbers: Numbers, fewest: int) -> int:
        """How many of the numbers, none of them 0, are sums of ``fewest`` rows above or more; 0 where one is not."""
        for sums, count in ((self._part, self._part_count), (self._all, self._count)):
            if count < fewest or not numbers:
                continue
            same = [abs(sums.get(c, 0.0) - n) <= NEAR * max(1.0, abs(n)) for c, n in numbers.items()]
            if all(same) and (several := sum(bool(n) for n in numbers.values())) >= 2:
                return several
        return 0
