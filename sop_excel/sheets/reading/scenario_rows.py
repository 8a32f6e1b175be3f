"""Table Scenarios: every row checked for its form, whichever scenario runs (rules S1 and S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Kind
from sop_excel.domain.cell_values import choice_of, is_blank, text_of
from sop_excel.domain.problem import BASE, RESERVED_SCENARIOS
from sop_excel.domain.said import say, together
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import a_name, folded, quoted, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Common, Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid, read_codes, read_grid
from sop_excel.sheets.reading.items import Items, item_at
from sop_excel.sheets.reading.known_names import KnownNames, misnamed
from sop_excel.sheets.reading.periods import Horizon, period_at
from sop_excel.sheets.reading.typed_cells import DELETE, bad_text, must_be_filled, not_yet

CHANGES = schema.SCENARIOS_TABLE.column("Change").choices
SET, ADD, MULTIPLY = CHANGES


@dataclass(frozen=True)
class ScenarioField:
    """What a row changes: a column of Products, Resources or Routes, a wide table by product, or a setting.

    ``also``: the same column of another table, whose items a row for all items means as well.
    """

    what: Column | InputTable | Setting
    items: Items | None = None
    also: ScenarioField | None = None

    @property
    def name(self) -> str:
        """The name of the field as the contract has it."""
        return self.what.name

    @property
    def is_later(self) -> bool:
        """Whether the field belongs to what cannot be planned yet."""
        return isinstance(self.what, Column) and bool(self.what.later)

    @property
    def rule(self) -> Column | Setting:
        """What a value of the field must be."""
        return self.what.cell if isinstance(self.what, InputTable) else self.what

    @property
    def by_period(self) -> bool:
        """Whether the field may differ from one period to the next."""
        return isinstance(self.what, InputTable) or (isinstance(self.what, Column) and self.what.by_period)

    @property
    def is_number(self) -> bool:
        """Whether the field holds numbers, which one can add to and multiply."""
        return isinstance(self.what, InputTable) or self.what.kind in (Kind.NUMBER, Kind.WHOLE)


@dataclass(frozen=True)
class ScenarioRow:
    """A row that is understood; ``item`` and ``period`` are positions, None where the row means all of them."""

    scenario: str
    field: ScenarioField
    item: int | None
    period: int | None
    change: str
    value: Value
    number: int

    @property
    def target(self) -> tuple[object, ...]:
        """What two rows have in common that change one and the same thing."""
        table = self.field.items.form.name if self.field.items else ""
        return self.scenario, self.field.name, table, self.item, self.period


@dataclass(frozen=True)
class Scenarios:
    """The scenarios by their names in the order in which they first stand in the table, and all rows."""

    grid: DataGrid | None = None
    names: tuple[str, ...] = ()
    rows: tuple[ScenarioRow, ...] = field(default=())

    @cached_property
    def known(self) -> KnownNames:
        """The names of the scenarios, to be looked up."""
        return KnownNames("scenario", schema.SCENARIOS_TABLE.name, self.names)

    def of(self, name: str) -> list[ScenarioRow]:
        """The rows of one scenario in their order."""
        return [row for row in self.rows if row.scenario == name]

    @property
    def filled_grid(self) -> DataGrid:
        """The table; ValueError where there is none, and so no row."""
        if self.grid is None:
            raise ValueError("a table that is absent has no rows")
        return self.grid

    def spot(self, row: ScenarioRow) -> Spot:
        """The cell with the row's value."""
        return self.filled_grid.spot(row.number, "value")


def read_scenarios(table: Table | None, items: Sequence[Items], horizon: Horizon, found: Findings) -> Scenarios:
    """Every row of the table; reports unknown fields, items, periods and changes, and rows without effect."""
    grid = read_grid(table, schema.SCENARIOS_TABLE, found)
    if grid is None:
        return Scenarios()
    if len(grid.columns) < len(schema.SCENARIOS_TABLE.columns):
        grid = _with_blanks(grid)
        if grid is None:
            return Scenarios()
    form = _RowReader(grid, items, horizon, found)
    codes = read_codes(grid, schema.SCENARIOS_TABLE.column("Scenario"), found)
    names = read_codes(grid, schema.SCENARIOS_TABLE.column("Field"), found)
    rows = [row for n, code in enumerate(codes) if (row := form.row(n, code, names[n])) is not None]
    _report_set_anew(grid, rows, found)
    return Scenarios(grid, tuple(dict.fromkeys(code for code in codes if code)), tuple(rows))


def _with_blanks(grid: DataGrid) -> DataGrid | None:
    """The table with a blank column in place of an optional one that is absent; None where a required one is."""
    absent = [column for column in schema.SCENARIOS_TABLE.columns if column.key not in grid.columns]
    if any(column.required for column in absent):
        return None
    width = len(grid.headers)
    columns = {**grid.columns, **{column.key: width for column in absent}}
    rows = [(number, (*cells, None)) for number, cells in grid.rows]
    return DataGrid(grid.form, grid.name, (*grid.headers, ""), grid.places, columns, rows)


def _report_set_anew(grid: DataGrid, rows: Sequence[ScenarioRow], found: Findings) -> None:
    """Warn of each row whose effect a later row of its scenario undoes."""
    last: dict[tuple[object, ...], ScenarioRow] = {}
    for row in rows:
        before = last.get(row.target)
        if before is not None and row.change == SET:
            expected = say("a row for {field} that has an effect", field=row.field.name)
            told = say("{place} sets the same anew", place=grid.place(row.number, "value"))
            advice = say("keep the one that is meant, or order them as they shall apply")
            found.warn(grid.spot(before.number, "value").issue(expected, told, advice))
        last[row.target] = row


