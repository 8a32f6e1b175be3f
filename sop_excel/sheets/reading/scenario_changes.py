"""A scenario's rows applied from top to bottom on the base with its overrides (rules P1, S2 and S3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Blank
from sop_excel.contract.schema import FAMILIES_TABLE, PRODUCTS
from sop_excel.contract.units import LARGEST
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import BASE, Routings
from sop_excel.domain.said import say, together
from sop_excel.domain.table import Nowhere, Value
from sop_excel.domain.vocabulary import as_typed, first_few, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.reading.bill_rows import Bill
from sop_excel.sheets.reading.class_rows import StatedClasses
from sop_excel.sheets.reading.family_rows import StatedFamilies
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid
from sop_excel.sheets.reading.items import CheckedColumns, Items
from sop_excel.sheets.reading.limit_rows import StatedLimits
from sop_excel.sheets.reading.overrides import COVER_PERIODS, SAFETY_PERIODS, SAFETY_STOCK, Changed, Overrides
from sop_excel.sheets.reading.penalty_rows import StatedPenalties
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.planning_settings import Settings, setting_value
from sop_excel.sheets.reading.published_plan import Published
from sop_excel.sheets.reading.route_rows import Routes
from sop_excel.sheets.reading.scenario_rows import ADD, SET, ScenarioField, ScenarioRow, Scenarios
from sop_excel.sheets.reading.typed_cells import DELETE, allowed, bad_number, number_of, zero_is_free
from sop_excel.sheets.reading.wide_tables import Wide

Mask = NDArray[np.bool_]
_ANY_NUMBER = Column("Value", "", Blank.ERROR)
CODES_TOLD = 5
SETUP_COST = PRODUCTS.column("Setup cost")


@dataclass(frozen=True)
class Inputs:
    """The tables of one scenario: the base as the planner's tables have it, or with a scenario's changes applied."""

    products: Items
    horizon: Horizon
    demand: Wide | None
    settings: Settings
    resources: Items
    routes: Routes
    routings: Routings
    bill: Bill
    capacity: Wide | None
    receipts: Wide | None
    firm: Wide | None
    published: Published
    overrides: Overrides
    scenarios: Scenarios
    limits: StatedLimits
    penalties: StatedPenalties
    families: StatedFamilies
    classes: StatedClasses
    scenario: str = BASE

    def filled(self, wide: Wide | None) -> Array:
        """(I, T) the numbers of a wide table by product, blank cells as 0."""
        shape = len(self.products.codes), len(self.horizon.position)
        return np.zeros(shape) if wide is None else np.where(np.isnan(wide.filled), 0.0, wide.filled)


def with_scenario(inputs: Inputs, name: str, found: Findings) -> Inputs:
    """The inputs as the scenario changes them.

    Reports values that do not fit. Where anything is wrong already, only the values are checked: what a change would
    make of a wrong cell means nothing.
    """
    rows = inputs.scenarios.of(name)
    values = [_value(row, inputs.scenarios.spot(row), found) for row in rows]
    if found.errors:
        return inputs
    applied = _Applied(inputs, found)
    for row, value in zip(rows, values, strict=True):
        applied.apply(row, value)
        _check_families(row, inputs, found)
    return replace(applied.result(), scenario=name)


def _check_families(row: ScenarioRow, inputs: Inputs, found: Findings) -> None:
    """Note that all setup costs are those of products and routes: what a family's costs no scenario changes."""
    if row.item is None and row.field.name == SETUP_COST.name and inputs.families.cost_money:
        told = say("all of them, and families whose setups cost money too")
        advice = say(
            "nothing to do: these cost in every scenario what table {table} says",
            table=FAMILIES_TABLE.name,
        )
        found.warn(inputs.scenarios.spot(row).issue(say("the Setup cost of products and routes"), told, advice))


def _value(row: ScenarioRow, spot: Spot, found: Findings) -> float:
    """The number of a row; nan where it is a setting's that is no number, or where it is wrong, which is reported."""
    what, change = row.field.what, row.change
    if isinstance(what, Setting) and (change == SET or not row.field.is_number):
        setting_value(row.value, spot, what, found, DELETE)
        return np.nan
    if change == SET:
        rule = row.field.rule
        number, expected = number_of(row.value, rule), rule.expected
    else:
        rule, number, expected = _ANY_NUMBER, _signed(row.value), say("a number")
    if number is None:
        found.error(bad_number(spot, rule, row.value, DELETE, expected))
    return np.nan if number is None else number


def _signed(value: Value) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) + 0.0 if is_number and abs(value) <= LARGEST else None  # type: ignore[arg-type]


@dataclass
class _ChangedCells:
    """The values of a field, (N, T) or (N,), and the number of the row that states each, -1 where none does."""

    values: Array
    rows: NDArray[np.intp]


