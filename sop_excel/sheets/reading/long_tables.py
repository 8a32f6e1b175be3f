"""Long tables: one row for each item and period, several rows for one cell adding up (rule R2b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.headers import is_own
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.fields import Array
from sop_excel.domain.period_names import meaning
from sop_excel.domain.said import say, together, word
from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.domain.vocabulary import a_name, as_typed, first_few, listed, quoted, whole
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid, grid_of, read_codes
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.matched_headers import columns_found, match_columns
from sop_excel.sheets.reading.periods import Horizon, goes_back, in_order, missing_between, period_at
from sop_excel.sheets.reading.typed_cells import bad_number, bad_text, must_be_filled, numbers
from sop_excel.sheets.reading.wide_tables import ClassPart, Wide, class_names, is_reserved, unknown_row

MOST_PERIODS = 1000  # a plan by day for almost three years; more are the days of a history
MOST_TOLD = 6  # periods that are named
_PERIOD, _QUANTITY = "period", "quantity"


@dataclass(frozen=True)
class LongRows:
    """A table with a row for each item and period: ``of_row`` are the names of the rows' periods, "" for none.

    ``form`` is that of the long table.
    """

    table: Table
    form: InputTable
    grid: DataGrid
    of_row: Sequence[str]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the periods in their order."""
        return in_order(name for name in dict.fromkeys(self.of_row) if name and not _is_no_period(name))

    @property
    def columns(self) -> Mapping[str, int]:
        """Where the columns of the contract stand."""
        return self.grid.columns

    @property
    def read(self) -> list[int]:
        """The columns that are read."""
        return list(self.columns.values())


def long_form(table: Table, form: InputTable) -> InputTable | None:
    """The form of the long table, where a table is one; None where it is a wide one.

    A wide table may have columns of the planner's own with the names of a long one: it has periods in its headers.
    """
    if form.long is None:
        return None
    columns = columns_found(table, form.long)
    if not {_PERIOD, _QUANTITY} <= columns.keys():
        return None
    others = [header for n, header in enumerate(table.headers) if n not in columns.values()]
    return None if sum(meaning(header) is not None for header in others) > 1 else form.long


def long_rows(table: Table, form: InputTable, found: Findings) -> LongRows | None:
    """The rows of a long table; None without its columns. Reports missing columns."""
    columns = match_columns(table, form, found)
    if any(column.key not in columns for column in form.columns if column.required):
        return None
    grid = grid_of(table, form, columns, sorted(columns.values()), found)
    cells = grid.cells(_PERIOD)
    by_month = all(cell.moment.day == 1 for cell in cells if isinstance(cell, DateValue))
    return LongRows(table, form, grid, [_name(cell, by_month) for cell in cells])


def _name(cell: Value, by_month: bool) -> str:
    """What a cell calls its period: of a date the ISO day, or the ISO month where all are the first of one."""
    if isinstance(cell, DateValue) and not by_month:
        return cell.moment.date().isoformat()
    return text_of(cell) or ""


def _is_no_period(name: str) -> bool:
    """Whether a row is one of sums."""
    return is_reserved(name) or is_own(name)


def long_horizon(layout: LongRows, found: Findings) -> Horizon:
    """The periods of a long table Demand; reports cells that name none, sums, and gaps between months or weeks."""
    grid, names = layout.grid, layout.names
    _report_periods(layout, found)
    spot = Spot(grid.places.header(grid.columns[_PERIOD]), grid.subject(grid.columns[_PERIOD]))
    if not names:
        found.error(
            spot.issue(say("at least one period"), say("no rows"), say("add a row for each product and period"))
        )
    if len(names) > MOST_PERIODS:
        advice = say("give the demand by week or month: sop-excel forecast adds a history up")
        found.error(spot.issue(say("at most {most} periods", most=whole(MOST_PERIODS)), whole(len(names)), advice))
    _report_same(layout, found)
    if goes_back(names):
        more = [" ..."] if len(names) > MOST_TOLD else []
        told: str = together([listed(map(quoted, names[:MOST_TOLD])), *more], "")
        advice = say("they are planned in this order: name them with their year, or sort the rows by period")
        found.warn(spot.issue(say("periods in the order of time"), told, advice))
    if gaps := missing_between(names):
        told = say("none for {names}", names=first_few(list(map(quoted, gaps)), 1))
        advice = say(
            "they are not planned: for a period without demand add a row with the {quantity} 0", quantity=_QUANTITY
        )
        found.warn(
            spot.issue(
                say("a row for each period from {first} to {last}", first=names[0], last=names[-1]), told, advice
            )
        )
    complete = 0 < len(names) <= MOST_PERIODS
    return Horizon(names if complete else (), complete, layout.table.name)


