"""Which columns of a wide table are the planner's own and no periods (rule R4), or may be meant as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from sop_excel.contract.headers import PERIOD_HEADERS, is_own
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import folded, without_accents
from sop_excel.sheets.reading.periods import is_like_a_period
from sop_excel.sheets.reading.spelling import looks_like_a_number

_PERIODS = frozenset(map(folded, chain.from_iterable(PERIOD_HEADERS)))


def begins_like_one(header: str) -> bool:
    """Whether the first word of a header is such a name: "Total 2025".

    >>> begins_like_one("Total 2025"), begins_like_one("Week 7")
    (True, False)
    """
    return is_own(header.split()[0])


def is_text_column(header: str, cells: Sequence[Value]) -> bool:
    """Whether a column holds words below a header that can hardly be a period.

    >>> is_text_column("Remarks on price", ["rising", None]), is_text_column("Peak", ["12", "n/a"])
    (True, False)
    >>> is_text_column("2025-01", ["n/a"]), is_text_column("Notes 2025", ["late"])
    (False, True)
    """
    filled = [cell for cell in cells if not is_blank(cell)]
    words = all(isinstance(cell, str) and not looks_like_a_number(cell) for cell in filled)
    return bool(filled) and words and (begins_like_one(header) or not is_like_a_period(header))


def is_list_of_periods(header: str, cells: Sequence[Value]) -> bool:
    """Whether a column holds the names of periods, as a list with a row for each of them has it.

    >>> is_list_of_periods("Month", ["Jan", "Feb"]), is_list_of_periods("Month", [4.0, 5.0])
    (True, False)
    """
    filled = [cell for cell in cells if not is_blank(cell)]
    names = bool(filled) and all(isinstance(cell, str | DateValue) for cell in filled)
    return names and without_accents(folded(header)) in _PERIODS


def unlike_the_others(periods: Mapping[int, str]) -> list[int]:
    """The columns that can hardly be periods among more others that clearly are.

    >>> unlike_the_others({1: "Jan", 2: "Feb", 3: "Unit price"}), unlike_the_others({1: "Low", 2: "Peak", 3: "2027"})
    ([3], [])
    """
    odd = [column for column, name in periods.items() if not is_like_a_period(name)]
    return odd if 2 * len(odd) < len(periods) else []
