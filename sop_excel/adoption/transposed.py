"""Demand the other way round: a row for each period, a column for each product."""

from __future__ import annotations

from collections.abc import Sequence

from sop_excel.adoption.adopted import NOT_READ, SHAPE, SYNONYM
from sop_excel.adoption.columns import CERTAIN, Guess, RangeColumn
from sop_excel.adoption.keys import PRODUCT, SHARED, KnownCodes
from sop_excel.adoption.part import Part, unread
from sop_excel.adoption.ranges import Range
from sop_excel.adoption.wide import is_sum_column
from sop_excel.adoption.words import is_known, tables_said
from sop_excel.domain.vocabulary import percent

FEWEST = 2  # products, and periods
KNOWN_AND_TITLED, IN_DOUBT = 0.93, 0.6


def transposed_part(one: Range, columns: Sequence[RangeColumn], known: KnownCodes) -> Part | None:
    """Demand with the products as headers; None where a range is nothing of that kind."""
    if len(columns) <= FEWEST or not columns[0].is_of_periods or not columns[0].is_unique:
        return None
    first, *others = columns
    numeric = [c for c in others if c.is_numeric and c.head.text]
    products = [c for c in numeric if not is_sum_column(c, [[other for other in numeric if other is not c]])]
    if len(products) < FEWEST or len(first.codes) < FEWEST:
        return None
    share = _known_share(products, one, known)
    titled = any("Demand" in tables_said(text) for text in (one.table, *one.names, one.title, one.sheet.name))
    if share < SHARED and (not titled or any(is_known(column.head.text) for column in products)):
        return None
    certainty = KNOWN_AND_TITLED if titled and share >= SHARED else IN_DOUBT
    why = f"its rows are periods, and {percent(share)} of its headers are products elsewhere in the workbook"
    guesses = {c.head.column: unread("it is no product") for c in columns}
    guesses[first.head.column] = Guess("Period", CERTAIN[SYNONYM], SHAPE, "it lists periods")
    guesses |= {c.head.column: Guess("Quantity", CERTAIN[SYNONYM], SHAPE, "its header is a product") for c in products}
    choices = ("Demand", NOT_READ)
    return Part(one, "Demand", certainty, SYNONYM, why, guesses, choices, one.rows, is_transposed=True)


def are_products_above_periods(one: Range, columns: Sequence[RangeColumn], known: KnownCodes) -> bool:
    """Whether rows are periods and headers known products, though they may count like periods: P-1, P-2, P-3."""
    products = [column for column in columns[1:] if column.is_numeric and column.head.text]
    return bool(products) and columns[0].is_of_periods and _known_share(products, one, known) >= SHARED


def _known_share(products: Sequence[RangeColumn], one: Range, known: KnownCodes) -> float:
    """The share of the headers that are products in another range."""
    codes = {code for place, found in known.of[PRODUCT].items() if place != one.id for code in found}
    return sum(column.head.text in codes for column in products) / len(products)