def _report_same(layout: LongRows, found: Findings) -> None:
    """One period goes by one name: of two that mean the same, each would be planned as a period of its own."""
    first: dict[object, str] = {}
    for name in layout.names:
        known = first.setdefault(meaning(name) or name.casefold(), name)
        if known != name:
            n, advice = layout.of_row.index(name), say("write {known} in all of these rows", known=quoted(known))
            told = say("{name}, which means the same as {known}", name=quoted(name), known=quoted(known))
            found.error(layout.grid.spot(n, _PERIOD).issue(say("one name for each period"), told, advice))


def _report_periods(layout: LongRows, found: Findings) -> None:
    good = set(layout.names)
    for n, (name, cell) in enumerate(zip(layout.of_row, layout.grid.cells(_PERIOD), strict=True)):
        if name in good:
            continue
        spot, expected = layout.grid.spot(n, _PERIOD), say("the name of a period, or a date")
        if name:
            advice = say("delete the row if it has sums: Table Design, Total Row adds one that is not read")
            found.error(spot.issue(expected, say("{name}, which is no period", name=quoted(name)), advice))
        elif is_blank(cell):
            found.error(must_be_filled(spot, expected))
        else:
            found.error(bad_text(spot, expected, cell))


def long_numbers(layout: LongRows, items: Items, horizon: Horizon, found: Findings) -> Wide:
    """The sums of a long table by item and period; reports wrong cells, unknown items and periods, and what adds up."""
    grid = layout.grid
    item, period = _items(grid, items, found), _periods(layout, horizon, found)
    values = _quantities(grid, found)
    filled = np.full((len(items.codes), len(horizon.position)), np.nan)
    known = np.flatnonzero((item >= 0) & (period >= 0) & ~np.isnan(values))
    filled[item[known], period[known]] = 0.0
    np.add.at(filled, (item[known], period[known]), values[known])
    rows: dict[tuple[int, int], int] = {}
    for n in np.flatnonzero((item >= 0) & (period >= 0)).tolist():
        rows.setdefault((int(item[n]), int(period[n])), n)
    row_of: dict[int, int] = {}
    for n in np.flatnonzero(item >= 0).tolist():
        row_of.setdefault(int(item[n]), n)
    wide = Wide(grid, filled, row_of, dict.fromkeys(range(len(horizon.position)), grid.columns[_QUANTITY]), rows)
    names = class_names(grid, found)
    if any(names):
        wide = replace(wide, classes=_classes(filled.shape[1], names, known, (item, period, values)))
    _note_sums(wide, _counted(filled.shape, names, known, (item, period)), items, horizon, found)
    report_large(wide, layout.form.columns[-1], found)
    return wide


_Rows = NDArray[np.intp]


def _classes(
    periods: int, names: Sequence[str], known: _Rows, rows: tuple[_Rows, _Rows, Array]
) -> dict[tuple[int, str], ClassPart]:
    """What the known rows say of each item and class."""
    parts: dict[tuple[int, str], ClassPart] = {}
    item, period, values = rows
    for n in known.tolist():
        part = parts.setdefault((int(item[n]), names[n]), ClassPart(n, np.zeros(periods)))
        part.numbers[period[n]] += values[n]
    return parts


