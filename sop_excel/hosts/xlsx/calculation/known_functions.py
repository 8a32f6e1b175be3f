"""What a formula computes with, and the functions that our formulas call, as spreadsheet programs define them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil, fsum, prod
from typing import NamedTuple, Protocol

from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.placed_tables import PlacedTable

Scalar = float | str | bool | None
Rows = Sequence[Sequence[Scalar]]
_PATTERNS = set("*?~<>=")  # of which a criterion may be made


class UnknownError(Exception):
    """A value that cannot be told: it depends on something that is not ours, or means what we never write."""


class FailedError(Exception):
    """An error value of the spreadsheet, such as ``#N/A``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CellRange(NamedTuple):
    """Cells of a sheet, which is named by its part."""

    sheet: str
    area: Area


class Array(NamedTuple):
    """Values in rows and columns."""

    rows: Rows


Operand = Scalar | CellRange | Array
Function = Callable[..., Operand]


class Cells(Protocol):
    """The cells of a workbook."""

    def rows(self, reference: CellRange) -> Rows:
        """The values of the cells. Raises UnknownError where one cannot be told, FailedError where one is an error."""

    def sheet(self, name: str) -> str:
        """The part of the sheet with this name."""

    def table(self, name: str) -> PlacedTable:
        """A table by its name."""

    def named(self, name: str) -> CellRange:
        """The cell with this defined name."""


def size(value: Operand) -> tuple[int, int]:
    """Rows and columns of an operand; (1, 1) for a single value."""
    if isinstance(value, CellRange):
        return value.area.height, value.area.width
    if isinstance(value, Array):
        return len(value.rows), len(value.rows[0])
    return 1, 1


def single(value: Operand, cells: Cells) -> Scalar:
    """The one value of an operand. Raises UnknownError if there are several."""
    if not isinstance(value, (CellRange, Array)):
        return value
    if size(value) != (1, 1):
        raise UnknownError
    return values(value, cells)[0][0]


def values(value: Operand, cells: Cells) -> Rows:
    """All values of an operand, row by row."""
    if isinstance(value, CellRange):
        return cells.rows(value)
    return value.rows if isinstance(value, Array) else [[value]]


def numbers(value: Operand, cells: Cells) -> Iterator[float]:
    """The numbers among the values; a single text is no number, one in a cell is passed over."""
    if isinstance(value, (CellRange, Array)):
        for row in values(value, cells):
            yield from (one for one in row if isinstance(one, float))
    else:
        yield number(value)


def number(value: Scalar) -> float:
    """A value as an operand of arithmetic: blank counts 0, a text fails."""
    if type(value) is float:
        return value or 0.0
    if isinstance(value, str):
        raise FailedError("#VALUE!")
    return float(value or 0.0)


