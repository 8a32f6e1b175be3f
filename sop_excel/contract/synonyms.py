"""Which table or column of the contract a planner means by a name that is not the contract's own (rule R2a)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sop_excel.contract.synonym_words import AMBIGUOUS, COLUMNS, CURRENCIES, OTHER_UNITS, TABLES, UNITS
from sop_excel.domain.vocabulary import folded, without_accents

_SEPARATOR = re.compile(r"[|\n]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# A name, and behind it what stands in brackets, or one sign that may change what the name means.
_UNIT = re.compile(r"(.+?)(?:[(\[]([^()\[\]]*)[)\]]|([€$£%‰]))\s*")
_WORDS = re.compile(r"[^\s/.,*·-]+")


@lru_cache(maxsize=4096)  # the same headers are read again and again while a workbook is open
def column_meant(table: str, header: str) -> str | None:
    """The column of a table of the contract that a header means; None where it means none, or more than one.

    ``table`` is the contract's name; ``SalesHistory`` has ``Date``, ``Product`` and ``Quantity``.

    >>> column_meant("Products", "Herstellkosten"), column_meant("Products", "stock de SEGURIDAD")
    ('Production cost', 'Safety stock')
    >>> column_meant("Products", "Production cost (EUR/unit)"), column_meant("Products", "Kosten")
    ('Production cost', None)
    """
    columns = _columns_of(table)
    name, unit = _apart(header)
    column = columns.get(name_key(name))
    return column if column and (not unit or is_unit(unit, _is_money(column), table)) else None


def columns_possible(table: str, header: str) -> tuple[str, ...]:
    """The columns of a table that an ambiguous header may mean; none where it is no such header.

    So is a known one with more behind it in brackets than a unit, such as another unit or a remark.

    >>> columns_possible("Products", "Losgröße"), columns_possible("Products", "Herstellkosten")
    (('Min lot', 'Lot multiple'), ())
    >>> columns_possible("Products", "Lead time (days)")
    ('Lead time',)
    """
    name, behind = _apart(header)
    possible = _ambiguous().get(table, {}).get(name_key(name), ())
    if possible or not behind or column_meant(table, header):
        return possible
    bare = column_meant(table, name)
    return (bare,) if bare else columns_possible(table, name)


def table_meant(name: str) -> str | None:
    """The table of the contract that a planner means by a name; None where it means none.

    >>> table_meant("Nachfrage"), table_meant("Maestro_de_artículos"), table_meant("Table1")
    ('Demand', 'Products', None)
    """
    return _tables().get(name_key(name))


def table_synonyms(table: str) -> tuple[str, ...]:
    """The names that a table of the contract goes by besides its own, as planners write them.

    >>> table_synonyms("Scenarios")[:2]
    ('Scenario', 'Escenarios')
    """
    return tuple(_names(TABLES.get(table, "")))


def name_key(name: str) -> str:
    """What is compared of a name: its letters and digits, without case and accents.

    >>> name_key("Art.-Nr."), name_key("Qté"), name_key("Número de artículo")
    ('artnr', 'qte', 'numerodearticulo')
    """
    return "".join(filter(str.isalnum, without_accents(folded(name))))


def _apart(header: str) -> tuple[str, str]:
    """A header and its unit or remark, which stands in brackets behind it; "" where nothing does."""
    parts = _UNIT.fullmatch(header)
    return (parts[1], (parts[2] or parts[3] or "").strip()) if parts else (header, "")


def _is_money(column: str) -> bool:
    """Whether a column of the contract holds amounts of money: of another a currency behind its name changes all."""
    return column == "Price" or name_key(column).endswith("cost") or column == "Cost per worker"


def is_unit(text: str, of_money: bool, table: str = "") -> bool:
    """Whether a text beside a header is a unit that changes nothing of what a column means: no percent, no thousands.

    Currencies are units of amounts of money alone, hours of a ``table`` of resources, and other words for time than one
    period are none.

    >>> is_unit("EUR/unit", of_money=True), is_unit("EUR", of_money=False), is_unit("weeks", of_money=False)
    (True, False, False)
    """
    words = [name_key(word) or word for word in _WORDS.findall(text)]
    return all(word in _unit_words(table) and (of_money or word not in _currency_words()) for word in words)


def _names(words: str) -> Iterator[str]:
    return filter(None, map(str.strip, _SEPARATOR.split(words)))


def _keys(words: str) -> Iterator[str]:
    """What is compared of each name, umlauts in both ways to write them."""
    for name in _names(words):
        yield name_key(name)
        if (plain := name.translate(_UMLAUTS)) != name:
            yield name_key(plain)


@cache
def _columns_of(table: str) -> dict[str, str]:
    columns = COLUMNS.get(table, {}).items()
    return {key: column for column, words in columns for key in (name_key(column), *_keys(words))}


@cache
def _tables() -> dict[str, str]:
    return {key: table for table, words in TABLES.items() for key in _keys(words)}


@cache
def _ambiguous() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        table: {key: tuple(_names(columns)) for words, columns in lines for key in _keys(words)}
        for table, lines in AMBIGUOUS.items()
    }


@cache
def _unit_words(table: str) -> frozenset[str]:
    words = UNITS + OTHER_UNITS.get(table, "")
    return _currency_words() | {name_key(name) or name for name in _names(words)}


@cache
def _currency_words() -> frozenset[str]:
    return frozenset(name_key(name) or name for name in _names(CURRENCIES))
