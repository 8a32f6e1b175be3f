"""Numbers that stand as text: how they may be read, with a decimal comma or with a decimal point."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

COMMA, POINT = ",", "."
_SPACES = " \u00a0\u202f\u2009"
_QUOTES = "'’"
_CURRENCY = r"€|\$|£|¥|R\$|US\$|EUR|USD|GBP|CHF|BRL|MXN|PLN|kr\.?|zł|Fr\.?"
_UNIT = r"[^\W\d_]{1,9}\.?(?:\s?/\s?[^\W\d_]{1,9}\.?)?"  # uds, Stk., h, EUR/ud
_TEXT = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+−–])?\s*(?P<money>{_CURRENCY})?\s*(?P<sign2>[-+−–])?\s*"
    rf"(?P<digits>[0-9][0-9.,{_SPACES}{_QUOTES}]*|[.,][0-9]+)"
    rf"(?P<minus>[-−])?\s*(?P<percent>%)?\s*(?P<unit>(?:{_CURRENCY})(?:\s?/\s?{_UNIT})?|{_UNIT})?\s*(?P<close>\))?",
    re.IGNORECASE,
)
# Thousands and more: what stands before them is not the number that is meant.
_MULTIPLES = frozenset(re.findall(r"\S+", "k t m mm mio mill mrd tsd th mil bn k€ t€ m€ keur teur mdt"))
_REMEMBERED = 20_000  # texts, since columns repeat them
LONGEST = 60  # characters of a text that may still be a number


class NumberText(NamedTuple):
    """A text as a number with a decimal comma and with a decimal point; None where it is none that way.

    ``unit`` is what stands beside the digits, in lower case: a unit, a currency or ``%``.
    """

    comma: float | None
    point: float | None
    unit: str = ""

    @property
    def sign(self) -> str:
        """The decimal sign that the text itself tells; empty where it is the same number, or another one, with both."""
        if self.comma is not None and self.point is not None:
            return ""
        return COMMA if self.point is None else POINT

    @property
    def is_open(self) -> bool:
        """Whether it is another number with the other decimal sign, so that only other cells, or people, can tell."""
        return self.comma is not None and self.point is not None and self.comma != self.point

    def number(self, sign: str) -> float | None:
        """The number with this decimal sign (``,`` or ``.``)."""
        return self.comma if sign == COMMA else self.point


@lru_cache(maxsize=_REMEMBERED)
def number_text(text: str) -> NumberText | None:
    """How a text may be read as a number; None where it is none, or more than a number, its unit and its currency.

    >>> number_text("1.234,5"), number_text("70 uds")
    (NumberText(comma=1234.5, point=None, unit=''), NumberText(comma=70.0, point=70.0, unit='uds'))
    >>> number_text("(45)").comma, number_text("12 %").point, number_text("12-03-2025"), number_text("3 Mio")
    (-45.0, 0.12, None, None)
    """
    if len(text) > LONGEST:
        return None
    found = _TEXT.fullmatch(text.strip().lstrip("'").strip())
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [bool(found["open"]), *(found[name] not in (None, "+") for name in ("sign", "sign2", "minus"))]
    unit = (found["percent"] or found["unit"] or found["money"] or "").casefold().rstrip(".")
    if sum(signs) > 1 or unit in _MULTIPLES:
        return None
    factor = (-1.0 if any(signs) else 1.0) / (100.0 if found["percent"] else 1.0)
    digits = found["digits"].strip(_SPACES)
    comma, point = (_number(digits, sign, factor) for sign in (COMMA, POINT))
    return None if comma is None and point is None else NumberText(comma, point, unit)


def decimal_sign(texts: Iterable[NumberText]) -> str | None:
    """The decimal sign that texts tell together: empty where none of them tells, None where they contradict each other.

    >>> decimal_sign(map(number_text, ["1.234", "12,5"])), decimal_sign(map(number_text, ["1.234", "7"]))
    (',', '')
    """
    told = {one.sign for one in texts} - {""}
    return None if len(told) > 1 else "".join(told)


def _number(digits: str, sign: str, factor: float) -> float | None:
    found = _grammar(sign).fullmatch(digits)
    if not found:
        return None
    whole = "".join(filter(str.isdigit, found["whole"] or "0"))
    number = float(f"{whole}.{found['rest'] or '0'}") * factor
    return round(number, 15) if abs(number) < 1e3 else number


@cache
def _grammar(sign: str) -> re.Pattern[str]:
    """Plain digits, or groups of three behind one and the same mark, then the decimal sign and what follows it."""
    marks = _SPACES + _QUOTES + (POINT if sign == COMMA else COMMA)
    groups = rf"[1-9][0-9]{{0,2}}(?P<mark>[{marks}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    return re.compile(rf"(?P<whole>{groups}|[0-9]+)?(?:{re.escape(sign)}(?P<rest>[0-9]+))?")
