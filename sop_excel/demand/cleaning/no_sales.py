"""Lines of a history that are no sales: titles above it, headers once more, totals, remarks below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import as_text, code_in, is_nothing
from sop_excel.demand.cleaning.columns import Layout
from sop_excel.demand.cleaning.header_roles import Row
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.table import Value
from sop_excel.domain.total_words import TOTALS
from sop_excel.domain.vocabulary import folded, without_accents

_BESIDE = ("general", "grand", "geral", "generale")
_NOWHERE, _BESIDE_OTHERS, _ALONE = range(3)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_SHORT = 8  # words of a line that may begin with one for a total


def set_aside_no_sales(records: Records, rows: Sequence[Row], layout: Layout) -> None:
    """Set aside the lines that are no sales."""
    headers = [folded(one) for one in layout.headers(rows)]
    of_product = headers[layout.columns["Product"]] if headers and "Product" in layout.columns else ""
    for n in records.open():
        row = rows[records.rows[n]]
        reason = None
        if records.rows[n] < layout.header:
            reason = reasons.ABOVE_HEADER
        elif _is_name(records.raw_products[n], of_product) and _is_header(row, headers):
            reason = reasons.REPEATED_HEADER
        elif _is_total(records, n, row):
            reason = reasons.TOTAL
        elif _is_text(records, n):
            reason = reasons.TEXT_LINE
        if reason is not None:
            records.ledger.note(n, reason, " | ".join(as_text(one) for one in row if not is_nothing(one)))


def _is_name(value: Value, name: str) -> bool:
    """Whether a cell holds a name, folded; a first look at one cell of a row."""
    return not name or (isinstance(value, str) and len(value) < 4 * len(name) and folded(value) == name)


def _is_header(row: Row, headers: Sequence[str]) -> bool:
    """Whether a row holds the headers once more, all that it holds."""
    pairs = [(code_in(one), header) for one, header in zip(row, headers, strict=False) if not is_nothing(one)]
    return len(pairs) >= 2 and all(header and folded(text) == header for text, header in pairs)


def _is_total(records: Records, n: int, row: Row) -> bool:
    """Whether a row is a total: a word for it stands where date or product do not."""
    product, day = records.raw_products[n], records.raw_days[n]
    if _is_only_total(product) or _is_only_total(day):
        return True
    whole = records.is_wide or (not is_nothing(product) and not is_nothing(day))
    if whole and not (_begins_with_total(day) or (records.is_wide and _begins_with_total(product))):
        return False
    return any(_begins_with_total(one) for one in row)


def _is_only_total(value: Value) -> bool:
    return isinstance(value, str) and _total_in(value) == _ALONE


def _begins_with_total(value: Value) -> bool:
    return isinstance(value, str) and _total_in(value) != _NOWHERE


@lru_cache(maxsize=100_000)
def _total_in(text: str) -> int:
    """How a text says that it is a total: it says nothing else, or begins or ends so, or not at all."""
    words = [word.replace("-", "") for word in _WORD.findall(without_accents(text))]
    if not 0 < len(words) <= _SHORT:
        return _NOWHERE
    if all(word in TOTALS or word in _BESIDE for word in words):
        return _ALONE
    return _BESIDE_OTHERS if words[0] in TOTALS or words[0] == "grand" or words[-1] in TOTALS else _NOWHERE


def _is_text(records: Records, n: int) -> bool:
    """Whether a row has nothing of a sale: neither a quantity nor both a product and a date."""
    given = [not is_nothing(one[n]) for one in (records.raw_days, records.raw_products, records.raw_quantities)]
    if records.is_wide or given[2]:
        return False
    return not (given[0] and given[1])
