"""From the cells of a formula's arguments to the tables of the contract, so that there is one set of checks.

A table's cells keep the places of the arguments they came from: ``argument 2, production_cost, position 3``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.kinds import Blank
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import Block, Nowhere, Table, Value
from sop_excel.domain.vocabulary import folded, quoted, runs
from sop_excel.errors import InputError, Issue
from sop_excel.functions.arguments import (
    COVER_PERIODS,
    DEMAND,
    HOLDING_COST,
    INITIAL_INVENTORY,
    MAX_INVENTORY,
    MAX_PRODUCTION,
    PRODUCTION_COST,
    SAFETY_STOCK_PERIODS,
    TABLES,
    WHOLE_UNITS,
)
from sop_excel.functions.declare import Argument, Arguments, Given
from sop_excel.functions.series import MOST_PERIODS, DemandSeries, horizon
from sop_excel.sheets.given_headers import has_key, is_long, misspelt_headers

PRODUCT = "the product"
MOST_HEADERS = 200  # rows of headers that are known to be right

SERIES = (PRODUCTION_COST, HOLDING_COST, MAX_PRODUCTION, MAX_INVENTORY)
NUMBERS = (INITIAL_INVENTORY, SAFETY_STOCK_PERIODS, COVER_PERIODS)


@dataclass(frozen=True)
class ArgumentPlaces:
    """Places of a table's cells in the arguments that they came from; elsewhere the formula itself."""

    cells: Mapping[tuple[int, int], tuple[Given, int]]  # the argument and the position in it; -1 is the row of headers

    def header(self, column: int) -> str:
        """The place of a header."""
        return self.cell(-1, column)

    def cell(self, row: int, column: int) -> str:
        """The place of a data cell."""
        given, position = self.cells.get((row, column), (None, 0))
        return given.at(position) if given else "the formula"

    def blocks(self, blocks: Sequence[Block]) -> str:
        """The places of many cells, argument by argument."""
        positions: dict[str, list[int]] = {}
        for block in blocks:
            for at, (given, position) in self.cells.items():
                if block.top <= at[0] <= block.bottom and block.left <= at[1] <= block.right:
                    positions.setdefault(given.place, []).append(position + 1)
        return ", ".join(f"{place}, positions {_ranges(sorted(found))}" for place, found in positions.items())


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers with runs in short.

    >>> _ranges([1, 2, 3, 7])
    '1 to 3, 7'
    """
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs(numbers))


@dataclass(frozen=True)
class RangePlaces:
    """Places in a range that holds a whole table; rows count from the header, which is row 1."""

    given: Given

    def header(self, column: int) -> str:
        """The place of a header."""
        return self.cell(-1, column)

    def cell(self, row: int, column: int) -> str:
        """The place of a data cell."""
        return f"{self.given.place}, row {row + 2}, column {column + 1}"

    def blocks(self, blocks: Sequence[Block]) -> str:
        """The place of many cells."""
        names = (f"{_span('row', b.top + 2, b.bottom + 2)}, {_span('column', b.left + 1, b.right + 1)}" for b in blocks)
        return f"{self.given.place}, {'; '.join(names)}"


def _span(name: str, first: int, last: int) -> str:
    return f"{name} {first}" if first == last else f"{name}s {first} to {last}"


def product_tables(given: Arguments) -> tuple[dict[str, Table], DemandSeries]:
    """The tables of a plan of one product, and its periods.

    Raises InputError with all that does not fit together; what single cells hold is checked when the tables are read.
    """
    periods = horizon(given[DEMAND.name])
    given = {name: _as_long(one, len(periods.names)) for name, one in given.items()}
    issues = [*_misfits(given, len(periods.names)), *_gaps(given)]
    if issues:
        raise InputError(issues)
    tables = {
        schema.PRODUCTS.name: _products(given),
        schema.DEMAND.name: _demand(given[DEMAND.name], periods),
        schema.PERIOD_DATA.name: _period_data(given, periods),
    }
    if WHOLE_UNITS.name in given:
        tables[schema.SETTINGS_TABLE.name] = _settings(given[WHOLE_UNITS.name])
    return tables, periods


def _as_long(given: Given, periods: int) -> Given:
    """A series without its cells beyond the horizon, if these are blank."""
    is_series = given.argument in SERIES and not _is_block(given)
    if not is_series or given.count <= periods or not all(is_blank(cell) for cell in given.cells[periods:]):
        return given
    upright = len(given.rows) > 1
    return replace(given, rows=given.rows[:periods] if upright else [given.rows[0][:periods]])


def _misfits(given: Arguments, periods: int) -> list[Issue]:
    """Arguments with another number of cells than they take."""
    return [
        one.issue(one.size, _fitting(argument, periods, given[DEMAND.name]))
        for argument in (*SERIES, *NUMBERS, WHOLE_UNITS)
        if (one := given.get(argument.name)) is not None
        and (one.count not in ((1, periods) if argument in SERIES else (1,)) or _is_block(one))
    ]


def _is_block(given: Given) -> bool:
    return len(given.rows) > 1 and len(given.rows[0]) > 1


def _fitting(argument: Argument, periods: int, demand: Given) -> str:
    if argument not in SERIES:
        return "give one cell"
    advice = f"give one cell, or {periods} in a row or a column"
    ends_blank = max(len(demand.rows), len(demand.rows[0])) > periods
    return f"{advice} (blank cells after the last demand are no periods: type 0 there)" if ends_blank else advice


def _gaps(given: Arguments) -> list[Issue]:
    """Costs that are given for some periods only: a blank one would count as free."""
    return [
        Issue(one.at(position), "", "a number >= 0", "a blank cell", "type the cost of this period, 0 if there is none")
        for argument in SERIES
        if (one := given.get(argument.name)) is not None and _column(argument).blank is Blank.ZERO
        for position, cell in enumerate(one.cells)
        if is_blank(cell)
    ]


@cache
def _column(argument: Argument) -> Column:
    return next(column for column in schema.PRODUCTS.columns if column.key == argument.name)


def _products(given: Arguments) -> Table:
    ones = [
        (_column(argument).name, one)
        for argument in (*SERIES, *NUMBERS)
        if (one := given.get(argument.name)) is not None and one.count == 1
    ]
    headers = (schema.PRODUCTS.columns[0].name, *(name for name, _ in ones))
    places = {(0, column): (one, 0) for column, (_, one) in enumerate(ones, 1)}
    row = (PRODUCT, *(one.cells[0] for _, one in ones))
    return Table(schema.PRODUCTS.name, headers, (row,), ArgumentPlaces(places))


def _demand(given: Given, periods: DemandSeries) -> Table:
    headers = (schema.DEMAND.columns[0].name, *periods.names)
    return Table(
        schema.DEMAND.name,
        headers,
        ((PRODUCT, *periods.demand),),
        ArgumentPlaces({(row, t): (given, t - 1) for row in (-1, 0) for t in range(1, len(headers))}),
    )


def _period_data(given: Arguments, periods: DemandSeries) -> Table:
    """What differs by period; a period whose limit is blank has none."""
    rows: list[Sequence[Value]] = []
    places: dict[tuple[int, int], tuple[Given, int]] = {}
    for argument in SERIES:
        one = given.get(argument.name)
        if one is None or one.count == 1:
            continue
        for t, cell in enumerate(one.cells):
            if not is_blank(cell):
                places[len(rows), 3] = one, t
                rows.append((_column(argument).name, PRODUCT, periods.names[t], cell))
    headers = tuple(column.name for column in schema.PERIOD_DATA.columns)
    return Table(schema.PERIOD_DATA.name, headers, rows, ArgumentPlaces(places))


def _settings(given: Given) -> Table:
    """Spreadsheets count 1 and 0 as TRUE and FALSE, and people type them for that."""
    value = {0.0: False, 1.0: True}.get(cell, cell) if isinstance(cell := given.cells[0], float) else cell
    headers = tuple(column.name for column in schema.SETTINGS_TABLE.columns)
    setting = next(setting for setting in schema.SETTINGS if setting.key == WHOLE_UNITS.name)
    places = ArgumentPlaces({(0, 1): (given, 0)})
    return Table(schema.SETTINGS_TABLE.name, headers, ((setting.name, value),), places)


def whole_tables(given: Arguments) -> dict[str, Table]:
    """The tables that are given as ranges with their headers.

    Raises InputError for a range without its headers, for one that holds another table, and for a header that looks
    misspelt: a workbook is only warned of one, but a formula has no place for a warning, and a cost that is not read
    would count as 0.
    """
    tables = {form.name: _table(given[one.name], form.name) for one, form in TABLES.items() if one.name in given}
    issues = [
        issue
        for form in TABLES.values()
        if form.name in tables and not _are_right(form.name, tuple(tables[form.name].headers))
        for issue in _headers(tables[form.name], form)
    ]
    if issues:
        raise InputError(issues)
    return tables


def _table(given: Given, name: str) -> Table:
    """Without the blank columns at its end, which whole columns and generous ranges have."""
    width = 1
    for row in given.rows:  # each from its end, as far as no row before was filled
        width = next((n for n in range(len(row), width, -1) if not is_blank(row[n - 1])), width)
    rows = [row[:width] for row in given.rows]
    return Table(name, [text_of(cell) or "" for cell in rows[0]], rows[1:], RangePlaces(given))


@lru_cache(MOST_HEADERS)
def _are_right(name: str, headers: tuple[str, ...]) -> bool:
    """Whether nothing is wrong with the first row of a table: the same one comes again whenever a number changes."""
    form = next(form for form in TABLES.values() if form.name == name)
    return not _headers(Table(name, headers, (), Nowhere()), form)


def _headers(table: Table, form: InputTable) -> list[Issue]:
    """What is wrong with the first row: no headers at all, those of another table, or misspelt ones."""
    names = {folded(header) for header in table.headers}
    place = table.places.header(0)
    if not has_key(table, form):
        advice = f"give the range with its headers: {form.name}[[#Headers],[#Data]]"
        return [Issue(place, "", f"the headers of {form.name} in the first row", _shown_headers(table), advice)]
    if form.wide and not is_long(table, form) and len(table.headers) > MOST_PERIODS + 1:
        advice = "give the columns of the table alone"
        return [Issue(place, "", f"at most {MOST_PERIODS:,} periods", f"{len(table.headers) - 1:,} columns", advice)]
    others = {folded(column.name) for column in schema.PRODUCTS.columns[1:]} if form.wide else set()
    if others & names:
        advice = f"give {form.name} here: the order of the tables is that of the function's arguments"
        return [Issue(place, "", f"the periods of {form.name}", "columns of table Products", advice)]
    return list(misspelt_headers(table, form))


def _shown_headers(table: Table) -> str:
    return ", ".join(quoted(header) for header in table.headers[:3] if header) or "no text"