def _fields(items: Sequence[Items]) -> list[ScenarioField]:
    """Everything that a row may name (rule S1)."""
    by_table, products = {one.form.name: one for one in items}, items[0]
    named: dict[str, ScenarioField] = {}
    for form, column in reversed(list(schema.overridable())):  # so that the products' own comes before the routes'
        named[column.name] = ScenarioField(column, by_table[form.name], named.get(column.name))
    columns = list(reversed(named.values()))
    tables = [ScenarioField(form, products) for form in schema.SCENARIO_TABLES]
    whole = [ScenarioField(products.form.column(name), products) for name in schema.SCENARIO_COLUMNS]
    return [*columns, *tables, *whole, *map(ScenarioField, schema.SETTINGS)]


class _RowReader:
    """Reads row by row."""

    def __init__(self, grid: DataGrid, items: Sequence[Items], horizon: Horizon, found: Findings) -> None:
        self.grid, self.items, self.horizon, self.found = grid, items, horizon, found
        fields = _fields(items)
        self.fields: Mapping[str, ScenarioField] = {folded(one.name): one for one in fields}
        self.others = {folded(column.name): column for one in reversed(items) for column in one.form.columns}
        self.known = KnownNames("field", schema.SCENARIOS_TABLE.name, [one.name for one in fields if not one.is_later])

    def row(self, n: int, scenario: str, field_name: str) -> ScenarioRow | None:
        """The n-th row; None, with at least one error, where it is not understood."""
        if scenario.casefold() in RESERVED_SCENARIOS:
            means = say("the tables as they stand") if scenario.casefold() == BASE else say("every scenario")
            told = say("{scenario}, which means {means}", scenario=quoted(scenario), means=means)
            self.found.error(
                self.grid.spot(n, "scenario").issue(say("a name of your own"), told, say("choose another name"))
            )
        field = self._field(n, field_name) if field_name else None
        change, value = self._change(n, field), self.grid.cell(n, "value")
        if is_blank(value):
            self.found.error(must_be_filled(self.grid.spot(n, "value"), say("a value")))
        if field is None:
            return None
        field = self._of_item(n, field)
        item, period = self._item(n, field), self._period(n, field)
        if not scenario or change is None or is_blank(value) or -1 in (item, period):
            return None
        return ScenarioRow(scenario, field, item, period, change, value, n)

    def _field(self, n: int, name: str) -> ScenarioField | None:
        field, column, spot = self.fields.get(folded(name)), self.others.get(folded(name)), self.grid.spot(n, "field")
        expected: str = say("a field that a scenario can change")
        if field is None and column is not None:
            advice = say("{column} is the same in all scenarios: {advice}", column=column.name, advice=DELETE)
            self.found.error(
                spot.issue(
                    expected, quoted(column.name), advice, Common(expected, say("take these rows out of the table"))
                )
            )
        elif field is None:
            self.found.error(misnamed(spot, self.known, name, expected))
        elif isinstance(field.what, Column) and field.what.later:
            expected = not_yet(say("no row for {field}", field=field.name), field.what.later)
            self.found.error(spot.issue(expected, quoted(field.name), DELETE))
            return None
        return field

    def _change(self, n: int, field: ScenarioField | None) -> str | None:
        cell, spot = self.grid.cell(n, "change"), self.grid.spot(n, "change")
        change = choice_of(cell, CHANGES)
        if change is None:
            self.found.error(
                spot.issue(say("one of {names}", names=together(CHANGES, ", ")), shown(cell), say("choose one of them"))
            )
        elif field is not None and change != SET and not field.is_number:
            self.found.error(
                spot.issue(say("set, since {field} is no number", field=field.name), shown(cell), say("choose set"))
            )
            return None
        return change

    def _of_item(self, n: int, field: ScenarioField) -> ScenarioField:
        """Of a field that things of two tables have, that of the item which the row names; of none, both."""
        code, also = text_of(self.grid.cell(n, "item")), field.also
        if code is None or also is None or also.items is None:
            return field
        return also if code in also.items.names.position else replace(field, also=None)

    def _item(self, n: int, field: ScenarioField) -> int | None:
        """A position, None for all, -1 where it is not known."""
        cell, spot = self.grid.cell(n, "item"), self.grid.spot(n, "item")
        if is_blank(cell):
            return None
        if field.items is None:
            expected = say("a blank cell for {field}, which is a setting", field=field.name)
            self.found.error(spot.issue(expected, shown(cell), say("clear the cell")))
            return -1
        code = text_of(cell)
        if code is None:
            self.found.error(bad_text(spot, a_name(field.items.names.sort), cell))
            return -1
        others = next((one for one in self.items if code in one.names.position), self.items[-1])
        return item_at(self.grid, n, "item", code, (field.items.names, others.names), self.found)

    def _period(self, n: int, field: ScenarioField) -> int | None:
        """A position, None for all, -1 where it is not known."""
        cell, spot = self.grid.cell(n, "period"), self.grid.spot(n, "period")
        if is_blank(cell):
            return None
        if not field.by_period:
            expected = say("a blank cell for {field}, which is the same in all periods", field=field.name)
            self.found.error(spot.issue(expected, shown(cell), say("clear the cell")))
            return -1
        if text_of(cell) is None:
            self.found.error(bad_text(spot, a_name("period"), cell))
            return -1
        return period_at(self.grid, n, self.horizon, self.found)


def unknown_scenario(place: str, known: KnownNames, name: str) -> Issue:
    """A scenario that is asked for and that table Scenarios does not have."""
    hint = known.hint_or_few(name)
    advice = (
        say("correct it ({hint}), or add its rows to Scenarios", hint=hint)
        if hint
        else say("add its rows to table Scenarios")
    )
    return Spot(place, "").issue(say("the name of a scenario of table Scenarios, or base"), quoted(name), advice)