def _counted(shape: tuple[int, ...], names: Sequence[str], known: _Rows, rows: tuple[_Rows, _Rows]) -> _Rows:
    """(I, T) how many rows there are for each item and period, of that class which has most of them."""
    item, period = (some[known] for some in rows)
    of_class = np.unique([names[n] for n in known], return_inverse=True)[1] if any(names) else np.zeros_like(item)
    most = np.zeros(shape, dtype=np.intp)
    for one in range(int(of_class.max(initial=-1)) + 1):
        count = np.zeros(shape, dtype=np.intp)
        np.add.at(count, (item[of_class == one], period[of_class == one]), 1)
        most = np.maximum(most, count)
    return most


def _items(grid: DataGrid, items: Items, found: Findings) -> NDArray[np.intp]:
    """(rows,) the position of each row's item, -1 where it is not known, which is reported."""
    codes = read_codes(grid, grid.form.columns[0], found)
    position = items.names.position
    for n, code in enumerate(codes):
        if code and code not in position and items.names.complete:
            has_numbers = not is_blank(grid.cell(n, _QUANTITY))
            found.error(unknown_row(grid, n, code, items.names, has_numbers=has_numbers))
    return np.array([position.get(code, -1) for code in codes], dtype=np.intp)


def _periods(layout: LongRows, horizon: Horizon, found: Findings) -> NDArray[np.intp]:
    """(rows,) the position of each row's period, -1 where it is not known.

    Those of Demand make the horizon; in another table one that is not known, or a blank cell, is reported.
    """
    if layout.form.name == schema.DEMAND.name:
        return np.array([horizon.position.get(name, -1) for name in layout.of_row], dtype=np.intp)
    grid = layout.grid
    for n, cell in enumerate(grid.cells(_PERIOD)):
        if is_blank(cell):
            found.error(must_be_filled(grid.spot(n, _PERIOD), a_name(_PERIOD)))
    blank = [is_blank(cell) for cell in grid.cells(_PERIOD)]
    positions = [-1 if blank[n] else period_at(grid, n, horizon, found) for n in range(len(grid.rows))]
    return np.array(positions, dtype=np.intp)


def _quantities(grid: DataGrid, found: Findings) -> Array:
    """(rows,) the rows' quantities, nan where blank or wrong; reports the wrong ones."""
    cells, quantity = grid.cells(_QUANTITY), grid.form.columns[-1]
    values, wrong = numbers(cells, quantity)
    for n in wrong:
        clear = say("clear the cell for {what}", what=grid.form.blank_words)
        found.error(bad_number(grid.spot(n, _QUANTITY), quantity, cells[n], clear))
    return values


def _note_sums(wide: Wide, count: NDArray[np.intp], items: Items, horizon: Horizon, found: Findings) -> None:
    """Note that several rows for one cell are added up, with the first of them and their count."""
    several = {(item, period) for item, period in np.argwhere(count > 1).tolist()}
    if several:
        first = min(several, key=wide.rows.__getitem__)
        names = tuple(horizon.position)
        told = say(
            "{count} for {code} in {period}",
            count=whole(int(count[first])),
            code=quoted(items.codes[first[0]]),
            period=quoted(names[first[1]]),
        )
        if len(several) > 1:
            told = say("{told}, and several for {more} more", told=told, more=whole(len(several) - 1))
        key = word(wide.grid.form.columns[0].name.lower())
        advice = say("nothing to do if all of them count: they are added up")
        what = say("{key}, class and period", key=key) if wide.classes else say("{key} and period", key=key)
        found.warn(wide.spot(*first).issue(say("one row for each {what}", what=what), told, advice))


def report_large(wide: Wide, quantity: Column, found: Findings) -> None:
    """Rows that each are in range may add up to what no cell may hold."""
    most = quantity.magnitude.most
    for item, period in np.argwhere(wide.filled > most).tolist():
        total = float(wide.filled[item, period])
        found.error(_too_large(wide.spot(item, period), quantity, total))


def _too_large(spot: Spot, quantity: Column, total: float) -> Issue:
    expected = together([quantity.expected, quantity.magnitude.words(total)], "")
    return spot.issue(expected, say("rows that add up to {total}", total=as_typed(total)), quantity.magnitude.large)
