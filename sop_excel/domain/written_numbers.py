"""What a text says as a number: what it may mean, as the decimal sign is a whole file's to decide."""

from __future__ import annotations

import re
from math import isnan, nan
from typing import NamedTuple

from sop_excel.domain.vocabulary import without_accents

_MINUS = re.compile(r"[\u2212\u2010-\u2015]")
_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f\s]+")
_AMOUNT = re.compile(r"[+-]?(?:\d[\d.,'’ ]*\d|[.,]?\d+|\d)[.,]?(?:[eE][+-]?\d{1,3})?")
_GROUPS = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in (".", ",", " ", "'", "’")}
_MARKS = re.compile(r"[.,'’ ]")
_LONGEST_UNIT = 12  # letters beside a number that may be its unit
_MISSING = frozenset(
    word
    for words in (
        "n/a na n.a. n.a nan null none nil - -- --- ? ?? . * x nd n.d. n.d n/d s/d s.d. k.a. ka k/a tbd tba",
        "missing unknown blank empty (blank) (vide) (leer) (vuoto) (vazio) undefined desconocido unbekannt inconnu",
        "fehlt falta manquant sin_dato s/dato",
        "#n/a #n/d #nv #ref! #value! #div/0! #null! #num! #name? #wert! #valor!",
    )
    for word in words.split()
)


class NumberReading(NamedTuple):
    """The number that a text means if its decimal sign is the point, or the comma; nan where it is none then.

    ``unit`` is what stands beside the number (``uds``), ``marks`` the signs within it (``.,``).
    """

    with_point: float
    with_comma: float
    unit: str
    marks: str

    @property
    def is_sure(self) -> bool:
        """Whether it is the same number with either sign."""
        return self.with_point == self.with_comma

    @property
    def is_number(self) -> bool:
        """Whether it is a number with one sign at least."""
        return not (isnan(self.with_point) and isnan(self.with_comma))


def is_missing(text: str) -> bool:
    """Whether a text is what people and programs write where there is nothing.

    >>> is_missing(" N/A "), is_missing("-"), is_missing("sin dato"), is_missing("0")
    (True, True, True, False)
    """
    return not text.strip() or without_accents("_".join(text.split())) in _MISSING


def number_reading(text: str) -> NumberReading | None:
    """What a text may mean as a number with or without a unit; None where it is none.

    >>> number_reading("1.234,5-")[:2], number_reading("70 uds")[:3], number_reading("(45)")[:2]
    ((nan, -1234.5), (70.0, 70.0, 'uds'), (-45.0, -45.0))
    >>> number_reading("1.234")[:2], number_reading("0.250")[:2], number_reading("12 or 13")
    ((1.234, 1234.0), (0.25, nan), None)
    """
    text = _SPACES.sub(" ", _MINUS.sub("-", text)).strip()
    sign = 1.0
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1.0, text[1:-1].strip()
    found = _AMOUNT.search(text)
    if found is None:
        return None
    before, amount, after = text[: found.start()].strip(), found[0].strip(), text[found.end() :].strip()
    if after.startswith("-"):
        sign, after = -sign, after[1:].strip()
    if before.endswith(("-", "+")):
        sign, before = -sign if before.endswith("-") else sign, before[:-1].strip()
    if not _is_unit(before, after):
        return None
    reading = NumberReading(
        sign * _value(amount, "."), sign * _value(amount, ","), before or after, "".join(_MARKS.findall(amount))
    )
    return reading if reading.is_number else None


def _is_unit(before: str, after: str) -> bool:
    """Whether what stands beside a number may be a unit: on one side, short, and without figures."""
    unit = before or after
    return not (before and after) and len(unit) <= _LONGEST_UNIT and not any(sign in "0123456789+-%()" for sign in unit)


def _value(amount: str, decimal: str) -> float:
    """The number with that decimal sign; nan where it cannot be written so."""
    sign = -1.0 if amount[0] == "-" else 1.0
    amount, _, power = amount.lstrip("+-").replace("E", "e").partition("e")
    whole, _, fraction = amount.partition(decimal)
    whole = whole or "0"
    if not (fraction.isdigit() or not fraction):
        return nan
    if not whole.isdigit():
        mark = _MARKS.search(whole)
        if mark is None or mark[0] == decimal or not _GROUPS[mark[0]].fullmatch(whole):
            return nan
        whole = whole.replace(mark[0], "")
    try:
        return sign * float(f"{whole}.{fraction or 0}e{power or 0}")
    except (ValueError, OverflowError):
        return nan
