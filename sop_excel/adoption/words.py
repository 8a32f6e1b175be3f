"""What the words of planners' headers, titles and rows say, with the synonyms of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sop_excel.contract import schema
from sop_excel.contract.headers import is_own
from sop_excel.contract.synonym_words import COLUMNS
from sop_excel.contract.synonyms import column_meant, columns_possible, is_unit, name_key, table_meant
from sop_excel.domain.period_names import meaning
from sop_excel.domain.total_words import TOTALS
from sop_excel.domain.vocabulary import folded, without_accents

SALES_HISTORY = "SalesHistory"
WIDE = ("Demand", "Receipts", "FirmProduction", "Capacity", SALES_HISTORY)
LISTS = ("Products", "Resources", "Routings", "Demand", SALES_HISTORY, "Settings", "PeriodData", "Scenarios")
_WORD = re.compile(r"[^\s_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_KEYS = (("Products", "Product"), ("Resources", "Resource"))
_BRACKETS = re.compile(r"(.+?)\s*[(\[]([^()\[\]]*)[)\]]")
# Short forms that mean a column of Products to most, so that it is offered, and asked.
_SHORT = {
    "ss": "Safety stock",
    "sb": "Safety stock",
    "es": "Safety stock",
    "oh": "Initial inventory",
    "soh": "Initial inventory",
    "moq": "Min lot",
    "lt": "Lead time",
}
_JOINING = frozenset(
    re.findall(r"\w+", "de del della dello delle degli di do da dos das du des d l of the la le el von der")
)
_REMEMBERED = 20_000  # texts, since columns repeat them
_LONGEST = 5  # words of a name in a title

# Words for a forecast, which is demand where a planner has it; results have a table of that name, so they are not among
# the synonyms of table Demand.
_FORECASTS = frozenset(
    re.findall(
        r"\w+",
        "forecast forecasts fcst fc prevision previsiones previsions previsoes previsao previsione previsioni prognose "
        "prognosen pronostico pronosticos vorschau",
    )
)
# What else a table with a column for each period may hold.
_MEASURES = frozenset(
    re.findall(
        r"\w+",
        "production produccion produktion producao produzione fertigung fabricacion fabrication produktionsplan stock "
        "stocks inventory inventario bestand bestande lagerbestand inventaire estoque giacenza giacenze scorta scorte "
        "existencias revenue turnover umsatz ingresos facturacion faturamento fatturato ricavi costs kosten costes "
        "costi custos couts capacity kapazitat capacidad capacite capacidade capacita actual actuals "
        "ist real reales reel",
    )
)
_THOUSANDS = re.compile(
    r"\b(?:in|en|em)\s+(?:tsd|tausend|thousands?|miles|milliers|migliaia|milhares|millions?|mio|millones|milioni)\b"
    r"|\b(?:k|t|m)(?:€|eur|usd|chf|\$)|[€$]\s?000|'000|\b[x×]\s?1[.,']?000\b"
)
_BUSINESS = re.compile(r"\b(sales|ventas|ventes|vendas|vendite|absatz)\W{0,2}\s*(&|and|y|et|e|und)\s*(?=\w{6})")


@cache
def column_named(table: str, header: str) -> tuple[str, str] | None:
    """(column, how) that a header names: its own name, a synonym, or one with a unit behind it; None if none.

    >>> column_named("Products", "Holding cost"), column_named("Products", "Lagerkosten EUR/Stk")
    (('Holding cost', 'exact'), ('Holding cost', 'synonym'))
    """
    for text in _ways(header):
        if folded(text) in _own_names(table):
            return _own_names(table)[folded(text)], "exact" if text == header.strip() else "synonym"
        meant = column_meant(table, text)
        if meant:
            return meant, "synonym"
    return None


@cache
def columns_near(table: str, header: str) -> tuple[dict[str, int], bool]:
    """The columns that a header means if its words are shortened, and whether none of them is shortened.

    Words that only join others do not count. Each column comes with the letters of the shortest word that was given for
    a longer one.

    >>> columns_near("Products", "Coste prod."), columns_near("Products", "Coste inventario")
    (({'Production cost': 4}, False), ({'Holding cost': 99}, True))
    >>> columns_near("Products", "Lead time (days)"), columns_near("Products", "Production cost (k€)")
    (({}, False), ({}, False))
    """
    wanted = _bare_words(_without_unit(header)) if not any(map(str.isdigit, header)) else ()
    whole: dict[str, int] = {}
    short: dict[str, int] = {}
    for known, column in _word_lists(table):
        if len(known) != len(wanted) or not wanted:
            continue
        if known == wanted:
            whole[column] = 99
        elif all(len(one) > 1 and other.startswith(one) for one, other in zip(wanted, known, strict=True)):
            letters = min(len(one) for one, other in zip(wanted, known, strict=True) if one != other)
            short[column] = max(letters, short.get(column, 0))
    found = _BRACKETS.fullmatch(" ".join(header.split()))
    fitting = {column for column in {*whole, *short} if found is None or is_unit(found[2], _is_money(table, column))}
    whole, short = ({one: n for one, n in part.items() if one in fitting} for part in (whole, short))
    return (whole, True) if whole else (short, False)


def _is_money(table: str, column: str) -> bool:
    forms = {form.name: form for form in schema.INPUT_TABLES}
    return table in forms and any(one.name == column and one.unit.startswith("money") for one in forms[table].columns)


def _without_unit(header: str) -> str:
    """A header without what stands in brackets behind it."""
    return re.sub(r"[(\[][^()\[\]]*[)\]]\s*$", "", header)


def _bare_words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _LETTERS.findall(without_accents(text)) if word not in _JOINING)


@cache
def _word_lists(table: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    names = [(column, column) for column in COLUMNS.get(table, {})]
    names += [(name, column) for column, text in COLUMNS.get(table, {}).items() for name in re.split(r"[|\n]", text)]
    return tuple((found, column) for name, column in names if (found := _bare_words(name)))


@cache
def columns_hinted(table: str, header: str) -> tuple[str, ...]:
    """The columns that a header may mean, as the whole or one of its words is ambiguous.

    >>> columns_hinted("Products", "Kosten Sonstiges")[0], columns_hinted("Products", "Farbe")
    ('Production cost', ())
    """
    if table == "Products" and (short := _SHORT.get(name_key(header))):
        return (short,)
    for text in _ways(header):
        if possible := columns_possible(table, text):
            return possible
    words = _WORD.findall(header)
    for size in range(min(3, len(words)), 0, -1):
        for n in range(len(words) - size + 1):
            part = " ".join(words[n : n + size])
            if possible := columns_possible(table, part):
                return possible
    return ()


def is_short_form(header: str) -> bool:
    """Whether a header is a short form that means one column of Products to most, such as ``SS``."""
    return name_key(header) in _SHORT


def _ways(header: str) -> Iterator[str]:
    """A header as it stands, and with its last words taken for a unit."""
    text = " ".join(header.split())
    yield text
    found = _BRACKETS.fullmatch(text)
    bare, unit = (found[1], found[2]) if found else (text, "")
    words = bare.split()
    for n in range(len(words) - 1, max(0, len(words) - 4), -1):
        yield f"{' '.join(words[:n])} ({' '.join((*words[n:], unit)).strip()})"


@cache
def _own_names(table: str) -> dict[str, str]:
    forms = {form.name: form for form in schema.INPUT_TABLES}
    names = [column.name for column in forms[table].columns] if table in forms else ["Date", "Product", "Quantity"]
    extra = ["Period", "Quantity"] if table == "Demand" else []
    return {folded(name): name for name in [*names, *extra]}


@lru_cache(maxsize=_REMEMBERED)
def is_sum_word(text: str) -> bool:
    """Whether a text is how a row of sums is headed: ``Total``, ``Gesamtergebnis``, ``Sous-total``."""
    return is_own(text.strip().rstrip(":")) or name_key(text) in TOTALS


@lru_cache(maxsize=_REMEMBERED)
def begins_with_sum_word(text: str) -> bool:
    """Whether the first word of a text is one of sums: ``Total Familia A``."""
    words = _LETTERS.findall(without_accents(text))
    return bool(words) and (words[0] in TOTALS or "".join(words[:2]) in TOTALS)


def tables_said(text: str) -> list[str]:
    """The tables that the words of a title or name say, the longest name first; none where it says none.

    >>> tables_said("Plan de demanda 2025 - Planta Norte"), tables_said("Forecast Q1"), tables_said("Tabelle1")
    (['Demand'], ['Demand'], [])
    """
    words = [word for word in re.split(r"[\s_\-–,;:/()\[\].]+", _BUSINESS.sub("", text.casefold())) if word]
    found: list[str] = []
    spent: set[int] = set()
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for n in range(len(words) - size + 1):
            if spent & set(range(n, n + size)):
                continue
            table = _table_named(" ".join(words[n : n + size]))
            if table:
                spent |= set(range(n, n + size))
                found.append(table)
    return list(dict.fromkeys(found))


@cache
def _table_named(name: str) -> str | None:
    own = {folded(form.name): form.name for form in schema.INPUT_TABLES}
    if folded(name) in own:
        return own[folded(name)]
    return table_meant(name) or ("Demand" if name_key(name) in _FORECASTS else None)


def says_thousands(text: str) -> bool:
    """Whether a title says that its numbers are thousands, or more.

    >>> says_thousands("Absatzplan (in Tsd. Stück)"), says_thousands("Ventas en miles"), says_thousands("Plan 2027")
    (True, True, False)
    """
    return _THOUSANDS.search(without_accents(text)) is not None


def says_another_measure(text: str) -> bool:
    """Whether a title has a word for something else that is counted by period, such as production or stock.

    >>> says_another_measure("Plan de producción"), says_another_measure("Plan de demanda")
    (True, False)
    """
    return any(word in _MEASURES for word in _LETTERS.findall(without_accents(text)))


@lru_cache(maxsize=_REMEMBERED)
def is_known(header: str) -> bool:
    """Whether a text is a header that the contract or a synonym has, may have, or that names a period."""
    if meaning(header) is not None:
        return True
    return any(column_named(table, header) or columns_possible(table, header) for table in LISTS)


def is_key_name(header: str) -> bool:
    """Whether a text heads products or resources."""
    return any((column_named(table, header) or ("",))[0] == key for table, key in _KEYS)
