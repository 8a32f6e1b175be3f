"""Table Scenarios: every row checked for its form, whichever scenario runs (rules S1 and S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Kind
from sop_excel.domain.cell_values import choice_of, is_blank, text_of
from sop_excel.domain.problem import RESERVED_SCENARIOS
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import folded, quoted, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Common, Findings, Spot
from sop_excel.sheets.reading.grid import Grid, read_codes, read_grid
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.known_names import Names
from sop_excel.sheets.reading.overrides import item_at, period_at
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.typed_cells import CORRECT_OR_DELETE, bad_text, must_be_filled

SET, ADD, MULTIPLY = schema.SCENARIOS_TABLE.column("Change").choices


@dataclass(frozen=True)
class Field:
    """What a row changes: a column of Products or Resources, a wide table by product, or a setting."""

    what: Column | InputTable | Setting
    items: Items | None = None

    @property
    def name(self) -> str:
        """Its name as the contract has it."""
        return self.what.name

    @property
    def is_later(self) -> bool:
        """Whether it cannot be planned yet."""
        return isinstance(self.what, Column) and bool(self.what.later)

    @property
    def rule(self) -> Column | Setting:
        """What a value of it must be."""
        return self.what.cell if isinstance(self.what, InputTable) else self.what

    @property
    def by_period(self) -> bool:
        """Whether it may differ from one period to the next."""
        return isinstance(self.what, InputTable) or (isinstance(self.what, Column) and self.what.by_period)

    @property
    def is_number(self) -> bool:
        """Whether one can add to it."""
        return isinstance(self.what, InputTable) or self.what.kind in (Kind.NUMBER, Kind.WHOLE)


@dataclass(frozen=True)
class Row:
    """A row that is understood; ``item`` and ``period`` are positions, None where the row means all of them."""

    scenario: str
    field: Field
    item: int | None
    period: int | None
    change: str
    value: Value
    number: int

    @property
    def target(self) -> tuple[object, ...]:
        """What tells the rows of one and the same thing."""
        return self.scenario, self.field.name, self.item, self.period


@dataclass(frozen=True)
class Scenarios:
    """The scenarios by their names in the order in which they first stand in the table, and all rows."""

    grid: Grid | None = None
    names: tuple[str, ...] = ()
    rows: tuple[Row, ...] = field(default=())

    @cached_property
    def known(self) -> Names:
        """The names, to be looked up."""
        return Names("scenario", schema.SCENARIOS_TABLE.name, self.names)

    def of(self, name: str) -> list[Row]:
        """The rows of one scenario in their order."""
        return [row for row in self.rows if row.scenario == name]

    @property
    def filled_grid(self) -> Grid:
        """The table; ValueError where there is none, and so no row."""
        if self.grid is None:
            raise ValueError("a table that is absent has no rows")
        return self.grid

    def spot(self, row: Row) -> Spot:
        """The cell with the row's value."""
        return self.filled_grid.spot(row.number, "value")


def read_scenarios(
    table: Table | None, products: Items, resources: Items, horizon: Horizon, found: Findings
) -> Scenarios:
    """Every row of the table; reports unknown fields, items, periods and changes, and rows without effect."""
    grid = read_grid(table, schema.SCENARIOS_TABLE, found)
    if grid is None:
        return Scenarios()
    if len(grid.columns) < len(schema.SCENARIOS_TABLE.columns):
        grid = _with_blanks(grid)
        if grid is None:
            return Scenarios()
    form = _Form(grid, products, resources, horizon, found)
    codes = read_codes(grid, schema.SCENARIOS_TABLE.column("Scenario"), found)
    names = read_codes(grid, schema.SCENARIOS_TABLE.column("Field"), found)
    rows = [row for n, code in enumerate(codes) if (row := form.row(n, code, names[n])) is not None]
    _report_set_anew(grid, rows, found)
    return Scenarios(grid, tuple(dict.fromkeys(code for code in codes if code)), tuple(rows))


