"""Decisions of last month: a file of the same form goes through without a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sop_excel.adoption.adopted import BY_MAPPING, NOT_READ, PERIODS, MappingRow
from sop_excel.adoption.columns import Guess
from sop_excel.adoption.layout import header_texts
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
    """The form whose headers this range has, as far as they are read; one on the same sheet first."""
    headers = set(_texts(part).values())
    fitting = [
        form
        for form, rows in forms.items()
        if (named := _named(rows.values())) and named <= headers and _is_wide(rows) == part.is_wide
    ]
    fitting.sort(
        key=lambda form: (form[0] != part.source.sheet.name, form[2] != part.table, form[1] != part.source.place)
    )
    return fitting[0] if fitting else None


def _texts(part: Part) -> dict[int, str]:
    """The headers of a range as they would stand in a table."""
    return {n: folded(text) for n, text in header_texts(part, part.source.area).items()}


def _named(rows: Iterable[MappingRow]) -> set[str]:
    """The headers that were read, but those of periods, which are others next month."""
    return {folded(row.header) for row in rows if row.header and row.column not in (PERIODS, NOT_READ)}


def _is_wide(rows: dict[str, MappingRow]) -> bool:
    return any(row.column == PERIODS for row in rows.values())


def _decided(part: Part, table: str, rows: dict[str, MappingRow]) -> Part:
    part = part if table in (part.table, NOT_READ) else as_table(part, table)
    texts = _texts(part)
    guesses = {
        n: Guess(rows[texts[n]].column, 1.0, BY_MAPPING, "as it was decided before")
        if texts.get(n) in rows and guess.column != PERIODS
        else guess
        for n, guess in part.guesses.items()
    }
    besides = dict(_besides(rows[""].column) if "" in rows else ())
    part = part.of_kind(besides.get("rows", ""))
    why = "its headers are those of a range that was decided before"
    decided = replace(part, table=table, certainty=1.0, by=BY_MAPPING, why=why, guesses=guesses)
    return replace(decided, decimal=besides.get("decimal", ""))


def _besides(text: str) -> Iterator[tuple[str, str]]:
    """What was decided of a range as a whole: ``decimal comma; rows Demanda``."""
    for told in text.split("; "):
        name, _, value = told.partition(" ")
        yield name, value
