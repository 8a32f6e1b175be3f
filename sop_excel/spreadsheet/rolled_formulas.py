"""Formulas below periods that move on: they go with their period, and what they refer to in such columns goes too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import as_typed
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import Place as WrittenPlace
from sop_excel.spreadsheet.formulas import places, replaced, tokens, unquoted_sheet
from sop_excel.spreadsheet.own_formulas import named_in
from sop_excel.spreadsheet.references import CellReference, columns_used, corners_of, shifted
from sop_excel.spreadsheet.renamed_columns import with_spans

_BY_PLACE = ("COLUMN", "INDIRECT")


@dataclass(frozen=True)
class RolledPeriods:
    """The periods of a table that move on.

    ``area`` are its cells with its headers, ``moved`` tells for the column of each period that it had where that
    stands now, None if it leaves; ``old`` and ``new`` are their names; ``held`` gives what a cell held.
    """

    table: str
    sheet: str
    area: Area
    moved: Mapping[int, int | None]
    old: Sequence[str]
    new: Sequence[str]
    held: Callable[[int, int], Value]

    @property
    def gone(self) -> set[str]:
        """The names of the periods that leave, in lower case."""
        columns = zip(self.moved.values(), self.old, strict=True)
        return {name.lower() for to, name in columns if to is None}


class Rolled(NamedTuple):
    """A formula as it is to be, None where its value takes its place; ``values`` are those that it states now."""

    text: str | None
    values: tuple[str, ...] = ()


class _Leaves(Exception):  # noqa: N818 - no error: the value of the formula stays instead
    """A formula needs cells of a period that leaves, and no single one of them."""


def rolled_formula(formula: str, own: RolledPeriods, all_rolled: Sequence[RolledPeriods], down: int = 0) -> Rolled:
    """A formula that stood below a period of the table ``own`` and moves on with it.

    A cell of a period that stays is the one that this period has now, a cell of one that leaves is its value, and all
    periods are all that there are now. Where more than single cells leave, the formula's value takes its place.
    """
    text = named_in(formula, own.table)
    for one in all_rolled:
        text = with_spans(text, one.table, one.old, one.new)
        used = columns_used(text).get(one.table.lower(), ())
        if one.gone & {name.lower() for name in used}:
            return Rolled(None)
    try:
        found = [(place, *_followed(place, own, all_rolled)) for place in places(text)]
    except _Leaves:
        return Rolled(None)
    changes = [(_whole(place, text) if told else place, new) for place, new, told in found if new != place.address]
    text = replaced(text, changes)
    return Rolled(shifted(text, down, 0) if down else text, tuple(told for _, _, told in found if told))


def goes_by_place(formula: str) -> bool:
    """Whether a formula asks for the number of a column, or has addresses in texts, which nobody can have follow it.

    >>> goes_by_place("INDEX(A2:F2,COLUMN()-1)"), goes_by_place("B2*COLUMNS(B2:C2)"), goes_by_place('INDIRECT("B"&2)')
    (True, False, True)
    """
    return any(name.text.upper() in _BY_PLACE and after.text == "(" for name, after in pairwise(tokens(formula)))


def _followed(written: WrittenPlace, own: RolledPeriods, all_rolled: Sequence[RolledPeriods]) -> tuple[str, str]:
    """An address of a formula as it is to be; see ``_moved``."""
    sheet, corners = unquoted_sheet(written.sheet) or own.sheet, corners_of(written.address)
    for one in all_rolled if corners else ():
        reference = CellReference(sheet, corners[0], corners[-1])
        if one.sheet.lower() == sheet.lower() and (columns := _periods_met(reference, one)):
            return _moved(reference, one, columns, len(corners) == 1)
    return written.address, ""


def _whole(written: WrittenPlace, formula: str) -> WrittenPlace:
    """An address with the sheet in front of it, as a value has none."""
    if not written.sheet:
        return written
    start = written.start - len(written.sheet) - 1
    return written._replace(address=formula[start : written.start + len(written.address)], start=start)


def _periods_met(reference: CellReference, rolled: RolledPeriods) -> list[int]:
    """The columns of periods that a reference meets; none where it is to all of them, or to whole rows."""
    reach, _ = reference.reach(1, 1)
    columns = [column for column in rolled.moved if reach.left <= column <= reach.right]
    none = not reach.meets(rolled.area) or not reference.first.column or columns == list(rolled.moved)
    return [] if none else columns


def _moved(reference: CellReference, rolled: RolledPeriods, columns: Sequence[int], is_cell: bool) -> tuple[str, str]:
    """(the address, or the value that takes its place; what is told of that value)."""
    first, last = reference.first, reference.last
    if is_cell and rolled.moved[columns[0]] is None:
        literal = _literal(rolled.held(first.row, first.column))
        name = rolled.old[list(rolled.moved).index(columns[0])]
        return literal, f"{letters(first.column)}{first.row} ({name}) is {literal} now"
    ends = [rolled.moved.get(column, column) for column in (first.column, last.column)]
    if None in ends or any(rolled.moved[column] is None for column in columns):
        raise _Leaves
    corners = [corner._replace(column=end) for corner, end in zip((first, last), ends, strict=True) if end]
    return (str(corners[0]) if is_cell else f"{corners[0]}:{corners[1]}"), ""


def _literal(value: Value) -> str:
    """A cell's value as a formula states it; an empty cell counts as nothing."""
    if value is None:
        return "0"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, float):
        text = as_typed(value)
        return f"({text})" if value < 0 else text
    raise _Leaves
