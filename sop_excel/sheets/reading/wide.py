"""Wide tables: one row an item, one column a period (rule R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.contract.headers import is_own
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.fields import Array
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.errors import Issue
from sop_excel.sheets.reading import header_messages, messages
from sop_excel.sheets.reading.cells import numbers
from sop_excel.sheets.reading.findings import Findings, Spot, spot_of
from sop_excel.sheets.reading.grid import Grid, grid_of, header_spot, match_columns, read_codes
from sop_excel.sheets.reading.horizon import Horizon
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.names import Names, repeated
from sop_excel.sheets.reading.own_columns import (
    begins_like_one,
    is_list_of_periods,
    is_text_column,
    unlike_the_others,
)
from sop_excel.sheets.reading.periods import is_like_a_period


@dataclass(frozen=True)
class Wide:
    """Numbers by item and period, as they were filled.

    ``filled`` is (N, T), nan where no cell is filled; ``row_of`` and ``column_of`` lead from the positions of an item
    and a period to the cell.
    """

    grid: Grid
    filled: Array
    row_of: Mapping[int, int]
    column_of: Mapping[int, int]

    def spot(self, item: int, period: int) -> Spot:
        """The cell of an item in a period."""
        return self.grid.spot_at(self.row_of[item], self.column_of[period])


@dataclass(frozen=True)
class Layout:
    """Where the key and the periods of a wide table stand; ``periods`` maps a column to the name in its header."""

    table: Table
    form: InputTable
    columns: Mapping[str, int]
    periods: Mapping[int, str]


def read_layout(table: Table | None, form: InputTable, found: Findings) -> Layout | None:
    """The columns of a wide table; None where it is absent, has no key column or is no wide table."""
    if table is None:
        if form.required:
            found.error(header_messages.missing_table(form))
        return None
    columns = match_columns(table, form, found)
    if form.columns[0].key not in columns:
        return None
    for n, header in enumerate(table.headers):
        cells = [row[n] for row in table.rows if n < len(row)]
        if n > columns[form.columns[0].key] and is_list_of_periods(header, cells):
            example = next(cell for cell in cells if not is_blank(cell))
            found.error(header_messages.long_list(header_spot(table, n), header, form.columns[0], example))
            return None
    return Layout(table, form, columns, _period_columns(table, form, columns[form.columns[0].key], found))


def _period_columns(table: Table, form: InputTable, key: int, found: Findings) -> dict[int, str]:
    names = [header.strip() for header in table.headers]
    keys = {folded(form.columns[0].name)}
    own = [n for n, name in enumerate(names) if n != key and (n < key or is_own(name)) and folded(name) not in keys]
    if own:
        found.warn(header_messages.own_columns(header_spot(table, own[0]), form.columns[0], [names[n] for n in own]))
    periods = {n: name for n, name in enumerate(names) if n > key and n not in own and folded(name) not in keys}
    for n in [n for n, name in periods.items() if not name]:
        found.error(header_messages.blank_header(header_spot(table, n)))
        del periods[n]
    for n, name in periods.items():
        if begins_like_one(name):
            found.warn(header_messages.like_a_total(header_spot(table, n), name))
    columns = list(periods)
    for n, first in repeated(
        [name.casefold() for name in periods.values()]
    ):  # as Excel tells the headers of a table apart
        other = table.places.header(columns[first])
        found.error(header_messages.period_twice(header_spot(table, columns[n]), periods.pop(columns[n]), other))
    return periods


def read_horizon(layout: Layout | None, found: Findings) -> Horizon:
    """The periods, which are those of table Demand."""
    if layout is None:
        return Horizon((), complete=False)
    reserved = set(map(folded, schema.RESERVED_PERIODS))
    for n, name in layout.periods.items():
        if folded(name) in reserved:
            found.error(header_messages.reserved_period(header_spot(layout.table, n), name))
    for n in unlike_the_others(layout.periods):
        if not begins_like_one(layout.periods[n]):
            spot = header_spot(layout.table, n)
            found.warn(header_messages.unlike_a_period(spot, layout.periods[n], layout.form.columns[0]))
    if not layout.periods:
        column = layout.columns[layout.form.columns[0].key]
        found.error(header_messages.no_periods(Spot(layout.table.places.header(column), layout.form.name)))
    return Horizon(tuple(layout.periods.values()), complete=bool(layout.periods))


def read_wide(layout: Layout | None, items: Items, horizon: Horizon, found: Findings) -> Wide | None:
    """The numbers of a wide table by item and period; reports wrong cells, unknown items and periods, doubled rows."""
    if layout is None:
        return None
    key = layout.form.columns[0]
    grid = grid_of(layout.table, layout.form, layout.columns, [layout.columns[key.key], *layout.periods], found)
    row_of = _rows(grid, list(layout.periods), items.names, found)
    # A table without data, as the templates have it, may keep its headers when Demand's periods move on.
    column_of = _columns(layout, horizon, found if grid.rows else Findings())
    values = _values(grid, list(layout.periods), found)
    filled = np.full((len(items.codes), len(horizon.position)), np.nan)
    if row_of and column_of:
        place = {column: n for n, column in enumerate(layout.periods)}
        columns = [place[column] for column in column_of.values()]
        filled[np.ix_(list(row_of), list(column_of))] = values[np.ix_(list(row_of.values()), columns)]
    return Wide(grid, filled, row_of, column_of)


def _rows(grid: Grid, periods: Sequence[int], items: Names, found: Findings) -> dict[int, int]:
    """The data row of each item."""
    key = grid.form.columns[0]
    codes = read_codes(grid, key, found)
    for n, first in repeated(codes):
        other = grid.place(first, key.key)
        found.error(messages.quantities_twice(grid.spot(n, key.key), items.sort, codes[n], other))
    rows: dict[int, int] = {}
    for n, code in enumerate(codes):
        item = items.position.get(code)
        if item is not None:
            rows.setdefault(item, n)
        elif code and items.complete:
            found.error(_unknown_row(grid, n, code, items, has_numbers=any(map(grid.rows[n][1].__getitem__, periods))))
    return rows


def _unknown_row(grid: Grid, n: int, code: str, items: Names, *, has_numbers: bool) -> Issue:
    """A row that is for none of the items: a sum, a note, or a code that is not known."""
    key = grid.form.columns[0].key
    if is_own(code):
        return messages.row_of_sums(grid.spot(n, key), code)
    if not has_numbers and isinstance(grid.cell(n, key), str):
        return messages.note_in_table(grid.spot(n, key), items, code)
    return messages.unknown(grid.spot(n, key), items, code, grid.cell(n, key))


def _columns(layout: Layout, horizon: Horizon, found: Findings) -> dict[int, int]:
    """The column of each period."""
    columns = {}
    for n, name in layout.periods.items():
        period = horizon.position.get(name)
        if period is not None:
            columns[period] = n
        elif horizon.complete:
            found.error(_unknown_period(layout, horizon, n, name))
    return columns


def _unknown_period(layout: Layout, horizon: Horizon, column: int, name: str) -> Issue:
    spot = header_spot(layout.table, column)
    if is_like_a_period(name) or horizon.hint(name):
        return messages.unknown(spot, horizon, name, name)
    return header_messages.unknown_header(spot, horizon, name, layout.form.columns[0])


def _values(grid: Grid, columns: Sequence[int], found: Findings) -> Array:
    """(rows, columns) numbers of the period columns, nan where blank; reports the wrong ones."""
    cells: list[Value] = []
    if len(columns) == 1:
        cells = [row[columns[0]] for _, row in grid.rows]
    elif columns:
        pick = itemgetter(*columns)
        cells = list(chain.from_iterable(pick(row) for _, row in grid.rows))
    values, wrong = numbers(cells, grid.form.cell)
    texts = {column for column in columns if _report_text_column(grid, column, found)} if wrong else set()
    for n in wrong:
        column = columns[n % len(columns)]
        if column not in texts:
            clear = f"clear the cell for {grid.form.blank_words}"
            spot = grid.spot_at(n // len(columns), column)
            found.error(messages.bad_number(spot, grid.form.cell, cells[n], clear))
    return values.reshape(len(grid.rows), len(columns))


def _report_text_column(grid: Grid, column: int, found: Findings) -> bool:
    """Whether a column holds words instead of numbers, which is reported once, at its header."""
    cells, header = [row[column] for _, row in grid.rows], grid.headers[column].strip()
    if not is_text_column(header, cells):
        return False
    filled = [cell for cell in cells if not is_blank(cell)]
    spot = spot_of(grid.places, -1, column, grid.form.name, header)
    found.error(header_messages.text_column(spot, header, grid.form.columns[0], len(filled), filled[0]))
    return True
