"""How numbers, values, names and lists are written in what planners read: each way once, for everybody.

A number from the sheets is shown as it was typed, one that we worked out as exact as a planner reads it. Names are
compared as rule R2 of the contract has it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from sop_excel.domain.said import Figure, Joined, Remembered, Said, Word, say, word
from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, PaddedNumber, Value

LONGEST = 80  # characters of a cell's text that a message shows
MOST_SPANS = 6  # of neighbouring periods that are named
SMALL = 0.01  # units: from here on down three decimals say little
TOO_LARGE = 1e15  # for a double to hold decimals

_IGNORED = re.compile(r"[\s_\-]+")


# --- what we worked out -------------------------------------------------------------------------------------------


def figure(number: float) -> Figure:
    """A number as a planner writes it, without noise.

    >>> figure(1234.5), figure(30.0), figure(100 / 3)
    ('1234.5', '30', '33.333333')
    """
    text = f"{number:.6f}" if abs(number) >= 1e-3 or not number else f"{number:.6g}"
    return Figure(_shortest(text) if "e" not in text else text)


def units(quantity: float, *, small: bool = False, decimals: int = 2) -> Figure:
    """A quantity in a sentence, with the two decimals at most that the sheets show, or as many as it must have.

    Where it may be ``small``, with as many as it takes not to read as nothing.

    >>> units(1200.0), units(29.75), units(266.6667), units(0.00012345), units(0.00012345, small=True)
    ('1,200', '29.75', '266.67', '0', '0.000123')
    >>> units(266.6667, decimals=3)
    '266.667'
    """
    if small and 0 < abs(quantity) < SMALL:
        text = f"{quantity:.6f}"
        return Figure(_shortest(text) if float(text) else f"{quantity:.3g}")
    return Figure(_shortest(_rounded(quantity, decimals)))


def money(amount: float) -> Figure:
    """An amount in a sentence, with two decimals, or none where it is whole.

    >>> money(9600.0), money(1677.5), money(1252.125), money(-0.001)
    ('9,600', '1,677.50', '1,252.13', '0')
    """
    return Figure(_rounded(amount, 2))


def _rounded(number: float, decimals: int) -> str:
    """Halves go up, as every spreadsheet shows them beside the sentence."""
    if not abs(number) < TOO_LARGE:
        return f"{number:,.0f}"
    rounded = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.{decimals}f}"


def _shortest(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_in_full(amount: float) -> Figure:
    """An amount with two decimals, whole or not, as it stands above and below others.

    >>> money_in_full(2213.0)
    '2,213.00'
    """
    return Figure(f"{amount:,.2f}")


def quantity(units: float) -> Figure:
    """A quantity as it stands above and below others: whole, or with two decimals.

    >>> quantity(29.75), quantity(14545.0)
    ('29.75', '14,545')
    """
    return Figure(f"{units:,.0f}" if abs(units - round(units)) < 0.005 else f"{units:,.2f}")


def percent(share: float) -> Figure:
    """A share in whole per cent, a small one with a decimal.

    >>> percent(0.758), percent(0.0013)
    ('76 %', '0.1 %')
    """
    return Figure(f"{100.0 * share:.{1 if 0 < share < 0.01 else 0}f} %")


def counted(count: int, noun: str) -> Said:
    """How many of something.

    >>> counted(1, "product"), counted(1200, "product"), counted(2, "more line")
    ('1 product', '1,200 products', '2 more lines')
    """
    kind = noun.removeprefix("more ")
    told = {"count": Figure(f"{count:,}"), "noun": Word(kind if count == 1 else plural(kind), kind, count != 1)}
    return say("{count} {noun}", **told) if kind == noun else say("{count} more {noun}", **told)


def whole(count: int) -> Figure:
    """How many, without of what.

    >>> whole(1200)
    '1,200'
    """
    return Figure(f"{count:,}")


def plural(noun: str) -> str:
    """More than one of something.

    >>> plural("product"), plural("family"), plural("day"), plural("class"), plural("fix"), plural("product or group")
    ('products', 'families', 'days', 'classes', 'fixes', 'products or groups')
    """
    if " or " in noun:
        return " or ".join(map(plural, noun.split(" or ")))
    if noun.endswith(("ss", "x")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


# --- what stands in cells -----------------------------------------------------------------------------------------


def as_typed(number: float) -> Remembered:
    """A number of the sheets, to its last digit.

    >>> as_typed(0.25), as_typed(1e15), as_typed(float("inf")), as_typed(float("nan"))
    ('0.25', '1e+15', 'infinity', 'not a number')
    """
    if isinstance(number, int):
        number = float(number) if abs(number) < 1e300 else math.copysign(1e300, number > 0 or -1)
    if math.isnan(number):
        return say("not a number")
    if math.isinf(number):
        return say("infinity") if number > 0 else say("-infinity")
    return Figure(plain_decimal(number) if number == 0 or 1e-9 < abs(number) < 1e15 else f"{number:.15g}")


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


def shown(value: Value) -> str:
    """The value of a cell, whatever it is.

    >>> shown("n/a"), shown(-5.0), shown(True), shown(ErrorValue("#N/A")), shown(None)
    ("'n/a'", '-5', 'TRUE', '#N/A', 'a blank cell')
    """
    if isinstance(value, bool):
        return word("TRUE") if value else word("FALSE")
    if isinstance(value, str):
        return quoted(value) if value.strip() else say("a blank cell")
    if isinstance(value, int | float):
        return as_typed(value)
    return _shown_odd(value)


def _shown_odd(value: DateValue | ErrorValue | NotCalculated | Formula | None) -> str:
    match value:
        case None:
            return say("a blank cell")
        case DateValue():
            return say("the date {date}", date=one_line(value.shown.strip()) or iso_text(value))
        case ErrorValue():
            return one_line(value.code)
        case _:
            return say("a formula without a saved value")


# --- names and lists ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)  # the same headers are read again and again while a workbook is open
def folded(name: str) -> str:
    """The name without what rule R2 ignores: case, spaces, ``_`` and ``-``.

    >>> folded("Lost-Sale_ cost") == folded("lost sale COST")
    True
    """
    return _IGNORED.sub("", name).casefold()


def without_accents(text: str) -> str:
    """The text in lower case and without accents.

    >>> without_accents("Observação")
    'observacao'
    """
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def one_line(text: str) -> str:
    """The text without line breaks and other control characters, so that a message stays on its line.

    >>> one_line("Line\\n1")
    'Line 1'
    """
    return (
        text
        if isinstance(text, Remembered) or text.isprintable()
        else "".join(letter if letter.isprintable() else " " for letter in text)
    )


def quoted(text: str) -> str:
    """Text in single quotes, on one line and not too long.

    >>> quoted("n/a")
    "'n/a'"
    """
    return f"'{shortened(text)}'"


def shortened(text: str) -> str:
    """Text on one line and not too long.

    >>> shortened("north"), len(shortened("x" * 10_000)) < 100
    ('north', True)
    """
    line = one_line(text)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."


def with_article(column: str) -> Said:
    """The name of a column after "a" or "an".

    >>> with_article("Backorder cost"), with_article("Overtime cost")
    ('a Backorder cost', 'an Overtime cost')
    """
    return say("an {column}", column=column) if column[0] in "AEIO" else say("a {column}", column=column)


def a_name(sort: str) -> Said:
    """What is expected in a column of codes, by the word for what they name.

    >>> a_name("product"), a_name("item")
    ('a product', 'an item')
    """
    return say("an {sort}", sort=word(sort)) if sort[0] in "aeio" else say("a {sort}", sort=word(sort))


def listed(names: Iterable[str], last: str = "and") -> Joined:
    """Names in a sentence; at least one.

    >>> listed(["Jan"]), listed(["Jan", "Feb", "Mar"])
    ('Jan', 'Jan, Feb and Mar')
    """
    return Joined(names, ", ", last)


def first_few(names: Sequence[str], most: int, what: str = "") -> Joined:
    """Names in a sentence, no more than ``most`` of them; how many more, of ``what`` if that is to be said.

    >>> first_few(["A", "B"], 2), first_few(["A", "B", "C", "D"], 2), first_few(["A", "B", "C"], 2, "product")
    ('A and B', 'A, B and 2 more', 'A, B and 1 more product')
    """
    more = len(names) - most
    if more <= 0:
        return listed(names)
    rest = counted(more, f"more {what}") if what else say("{count} more", count=whole(more))
    return listed([*names[:most], rest])


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of neighbours among rising numbers.

    >>> runs([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in numbers:
        first = found.pop()[0] if found and found[-1][1] == number - 1 else number
        found.append((first, number))
    return found


def spans(names: Sequence[str], periods: Sequence[int]) -> Joined | Said:
    """Periods by their names, neighbours as ``first to last``.

    >>> spans(["Jan", "Feb", "Mar", "Apr", "May"], [0, 1, 2, 4])
    'Jan to Mar and May'
    """
    told = [
        names[one] if one == last else say("{first} to {last}", first=names[one], last=names[last])
        for one, last in runs(periods)
    ]
    if len(told) > MOST_SPANS:
        return say(
            "{count} periods from {first} to {last}",
            count=whole(len(periods)), first=names[periods[0]], last=names[periods[-1]],
        )  # fmt: skip
    return listed(told)