def _with_blanks(grid: Grid) -> Grid | None:
    """The same with a blank column in place of an optional one that is absent; None where a required one is."""
    absent = [column for column in schema.SCENARIOS_TABLE.columns if column.key not in grid.columns]
    if any(column.required for column in absent):
        return None
    width = len(grid.headers)
    columns = {**grid.columns, **{column.key: width for column in absent}}
    rows = [(number, (*cells, None)) for number, cells in grid.rows]
    return Grid(grid.form, (*grid.headers, ""), grid.places, columns, rows)


def _report_set_anew(grid: Grid, rows: Sequence[Row], found: Findings) -> None:
    last: dict[tuple[object, ...], Row] = {}
    for row in rows:
        before = last.get(row.target)
        if before is not None and row.change == SET:
            place = grid.place(row.number, "value")
            found.warn(set_anew(grid.spot(before.number, "value"), row.field.name, place))
        last[row.target] = row


def _fields(products: Items, resources: Items) -> list[Field]:
    """Everything that a row may name (rule S1)."""
    by_table = {items.form.name: items for items in (products, resources)}
    columns = [Field(column, by_table[form.name]) for form, column in schema.overridable()]
    tables = [Field(form, products) for form in schema.SCENARIO_TABLES]
    whole = [Field(products.form.column(name), products) for name in schema.SCENARIO_COLUMNS]
    return [*columns, *tables, *whole, *map(Field, schema.SETTINGS)]


class _Form:
    """Reads row by row."""

    def __init__(self, grid: Grid, products: Items, resources: Items, horizon: Horizon, found: Findings) -> None:
        self.grid, self.horizon, self.found = grid, horizon, found
        self.products, self.resources = products, resources
        fields = _fields(products, resources)
        self.fields: Mapping[str, Field] = {folded(one.name): one for one in fields}
        columns = (*products.form.columns, *resources.form.columns)
        self.others = {folded(column.name): column for column in columns}
        self.known = Names("field", schema.SCENARIOS_TABLE.name, [one.name for one in fields if not one.is_later])

    def row(self, n: int, scenario: str, field_name: str) -> Row | None:
        """The n-th row; None, with at least one error, where it is not understood."""
        if scenario.casefold() in RESERVED_SCENARIOS:
            self.found.error(reserved_scenario(self.grid.spot(n, "scenario"), scenario))
        told = self._field(n, field_name) if field_name else None
        change, value = self._change(n, told), self.grid.cell(n, "value")
        if is_blank(value):
            self.found.error(must_be_filled(self.grid.spot(n, "value"), "a value"))
        if told is None:
            return None
        item, period = self._item(n, told), self._period(n, told)
        if not scenario or change is None or is_blank(value) or -1 in (item, period):
            return None
        return Row(scenario, told, item, period, change, value, n)

    def _field(self, n: int, name: str) -> Field | None:
        told, spot = self.fields.get(folded(name)), self.grid.spot(n, "field")
        if told is None and folded(name) in self.others:
            self.found.error(same_in_all_scenarios(spot, self.others[folded(name)]))
        elif told is None:
            self.found.error(no_such_field(spot, self.known, name))
        elif isinstance(told.what, Column) and told.what.later:
            self.found.error(later_field(spot, told.what))
            return None
        return told

    def _change(self, n: int, told: Field | None) -> str | None:
        cell, spot = self.grid.cell(n, "change"), self.grid.spot(n, "change")
        change = choice_of(cell, (SET, ADD, MULTIPLY))
        if change is None:
            self.found.error(unknown_change(spot, (SET, ADD, MULTIPLY), cell))
        elif told is not None and change != SET and not told.is_number:
            self.found.error(only_set(spot, told.name, cell))
            return None
        return change

    def _item(self, n: int, told: Field) -> int | None:
        """A position, None for all, -1 where it is not known."""
        cell, spot = self.grid.cell(n, "item"), self.grid.spot(n, "item")
        if is_blank(cell):
            return None
        if told.items is None:
            self.found.error(not_by_item(spot, told.name, cell))
            return -1
        code = text_of(cell)
        if code is None:
            self.found.error(bad_text(spot, f"a {told.items.names.sort}", cell))
            return -1
        others = self.resources if told.items is self.products else self.products
        item = item_at(self.grid, n, code, told.items.names, others.names, self.found)
        return -1 if item is None else item

    def _period(self, n: int, told: Field) -> int | None:
        """A position, None for all, -1 where it is not known."""
        cell, spot = self.grid.cell(n, "period"), self.grid.spot(n, "period")
        if is_blank(cell):
            return None
        if not told.by_period:
            self.found.error(not_by_period(spot, told.name, cell))
            return -1
        if text_of(cell) is None:
            self.found.error(bad_text(spot, "a period", cell))
            return -1
        period = period_at(self.grid, n, self.horizon, self.found)
        return -1 if period is None else period


