"""What months, weeks, quarters and weekdays are called, in English, Spanish, German, French, Portuguese and Italian."""

from __future__ import annotations

from functools import cache

from sop_excel.domain.vocabulary import without_accents

# The months in their order, without accents; cut short they count too.
MONTHS = (
    "january enero januar janner janvier janeiro gennaio",
    "february febrero februar feber fevrier fevereiro febbraio",
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
WEEKS = frozenset(["w", "wk", "week", "kw", "cw", "woche", "sem", "semana", "semaine", "s", "sett", "settimana"])
QUARTERS = frozenset(["q", "qtr", "quarter", "quartal", "t", "trim", "trimestre"])
# The days of a week that may stand beside a date; cut short they count too.
WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "lunes martes miercoles jueves viernes sabado domingo",
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "segunda terca quarta quinta sexta feira",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
)
_SHORTEST = 3  # letters of a month that is cut short
_SHORTEST_WEEKDAY = 2


@cache
def months_named(word: str) -> frozenset[int]:
    """The months, from 1, that a word may name in one of the languages, cut short or not, in any case.

    >>> [sorted(months_named(word)) for word in ("dic", "März", "ma", "jui")]
    [[12], [3], [], [6, 7]]
    """
    word = without_accents(word)
    if len(word) < _SHORTEST:
        return frozenset()
    return frozenset(n for n, names in enumerate(MONTHS, 1) if any(known.startswith(word) for known in names.split()))


@cache
def is_weekday(word: str) -> bool:
    """Whether a word names a day of the week, cut short or not.

    >>> is_weekday("Mo"), is_weekday("miércoles"), is_weekday("Peak")
    (True, True, False)
    """
    word = without_accents(word)
    return len(word) >= _SHORTEST_WEEKDAY and any(
        known.startswith(word) for names in WEEKDAYS for known in names.split()
    )
