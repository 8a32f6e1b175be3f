"""What a text says as a date: all that it may mean, as the order of day, month and year is a whole file's to decide."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date
from typing import NamedTuple

from sop_excel.domain.months import is_weekday, months_named
from sop_excel.domain.period_names import Meaning, meaning
from sop_excel.domain.vocabulary import without_accents

DAY, MONTH, YEAR = "day", "month", "year"  # what comes first in a date of three numbers
EXCEL_DAY_0 = date(1899, 12, 30).toordinal()
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # a number of days that means a date: the years 1954 to 2119
_PIVOT = 69  # two digits from here on are years of the last century
_TIME = re.compile(
    r"(?:[T ,]+|(?<=\d)T)\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_TRIPLE = re.compile(r"(\d{1,4})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_DIGITS = re.compile(r"\d{6}|\d{8}|\d{14}")
_PART = re.compile(r"\d+|[^\W\d_]+")
_BESIDE_DAY = "de del di of the den der le el il o a dia st nd rd th er ro do to mo º ª en am"  # words and endings
_BESIDE = frozenset(word for word in _BESIDE_DAY.split())
_RUN = re.compile(r"\d{4}|\d+|[^\W\d_]+")


class DateReading(NamedTuple):
    """The day that a text means, as its proleptic ordinal, if day, month or year come first; 0 where it is no date.

    A text whose order is certain means the same in each of them. ``form`` is what texts of one form share.
    """

    day_first: int
    month_first: int
    year_first: int
    form: str

    def in_order(self, order: str) -> int:
        """The day if the ``day``, ``month`` or ``year`` comes first; 0 where it is no date then."""
        return {DAY: self.day_first, MONTH: self.month_first, YEAR: self.year_first}[order]

    @property
    def is_possible(self) -> bool:
        """Whether it is a date in any order at all; ``31/02/2024`` is not."""
        return bool(self.day_first or self.month_first or self.year_first)

    @property
    def is_sure(self) -> bool:
        """Whether it means one day, in whatever order, and not just because the others are no dates."""
        return self.day_first == self.month_first == self.year_first


def date_reading(text: str) -> DateReading | None:
    """What a text may mean as a date; None where it is nothing like one.

    >>> def days(text):
    ...     return [one and date.fromordinal(one).isoformat() for one in date_reading(text)[:3]]
    >>> days("Dec 31st 23")[0], days("31-dic-23")[1], days("20240131 00:00")[0], days("45322")[0]
    ('2023-12-31', '2023-12-31', '2024-01-31', '2024-01-31')
    >>> days("03/04/24"), days("31/01/2024"), days("31.02.2024"), date_reading("n/a")
    (['2024-04-03', '2024-03-04', '2003-04-24'], ['2024-01-31', 0, 0], [0, 0, 0], None)
    """
    text = _TIME.sub("", text.strip()).strip().rstrip(",")
    triple = _TRIPLE.fullmatch(text)
    if triple:
        return _of_triple(triple[1], triple[3], triple[4], form_of(text))
    if _SERIAL.fullmatch(text):
        return day_of_number(float(text.replace(",", ".")))
    if _DIGITS.fullmatch(text):
        return _of_digits(text)
    return _named(text) or _of_period(text)


def day_of_number(number: float) -> DateReading | None:
    """What a number in a date's place means: days as spreadsheets count them, ``20240131``, or ``202401``.

    >>> date.fromordinal(day_of_number(45322.5).day_first).isoformat(), day_of_number(12.0)
    ('2024-01-31', None)
    """
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return _sure(EXCEL_DAY_0 + int(number), "serial number")
    digits = f"{number:.0f}"
    return _of_digits(digits) if number == int(number) and _DIGITS.fullmatch(digits) else None


def form_of(text: str) -> str:
    """What texts of one form share.

    >>> form_of("31/1/2024"), form_of("Dec 31st 23")
    ('9/9/9999', 'a 9a 9')
    """
    return _RUN.sub(lambda run: "a" if run[0].isalpha() else "9999" if len(run[0]) == 4 else "9", text)


def first_day(said: Meaning) -> int:
    """The first day of the month, week or quarter that a name says with its year, as an ordinal; 0 if there is none."""
    if said.sort == "week":
        try:
            return date.fromisocalendar(said.year, said.number, 1).toordinal()
        except ValueError:
            return 0
    month = said.number if said.sort == "month" else 3 * said.number - 2
    return _day(said.year, month, said.day or 1)


def _sure(day: int, form: str) -> DateReading:
    return DateReading(day, day, day, form)


def _day(year: int, month: int, day: int) -> int:
    if not (0 < year <= MAXYEAR and 0 < month <= 12 and 0 < day <= 31):
        return 0
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return 0


def _year(digits: str) -> int:
    """A year of two digits or four; 0 for any other number of digits."""
    number = int(digits)
    if len(digits) == 2:
        return number + (2000 if number < _PIVOT else 1900)
    return number if len(digits) == 4 else 0


def _of_triple(first: str, second: str, third: str, form: str) -> DateReading | None:
    if len(first) > 2 and len(third) > 2:
        return None
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return _sure(_day(a, b, c) or _day(a, c, b), form)
    year = _year(third)
    year_first = _day(_year(first), b, c) if len(first) == 2 and len(third) == 2 else 0
    return DateReading(_day(year, b, a), _day(year, a, b), year_first, form)


def _of_digits(text: str) -> DateReading:
    """``20240131``, also with a time, ``31012024``, ``202401`` or ``310124``."""
    form = "9" * len(text)
    if len(text) == 14:
        text = text[:8]
    if len(text) == 8:
        whole = _day(int(text[:4]), int(text[4:6]), int(text[6:])) if 1900 <= int(text[:4]) <= 2100 else 0
        return _sure(whole, form) if whole else _in_order(text[:2], text[2:4], text[4:], form)
    month = _day(int(text[:4]), int(text[4:]), 1) if 1900 <= int(text[:4]) <= 2100 else 0
    return _sure(month, form) if month else _in_order(text[:2], text[2:4], text[4:], form)


def _in_order(first: str, second: str, third: str, form: str) -> DateReading:
    return _of_triple(first, second, third, form) or _sure(0, form)


def _named(text: str) -> DateReading | None:
    """A date with the month in letters, a day and a year, in whatever order."""
    numbers: list[str] = []
    months: list[frozenset[int]] = []
    weekdays, place = 0, 0
    for part in _PART.findall(without_accents(text)):
        if part.isdigit():
            numbers.append(part)
        elif part not in _BESIDE:
            named = months_named(part)
            if len(named) == 1:
                place = len(numbers)
                months.append(named)
            elif is_weekday(part):
                weekdays += 1
            else:
                return None
    if len(numbers) != 2 or not months or len(months) + weekdays > 2:
        return None
    return _of_named(numbers, _only_month(months), place, form_of(text))


def _only_month(months: list[frozenset[int]]) -> int:
    """The month; of two, the last, as ``mar`` before it is the short name of a Tuesday."""
    return next(iter(months[-1]))


def _of_named(numbers: list[str], month: int, place: int, form: str) -> DateReading | None:
    first, last = numbers
    if len(first) == 4 or (int(first) > 31 and len(first) == 2):
        return _sure(_day(_year(first), month, int(last)), form)
    if len(last) not in (2, 4):
        return None
    day_first = _day(_year(last), month, int(first))
    if place == 1 and len(last) == 2 and not day_first:
        return _sure(_day(_year(first), month, int(last)), form)
    return _sure(day_first, form)


def _of_period(text: str) -> DateReading | None:
    said = meaning(text)
    return _sure(first_day(said), form_of(text)) if said is not None and said.year else None