def unknown_scenario(place: str, known: Names, name: str) -> Issue:
    """A scenario that is asked for and that table Scenarios does not have."""
    hint = known.hint_or_few(name)
    advice = f"correct it ({hint}), or add its rows to Scenarios" if hint else "add its rows to table Scenarios"
    return Spot(place, "").issue("the name of a scenario of table Scenarios, or base", quoted(name), advice)


def reserved_scenario(spot: Spot, name: str) -> Issue:
    """A scenario whose name has a meaning of its own."""
    means = "the tables as they stand" if name.casefold() == "base" else "every scenario"
    return spot.issue("a name of your own", f"{quoted(name)}, which means {means}", "choose another name")


def no_such_field(spot: Spot, known: Names, name: str) -> Issue:
    """A field that no scenario can change."""
    expected, advice = (
        "a field that a scenario can change",
        f"correct it ({known.hint_or_all(name)}), or delete the row",
    )
    many = Common(expected, CORRECT_OR_DELETE, shows_first=True)
    return spot.issue(expected, quoted(name), advice, many)


def same_in_all_scenarios(spot: Spot, column: Column) -> Issue:
    """A column that exists, but that no scenario can change."""
    advice = f"{column.name} is the same in all scenarios: delete the row"
    expected = "a field that a scenario can change"
    return spot.issue(expected, quoted(column.name), advice, Common(expected, "delete these rows"))


def later_field(spot: Spot, column: Column) -> Issue:
    """A field of a part of the model that cannot be planned yet."""
    expected = f"no row for {column.name} ({column.later} cannot be planned yet)"
    return spot.issue(expected, quoted(column.name), "delete the row")


def not_by_item(spot: Spot, field: str, value: Value) -> Issue:
    """A setting, which belongs to no product or resource, with one."""
    return spot.issue(f"a blank cell for {field}, which is a setting", shown(value), "clear the cell")


def not_by_period(spot: Spot, field: str, value: Value) -> Issue:
    """A field that is the same in all periods, with a period."""
    expected = f"a blank cell for {field}, which is the same in all periods"
    return spot.issue(expected, shown(value), "clear the cell")


def only_set(spot: Spot, field: str, value: Value) -> Issue:
    """Arithmetic with what is no number."""
    return spot.issue(f"set, since {field} is no number", shown(value), "choose set")


def unknown_change(spot: Spot, choices: Sequence[str], value: Value) -> Issue:
    """A change that is none of the three."""
    return spot.issue(f"one of {', '.join(choices)}", shown(value), "choose one of them")


def set_anew(spot: Spot, field: str, later: str) -> Issue:
    """A row whose effect a later row of the same scenario undoes; a warning."""
    advice = "delete one of the two rows, or order them as they shall apply"
    return spot.issue(f"a row for {field} that has an effect", f"{later} sets the same anew", advice)
