"""Headers that say a time, such as ``Holding cost per month``: what they mean beside the periods of the workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sop_excel.adoption.adopted import NOT_READ, PERIODS, SYNONYM
from sop_excel.adoption.columns import NEARLY, ODD_VALUES, Guess, RangeColumn, columns_of, doubt_of
from sop_excel.adoption.part import Part
from sop_excel.adoption.words import column_named
from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import meaning
from sop_excel.domain.vocabulary import listed, quoted, without_accents

_SAID = {
    "month": "month monthly mes mensual monat monatlich monatliche mois mensuel mensuelle mensal mese mensile",
    "week": "week weekly semana semanal woche wochentlich wochentliche semaine hebdomadaire settimana settimanale",
}
_BEFORE = r"\W*\b(?:(?:per|pro|por|par|al|a|ao|je)\s+)?"
_TIMES = {sort: re.compile(rf"{_BEFORE}(?:{'|'.join(words.split())})\b") for sort, words in _SAID.items()}


def time_said(header: str) -> tuple[str, str] | None:
    """(the time that a header says, the header without it); None where it says none.

    >>> time_said("Holding cost per month"), time_said("Coste de almacenaje (EUR/ud/mes)"), time_said("Lagerkosten")
    (('month', 'holding cost'), ('month', 'coste de almacenaje (eur/ud)'), None)
    """
    plain = without_accents(header).casefold()
    for sort, pattern in _TIMES.items():
        if pattern.search(plain):
            return sort, pattern.sub("", plain, count=1).strip()
    return None


def with_times(parts: Sequence[Part]) -> list[Part]:
    """The parts, with columns for a period understood where their header's time is that of the demand, else asked."""
    sorts = {sort for part in parts if part.table == "Demand" for sort in _sorts(part)}
    return [_with_time(part, sorts) for part in parts]


def _sorts(part: Part) -> set[str]:
    """What the periods of a part are, in its headers or listed below one; dates within a month are no months."""
    heads = [head for head in part.source.heads if part.read.get(head.column) == PERIODS]
    listed_below = [n for n, name in part.read.items() if name == "Period"]
    texts = [text_of(value) for n in listed_below for value in part.source.values(n)]
    periods = [head.period for head in heads if head.period]
    periods += [period for text in texts if text and (period := meaning(text))]
    return {period.sort if period.day in (0, 1) else "date" for period in periods}


def _with_time(part: Part, sorts: set[str]) -> Part:
    by_period = {
        column.name
        for form in schema.INPUT_TABLES
        if form.name == part.table
        for column in form.columns
        if column.unit.endswith("/ period")
    }
    columns = {column.head.column: column for column in columns_of(part.source)}
    guesses = {
        n: _told(part, columns[n], guess, sorts)
        if n in columns and _meant(part, columns[n], guess) in by_period
        else guess
        for n, guess in part.guesses.items()
    }
    return replace(part, guesses=guesses)


def _said(column: RangeColumn) -> tuple[str, RangeColumn] | None:
    """(the time that a header or the unit below it says, the column without it); None where neither says one."""
    head = column.head
    if said := time_said(head.whole):
        return said[0], replace(column, head=replace(head, text=said[1], upper=""))
    said = time_said(head.unit)
    return (said[0], replace(column, head=replace(head, unit=said[1].strip("/ ")))) if said else None


def _meant(part: Part, column: RangeColumn, guess: Guess) -> str:
    """What a column means whose header or unit says a time; empty where none does, or where it is decided."""
    said = _said(column)
    if said is None or guess.certainty == 1.0:
        return ""
    named = column_named(part.table, said[1].head.text)
    return guess.column if guess.is_sure else named[0] if named else ""


def _told(part: Part, column: RangeColumn, guess: Guess, sorts: set[str]) -> Guess:
    """What a column is whose header says a time: surely what it means if that is a period, and nothing else is odd."""
    said = _said(column)
    if said is None:
        return guess
    sort, plain = said
    header, meant = quoted(" ".join(filter(None, (column.head.whole, column.head.unit)))), _meant(part, column, guess)
    if sorts == {sort}:
        rivals = [other for other in part.guesses.values() if other is not guess and other.column == meant]
        is_odd = not column.is_numeric or doubt_of(part.table, plain, meant)
        why = f"it is headed {header}, and the periods are {sort}s"
        return guess if guess.is_sure or rivals or is_odd else Guess(meant, NEARLY, SYNONYM, why, (meant, NOT_READ))
    what = listed([f"{one}s" for one in sorted(sorts)]) if sorts else "not known"
    why = f"{header} is for a {sort}, and the periods of the demand are {what}"
    return Guess(meant, ODD_VALUES, SYNONYM, why, (meant, NOT_READ))
