"""What the name of a period means, so that two spellings of one month are near and two months never are."""

from __future__ import annotations

import re
import unicodedata

# The months in English, Spanish, German, French, Portuguese and Italian, without accents; cut short they count too.
_MONTHS = (
    "january enero januar janner janvier janeiro gennaio",
    "february febrero februar fevrier fevereiro febbraio",
    "march marzo marz maerz mrz mars marco",
    "april abril avril aprile",
    "may mayo mai maio maggio",
    "june junio juni juin junho giugno",
    "july julio juli juillet julho luglio",
    "august agosto aout",
    "september septiembre setiembre septembre setembro settembre",
    "october octubre oktober octobre outubro ottobre",
    "november noviembre novembre novembro",
    "december diciembre dezember decembre dezembro dicembre",
)
_SHORTEST = 3  # letters of a month that is cut short

_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")

Meaning = tuple[int, int, int]  # year, month, day; 0 where none is said


def without_accents(text: str) -> str:
    """The text in lower case and without accents.

    >>> without_accents("Observação")
    'observacao'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def meaning(name: str) -> Meaning | None:
    """The (year, month, day) that a name says, 0 for what it does not; None where it says no month.

    >>> meaning("2025-01"), meaning("Jan 25"), meaning("enero"), meaning("3-Mrz-2025"), meaning("Peak")
    ((2025, 1, 0), (2025, 1, 0), (0, 1, 0), (2025, 3, 3), None)
    """
    name = name.strip()
    iso, month_year = _ISO.fullmatch(name), _MONTH_YEAR.fullmatch(name)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3] or 0)
    if month_year:
        return int(month_year[2]), int(month_year[1]), 0
    parts = _PARTS.findall(without_accents(name))
    words = [part for part in parts if not part.isdigit()]
    months = _months(words[0]) if len(words) == 1 else set()
    numbers = [part for part in parts if part.isdigit()]
    if len(months) != 1 or len(numbers) > 2:
        return None
    return _year(numbers), months.pop(), int(numbers[0]) if len(numbers) == 2 else 0


def is_like_a_period(name: str) -> bool:
    """Whether a header can be told to be a period: it has a number, or says a month.

    >>> is_like_a_period("Week 7"), is_like_a_period("Mai"), is_like_a_period("Remarks on price")
    (True, True, False)
    """
    return any(letter.isdigit() for letter in name) or meaning(name) is not None


def _months(word: str) -> set[int]:
    if len(word) < _SHORTEST:
        return set()
    return {n for n, names in enumerate(_MONTHS, 1) if any(known.startswith(word) for known in names.split())}


def _year(numbers: list[str]) -> int:
    if not numbers:
        return 0
    year = int(numbers[-1])
    return 2000 + year if len(numbers[-1]) == 2 else year
