"""A scenario's rows applied from top to bottom on the base with its overrides (rules S2 and S3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Blank
from sop_excel.contract.units import LARGEST
from sop_excel.domain.fields import Array
from sop_excel.domain.table import Nowhere, Value
from sop_excel.domain.vocabulary import as_typed, quoted
from sop_excel.sheets.reading import messages, scenario_messages
from sop_excel.sheets.reading.cells import number_of
from sop_excel.sheets.reading.columns import Columns
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.floors import Statements
from sop_excel.sheets.reading.grid import Grid
from sop_excel.sheets.reading.inputs import Inputs
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.overrides import Changed
from sop_excel.sheets.reading.scenarios import ADD, SET, Row
from sop_excel.sheets.reading.settings import Settings, setting_value
from sop_excel.sheets.reading.wide import Wide

Mask = NDArray[np.bool_]
_ANY_NUMBER = Column("Value", "", Blank.ERROR)


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
    return replace(applied.result(), scenario=name)


def _value(row: Row, spot: Spot, found: Findings) -> float:
    """The number of a row; nan where it is a setting's that is no number, or where it is wrong, which is reported."""
    what, change = row.field.what, row.change
    if isinstance(what, Setting) and (change == SET or not row.field.is_number):
        setting_value(row.value, spot, what, found, messages.DELETE)
        return np.nan
    if change == SET:
        rule = row.field.rule
        number, expected = number_of(row.value, rule), rule.expected
    else:
        rule, number, expected = _ANY_NUMBER, _signed(row.value), "a number"
    if number is None:
        found.error(messages.bad_number(spot, rule, row.value, messages.DELETE, expected))
    return np.nan if number is None else number


def _signed(value: Value) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) + 0.0 if is_number and abs(value) <= LARGEST else None  # type: ignore[arg-type]


@dataclass
class _Cells:
    """The values of a field, (N, T) or (N,), and the number of the row that states each, -1 where none does."""

    values: Array
    rows: NDArray[np.intp]


class _Applied:
    """The base, and what the rows so far have made of it."""

    def __init__(self, inputs: Inputs, found: Findings) -> None:
        self.inputs, self.found = inputs, found
        self.cells: dict[tuple[str, str], _Cells] = {}
        self.settings, self.spots = dict(inputs.settings.values), dict(inputs.settings.spots)
        self.floors = Statements(inputs.products, found)

    def apply(self, row: Row, value: float) -> None:
        """Change what the row says."""
        spot = self.inputs.scenarios.spot(row)
        if isinstance(row.field.what, Setting):
            self._set(row, row.field.what, value, spot)
        elif row.field.items is not None:
            self._change(row, row.field.items, value, spot)

    def _set(self, row: Row, setting: Setting, value: float, spot: Spot) -> None:
        new: Value = row.value
        if row.change != SET:
            before = self.settings[setting.key]
            if before is None:
                self.found.warn(scenario_messages.changes_nothing(spot, setting.name, row.change))
                return
            new = float(before) + value if row.change == ADD else float(before) * value
        self.settings[setting.key] = setting_value(new, spot, setting, self.found, messages.DELETE)
        self.spots[setting.key] = spot

    def _change(self, row: Row, items: Items, value: float, spot: Spot) -> None:
        what = row.field.what
        cells = self._cells(row, items)
        where = self._where(row, items, spot)
        if row.change != SET:
            where = where & np.isfinite(cells.values)
            if not where.any():
                self.found.warn(scenario_messages.changes_nothing(spot, what.name, row.change))
        before = cells.values[where]
        after = np.full(before.shape, value) if row.change == SET else before + value
        if row.change not in (SET, ADD):
            after = before * value
        after = after + 0.0
        magnitude = row.field.rule.magnitude
        wrong = np.flatnonzero((after != 0) & ((after < magnitude.least) | (after > magnitude.most) | (after < 0)))
        if wrong.size:
            self._report(row, items, np.argwhere(where)[wrong[0]], (float(before[wrong[0]]), float(after[wrong[0]])))
            return
        if isinstance(what, Column) and what.zero_warns and row.change == SET and value == 0:
            self.found.warn(messages.zero_is_free(spot))
        cells.values[where], cells.rows[where] = after, row.number

    def _report(self, row: Row, items: Items, at: Array, numbers: tuple[float, float]) -> None:
        before, after = numbers
        periods = list(self.inputs.horizon.position)
        where = f" for {quoted(items.codes[int(at[0])])}" + (
            f" in {quoted(periods[int(at[1])])}" if len(at) > 1 else ""
        )
        sum_ = f"{as_typed(before)} {'+' if row.change == ADD else 'x'} {as_typed(float(row.value))}"  # type: ignore[arg-type]
        spot = self.inputs.scenarios.spot(row)
        self.found.error(scenario_messages.out_of_range(spot, row.field.rule.magnitude, sum_, after, where))

    def _where(self, row: Row, items: Items, spot: Spot) -> Mask:
        """(N, T) or (N,) which cells the row means."""
        what, count = row.field.what, len(items.codes)
        chosen = np.zeros(count, dtype=bool)
        chosen[slice(None) if row.item is None else row.item] = True
        if isinstance(what, Column):
            if row.item is None and what.not_for_storage:
                chosen &= ~items.is_storage
            chosen &= self.floors.free(row, what, chosen, spot)
        if not row.field.by_period:
            return chosen
        when = np.zeros(len(self.inputs.horizon.position), dtype=bool)
        when[slice(None) if row.period is None else row.period] = True
        return chosen[:, None] & when

    def _cells(self, row: Row, items: Items) -> _Cells:
        """The field's values so far; at first those of the base with its overrides."""
        what = row.field.what
        key = (items.form.name, what.name)
        if key not in self.cells:
            values = self._base(what, items)
            self.cells[key] = _Cells(values, np.full(values.shape, -1, dtype=np.intp))
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
            items = inputs.products if table == inputs.products.form.name else inputs.resources
            column = items.form.column(name)
            if column.by_period:
                changed[table, column.key] = self._changed(cells)
            else:
                numbers[column.key] = np.where(cells.rows >= 0, cells.values, numbers[column.key])
        columns = inputs.products.columns
        return replace(
            inputs,
            products=replace(inputs.products, columns=Columns(columns.texts, numbers, columns.wrong)),
            demand=wide["Demand"],
            receipts=wide["Receipts"],
            settings=Settings(self.settings, self.spots),
            overrides=replace(inputs.overrides, changed=changed),
        )

    def _changed(self, cells: _Cells) -> Changed:
        """The cells, each stated by the value of its row of table Scenarios."""
        grid = self.inputs.scenarios.filled_grid
        return Changed(cells.values, cells.rows, grid, grid.columns["value"])


def _wide(inputs: Inputs, form: InputTable) -> Wide | None:
    return inputs.demand if form.name == "Demand" else inputs.receipts


def _filled(wide: Wide | None, inputs: Inputs, values: Array) -> Wide:
    """The wide table with other numbers; one that is absent has no cells to point at."""
    if wide is not None:
        return replace(wide, filled=values)
    return Wide(Grid(inputs.products.form, (), Nowhere(), {}, ()), values, {}, {})