def text(value: Scalar) -> str:
    """A value as an operand of ``&``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else f"{value:.15g}"


def compared(left: Scalar, right: Scalar) -> int:
    """Below 0, 0 or above 0 as spreadsheets order values: numbers, texts whatever their case, yes and no."""
    if type(left) is float and type(right) is float:
        return (left > right) - (left < right)
    first, second = _rank(left, right), _rank(right, left)
    return (first > second) - (first < second)


def _rank(value: Scalar, other: Scalar) -> tuple[int, float, str]:
    if value is None:  # counts as the blank of the other's kind
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
    if isinstance(value, str):
        return 1, 0.0, value.lower()
    return (2 if isinstance(value, bool) else 0), float(value), ""


def _all_numbers(cells: Cells, operands: tuple[Operand, ...]) -> list[float]:
    return [one for operand in operands for one in numbers(operand, cells)]


def _sum(cells: Cells, *operands: Operand) -> Operand:
    return fsum(_all_numbers(cells, operands))


def _count(cells: Cells, *operands: Operand) -> Operand:
    return float(len(_all_numbers(cells, operands)))


def _average(cells: Cells, *operands: Operand) -> Operand:
    found = _all_numbers(cells, operands)
    if not found:
        raise FailedError("#DIV/0!")
    return fsum(found) / len(found)


def _max(cells: Cells, *operands: Operand) -> Operand:
    return max(_all_numbers(cells, operands), default=0.0)


def _min(cells: Cells, *operands: Operand) -> Operand:
    return min(_all_numbers(cells, operands), default=0.0)


def _nth(found: list[float], place: float) -> float:
    if not 1 <= place <= len(found):
        raise FailedError("#NUM!")
    return found[ceil(place) - 1]


def _large(cells: Cells, operand: Operand, place: Operand) -> Operand:
    return _nth(sorted(numbers(operand, cells), reverse=True), number(single(place, cells)))


def _small(cells: Cells, operand: Operand, place: Operand) -> Operand:
    return _nth(sorted(numbers(operand, cells)), number(single(place, cells)))


def _round_up(cells: Cells, operand: Operand, digits: Operand) -> Operand:
    value = number(single(operand, cells))
    if single(digits, cells) != 0.0:
        raise UnknownError
    return float(ceil(value) if value >= 0 else -ceil(-value))


def _or(cells: Cells, *operands: Operand) -> Operand:
    return any(number(single(operand, cells)) != 0.0 for operand in operands)


def _exact(cells: Cells, left: Operand, right: Operand) -> Operand:
    wanted = text(single(right, cells))
    rows = [[text(one) == wanted for one in row] for row in values(left, cells)]
    return rows[0][0] if size(left) == (1, 1) else Array(rows)


def _area(operand: Operand) -> Area:
    if not isinstance(operand, CellRange):
        raise UnknownError
    return operand.area


def _row(_: Cells, operand: Operand) -> Operand:
    area = _area(operand)
    if area.height == 1:
        return float(area.top)
    return Array([[float(row)] for row in range(area.top, area.bottom + 1)])


def _column(_: Cells, operand: Operand) -> Operand:
    area = _area(operand)
    if area.width != 1:
        raise UnknownError
    return float(area.left)


def _rows(_: Cells, operand: Operand) -> Operand:
    return float(_area(operand).height)


def _columns(_: Cells, operand: Operand) -> Operand:
    return float(_area(operand).width)


def _index(cells: Cells, operand: Operand, row: Operand, column: Operand = None) -> Operand:
    """A cell of a reference; a row or column of 0 takes all of them."""
    area = _area(operand)
    down, across = int(number(single(row, cells))), int(number(single(column, cells)))
    if column is None:
        down, across = (down, 1) if area.width == 1 else (1, down)
        if area.width != 1 and area.height != 1:
            raise UnknownError
    if not (0 <= down <= area.height and 0 <= across <= area.width):
        raise FailedError("#REF!")
    top, bottom = (area.top + down - 1,) * 2 if down else (area.top, area.bottom)
    left, right = (area.left + across - 1,) * 2 if across else (area.left, area.right)
    assert isinstance(operand, CellRange)  # noqa: S101 - _area saw it
    return CellRange(operand.sheet, Area(top, left, bottom, right))


def _match(cells: Cells, wanted: Operand, operand: Operand, kind: Operand) -> Operand:
    value = _criterion(single(wanted, cells))
    if single(kind, cells) != 0.0:
        raise UnknownError
    places = [place for place, one in enumerate(_line(cells, operand), 1) if _meets(one, value)]
    if not places:
        raise FailedError("#N/A")
    return float(places[0])


def _line(cells: Cells, operand: Operand) -> list[Scalar]:
    return [one for row in values(operand, cells) for one in row]


def _criterion(value: Scalar) -> Scalar:
    """What cells are compared with: a number, or a text that is no pattern and no comparison."""
    if value is None or isinstance(value, bool) or (isinstance(value, str) and (not value or _PATTERNS & set(value))):
        raise UnknownError
    return value


def _meets(value: Scalar, criterion: Scalar) -> bool:
    return value is not None and type(value) is type(criterion) and compared(value, criterion) == 0


def _count_if(cells: Cells, operand: Operand, criterion: Operand) -> Operand:
    wanted = _criterion(single(criterion, cells))
    return float(sum(_meets(one, wanted) for one in _line(cells, operand)))


def _sum_ifs(cells: Cells, summed: Operand, operand: Operand, criterion: Operand) -> Operand:
    wanted = _criterion(single(criterion, cells))
    pairs = zip(_line(cells, summed), _line(cells, operand), strict=True)
    return fsum(one for one, label in pairs if isinstance(one, float) and _meets(label, wanted))


def _sum_product(cells: Cells, *operands: Operand) -> Operand:
    """The sum of products of arrays of one size; a text or a blank among them counts 0."""
    if len({size(operand) for operand in operands}) != 1:
        raise FailedError("#VALUE!")
    lists = [[one if isinstance(one, float) else 0.0 for one in _line(cells, operand)] for operand in operands]
    return fsum(map(prod, zip(*lists, strict=True)))


def _left(cells: Cells, operand: Operand, count: Operand) -> Operand:
    """The first letters of every text."""
    letters = int(number(single(count, cells)))
    return Array([[text(one)[:letters] for one in row] for row in values(operand, cells)])


def _len(cells: Cells, operand: Operand) -> Operand:
    """How many letters a text has; Excel counts some of the rarer ones as two."""
    letters = text(single(operand, cells))
    if any(ord(letter) > 0xFFFF for letter in letters):
        raise UnknownError
    return float(len(letters))


FUNCTIONS: dict[str, Function] = {
    "AVERAGE": _average, "COLUMN": _column, "COLUMNS": _columns, "COUNT": _count, "COUNTIF": _count_if,
    "EXACT": _exact, "INDEX": _index, "LARGE": _large, "LEFT": _left, "LEN": _len, "MATCH": _match, "MAX": _max,
    "MIN": _min, "OR": _or, "ROUNDUP": _round_up, "ROW": _row, "ROWS": _rows, "SMALL": _small, "SUM": _sum,
    "SUMIFS": _sum_ifs, "SUMPRODUCT": _sum_product,
}  # fmt: skip
