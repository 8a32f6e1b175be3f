"""What the periods after the last one are called, as far as the names of the present ones say it.

Months, quarters and weeks go on with their years, in the words, the order and the digits of the present names; days and
first days of months go on in their step; all that counts goes on counting. Where two continuations fit, such as ``Mar``
and ``Mär`` behind ``Feb``, both are given, and somebody has to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from sop_excel.domain.months import QUARTERS, WEEKS, months_named
from sop_excel.domain.vocabulary import without_accents

_PIECE = re.compile(r"[0-9]+|[^\W\d_]+")
_MONTH_DIGITS = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
_MONTH_WORDS = frozenset(
    ["m", "month", "mes", "monat", "mois", "mese"]
)  # a year may have twelve of them, or they count
_PERIOD_WORDS = frozenset(["p", "period", "periode", "periodo"])
_LASTS = {"month": (12,), "period": (12, 13), "week": (52, 53), "quarter": (4,)}  # after which a year may begin anew
_NAMES = (
    "January February March April May June July August September October November December",
    "Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre",
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Janvier Février Mars Avril Mai Juin Juillet Août Septembre Octobre Novembre Décembre",
    "Janeiro Fevereiro Março Abril Maio Junho Julho Agosto Setembro Outubro Novembro Dezembro",
    "Gennaio Febbraio Marzo Aprile Maggio Giugno Luglio Agosto Settembre Ottobre Novembre Dicembre",
)
_FEWEST_STEPS = 2  # names from which a step in days can be told

Write = Callable[[int], list[str]]  # all the ways in which the period of a number may be called


def following_names(names: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Each way in which the next ``count`` periods may be called: one where that is sure, none where no rule is known.

    >>> following_names(["2026-11", "2026-12"], 2), following_names(["KW 51", "KW 52"], 1)
    ([('2027-01', '2027-02')], [('KW 53',), ('KW 1',)])
    >>> following_names(["Nov", "Dez"], 1), following_names(["2026-W52"], 2), following_names(["Peak", "Low"], 1)
    ([('Jan',)], [('2026-W53', '2027-W01')], [])
    """
    split = [_PeriodName.of(name) for name in names]
    if not split or len({one.shape for one in split}) > 1:
        return []
    for numbered in (_dates, _month_words, _counted_in_years, _counters):
        for rule in numbered(split):
            if found := rule.following(names, count):
                return found
    return []


@dataclass(frozen=True)
class _PeriodName:
    """A name in pieces, numbers and words, with what stands between them."""

    between: tuple[str, ...]
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _PeriodName:
        pieces = _PIECE.findall(name)
        if len(pieces) == 1 and _MONTH_DIGITS.fullmatch(pieces[0]):  # 202601
            pieces, between = [name.strip()[:4], name.strip()[4:]], ["", "", ""]
        else:
            between = _PIECE.split(name)
        return cls(tuple(between), tuple(pieces))

    @property
    def shape(self) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        """What names that are written alike have in common."""
        return self.between, tuple(piece.isdigit() for piece in self.pieces)

    def with_pieces(self, new: dict[int, str]) -> str:
        texts = [new.get(n, piece) for n, piece in enumerate(self.pieces)]
        return "".join(part for pair in zip(self.between, [*texts, ""], strict=True) for part in pair)


@dataclass(frozen=True)
class _Succession:
    """Numbers of the present names that rise by one step, and how the period of a number may be called."""

    numbers: Sequence[int]
    write: Write
    modulo: int = 0  # after which the numbers begin anew
    fewest: int = 1  # names that it takes to know the step

    def following(self, names: Sequence[str], count: int) -> list[tuple[str, ...]]:
        """The continuations; none where the rule does not give the present names."""
        if len(names) < self.fewest or any(
            name not in self.write(number) for name, number in zip(names, self.numbers, strict=True)
        ):
            return []
        steps = {(b - a) % self.modulo if self.modulo else b - a for a, b in pairwise(self.numbers)} or {1}
        step = steps.pop()
        if steps or step <= 0:
            return []
        nexts = [self.numbers[-1] + step * k for k in range(1, count + 1)]
        ways = product(*(self.write(n % self.modulo if self.modulo else n) for n in nexts))
        stay = names[count:]
        return [way for way in dict.fromkeys(ways) if len({*way, *stay}) == len(way) + len(stay)]


