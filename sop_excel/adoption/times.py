"""Headers that say a time, such as ``Holding cost per month``: what they mean beside the periods of the workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop_excel.adoption.adopted import NOT_READ, PERIODS, SYNONYM
from sop_excel.adoption.columns import NEARLY, ODD_VALUES, Guess
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
    heads = {head.column: head.whole for head in part.source.heads}
    guesses = {
        n: _told(part.table, heads[n], guess, by_period, sorts, part.guesses) for n, guess in part.guesses.items()
    }
    return replace(part, guesses=guesses)


def _told(
    table: str, header: str, guess: Guess, by_period: set[str], sorts: set[str], others: Mapping[int, Guess]
) -> Guess:
    """What a column is, by the time that its header says."""
    said = time_said(header)
    named = column_named(table, said[1]) if said else None
    meant = guess.column if guess.is_sure else named[0] if named else ""
    if said is None or meant not in by_period or guess.certainty == 1.0:
        return guess
    sort, _ = said
    if sorts == {sort}:
        rivals = [other for other in others.values() if other is not guess and other.column == meant]
        why = f"it is headed {quoted(header)}, and the periods are {sort}s"
        return guess if guess.is_sure or rivals else Guess(meant, NEARLY, SYNONYM, why, (meant, NOT_READ))
    what = listed([f"{one}s" for one in sorted(sorts)]) if sorts else "not known"
    why = f"{quoted(header)} is for a {sort}, and the periods of the demand are {what}"
    return Guess(meant, ODD_VALUES, SYNONYM, why, (meant, NOT_READ))
