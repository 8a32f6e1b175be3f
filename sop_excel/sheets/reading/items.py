"""Tables Products and Resources: one row an item, every column read as the contract says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import STORAGE
from sop_excel.domain.table import Nowhere, Table
from sop_excel.domain.vocabulary import quoted
from sop_excel.sheets.reading import header_messages, messages
from sop_excel.sheets.reading.columns import Columns, read_columns
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import Grid, read_grid
from sop_excel.sheets.reading.names import Names, repeated


@dataclass(frozen=True)
class Items:
    """The rows of Products or Resources. An item's position is that of its data row."""

    form: InputTable
    grid: Grid
    names: Names
    columns: Columns

    @property
    def codes(self) -> list[str]:
        """The items' codes."""
        return self.columns.texts[self.form.columns[0].key]

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns whose numbers are handed on."""
        return tuple(column for column in self.form.columns if column.key in self.columns.numbers)

    @property
    def is_storage(self) -> NDArray[np.bool_]:
        """(N,) true where the item is a warehouse."""
        kinds = self.columns.texts.get("kind", [""] * len(self.codes))
        return np.array([kind == STORAGE for kind in kinds], dtype=bool)

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
    grid = grid or Grid(form, (), Nowhere(), {}, ())
    columns = read_columns(grid, found)
    key = form.columns[0]
    codes = columns.texts[key.key]
    for n, first in repeated(codes):
        other = grid.place(first, key.key)
        found.error(messages.twice(grid.spot(n, key.key), key.name.lower(), quoted(codes[n]), other))
    return Items(form, grid, Names(key.name.lower(), form.name, codes, complete), columns)


def check_products(products: Items, found: Findings) -> None:
    """At least one product, and none whose code is a label of the results."""
    grid, key = products.grid, products.form.columns[0].key
    if not grid.rows and products.names.complete:
        found.error(
            header_messages.no_products(Spot(grid.places.header(grid.columns[key]), grid.subject(grid.columns[key])))
        )
    reserved = {name.casefold() for name in schema.RESERVED_PRODUCTS}
    for n, code in enumerate(products.codes):
        if code.casefold() in reserved:
            found.error(messages.reserved_product(grid.spot(n, key), code))