def _digits(texts: Sequence[str], usual: int | None = None) -> Callable[[int], list[str]]:
    """How the numbers of a column of pieces are written: with zeros in front as far as the present ones show it."""
    width = max(len(text) for text in texts)
    if any(text.startswith("0") for text in texts):
        return lambda number: [str(number).zfill(width)]
    if any(len(text) < width for text in texts) or width == 1:
        return lambda number: [str(number)]
    if usual:
        return lambda number: [str(number).zfill(usual)]
    return lambda number: list(dict.fromkeys([str(number), str(number).zfill(width)]))


def _column(names: Sequence[_PeriodName], n: int) -> list[str]:
    return [name.pieces[n] for name in names]


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _as_year(year: int, like: str) -> str:
    return f"{year % 100:02}" if len(like) == 2 else str(year)


def _is_year(texts: Sequence[str], digits: tuple[int, ...] = (4,)) -> bool:
    return all(text.isdigit() and len(text) in digits for text in texts)


def _dates(names: Sequence[_PeriodName]) -> Iterator[_Succession]:
    """Days of the calendar, of three numbers: in a step of days, or of months where all are the same day of one."""
    if len(names[0].pieces) != 3 or not all(piece.isdigit() for piece in names[0].pieces):
        return
    for year, month, day in ((0, 1, 2), (2, 1, 0), (2, 0, 1)):
        columns = [[int(text) for text in _column(names, n)] for n in (year, month, day)]
        if _is_year(_column(names, year)) and None not in (days := [_day(*one) for one in zip(*columns, strict=True)]):
            yield from _steps(names, (year, month, day), [one for one in days if one])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _steps(names: Sequence[_PeriodName], at: tuple[int, int, int], days: Sequence[date]) -> Iterator[_Succession]:
    year, month, day = at
    months, of_month = (_digits(_column(names, n), 2) for n in (month, day))

    def write(moment: date) -> list[str]:
        written = product(months(moment.month), of_month(moment.day))
        return [names[0].with_pieces({year: str(moment.year), month: m, day: d}) for m, d in written]

    if len({one.day for one in days}) == 1 and (first := days[0].day) <= 28 and len(days) >= _FEWEST_STEPS:
        numbers = [one.year * 12 + one.month - 1 for one in days]
        yield _Succession(numbers, lambda n: write(date(n // 12, n % 12 + 1, first)))
    yield _Succession([one.toordinal() for one in days], lambda n: write(date.fromordinal(n)), fewest=_FEWEST_STEPS)


def _month_words(names: Sequence[_PeriodName]) -> Iterator[_Succession]:
    """``Jan``, ``Jan 2026``, ``2026 enero``, ``Dez. 26``."""
    at = [
        n
        for n in range(len(names[0].pieces))
        if all(not text.isdigit() and len(months_named(text)) == 1 for text in _column(names, n))
    ]
    years = [n for n in range(len(names[0].pieces)) if names[0].pieces[n].isdigit()]
    if len(at) != 1 or len(years) > 1 or (years and not _is_year(_column(names, years[0]), (2, 4))):
        return
    words, model = _column(names, at[0]), names[0]
    months = [next(iter(months_named(word))) - 1 for word in words]
    called = _words_of_months(dict(zip(months, words, strict=True)))

    def write(number: int) -> list[str]:
        year = {years[0]: _as_year(number // 12, model.pieces[years[0]])} if years else {}
        return [model.with_pieces({at[0]: word} | year) for word in called(number % 12)]

    if years:
        of_year = [_year(text) for text in _column(names, years[0])]
        yield _Succession([12 * year + month for year, month in zip(of_year, months, strict=True)], write)
    else:
        yield _Succession(months, write, modulo=12)


def _words_of_months(known: dict[int, str]) -> Callable[[int], list[str]]:
    """What a month, counted from 0, is called: as before, or in each language in which the present names are words."""
    written = list(known.values())
    style = next((form for form in (str.lower, str.upper) if all(form(word) == word for word in written)), str.title)

    def fits(word: str, name: str) -> bool:
        return without_accents(word) == without_accents(name)

    def called(month: int) -> list[str]:
        if month in known:
            return [known[month]]
        found = dict[str, None]()
        for language in _NAMES:
            names = language.split()
            for cut in {max(map(len, names)), *map(len, written)}:
                if all(fits(word, names[m][:cut]) for m, word in known.items()):
                    found[style(names[month][:cut])] = None
        return list(found)

    return called


def _counted_in_years(names: Sequence[_PeriodName]) -> Iterator[_Succession]:
    """A year of four digits with a month, a week or a quarter: ``2026-01``, ``01/2026``, ``2026-W05``, ``Q1 2026``."""
    numbers = [n for n, piece in enumerate(names[0].pieces) if piece.isdigit()]
    words = _constant_words(names)
    if len(numbers) != 2 or words is None:
        return
    for year, at in (numbers, reversed(numbers)):
        if not _is_year(_column(names, year)) or not all(len(text) < 3 for text in _column(names, at)):
            continue
        sort = _sort_of(words) if words else "month"
        digits = _digits(_column(names, at), 2 if sort != "quarter" and year < at else None)
        years, counts = ([int(text) for text in _column(names, n)] for n in (year, at))

        def named(of_year: int, count: int, place: tuple[int, int], digits: Write) -> list[str]:
            return [names[0].with_pieces({place[0]: str(of_year), place[1]: text}) for text in digits(count)]

        place = (year, at)
        if sort == "week":
            if weeks := _weeks(years, counts):
                yield _Succession(weeks, lambda n, p=place, d=digits: named(*_iso_week(n), p, d))  # type: ignore[misc]
        elif sort in ("month", "quarter") and all(1 <= count <= _LASTS[sort][0] for count in counts):
            last = _LASTS[sort][0]
            told = [y * last + c - 1 for y, c in zip(years, counts, strict=True)]
            yield _Succession(told, lambda n, k=last, p=place, d=digits: named(n // k, n % k + 1, p, d))  # type: ignore[misc]


def _iso_week(number: int) -> tuple[int, int]:
    year, week, _ = date.fromordinal(7 * number + 1).isocalendar()
    return year, week


def _weeks(years: Sequence[int], weeks: Sequence[int]) -> list[int]:
    try:
        pairs = zip(years, weeks, strict=True)
        return [date.fromisocalendar(year, week, 1).toordinal() // 7 for year, week in pairs]
    except ValueError:
        return []


def _constant_words(names: Sequence[_PeriodName]) -> list[str] | None:
    """The words that all names have, without accents; None where they differ."""
    at = [n for n, piece in enumerate(names[0].pieces) if not piece.isdigit()]
    if any(len(set(_column(names, n))) > 1 for n in at):
        return None
    return [without_accents(names[0].pieces[n]) for n in at]


def _sort_of(words: Sequence[str]) -> str:
    """What is counted behind these words; "" where they say nothing of it."""
    sorts = {"week": WEEKS, "quarter": QUARTERS, "month": _MONTH_WORDS, "period": _PERIOD_WORDS}
    return next((sort for sort, known in sorts.items() if len(words) == 1 and words[0] in known), "")


def _counters(names: Sequence[_PeriodName]) -> Iterator[_Succession]:
    """One number that counts: ``M1``, ``Week 12``, ``Q3``, ``2026``; a year may begin anew behind its last one."""
    numbers = [n for n, piece in enumerate(names[0].pieces) if piece.isdigit()]
    words = _constant_words(names)
    if len(numbers) != 1 or words is None:
        return
    at, texts = numbers[0], _column(names, numbers[0])
    counts, digits = [int(text) for text in texts], _digits(texts, None)

    def write(number: int) -> list[str]:
        return [names[0].with_pieces({at: text}) for text in digits(number)]

    sort = _sort_of(words)
    for last in _LASTS.get(sort, ()):
        if any(one == last and other == 1 for one, other in pairwise(counts)):
            yield _Succession([c - 1 for c in counts], lambda n, k=last: write(n % k + 1), modulo=last)  # type: ignore[misc]
    yield _Counter(counts, write, lasts=_LASTS.get(sort, ()), is_quarter=sort == "quarter")


@dataclass(frozen=True)
class _Counter(_Succession):
    """A number that goes on, or begins anew behind the last of a year."""

    lasts: tuple[int, ...] = ()
    is_quarter: bool = False

    def following(self, names: Sequence[str], count: int) -> list[tuple[str, ...]]:
        """Both ways where a year may end."""
        on = super().following(names, count)
        beyond = any(number > max(self.lasts, default=0) for number in self.numbers)
        if not on or not self.lasts or beyond:
            return on
        reach = range(self.numbers[-1], self.numbers[-1] + count)
        anew = [
            tuple(self.write(n if n <= last else n - last)[0] for n in range(reach[0] + 1, reach[-1] + 2))
            for last in self.lasts
            if last in reach
        ]
        stay = names[count:]
        anew = [way for way in anew if len({*way, *stay}) == len(way) + len(stay)]
        return anew if anew and self.is_quarter else [*on, *anew]
