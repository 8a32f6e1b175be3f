"""What differs by period: tables PeriodData and Capacity, written over the values for all periods (rules D1 to D3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.demand_floors import following_floors
from sop_excel.domain.fields import Array
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import folded, quoted, shown
from sop_excel.sheets.reading.bill_rows import Bill
from sop_excel.sheets.reading.findings import Common, Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import Items, is_harmless, item_at, read_columns
from sop_excel.sheets.reading.known_names import KnownNames, misnamed, twice
from sop_excel.sheets.reading.periods import Horizon, period_at
from sop_excel.sheets.reading.typed_cells import DELETE, bad_number, not_yet, number_of, zero_is_free
from sop_excel.sheets.reading.wide_tables import Wide

# Tables of numbers that are the same in all periods.
COUNTED = (Kind.NUMBER, Kind.SIGNED)
FIXED = (schema.ROUTINGS, schema.BILL_OF_MATERIALS, schema.LIMITS_TABLE, schema.FAMILIES_TABLE)
SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS = "safety_stock", "safety_stock_periods", "cover_periods"


Target = tuple[Items, Column]  # what a row overrides a column of


class Override(NamedTuple):
    """One value of one period and the cell that states it."""

    value: float
    grid: DataGrid
    row: int
    column: int

    @property
    def spot(self) -> Spot:
        """The cell that states the value: its place, table and column."""
        return self.grid.spot_at(self.row, self.column)


@dataclass(frozen=True)
class Changed:
    """A column as a scenario has changed it: all cells at once, since a row may mean every product and period.

    ``values`` and ``rows`` are (N, T); ``rows`` holds the data row of ``grid`` that states a cell in its column
    ``column``, -1 where none does.
    """

    values: Array
    rows: NDArray[np.intp]
    grid: DataGrid
    column: int

    def at(self, cell: tuple[int, int]) -> Override | None:
        """What states a cell; None where the scenario does not."""
        row = int(self.rows[cell])
        return Override(float(self.values[cell]), self.grid, row, self.column) if row >= 0 else None

    def cells(self) -> dict[tuple[int, int], Override]:
        """Every cell that the scenario states."""
        found = {(n, t): self.at((n, t)) for n, t in np.argwhere(self.rows >= 0).tolist()}
        return {cell: override for cell, override in found.items() if override}


@dataclass
class Overrides:
    """Overrides by table and column key, then by (item, period); ``changed`` are those of a scenario, which go before.

    ``complete`` is false where a row could not be understood: then nothing can be said about what is missing.
    """

    given: dict[tuple[str, str], dict[tuple[int, int], Override]] = field(default_factory=dict)
    complete: bool = True
    changed: Mapping[tuple[str, str], Changed] = field(default_factory=dict)

    def of(self, items: Items, key: str) -> Mapping[tuple[int, int], Override]:
        """The overrides of one column."""
        given, changed = self.given.get((items.form.name, key), {}), self.changed.get((items.form.name, key))
        return given | changed.cells() if changed else given

    def at(self, items: Items, key: str, cell: tuple[int, int]) -> Override | None:
        """The override of one cell."""
        changed = self.changed.get((items.form.name, key))
        return (changed and changed.at(cell)) or self.given.get((items.form.name, key), {}).get(cell)

    def write(self, items: Items, key: str, base: Array) -> Array:
        """``base`` (N, T) with the overrides in it; itself where there are none."""
        given, changed = self.given.get((items.form.name, key), {}), self.changed.get((items.form.name, key))
        if not given and not changed:
            return base
        array: Array = base.copy()
        if given:
            where = np.array(list(given), dtype=np.intp)
            array[where[:, 0], where[:, 1]] = [override.value for override in given.values()]
        return array if changed is None else np.where(changed.rows >= 0, changed.values, array)

    def add(self, items: Items, column: Column, cell: tuple[int, int], override: Override) -> Override | None:
        """Note an override; returns the one that was given before for the same cell, which stays."""
        given = self.given.setdefault((items.form.name, column.key), {})
        first = given.setdefault(cell, override)
        return None if first is override else first


def read_overrides(table: Table | None, items: Sequence[Items], horizon: Horizon, found: Findings) -> Overrides:
    """Every row of PeriodData; reports unknown fields, items and periods, doubled rows and what is not planned yet."""
    overrides = Overrides()
    grid = read_grid(table, schema.PERIOD_DATA, found)
    if grid is None:
        return overrides
    if len(grid.columns) < len(schema.PERIOD_DATA.columns):
        overrides.complete = False
        return overrides
    _PeriodData(grid, items, horizon, found).read(overrides)
    return overrides


class _PeriodData:
    """Reads the rows, and remembers what each field and each period is."""

    def __init__(self, grid: DataGrid, items: Sequence[Items], horizon: Horizon, found: Findings) -> None:
        self.grid = grid
        self.items = items
        self.horizon = horizon
        self.found = found
        by_table, fields = {one.form.name: one for one in items}, list(schema.overridable())
        self.fields: dict[str, list[Target]] = {}
        for form, column in fields:
            self.fields.setdefault(folded(column.name), []).append((by_table[form.name], column))
        self.known = KnownNames("field", "PeriodData", [column.name for _, column in fields if not column.later])

    def read(self, into: Overrides) -> None:
        """Note every row that is understood."""
        columns = read_columns(self.grid, self.found)
        value_column = self.grid.columns["value"]
        values = columns.numbers["value"].tolist()
        fields, items = columns.texts["field"], columns.texts["item"]
        for n, value in enumerate(values):
            target = self._field(n, fields[n], items[n]) if fields[n] else None
            item = self._item(n, items[n], target[0]) if target else -1
            period = period_at(self.grid, n, self.horizon, self.found) if columns.texts["period"][n] else -1
            if target is None or -1 in (item, period) or value != value:
                into.complete = False
            elif target[1].later:
                self._refuse(n, target[1])
            elif number_of(value, target[1]) is None:  # that of the column says only that it is a number
                into.complete = False
                self.found.error(bad_number(self.grid.spot(n, "value"), target[1], value, DELETE))
            else:
                self._note(into, target, (item, period), Override(value, self.grid, n, value_column))

    def _item(self, n: int, code: str, items: Items) -> int:
        others = next((one for one in self.items if code in one.names.position), self.items[-1])
        return item_at(self.grid, n, "item", code, (items.names, others.names), self.found)

    def _note(self, into: Overrides, target: tuple[Items, Column], cell: tuple[int, int], override: Override) -> None:
        items, column = target
        first = into.add(items, column, cell, override)
        if first:
            what = say("{column} of {code}", column=column.name, code=quoted(items.codes[cell[0]]))
            spot = self.grid.spot(override.row, "item")
            alike, place = override.value == first.value, first.spot.place
            row = say("field, item and period")
            self.found.error(twice(spot, row, what, place, alike=alike, differ=say("keep the right one")))
        if column.zero_warns and override.value == 0:
            self.found.warn(zero_is_free(override.spot))

    def _field(self, n: int, name: str, item: str) -> Target | None:
        """What the row names: of a field that things of several tables have, that of the item."""
        targets = self.fields.get(name) or self.fields.get(folded(name))
        if not targets:
            self._report_field(n, name)
            return None
        self.fields[name] = targets
        return next((one for one in targets if item in one[0].names.position), targets[0])

    def _report_field(self, n: int, name: str) -> None:
        """Report a field of which there is no value by period: a column that holds for all of them, or none at all."""
        expected, spot = say("a field that can differ by period"), self.grid.spot(n, "field")
        columns = [(items.form.name, column) for items in self.items for column in items.form.columns]
        columns += [(form.name, column) for form in FIXED for column in form.columns if column.kind in COUNTED]
        table, column = next((one for one in columns if folded(one[1].name) == folded(name)), ("", None))
        if column is None:
            self.found.error(misnamed(spot, self.known, name, expected))
            return
        advice = say(
            "{column} is the same in all periods: set it in table {table}, and take this row out",
            column=column.name,
            table=table,
        )
        many = Common(
            say("fields that can differ by period"),
            say("set them in table {table}, and take these rows out", table=table),
        )
        self.found.error(spot.issue(expected, quoted(name), advice, many))

    def _refuse(self, n: int, column: Column) -> None:
        """Report a value of a part of the model that cannot be planned yet."""
        cell = self.grid.cell(n, "value")
        if not is_harmless(cell, column):
            harmless: str = "0" if column.blank is Blank.ZERO else say("no row")
            expected = not_yet(say("{harmless} for {column}", harmless=harmless, column=column.name), column.later)
            self.found.error(self.grid.spot(n, "value").issue(expected, shown(cell), DELETE))


def add_capacity(overrides: Overrides, wide: Wide | None, resources: Items, horizon: Horizon, found: Findings) -> None:
    """Take the filled cells of table Capacity as overrides; reports a cell that PeriodData sets too."""
    if wide is None:
        return
    column = resources.form.column("Capacity")
    periods = list(horizon.position)
    for item, period in np.argwhere(~np.isnan(wide.filled)).tolist():
        row, cell = wide.row_of[item], wide.column_of[period]
        override = Override(float(wide.filled[item, period]), wide.grid, row, cell)
        first = overrides.add(resources, column, (item, period), override)
        if first:
            expected = say(
                "one capacity of {code} in {period}", code=quoted(resources.codes[item]), period=quoted(periods[period])
            )
            advice = say("keep the one that is right: clear that cell, or take this row out")
            many = Common(
                say("one capacity of a resource in a period"), say("in each of them: {advice}", advice=advice)
            )
            found.error(first.spot.issue(expected, say("another in {place}", place=override.spot.place), advice, many))


@dataclass(frozen=True)
class Resolved:
    """The resolved numbers of products or resources, and which cell states each of them.

    ``arrays`` are (N, T) for what can differ by period and (N,) for the rest. An array that no override touches
    repeats its base without taking memory.
    """

    items: Items
    overrides: Overrides
    arrays: Mapping[str, Array]

    def stated_at(self, key: str, n: int, period: int) -> Spot:
        """The cell that states an item's value in a period; it must be filled."""
        override = self.overrides.at(self.items, key, (n, period))
        return override.spot if override else self.items.grid.spot(n, key)


