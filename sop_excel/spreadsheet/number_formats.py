"""Number formats: what a number in a cell looks like to the planner, such as a date, or a code with leading zeros."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from math import floor

from sop_excel.domain.table import DateValue, PaddedNumber

_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31
_LEAP_BUG = 60  # 1900-02-29, a day that never was
_MILLISECONDS = 86_400_000

# Not from ``calendar``: its names follow the machine's language, a workbook's English ones do not.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Formats that files name by number alone, as an English Excel shows them; 27-36 and 50-58 differ by language.
BUILT_IN = {
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "m/d/yyyy"),
    **dict.fromkeys((32, 33), "h:mm:ss"),
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
# Of numbers; those of money (5-8, 41-44) differ by language, as of the machine.
BUILT_IN_NUMBERS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    **dict.fromkeys((5, 6, 41, 42), '#,##0 "¤"'),
    **dict.fromkeys((7, 8, 43, 44), '#,##0.00 "¤"'),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys((37, 38), "#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00"),
    48: "##0.0E+0",
    49: "@",
}
_SYSTEM = {"[$-f800]": "dddd, mmmm d, yyyy", "[$-f400]": "h:mm:ss AM/PM"}
_NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
MAX_CODE = 255  # characters in a number format

Converter = Callable[[float], float | DateValue]

_TOKEN = re.compile(
    r"""\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]|"(?P<quoted>[^"]*)"|\\(?P<literal>.)|_(?P<space>.)|\*.
    |(?P<half>AM/PM|A/P)|(?P<code>y+|e+|m+|d+|h+|s+)|(?P<fraction>\.0+)|(?P<other>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def date_code(code: str) -> str:
    """The format if it shows a date or time, else empty.

    >>> date_code("mmm-yy"), date_code('0.0 "days"'), date_code("[Red]General"), date_code("[h]:mm")
    ('mmm-yy', '', '', '[h]:mm')
    """
    for mark, meaning in _SYSTEM.items():
        if code.lower().startswith(mark):
            return meaning
    bare = _NOT_CODES.sub("", first_section(code)).lower()
    if "general" in bare or not re.search("[ymdhs]", bare):
        return ""
    return code


def padding(code: str) -> int:
    """How many digits a format such as ``00000`` shows at least; 0 for other formats."""
    first = first_section(code)
    return len(first) if re.fullmatch("0{2,}", first) else 0


def converter(code: str, epoch_1904: bool) -> Converter | None:
    """What becomes of a number in a cell with this format; None where it stays a plain number."""
    if len(code) > MAX_CODE:
        return None
    if dated := date_code(code):
        return lambda number: date_value(number, dated, epoch_1904)
    if digits := padding(code):
        return lambda number: PaddedNumber(number, digits)
    return None


def date_value(serial: float, code: str, epoch_1904: bool) -> DateValue | float:
    """The date cell with this serial number and number format; the number itself if no date has it."""
    limit = _LAST_SERIAL - (1462 if epoch_1904 else 0)
    if not 0 <= serial < limit:
        return serial
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    if days >= limit:
        return serial
    fake = not epoch_1904 and days == _LEAP_BUG
    epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    if not epoch_1904 and days < _LEAP_BUG:
        days += 1  # before the day that never was, serials lag by one
    moment = epoch + timedelta(days=days, milliseconds=milliseconds)
    return DateValue(moment, shown(moment, code, serial, 29 if fake else None))


def serial_of(moment: datetime, epoch_1904: bool) -> float:
    """The serial number of a moment.

    >>> serial_of(datetime(2026, 1, 1), False), serial_of(datetime(1900, 1, 1), False)
    (46023.0, 1.0)
    """
    epoch = _EPOCH_1904 if epoch_1904 else _EPOCH_1900
    serial = (moment - epoch) / timedelta(days=1)
    return serial - 1 if not epoch_1904 and serial <= _LEAP_BUG else serial


def shown(moment: datetime, code: str, serial: float, day: int | None = None) -> str:
    """The text that an English spreadsheet shows for a moment in a format.

    >>> shown(datetime(2026, 3, 1, 14, 5), "[$-409]mmm\\\\-yy h:mm AM/PM", 46082.586805)
    'Mar-26 2:05 PM'
    """
    steps, twelve = _compiled(code)
    return "".join(step if isinstance(step, str) else step(_ShownMoment(moment, serial, twelve, day)) for step in steps)


class _ShownMoment:
    """A moment as format codes ask for it."""

    def __init__(self, moment: datetime, serial: float, twelve: bool, day: int | None) -> None:
        self.moment = moment
        self.serial = serial
        self.day = day or moment.day
        self.hour = (moment.hour % 12 or 12) if twelve else moment.hour


_Step = str | Callable[[_ShownMoment], str]


@cache
def _compiled(code: str) -> tuple[list[_Step], bool]:
    """The format's first section as literals and functions, and whether it counts twelve hours."""
    found = [m for m in _TOKEN.finditer(first_section(code)) if m[0]]
    kinds = [(m.group("elapsed") or m.group("code") or "")[:1].lower() for m in found]
    steps: list[_Step] = []
    for at, token in enumerate(found):
        minutes = kinds[at] == "m" and _is_minutes(kinds, at)
        steps.append(_step(token, minutes))
    return steps, any(token.group("half") for token in found)


def _is_minutes(kinds: list[str], at: int) -> bool:
    """``m`` means minutes right after hours and right before seconds."""
    before = next((kind for kind in reversed(kinds[:at]) if kind), "")
    after = next((kind for kind in kinds[at + 1 :] if kind), "")
    return before == "h" or after == "s"


def first_section(code: str) -> str:
    """The part of a number format for positive numbers.

    >>> first_section('yyyy"a;b";@')
    'yyyy"a;b"'
    """
    found = re.match(r'(?:[^";\\\[]|"[^"]*"|\\.|\[[^\]]*\])*', code, re.DOTALL)
    return found[0] if found else code


def _step(token: re.Match[str], minutes: bool) -> _Step:
    if token.group("elapsed"):
        return _elapsed(token.group("elapsed").lower())
    if token.group("half"):
        return _half(token.group("half"))
    if token.group("fraction"):
        return _fraction(len(token.group("fraction")) - 1)
    if token.group("code"):
        return _date_step(token.group("code").lower(), minutes)
    if token.group("space") is not None:
        return " "
    return token.group("quoted") or token.group("literal") or token.group("other") or ""


def _date_step(code: str, minutes: bool) -> _Step:
    if minutes:
        return lambda clock: f"{clock.moment.minute:0{min(len(code), 2)}}"
    return _CODES[code[0]](len(code))


def _year(count: int) -> _Step:
    return (lambda c: f"{c.moment.year % 100:02}") if count <= 2 else (lambda c: f"{c.moment.year:04}")


def _month(count: int) -> _Step:
    if count <= 2:
        return lambda c: f"{c.moment.month:0{count}}"
    length = {3: 3, 5: 1}.get(count, 9)
    return lambda c: _MONTHS[c.moment.month - 1][:length]


def _day(count: int) -> _Step:
    if count <= 2:
        return lambda c: f"{c.day:0{count}}"
    length = 3 if count == 3 else 9
    return lambda c: _DAYS[c.moment.weekday()][:length]


def _hour(count: int) -> _Step:
    return lambda c: f"{c.hour:0{min(count, 2)}}"


def _second(count: int) -> _Step:
    return lambda c: f"{c.moment.second:0{min(count, 2)}}"


_CODES: dict[str, Callable[[int], _Step]] = {
    "y": _year,
    "e": lambda _: _year(4),
    "m": _month,
    "d": _day,
    "h": _hour,
    "s": _second,
}


def _elapsed(code: str) -> _Step:
    each = {"h": 24, "m": 1440, "s": 86_400}[code[0]]
    return lambda c: f"{floor(c.serial * each + 1e-6):0{len(code)}}"


def _half(code: str) -> _Step:
    morning, _, evening = code.upper().partition("/")
    return lambda c: evening if c.moment.hour >= 12 else morning


def _fraction(digits: int) -> _Step:
    return lambda c: "." + f"{c.moment.microsecond:06}"[:digits]
