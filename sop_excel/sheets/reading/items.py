"""Tables with a row for each thing, every column read as its kind demands: Products, Resources and Routings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.cell_values import choice_of, is_blank, yes_or_no
from sop_excel.domain.fields import Array
from sop_excel.domain.said import Word, say, word
from sop_excel.domain.table import Nowhere, Table, Value
from sop_excel.domain.vocabulary import as_typed, plural, quoted, shown
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid, read_codes, read_grid
from sop_excel.sheets.reading.known_names import KnownNames, repeated, twice, unknown
from sop_excel.sheets.reading.typed_cells import (
    answers,
    bad_answer,
    bad_number,
    clearing,
    later_choice,
    must_be_filled,
    not_yet,
    number_of,
    numbers,
    zero_is_free,
)


@dataclass(frozen=True)
class CheckedColumns:
    """Checked columns by their key, one value a data row.

    ``numbers`` are (N,), nan where a cell is blank or wrong; ``wrong`` holds the positions of the wrong ones; ``texts``
    are the columns of text and of choices, "" where blank or wrong.
    """

    texts: Mapping[str, list[str]]
    numbers: Mapping[str, Array]
    wrong: Mapping[str, frozenset[int]]


def read_columns(grid: DataGrid, found: Findings) -> CheckedColumns:
    """All columns of the table; reports every wrong cell, and every value that cannot be planned yet."""
    reader = _ColumnReader(grid, found)
    for column in grid.form.columns:
        reader.read(column)
    return CheckedColumns(reader.texts, reader.numbers, reader.wrong)


class _ColumnReader:
    """Reads one column after the other, each as its kind demands."""

    def __init__(self, grid: DataGrid, found: Findings) -> None:
        self.grid = grid
        self.found = found
        self.texts: dict[str, list[str]] = {}
        self.numbers: dict[str, Array] = {}
        self.wrong: dict[str, frozenset[int]] = {}

    def read(self, column: Column) -> None:
        if column.later:
            self._refuse(column)
        elif column.kind is Kind.TEXT:
            self.texts[column.key] = read_codes(self.grid, column, self.found)
        elif column.kind is Kind.CHOICE:
            self._read_choices(column)
        elif column.kind is Kind.YES_NO:
            self._read_answers(column)
        else:
            self._read_numbers(column)

    def _read_numbers(self, column: Column) -> None:
        cells = self.grid.cells(column.key)
        values, wrong = numbers(cells, column)
        self._keep(column, values, wrong)
        clear = clearing(column)
        for n in wrong:
            spot = self.grid.spot(n, column.key)
            self.found.error(bad_number(spot, column, cells[n], clear))
        if column.blank is Blank.ERROR and column.key in self.grid.columns:
            for n in sorted(set(np.flatnonzero(np.isnan(values)).tolist()) - set(wrong)):
                self.found.error(must_be_filled(self.grid.spot(n, column.key), column.expected))
        if column.zero_warns:
            for n in np.flatnonzero(values == 0).tolist():
                self.found.warn(zero_is_free(self.grid.spot(n, column.key)))

    def _read_answers(self, column: Column) -> None:
        cells = self.grid.cells(column.key)
        values, wrong = answers(cells)
        self._keep(column, values, wrong)
        for n in wrong:
            spot = self.grid.spot(n, column.key)
            self.found.error(bad_answer(spot, column.expected, cells[n]))

    def _read_choices(self, column: Column) -> None:
        chosen = []
        for n, cell in enumerate(self.grid.cells(column.key)):
            choice = column.choices[0] if is_blank(cell) else choice_of(cell, column.choices)
            chosen.append(choice or "")
            spot = self.grid.spot(n, column.key) if choice is None or choice in column.later_choices else None
            if spot and choice is None:
                self.found.error(bad_answer(spot, column.expected, cell))
            elif spot:
                self.found.error(later_choice(spot, column, cell))
        self.texts[column.key] = chosen

    def _refuse(self, column: Column) -> None:
        """Report every value of a part of the model that cannot be planned yet."""
        harmless = say("a blank cell")
        if column.blank in (Blank.ZERO, Blank.NO):
            harmless = say("a blank cell or {none}", none="0" if column.blank is Blank.ZERO else word("no"))
        expected = not_yet(harmless, column.later)
        if column.key in self.grid.columns:
            for n, cell in enumerate(self.grid.cells(column.key)):
                if cell is not None and not is_harmless(cell, column):
                    advice = say("head the column Own {column}, so that it is kept but not read", column=column.name)
                    self.found.error(self.grid.spot(n, column.key).issue(expected, shown(cell), advice))

    def _keep(self, column: Column, values: Array, wrong: list[int]) -> None:
        self.numbers[column.key] = values
        if wrong:
            self.wrong[column.key] = frozenset(wrong)


def is_harmless(cell: Value, column: Column) -> bool:
    """Whether a cell of a column that cannot be planned yet says no more than that it is not used."""
    if is_blank(cell):
        return True
    if column.blank is Blank.NO:
        return yes_or_no(cell) is False
    return column.blank is Blank.ZERO and number_of(cell, column) == 0


@dataclass(frozen=True)
class Items:
    """The rows of Products or Resources. An item's position is that of its data row."""

    form: InputTable
    grid: DataGrid
    names: KnownNames
    columns: CheckedColumns

    @property
    def codes(self) -> list[str]:
        """The items' codes."""
        return self.columns.texts[self.form.columns[0].key]

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns whose numbers are handed on."""
        return tuple(column for column in self.form.columns if column.key in self.columns.numbers)

    def of_kinds(self, column: Column) -> NDArray[np.bool_]:
        """(N,) true where the column is for items of that kind; a kind that is wrong is not held against it."""
        kinds = self.columns.texts.get("kind", [""] * len(self.codes))
        return np.array([not column.for_kinds or kind in ("", *column.for_kinds) for kind in kinds], dtype=bool)

    def base(self, column: Column) -> Array:
        """(N,) the column's numbers, blank cells as the number that they mean."""
        values = self.columns.numbers[column.key]
        return np.where(np.isnan(values), column.blank.number, values)

    def is_filled(self, n: int, key: str) -> bool:
        """Whether the item's cell in a column holds a number."""
        return not np.isnan(self.columns.numbers[key][n])

    def is_wrong(self, n: int, *keys: str) -> bool:
        """Whether one of the item's cells in these columns is wrong, so that no more should be said about them."""
        return any(n in self.columns.wrong.get(key, ()) for key in keys)