def resolve(items: Items, overrides: Overrides, periods: int, floors: Mapping[str, Array] | None = None) -> Resolved:
    """All fields of the items; ``floors`` are arrays (N, T) that stand for a column's base."""
    arrays = {}
    for column in items.fields:
        base = (floors or {}).get(column.key, items.base(column))
        by_period = column.by_period or items.form is schema.RESOURCES  # all of whose numbers are (N, T)
        arrays[column.key] = _by_period(items, column, base, overrides, periods) if by_period else base
    return Resolved(items, overrides, arrays)


def _by_period(items: Items, column: Column, base: Array, overrides: Overrides, periods: int) -> Array:
    by_item = base[:, None] if base.ndim == 1 else base
    return overrides.write(items, column.key, np.broadcast_to(by_item, (len(items.codes), periods)))


def safety_floors(products: Items, overrides: Overrides, bill: Bill, demand: Array) -> Array:
    """(I, T) floor of the inventory: units, periods of mean demand, or cover of the next periods' demand."""
    units = {column.key: products.base(column) for column in products.fields}
    units["yield"] = overrides.write(products, "yield", np.broadcast_to(units["yield"][:, None], demand.shape))
    floors: Array = np.broadcast_to(units[SAFETY_STOCK][:, None], demand.shape)
    derived = following_floors(units, bill.rows, demand)
    unstated = np.isnan(derived)
    return floors if unstated.all() else np.where(unstated, floors, derived)
