"""Decisions of last month: a file of the same form goes through without a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sop_excel.adoption.adopted import BY_MAPPING, NOT_READ, PERIODS, MappingRow
from sop_excel.adoption.columns import Guess
from sop_excel.adoption.part import Part
from sop_excel.adoption.parts import as_table
from sop_excel.domain.vocabulary import folded

Form = tuple[str, str, str]  # sheet, range and table


def with_mapping(parts: Sequence[Part], like: Sequence[MappingRow]) -> list[Part]:
    """The parts of a range, decided as the rows of a table Mapping say wherever they are of the same form."""
    forms: dict[Form, dict[str, MappingRow]] = {}
    for row in like:
        forms.setdefault((row.sheet, row.range, row.table), {})[folded(row.header)] = row
    found = []
    for part in parts:
        form = _form_of(part, forms)
        found.append(part if form is None else _decided(part, form[2], forms[form]))
    return found


def _form_of(part: Part, forms: dict[Form, dict[str, MappingRow]]) -> Form | None:
    """The form whose headers this range has; one on the same sheet first."""
    headers = {folded(head.text) for head in part.source.heads}
    fitting = [
        form for form, rows in forms.items() if _named(rows.values()) <= headers and _is_wide(rows) == part.is_wide
    ]
    fitting.sort(
        key=lambda form: (form[2] != part.table, form[0] != part.source.sheet.name, form[1] != part.source.place)
    )
    return fitting[0] if fitting else None


def _named(rows: Iterable[MappingRow]) -> set[str]:
    return {folded(row.header) for row in rows if row.header and row.column != PERIODS}


def _is_wide(rows: dict[str, MappingRow]) -> bool:
    return any(row.column == PERIODS for row in rows.values())


def _decided(part: Part, table: str, rows: dict[str, MappingRow]) -> Part:
    part = part if table in (part.table, NOT_READ) else as_table(part, table)
    texts = {head.column: folded(head.text) for head in part.source.heads}
    guesses = {
        n: Guess(rows[texts[n]].column, 1.0, BY_MAPPING, "as it was decided before")
        if texts.get(n) in rows and guess.column != PERIODS
        else guess
        for n, guess in part.guesses.items()
    }
    why = "its headers are those of a range that was decided before"
    return replace(part, table=table, certainty=1.0, by=BY_MAPPING, why=why, guesses=guesses)