class _Applied:
    """The base, and what the rows so far have made of it."""

    def __init__(self, inputs: Inputs, found: Findings) -> None:
        self.inputs, self.found = inputs, found
        self.cells: dict[tuple[str, str], _ChangedCells] = {}
        self.settings, self.spots = dict(inputs.settings.values), dict(inputs.settings.spots)
        self.floors = FloorColumns(inputs.products, found)

    def apply(self, row: ScenarioRow, value: float) -> None:
        """Change what the row says."""
        spot = self.inputs.scenarios.spot(row)
        if isinstance(row.field.what, Setting):
            self._set(row, row.field.what, value, spot)
            return
        field: ScenarioField | None = row.field
        while field is not None and field.items is not None:
            if field is row.field or field.items.codes:
                self._change(replace(row, field=field), field.items, value, spot)
            field = field.also

    def _set(self, row: ScenarioRow, setting: Setting, value: float, spot: Spot) -> None:
        new: Value = row.value
        if row.change != SET:
            before = self.settings[setting.key]
            if before is None:
                self.found.warn(_changes_nothing(spot, setting.name, row.change))
                return
            after = float(before) + value if row.change == ADD else float(before) * value
            if number_of(after, setting) is None:
                self.found.error(_out_of_range(row, spot, (float(before), after)))
                return
            new = after
        self.settings[setting.key] = setting_value(new, spot, setting, self.found, DELETE)
        self.spots[setting.key] = spot

    def _change(self, row: ScenarioRow, items: Items, value: float, spot: Spot) -> None:
        what = row.field.what
        cells = self._cells(row, items)
        where = self._where(row, items, spot)
        if row.change != SET:
            where = where & np.isfinite(cells.values)
            if not where.any():
                self.found.warn(_changes_nothing(spot, what.name, row.change))
        before = cells.values[where]
        after = np.full(before.shape, value) if row.change == SET else before + value
        if row.change not in (SET, ADD):
            after = before * value
        after = after + 0.0
        wrong = np.flatnonzero(~allowed(after, row.field.rule))
        if wrong.size:
            first = wrong[0]
            place = self._place(items, np.argwhere(where)[first])
            self.found.error(_out_of_range(row, spot, (float(before[first]), float(after[first])), place))
            return
        if isinstance(what, Column) and what.zero_warns and row.change == SET and value == 0:
            self.found.warn(zero_is_free(spot))
        cells.values[where], cells.rows[where] = after, row.number

    def _place(self, items: Items, at: Array) -> str:
        """The item, and the period if there is one, whose positions these are."""
        item = quoted(items.codes[int(at[0])])
        if len(at) == 1:
            return say(" for {item}", item=item)
        return say(" for {item} in {period}", item=item, period=quoted(list(self.inputs.horizon.position)[int(at[1])]))

    def _where(self, row: ScenarioRow, items: Items, spot: Spot) -> Mask:
        """(N, T) or (N,) which cells the row means."""
        what, count = row.field.what, len(items.codes)
        chosen = np.zeros(count, dtype=bool)
        chosen[slice(None) if row.item is None else row.item] = True
        if isinstance(what, Column):
            if row.item is None:
                chosen &= items.of_kinds(what)
            chosen &= self.floors.free(row, what, chosen, spot)
        if not row.field.by_period:
            return chosen
        when = np.zeros(len(self.inputs.horizon.position), dtype=bool)
        when[slice(None) if row.period is None else row.period] = True
        return chosen[:, None] & when

    def _cells(self, row: ScenarioRow, items: Items) -> _ChangedCells:
        """The field's values so far; at first those of the base with its overrides."""
        what = row.field.what
        key = (items.form.name, what.name)
        if key not in self.cells:
            values = self._base(what, items)
            self.cells[key] = _ChangedCells(values, np.full(values.shape, -1, dtype=np.intp))
        return self.cells[key]

    def _base(self, what: Column | InputTable | Setting, items: Items) -> Array:
        if isinstance(what, InputTable):
            return self.inputs.filled(_wide(self.inputs, what))
        if not isinstance(what, Column) or not what.by_period:
            return items.base(items.form.column(what.name))
        by_item = items.base(what)[:, None]
        periods = len(self.inputs.horizon.position)
        return self.inputs.overrides.write(items, what.key, np.repeat(by_item, periods, axis=1))

    def result(self) -> Inputs:
        """The inputs with all that has been changed."""
        inputs, changed = self.inputs, dict[tuple[str, str], Changed]()
        numbers = dict(inputs.products.columns.numbers)
        wide = {"Demand": inputs.demand, "Receipts": inputs.receipts}
        for (table, name), cells in self.cells.items():
            if name in wide:
                wide[name] = _filled(wide[name], inputs, cells.values)
                continue
            items = next(one for one in (inputs.products, inputs.resources, inputs.routes) if one.form.name == table)
            column = items.form.column(name)
            if column.by_period:
                changed[table, column.key] = self._changed(cells)
            else:
                numbers[column.key] = np.where(cells.rows >= 0, cells.values, numbers[column.key])
        columns = inputs.products.columns
        return replace(
            inputs,
            products=replace(inputs.products, columns=CheckedColumns(columns.texts, numbers, columns.wrong)),
            demand=wide["Demand"],
            receipts=wide["Receipts"],
            settings=Settings(self.settings, self.spots),
            overrides=replace(inputs.overrides, changed=changed),
        )

    def _changed(self, cells: _ChangedCells) -> Changed:
        """The cells, each stated by the value of its row of table Scenarios."""
        grid = self.inputs.scenarios.filled_grid
        return Changed(cells.values, cells.rows, grid, grid.columns["value"])


