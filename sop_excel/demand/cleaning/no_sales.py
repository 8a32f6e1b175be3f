"""Lines of a history that are no sales: titles above it, headers once more, totals, remarks below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import as_text, code_in, is_nothing
from sop_excel.demand.cleaning.columns import Layout, Row
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.vocabulary import folded, without_accents

_TOTALS = frozenset(
    [
        "total",
        "totals",
        "totales",
        "totale",
        "totali",
        "totaux",
        "totais",
        "subtotal",
        "subtotals",
        "subtotales",
        "subtotale",
        "sub-total",
        "sous-total",
        "summe",
        "gesamt",
        "gesamtsumme",
        "gesamtergebnis",
        "zwischensumme",
        "endsumme",
        "insgesamt",
        "suma",
        "sumas",
        "somme",
        "soma",
        "somma",
        "sum",
        "ergebnis",
        "teilergebnis",
        "overall",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_SHORT = 8  # words of a line that may begin with one for a total


def set_aside_no_sales(records: Records, rows: Sequence[Row], layout: Layout) -> None:
    """Set aside the lines that are no sales."""
    headers = [folded(one) for one in layout.headers(rows)]
    for n in records.open():
        row = rows[records.rows[n]]
        reason = None
        if records.rows[n] < layout.header:
            reason = reasons.ABOVE_HEADER
        elif headers and _is_header(row, headers):
            reason = reasons.REPEATED_HEADER
        elif _is_total(records, n, row):
            reason = reasons.TOTAL
        elif _is_text(records, n):
            reason = reasons.TEXT_LINE
        if reason is not None:
            records.ledger.note(n, reason, " | ".join(as_text(one) for one in row if not is_nothing(one)))


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


def _is_only_total(value: object) -> bool:
    words = _words(value)
    return bool(words) and all(word in _TOTALS or word in ("general", "grand", "geral", "generale") for word in words)


def _begins_with_total(value: object) -> bool:
    words = _words(value)
    return 0 < len(words) <= _SHORT and (words[0] in _TOTALS or words[:1] == ["grand"] or words[-1] in _TOTALS)


def _words(value: object) -> list[str]:
    """The words of a text, without accents."""
    if not isinstance(value, str):
        return []
    return _WORD.findall(without_accents(value))


def _is_text(records: Records, n: int) -> bool:
    """Whether a row has nothing of a sale: neither a quantity nor both a product and a date."""
    given = [not is_nothing(one[n]) for one in (records.raw_days, records.raw_products, records.raw_quantities)]
    if records.is_wide or given[2]:
        return False
    return not (given[0] and given[1])
