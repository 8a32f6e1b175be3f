"""What the name of a period says: a month, a week or a quarter, in six languages and however it is written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sop_excel.domain.months import QUARTERS, WEEKS, months_named
from sop_excel.domain.vocabulary import without_accents

PARTS = re.compile(r"[0-9]+|[^\W\d_]+")  # of a name: its numbers and its words
_REMEMBERED = 20_000  # names, since columns repeat them
_JOINING = frozenset(["de", "del", "di", "of"])  # enero de 2025
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_YEAR_MONTH = re.compile(r"((?:19|20)[0-9]{2})[Mm]?(0[1-9]|1[0-2])()")


class Meaning(NamedTuple):
    """What a name says: a year (0 where it says none), a month, week or quarter, and a day of the month or 0."""

    year: int
    sort: str
    number: int
    day: int = 0

    @property
    def iso(self) -> str:
        """The period's name as ISO has it; empty where no year is said.

        >>> Meaning(2025, "month", 3).iso, Meaning(2025, "week", 7).iso, Meaning(0, "month", 3).iso
        ('2025-03', '2025-W07', '')
        """
        if not self.year:
            return ""
        name = {"month": f"{self.number:02}", "week": f"W{self.number:02}", "quarter": f"Q{self.number}"}[self.sort]
        return f"{self.year}-{name}-{self.day:02}" if self.day else f"{self.year}-{name}"


@lru_cache(maxsize=_REMEMBERED)
def meaning(name: str) -> Meaning | None:
    """The month, week or quarter that a name says; None where it says none.

    >>> meaning("2025-01") == meaning("Jan 25") == meaning("enero 2025"), meaning("KW 2"), meaning("Peak")
    (True, Meaning(year=0, sort='week', number=2, day=0), None)
    >>> meaning("2025M01") == meaning("202501") == meaning("01/2025"), meaning("204589")
    (True, None)
    >>> meaning("2025-Q1") == meaning("T1 2025"), meaning("3-Mrz-2025")
    (True, Meaning(year=2025, sort='month', number=3, day=3))
    """
    name = name.strip()
    iso, month_year = _ISO.fullmatch(name) or _YEAR_MONTH.fullmatch(name), _MONTH_YEAR.fullmatch(name)
    if iso:
        return Meaning(int(iso[1]), "month", int(iso[2]), int(iso[3] or 0)) if 1 <= int(iso[2]) <= 12 else None
    if month_year:
        month = int(month_year[1])
        return Meaning(int(month_year[2]), "month", month) if 1 <= month <= 12 else None
    parts = PARTS.findall(without_accents(name))
    words = [part for part in parts if not part.isdigit() and part not in _JOINING]
    numbers = [part for part in parts if part.isdigit()]
    if len(words) != 1 or len(numbers) > 2:
        return None
    if words[0] in WEEKS | QUARTERS:
        return _counted("week" if words[0] in WEEKS else "quarter", numbers)
    months = list(months_named(words[0]))
    day = int(numbers[0]) if len(numbers) == 2 else 0
    return Meaning(_year(numbers), "month", months[0], day) if len(months) == 1 else None


def _counted(sort: str, numbers: list[str]) -> Meaning | None:
    """A week or a quarter by its number, before or after a year of four digits."""
    years = [number for number in numbers if len(number) == 4]
    counted = [number for number in numbers if len(number) < 4]
    if len(counted) != 1 or len(years) != len(numbers) - 1:
        return None
    return Meaning(int(years[0]) if years else 0, sort, int(counted[0]))


def is_like_a_period(name: str) -> bool:
    """Whether a header can be told to be a period: it has a number, or says a month.

    >>> is_like_a_period("Week 7"), is_like_a_period("Mai"), is_like_a_period("Remarks on price")
    (True, True, False)
    """
    return any(letter.isdigit() for letter in name) or meaning(name) is not None


def _year(numbers: list[str]) -> int:
    if not numbers:
        return 0
    year = int(numbers[-1])
    return 2000 + year if len(numbers[-1]) == 2 else year
