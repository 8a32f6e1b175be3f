"""How cells, names and lists are written in messages, and when two spellings count as the same."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal

from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, PaddedNumber, Value

PARTS = re.compile(r"[0-9]+|[^\W\d_]+")  # of a name: its numbers and its words

LONGEST = 80  # characters of a cell's text that a message shows

_LOOKS_LIKE_A_NUMBER = re.compile(r"[+\-]?[\d.,'\s\u00a0\u202f]*\d[\d.,'\s\u00a0\u202f]*(?:[eE][+\-]?\d+)?%?")
_WORDS = re.compile(r"[^\W_]+")
_IGNORED = re.compile(r"[\s_\-]+")


def folded(name: str) -> str:
    """The name without what rule R2 ignores: case, spaces, ``_`` and ``-``.

    >>> folded("Lost-Sale_ cost") == folded("lost sale COST")
    True
    """
    return _IGNORED.sub("", name).casefold()


def looks_like_a_number(text: str) -> bool:
    """Whether a text is a number as somebody somewhere writes it, and nothing else.

    >>> looks_like_a_number(" 1.234,5 "), looks_like_a_number("12 pcs")
    (True, False)
    """
    return _LOOKS_LIKE_A_NUMBER.fullmatch(text.strip()[:50]) is not None


def one_line(text: str) -> str:
    """The text without line breaks and other control characters, so that a message stays on its line.

    >>> one_line("Line\\n1")
    'Line 1'
    """
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)


def plain_decimal(number: float) -> str:
    """The shortest plain decimal of a number; of a padded one with its leading zeros (rule R7).

    >>> plain_decimal(12.0), plain_decimal(0.1), plain_decimal(1e21), plain_decimal(PaddedNumber(123, 5))
    ('12', '0.1', '1000000000000000000000', '00123')
    """
    digits = format(Decimal(repr(float(abs(number)))), "f")
    whole, _, fraction = digits.partition(".")
    whole = whole.zfill(number.digits if isinstance(number, PaddedNumber) else 1)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{fraction}" if fraction.strip("0") else sign + whole


def iso_text(date: DateValue) -> str:
    """A date as ISO day, or as ISO month where it is the first of one (rule R7)."""
    day = date.moment.date().isoformat()
    return day[:7] if date.moment.day == 1 else day


def quoted(text: str) -> str:
    """Text in single quotes, on one line and not too long.

    >>> quoted("n/a")
    "'n/a'"
    """
    line = one_line(text)
    return f"'{line}'" if len(line) <= LONGEST else f"'{line[:LONGEST]}...'"


def shown(value: Value) -> str:
    """A cell's value as a message shows it.

    >>> shown("n/a"), shown(-5.0), shown(True), shown(ErrorValue("#N/A")), shown(None)
    ("'n/a'", '-5', 'TRUE', '#N/A', 'a blank cell')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quoted(value) if value.strip() else "a blank cell"
    if isinstance(value, int | float):
        return figure(value)
    return _shown_odd(value)


def _shown_odd(value: DateValue | ErrorValue | NotCalculated | Formula | None) -> str:
    match value:
        case None:
            return "a blank cell"
        case DateValue():
            return f"the date {one_line(value.shown.strip()) or iso_text(value)}"
        case ErrorValue():
            return one_line(value.code)
        case _:
            return "a formula without a saved value"


def figure(number: float) -> str:
    """A number as a message shows it.

    >>> figure(0.25), figure(1e15), figure(float("inf")), figure(float("nan"))
    ('0.25', '1e+15', 'infinity', 'not a number')
    """
    if isinstance(number, int):
        number = float(number) if abs(number) < 1e300 else math.copysign(1e300, number > 0 or -1)
    if math.isnan(number):
        return "not a number"
    if math.isinf(number):
        return "infinity" if number > 0 else "-infinity"
    return plain_decimal(number) if number == 0 or 1e-9 < abs(number) < 1e15 else f"{number:.15g}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Names in a sentence.

    >>> listed(["'A'", "'B'", "'C'"])
    "'A', 'B' and 'C'"
    """
    *first, final = names
    return f"{', '.join(first)} {last} {final}" if first else final


def with_article(name: str) -> str:
    """A name after "a" or "an".

    >>> with_article("product"), with_article("Overtime cost")
    ('a product', 'an Overtime cost')
    """
    return f"{'an' if name[0] in 'aeioAEIO' else 'a'} {name}"


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance (a swap of neighbours counts once), or ``limit + 1`` as soon as it is above ``limit``.

    >>> distance("csot", "cost", 2), distance("Press", "Line 1", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            step = min(above[j] + (a != b), above[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                step = min(step, before[j - 1] + 1)
            row.append(step)
        if min(row) > limit and min(above) > limit:
            return limit + 1
        before, above = above, row
    return min(above[-1], limit + 1)


def part_of(name: str, known: str) -> bool:
    """Whether a name has no words but some of a known one: what a planner may call it for short.

    >>> part_of("Cost", "Production cost"), part_of("Unit cost", "Production cost"), part_of("cost", "Cost")
    (True, False, False)
    """
    one, other = set(_WORDS.findall(name.casefold())), set(_WORDS.findall(known.casefold()))
    return bool(one) and one < other


def misspelt(name: str, known: str) -> bool:
    """Whether a name looks like a misspelling of a known one: one or two edits away, fewer in short names (rule R3).

    >>> misspelt("Holding csot", "Holding cost"), misspelt("Code", "Cost")
    (True, False)
    """
    one, other = folded(name), folded(known)
    limit = 2 if len(other) > 5 else 1 if len(other) > 3 else 0
    return 0 < distance(one, other, limit) <= limit