def _changes_nothing(spot: Spot, field: str, change: str) -> Issue:
    """A row that finds nothing but blanks to change; a warning."""
    advice = say("use set, or give {field} a value in the base", field=field)
    return spot.issue(
        say("a value of {field} to {change}", field=field, change=change),
        say("only blank ones, which stay as they are"),
        advice,
    )


_RESULTS = {  # what a row makes of a number, by what the number must be
    "a number": say("a result"),
    "a number >= 0": say("a result >= 0"),
    "a number > 0": say("a result > 0"),
    "a whole number >= 0": say("a whole result >= 0"),
    "a whole number > 0": say("a whole result > 0"),
}


def _out_of_range(row: ScenarioRow, spot: Spot, numbers: tuple[float, float], place: str = "") -> Issue:
    """A result that the cell of its field could not hold (rule S3): what was there before the row, and after it."""
    before, after = numbers
    rule, sign = row.field.rule, "+" if row.change == ADD else "x"
    told = say(
        "{before} {sign} {value} = {after}{place}",
        before=as_typed(before), sign=sign, value=as_typed(float(row.value)),  # type: ignore[arg-type]
        after=as_typed(after), place=place,
    )  # fmt: skip
    expected = together([_RESULTS[str(rule.expected)], rule.magnitude.words(after)], "")
    advice = rule.magnitude.advice(after)
    return spot.issue(
        expected, told, say("change the value, or {advice}", advice=advice) if advice else say("change the value")
    )


def _wide(inputs: Inputs, form: InputTable) -> Wide | None:
    return inputs.demand if form.name == "Demand" else inputs.receipts


def _filled(wide: Wide | None, inputs: Inputs, values: Array) -> Wide:
    """The wide table with other numbers; one that is absent has no cells to point at."""
    if wide is not None:
        return replace(wide, filled=values)
    return Wide(DataGrid(inputs.products.form, "", (), Nowhere(), {}, ()), values, {}, {})


class _Stated(NamedTuple):
    column: Column
    by: Mask


class FloorColumns:
    """For every product the column that states its floor, in the base and after the rows so far."""

    def __init__(self, products: Items, found: Findings) -> None:
        self._codes, self._found = products.codes, found
        keys = (SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS)
        self._stated = {
            column.key: _Stated(column, ~np.isnan(products.columns.numbers[column.key]))
            for column in products.fields
            if column.key in keys
        }

    def free(self, row: ScenarioRow, column: Column, chosen: Mask, spot: Spot) -> Mask:
        """(I,) which of the chosen products the row may change: for a safety stock, those not stated otherwise.

        A row that names a product stated otherwise is an error; one for all products leaves it out with a note.
        """
        if column.key not in self._stated:
            return chosen
        others = {key: chosen & stated.by for key, stated in self._stated.items() if key != column.key}
        taken = np.logical_or.reduce(list(others.values())) if others else np.zeros_like(chosen)
        if row.item is None and taken.any():
            codes = [quoted(self._codes[n]) for n in np.flatnonzero(taken)]
            told = say("{names}, stated otherwise", names=first_few(codes, CODES_TOLD))
            expected = say("products whose safety stock is stated by {column}", column=column.name)
            self._found.warn(spot.issue(expected, told, say("nothing to do: they are left out")))
        elif row.item is not None and taken[row.item]:
            other = next(self._stated[key].column.name for key, mask in others.items() if mask[row.item])
            expected = say("a product whose safety stock is stated by {column}", column=column.name)
            told = say("{name}, by {other}", name=quoted(self._codes[row.item]), other=other)
            self._found.error(
                spot.issue(expected, told, say("change {other} in its place, or name another product", other=other))
            )
        free = chosen & ~taken
        if row.change == SET or (row.change == ADD and column.blank is Blank.ZERO):
            self._stated[column.key].by[free] = True
        return free