def read_items(table: Table | None, form: InputTable, found: Findings) -> Items:
    """Every column of the table; reports each wrong cell, codes given twice, and what cannot be planned yet."""
    grid = read_grid(table, form, found)
    complete = not form.required if grid is None else form.columns[0].key in grid.columns
    grid = grid or DataGrid(form, form.name, (), Nowhere(), {}, ())
    columns = read_columns(grid, found)
    key = form.columns[0]
    codes = columns.texts[key.key]
    for n, first in repeated(codes):
        other = grid.place(first, key.key)
        alike = grid.are_alike(n, first)
        what = word(key.name.lower())
        things = Word(plural(what), what, many=True)
        differ = say("keep the right one, or give two {things} two codes", things=things)
        found.error(twice(grid.spot(n, key.key), what, quoted(codes[n]), other, alike=alike, differ=differ))
    return Items(form, grid, KnownNames(key.name.lower(), grid.name, codes, complete), columns)


def check_products(products: Items, found: Findings) -> None:
    """At least one product, and none whose code is a label of the results."""
    grid, key = products.grid, products.form.columns[0].key
    if not grid.rows and products.names.complete:
        spot = Spot(grid.places.header(grid.columns[key]), grid.subject(grid.columns[key]))
        found.error(spot.issue(say("at least one product"), say("no rows"), say("add a row for each product")))
    reserved = {name.casefold() for name in schema.RESERVED_PRODUCTS}
    for n, code in enumerate(products.codes):
        if code.casefold() in reserved:
            told = say("{code}, which the results use as a label", code=quoted(code))
            found.error(grid.spot(n, key).issue(say("a code of your own"), told, say("choose another code")))


def check_setup_usage(
    grid: DataGrid, setup_usage: Array, resource: NDArray[np.intp], resources: Items, found: Findings
) -> None:
    """Nothing is set up for what is only stored or bought."""
    column = grid.form.column("Setup usage")
    allowed = np.append(resources.of_kinds(column), True)  # the last for a resource that is not known
    kinds, advice = resources.columns.texts["kind"], say("correct the resource's Kind, or clear the cell")
    for n in np.flatnonzero(~allowed[resource] & (setup_usage > 0)).tolist():
        expected = say("no {column} for a {kind} resource", column=column.name, kind=kinds[resource[n]])
        found.error(grid.spot(n, column.key).issue(expected, as_typed(float(setup_usage[n])), advice))


def item_at(grid: DataGrid, n: int, key: str, code: str, names: tuple[KnownNames, KnownNames], found: Findings) -> int:
    """The position of the product or resource that a row names in a column; -1, which is reported, if it is not known.

    ``names`` are those of its sort, and those of the other, for one of which it may have been taken.
    """
    known, others = names
    position = known.position.get(code, -1)
    if position < 0 and code and known.complete:
        found.error(unknown(grid.spot(n, key), known, code, grid.cell(n, key), others))
    return position
