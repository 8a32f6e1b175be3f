"""The functions that our formulas call, as spreadsheet programs define them.

Each takes the cells of the workbook and its operands; what our formulas never ask of a function is not known here
(``UnknownError``), rather than guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, fsum, prod

from sop_excel.hosts.xlsx.calculation.operands import (
    Array,
    Cells,
    FailedError,
    Operand,
    Reference,
    Scalar,
    UnknownError,
    compared,
    number,
    numbers,
    single,
    size,
    text,
    values,
)
from sop_excel.spreadsheet.areas import Area

Function = Callable[..., Operand]
_PATTERNS = set("*?~<>=")  # of which a criterion may be made


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
    if not isinstance(operand, Reference):
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
    assert isinstance(operand, Reference)  # noqa: S101 - _area saw it
    return Reference(operand.sheet, Area(top, left, bottom, right))


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
    """Of arrays of one size; a text or a blank among them counts 0."""
    if len({size(operand) for operand in operands}) != 1:
        raise FailedError("#VALUE!")
    lists = [[one if isinstance(one, float) else 0.0 for one in _line(cells, operand)] for operand in operands]
    return fsum(prod(factors) for factors in zip(*lists, strict=True))


FUNCTIONS: dict[str, Function] = {
    "AVERAGE": _average, "COLUMN": _column, "COLUMNS": _columns, "COUNT": _count, "COUNTIF": _count_if,
    "EXACT": _exact, "INDEX": _index, "LARGE": _large, "MATCH": _match, "MAX": _max, "MIN": _min, "OR": _or,
    "ROUNDUP": _round_up, "ROW": _row, "ROWS": _rows, "SMALL": _small, "SUM": _sum, "SUMIFS": _sum_ifs,
    "SUMPRODUCT": _sum_product,
}  # fmt: skip
LAZY = ("IF", "IFERROR")  # whose arguments are computed only where they count
