"""What Excel makes of a value that is written to a cell: text is parsed as if somebody had typed it (US English)."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from openpyxl.utils.datetime import to_excel

from tests.excel.engine.faults import ComError
from tests.excel.engine.values import ERRORS, Content, Fault

LONGEST_TEXT, LONGEST_FORMULA = 32767, 8192
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = "january|february|march|april|june|july|august|september|october|november|december|sept"
_NAME = rf"(?P<name>{_LONG}|{'|'.join(_MONTHS)})\.?"


@dataclass(frozen=True)
class Entry:
    """What a cell gets; ``number_format`` is what Excel puts on a cell that was General."""

    content: Content = None
    formula: str | None = None
    prefixed: bool = False
    number_format: str | None = None


def entered(given: Any, number_format: str) -> Entry:
    """What a cell of this number format holds after ``given`` was written to it."""
    if given is None or given == "":
        return Entry()
    if isinstance(given, str):
        return _text(given) if number_format == "@" else _typed(given)
    if isinstance(given, bool | np.bool_):
        return Entry(bool(given))
    if isinstance(given, dt.datetime | dt.date):
        return Entry(float(to_excel(given)), number_format="m/d/yyyy")
    return _number(given, number_format)


def _number(given: Any, number_format: str) -> Entry:
    if isinstance(given, int) and given in ERRORS.values():
        return Entry(Fault(next(name for name, code in ERRORS.items() if code == given)))
    if not isinstance(given, int | float | Decimal | np.number) or not math.isfinite(given):
        raise ComError(f"Excel takes no value such as {given!r}.")
    return Entry(f"{float(given):.15g}") if number_format == "@" else Entry(float(given))


def _text(given: str) -> Entry:
    if len(given) > LONGEST_TEXT:
        raise ComError("The text is longer than a cell can hold.")
    return Entry(given[1:], prefixed=True) if given.startswith("'") else Entry(given)


def _typed(given: str) -> Entry:
    """Text as if it were typed: an apostrophe keeps it, anything else may become something else."""
    if given.startswith("'"):
        return _text(given)
    if given.startswith("=") and len(given) > 1:
        return _formula(given)
    if re.match(r"[+-]\s*[A-Za-z(\"'\[]", given):  # a plus or minus before a name starts a formula too
        return _formula("=" + given.removeprefix("+"))
    return _constant(given.strip()) or _text(given)


def _formula(given: str) -> Entry:
    if len(given) > LONGEST_FORMULA:
        raise ComError("A formula has at most 8192 characters.")
    if given.count("(") != given.count(")") and '"' not in given:
        raise ComError(f"Excel cannot read this formula: {given}")
    return Entry(formula=given)


def _constant(typed: str) -> Entry | None:
    if typed.upper() in ("TRUE", "FALSE"):
        return Entry(typed.upper() == "TRUE")
    if typed.upper() in ERRORS:
        return Entry(Fault(typed.upper()))
    return _amount(typed) or _moment(typed)


_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?\s*(?P<money>[$€£¥])?\s*(?P<sign2>[+-])?"
    r"(?P<digits>(?:\d+|\d+(?:,\d{3,})+)(?:\.\d*)?|\.\d+)(?P<power>[eE][+-]?\d+)?\s*(?P<percent>%)?(?P<close>\))?"
)
_FRACTION = re.compile(r"(-?)(\d+) +(\d{1,3})/(\d{1,3})")


def _amount(typed: str) -> Entry | None:
    """A number, an amount of money, a percentage or a mixed fraction."""
    if fraction := _FRACTION.fullmatch(typed):
        sign, whole, part, of = fraction.groups()
        return (
            Entry((int(whole) + int(part) / int(of)) * (-1 if sign else 1), number_format="# ?/?") if int(of) else None
        )
    found = _AMOUNT.fullmatch(typed)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    number = float(found["digits"].replace(",", "") + (found["power"] or ""))
    if "-" in (found["sign"], found["sign2"]) or found["open"]:
        number = -number
    return Entry(number / 100 if found["percent"] else number, number_format=_amount_format(found))


def _amount_format(found: re.Match[str]) -> str | None:
    decimals = "." in found["digits"]
    if found["percent"]:
        return "0.00%" if decimals else "0%"
    if found["money"]:
        return f"{found['money']}#,##0" + (".00" if decimals else "")
    if found["power"]:
        return "0.00E+00"
    if "," in found["digits"]:
        return "#,##0" + (".00" if decimals else "")
    return None


def _year(text: str | None) -> int:
    if text is None:
        return dt.date.today().year
    short = int(text)
    return short if len(text) > 2 else short + (2000 if short < 30 else 1900)


def _month(found: re.Match[str]) -> int:
    given = found.groupdict()
    return int(given["m"]) if given.get("m") else _MONTHS.index(given["name"][:3].lower()) + 1


def _day(found: re.Match[str]) -> dt.date:
    """What is not said is this year, or the first of the month."""
    given = found.groupdict()
    return dt.date(_year(given.get("y")), _month(found), int(given.get("d") or 1))


def _day_or_year(found: re.Match[str]) -> dt.date:
    """``Jan 12`` is a day of this year, ``Jan 45`` a month of 1945."""
    try:
        return dt.date(_year(None), _month(found), int(found["b"]))
    except ValueError:
        return dt.date(_year(found["b"]), _month(found), 1)


_Y, _YY, _M, _D, _B = r"(?P<y>\d{4})", r"(?P<y>\d{4}|\d\d)", r"(?P<m>\d\d?)", r"(?P<d>\d\d?)", r"(?P<b>\d\d?)"
_READINGS: tuple[tuple[str, str, Callable[[re.Match[str]], dt.date]], ...] = (
    (rf"{_Y}[-/]{_M}[-/]{_D}", "m/d/yyyy", _day),
    (rf"{_M}[-/]{_D}[-/]{_YY}", "m/d/yyyy", _day),
    (rf"{_Y}[-/]{_M}", "mmm-yy", _day),
    (rf"{_M}[-/]{_Y}", "mmm-yy", _day),
    (rf"{_M}[-/]{_B}", "d-mmm", _day_or_year),
    (rf"{_NAME}[- /]*{_Y}", "mmm-yy", _day),
    (rf"{_NAME}[- /]*{_B}", "d-mmm", _day_or_year),
    (rf"{_NAME}[- /]*{_D},? *{_Y}", "d-mmm-yy", _day),
    (rf"{_D}[- /]*{_NAME}", "d-mmm", _day),
    (rf"{_D}[- /]*{_NAME}[- /,]*{_YY}", "d-mmm-yy", _day),
)
_CLOCK = re.compile(r"(\d\d?)(?::(\d\d))?(?::(\d\d))?(?: ?([AaPp])[Mm]?)?")


def _moment(typed: str) -> Entry | None:
    """A date, a time of day, or both."""
    if (date := _date(typed)) is not None:
        return date
    day, _, clock = typed.rpartition(" ")
    if (time := _time(typed)) is not None:
        return Entry(time, number_format="h:mm")
    date, time = _date(day), _time(clock)
    if date is None or time is None or not isinstance(date.content, float):
        return None
    return Entry(date.content + time, number_format="m/d/yyyy h:mm")


def _date(typed: str) -> Entry | None:
    for pattern, number_format, reading in _READINGS:
        if found := re.fullmatch(pattern, typed, re.IGNORECASE):
            try:
                day = reading(found)
            except ValueError:  # no such day: the text may still read as something else
                continue
            return Entry(float(to_excel(day)), number_format=number_format) if day.year >= 1900 else None
    return None


def _time(typed: str) -> float | None:
    found = _CLOCK.fullmatch(typed)
    if not found or not (found[2] or found[4]):
        return None
    hour = int(found[1]) % 12 + 12 * (found[4] in "Pp") if found[4] else int(found[1])
    return (hour * 3600 + int(found[2] or 0) * 60 + int(found[3] or 0)) / 86400
