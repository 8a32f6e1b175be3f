"""Wide tables: one row an item, one column a period (rule R4), and columns that are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.headers import PERIOD_HEADERS, is_own
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.fields import Array
from sop_excel.domain.period_names import is_like_a_period
from sop_excel.domain.said import Word, say, word
from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.domain.vocabulary import counted, folded, listed, quoted, shown, without_accents
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings, Spot, spot_of
from sop_excel.sheets.reading.grid import DataGrid, grid_of, read_codes
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.known_names import KnownNames, repeated, unknown
from sop_excel.sheets.reading.matched_headers import header_spot, is_left_out, match_columns
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.typed_cells import bad_number, looks_like_a_number, numbers

_RESERVED = frozenset(map(folded, schema.RESERVED_PERIODS))
_PERIODS = frozenset(map(folded, chain.from_iterable(PERIOD_HEADERS)))
FEWEST = 3  # columns that a sum must have, lest a small number meet it by chance
ROUNDING = 1e-9  # of a sum
CLASS = "class"  # the key of the column of a table that may have several rows for an item
A_NAME = say("the name of a period")  # what is expected of a header to the right of the key


class ClassPart(NamedTuple):
    """What the rows of an item say of one class: the first of them, and their numbers (T,), 0 where blank."""

    row: int
    numbers: Array


@dataclass(frozen=True)
class Wide:
    """Numbers by item and period, as they were filled.

    ``filled`` is (N, T), nan where no cell is filled; ``row_of`` and ``column_of`` lead from the positions of an item
    and a period to the cell, unless ``rows`` has a row for the two of them. ``classes`` are the parts of which the
    numbers of an item are the sum, by the item and the name in column Class, "" for none.
    """

    grid: DataGrid
    filled: Array
    row_of: Mapping[int, int]
    column_of: Mapping[int, int]
    rows: Mapping[tuple[int, int], int] = field(default_factory=dict)
    classes: Mapping[tuple[int, str], ClassPart] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        """Whether the table has a row for each item and period."""
        return not self.grid.form.wide

    def spot(self, item: int, period: int) -> Spot:
        """The cell of an item in a period."""
        return self.grid.spot_at(self.rows.get((item, period), self.row_of[item]), self.column_of[period])


@dataclass(frozen=True)
class WideHeaders:
    """Where the key and the periods of a wide table stand; ``periods`` maps a column to the name in its header."""

    table: Table
    form: InputTable
    columns: Mapping[str, int]
    periods: Mapping[int, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the periods in their order."""
        return tuple(self.periods.values())

    @property
    def read(self) -> list[int]:
        """The columns that are read."""
        return [*self.columns.values(), *self.periods]


def wide_headers(table: Table, form: InputTable, found: Findings) -> WideHeaders | None:
    """The columns of a wide table; None where it has no key column or is no wide table."""
    columns, key = match_columns(table, form, found), form.columns[0]
    if key.key not in columns:
        return None
    for n, header in enumerate(table.headers):
        cells = [row[n] for row in table.rows if n < len(row)]
        if n > columns[key.key] and not is_left_out(table, header) and is_list_of_periods(header, cells):
            found.error(_no_wide_table(table, form, n, next(cell for cell in cells if not is_blank(cell))))
            return None
    return WideHeaders(table, form, columns, _period_columns(table, form, columns, found))


def _no_wide_table(table: Table, form: InputTable, column: int, example: Value) -> Issue:
    """A column with the names of periods, in a table that has no columns for a row of each period."""
    key = form.columns[0].name
    told = say(
        "a column {header} with {example} below it", header=quoted(table.headers[column]), example=shown(example)
    )
    expected = say("a column for each period")
    if form.long:
        *_, period, quantity = form.long.columns
        columns = listed([key, period.name, quantity.name])
        expected = say("a column for each period, or the columns {columns}", columns=columns)
        advice = say(
            "head the column of the {units} {quantity} and this one {period}",
            units=Word(form.wide_unit, "unit", many=True),
            quantity=quantity.name,
            period=period.name,
        )
    else:
        advice = say(
            "make it wide: one row for each {item}, one column for each period (a PivotTable does it)",
            item=word(key.lower()),
        )
    return header_spot(table, column).issue(expected, told, advice)


def is_list_of_periods(header: str, cells: Sequence[Value]) -> bool:
    """Whether a column holds the names of periods, as a list with a row for each of them has it.

    >>> is_list_of_periods("Month", ["Jan", "Feb"]), is_list_of_periods("Month", [4.0, 5.0])
    (True, False)
    """
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled or not all(isinstance(cell, str | DateValue) for cell in filled):
        return False
    dates = all(isinstance(cell, DateValue) for cell in filled)
    return without_accents(folded(header)) in _PERIODS or (dates and not is_like_a_period(header))


def _period_columns(table: Table, form: InputTable, columns: Mapping[str, int], found: Findings) -> dict[int, str]:
    """The columns to the right of the key that are no columns of the contract's or of the planner's own; reports what
    is odd with them."""
    key, taken = columns[form.columns[0].key], set(columns.values())
    names = [header.strip() for header in table.headers]
    keys = {folded(form.columns[0].name)}
    decided = {n for n, name in enumerate(names) if is_left_out(table, name)} | taken
    own = [n for n, name in enumerate(names) if n != key and (n < key or is_own(name)) and folded(name) not in keys]
    if own := [n for n in own if n not in decided]:
        found.warn(_own_columns(header_spot(table, own[0]), form.columns[0], [names[n] for n in own]))
    periods = {
        n: name for n, name in enumerate(names) if n > key and n not in {*own, *decided} and folded(name) not in keys
    }
    for n in [n for n, name in periods.items() if not name]:
        advice = say(
            "type the period's name, or place the column left of {column} if it is your own",
            column=form.columns[0].name,
        )
        found.error(header_spot(table, n).issue(A_NAME, say("a blank header"), advice))
        del periods[n]
    for n, name in periods.items():
        if begins_like_one(name):
            advice = say("it is read as a period: if it is a sum, head it Total or move it left of the key column")
            found.warn(header_spot(table, n).issue(A_NAME, quoted(name), advice))
    there = list(periods)
    folds = [name.casefold() for name in periods.values()]  # as Excel tells the headers of a table apart
    for n, first in repeated(folds):
        told = say("{name} in {place} too", name=quoted(periods.pop(there[n])), place=table.places.header(there[first]))
        spot = header_spot(table, there[n])
        found.error(
            spot.issue(say("each period once"), told, say("rename one of the two columns, or add them up in one"))
        )
    return periods


def _own_columns(spot: Spot, key: Column, headers: Sequence[str]) -> Issue:
    """Columns of a wide table that are no periods (rule R4); a note."""
    one = len(headers) == 1
    names = listed(map(quoted, headers))
    found, advice = say("your own column {names}", names=names), say("nothing to do: it is not read as a period")
    if not one:
        found, advice = say("your own columns {names}", names=names), say("nothing to do: they are not read as periods")
    return spot.issue(say("only periods beside the column {key}", key=key.name), found, advice)


def begins_like_one(header: str) -> bool:
    """Whether the first word of a header is one of a column that is no period: "Total 2025".

    >>> begins_like_one("Total 2025"), begins_like_one("Week 7")
    (True, False)
    """
    return is_own(header.split()[0])


def wide_horizon(layout: WideHeaders, found: Findings) -> Horizon:
    """The periods of a wide table Demand; reports names that can be none, and columns that hardly are periods."""
    key = layout.form.columns[0]
    for n, name in layout.periods.items():
        if is_reserved(name):
            spot = header_spot(layout.table, n)
            found.error(
                spot.issue(A_NAME, say("{name}, which the results use", name=quoted(name)), say("rename the column"))
            )
    for n in unlike_the_others(layout.periods):
        if not begins_like_one(layout.periods[n]):
            told = say("{period} among periods with numbers or months", period=quoted(layout.periods[n]))
            advice = say("it is read as a period: if it is your own column, place it left of {key}", key=key.name)
            found.warn(header_spot(layout.table, n).issue(A_NAME, told, advice))
    if not layout.periods:
        spot = Spot(layout.table.places.header(layout.columns[key.key]), layout.table.name)
        advice = say("add the periods to the right of the products")
        found.error(spot.issue(say("a column for each period"), say("none"), advice))
    return Horizon(layout.names, bool(layout.periods), layout.table.name)


def is_reserved(name: str) -> bool:
    """Whether no period may have this name, because the results have such a column."""
    return folded(name) in _RESERVED


def unlike_the_others(periods: Mapping[int, str]) -> list[int]:
    """The columns that can hardly be periods among more others that clearly are.

    >>> unlike_the_others({1: "Jan", 2: "Feb", 3: "Unit price"}), unlike_the_others({1: "Low", 2: "Peak", 3: "2027"})
    ([3], [])
    """
    odd = [column for column, name in periods.items() if not is_like_a_period(name)]
    return odd if 2 * len(odd) < len(periods) else []


def wide_numbers(layout: WideHeaders, items: Items, horizon: Horizon, found: Findings) -> Wide:
    """The numbers of a wide table by item and period; reports wrong cells, unknown items and periods, doubled rows."""
    key = layout.form.columns[0]
    grid = grid_of(layout.table, layout.form, layout.columns, [layout.columns[key.key], *layout.periods], found)
    rows = _rows(grid, list(layout.periods), items.names, found)
    # A table without data, as the templates have it, may keep its headers when Demand's periods move on.
    column_of = _columns(layout, horizon, found if grid.rows else Findings())
    values = _values(grid, list(layout.periods), found)
    filled = np.full((len(items.codes), len(horizon.position)), np.nan)
    row_of = dict(reversed([(item, n) for (item, _), n in rows.items()]))
    if rows and column_of:
        place = {column: n for n, column in enumerate(layout.periods)}
        columns = [place[column] for column in column_of.values()]
        filled[np.ix_(list(row_of), list(column_of))] = values[np.ix_(list(row_of.values()), columns)]
    wide = Wide(grid, filled, row_of, column_of)
    if CLASS not in layout.columns or not rows:
        return wide
    return in_parts(wide, [(*key, n) for key, n in rows.items()], _laid(values, layout, column_of, filled.shape[1]))


def _laid(values: Array, layout: WideHeaders, column_of: Mapping[int, int], periods: int) -> Array:
    """(rows, T) the numbers of the rows by the periods of the plan."""
    laid, place = np.full((len(values), periods), np.nan), {column: n for n, column in enumerate(layout.periods)}
    for period, column in column_of.items():
        laid[:, period] = values[:, place[column]]
    return laid


def in_parts(wide: Wide, rows: Sequence[tuple[int, str, int]], numbers: Array) -> Wide:
    """The table whose items have these rows (item, class, number of the row), with what each says (rows, T)."""
    parts: dict[tuple[int, str], ClassPart] = {}
    filled = np.full_like(wide.filled, np.nan)
    for item, name, n in rows:
        row, there = np.nan_to_num(numbers[n]), ~np.isnan(numbers[n])
        filled[item, there] = np.nan_to_num(filled[item, there]) + row[there]
        before = parts.get((item, name))
        parts[item, name] = ClassPart(n, row) if before is None else ClassPart(before.row, before.numbers + row)
    named = any(name for _, name in parts)
    return replace(wide, filled=filled, classes=parts if named else {})


def _rows(grid: DataGrid, periods: Sequence[int], items: KnownNames, found: Findings) -> dict[tuple[int, str], int]:
    """The data row of each item, or of each item and class."""
    key = grid.form.columns[0]
    codes, names = read_codes(grid, key, found), class_names(grid, found)
    for n, first in repeated([(code, name) if code else () for code, name in zip(codes, names, strict=True)]):
        code: str = quoted(codes[n])
        if names[n]:
            code = say("{code} and class {name}", code=code, name=quoted(names[n]))
        told = say("{name} in {place} too", name=code, place=grid.place(first, key.key))  # both numbers may be meant
        advice = say("add the two rows up in one, or keep the right one")
        what = say("{sort} and class", sort=items.sort) if names[n] else items.sort
        found.error(grid.spot(n, key.key).issue(say("one row for each {what}", what=what), told, advice))
    rows: dict[tuple[int, str], int] = {}
    for n, code in enumerate(codes):
        item = items.position.get(code)
        if item is not None:
            rows.setdefault((item, names[n]), n)
        elif code and items.complete:
            has_numbers = any(map(grid.rows[n][1].__getitem__, periods))
            found.error(unknown_row(grid, n, code, items, has_numbers=has_numbers))
    return rows


def class_names(grid: DataGrid, found: Findings) -> list[str]:
    """What column Class says of each row; "" where it is blank, or there is no such column."""
    if CLASS not in grid.columns:
        return [""] * len(grid.rows)
    return read_codes(grid, grid.form.column("Class"), found)


def unknown_row(grid: DataGrid, n: int, code: str, items: KnownNames, *, has_numbers: bool) -> Issue:
    """A row that is for none of the items: a sum, a note (rule R5), or a code that is not known."""
    key = grid.form.columns[0].key
    spot, cell = grid.spot(n, key), grid.cell(n, key)
    if is_own(code):
        advice = say("delete the row if it has sums: Table Design, Total Row adds one that is not read")
        return spot.issue(
            say("a row for a product or resource"),
            say("{code}, which looks like a row of sums", code=quoted(code)),
            advice,
        )
    if has_numbers or not isinstance(cell, str):
        return unknown(spot, items, code, cell)
    hint = items.hint(code)
    advice = say(
        "move a note out of the table; if a {sort} is meant, correct it{nearest}, or add it to {table}",
        sort=items.sort, nearest=say(" ({hint})", hint=hint) if hint else "", table=items.table,
    )  # fmt: skip
    told = say("{code} in a row without numbers", code=quoted(code))
    return spot.issue(say("a {sort} of table {table}", sort=items.sort, table=items.table), told, advice)


def _columns(layout: WideHeaders, horizon: Horizon, found: Findings) -> dict[int, int]:
    """The column of each period."""
    columns = {}
    for n, name in layout.periods.items():
        period = horizon.position.get(name)
        if period is not None:
            columns[period] = n
        elif horizon.complete:
            found.error(_unknown_period(layout, horizon, n, name))
    return columns


def _unknown_period(layout: WideHeaders, horizon: Horizon, column: int, name: str) -> Issue:
    """A column for none of the periods; one that can hardly be a period may be the planner's own (rule R4)."""
    spot, key = header_spot(layout.table, column), layout.form.columns[0]
    if is_like_a_period(name) or horizon.hint(name):
        return unknown(spot, horizon, name, name)
    own = say("if it is your own column, place it left of {key}", key=key.name)
    advice = say("{own}; otherwise correct it, or add it to {table}", own=own, table=horizon.table)
    return spot.issue(say("a {sort} of table {table}", sort=horizon.sort, table=horizon.table), quoted(name), advice)


def _values(grid: DataGrid, columns: Sequence[int], found: Findings) -> Array:
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
            clear = say("clear the cell for {what}", what=grid.form.blank_words)
            spot = grid.spot_at(n // len(columns), column)
            found.error(bad_number(spot, grid.form.cell, cells[n], clear))
    return values.reshape(len(grid.rows), len(columns))


def _report_text_column(grid: DataGrid, column: int, found: Findings) -> bool:
    """Whether a column holds words instead of numbers, which is reported once, at its header."""
    cells, header = [row[column] for _, row in grid.rows], grid.headers[column].strip()
    if not is_text_column(header, cells):
        return False
    filled = [cell for cell in cells if not is_blank(cell)]
    told = say(
        "{header}, with text in {count} below it, such as {example}",
        header=quoted(header),
        count=counted(len(filled), "cell"),
        example=shown(filled[0]),
    )
    advice = say("if it is your own column, place it left of {column}", column=grid.form.columns[0].name)
    found.error(spot_of(grid.places, -1, column, grid.form.name, header).issue(A_NAME, told, advice))
    return True


def is_text_column(header: str, cells: Sequence[Value]) -> bool:
    """Whether a column holds words below a header that can hardly be a period.

    >>> is_text_column("Remarks on price", ["rising", None]), is_text_column("Peak", ["12", "n/a"])
    (True, False)
    >>> is_text_column("2025-01", ["n/a"]), is_text_column("Notes 2025", ["late"])
    (False, True)
    """
    filled = [cell for cell in cells if not is_blank(cell)]
    words = all(isinstance(cell, str) and not looks_like_a_number(cell) for cell in filled)
    return bool(filled) and words and (begins_like_one(header) or not is_like_a_period(header))


def warn_of_sums(layout: WideHeaders, demand: Wide, found: Findings) -> None:
    """Warn of each period that is the sum of those before it, back to the last such one, in every row with numbers."""
    first, values = 0, np.nan_to_num(demand.filled)
    for t, column in demand.column_of.items():
        if t - first >= FEWEST and _is_sum(values[:, first:t], values[:, t]):
            told = say(
                "{period}, the sum of the {count} columns before it in every row",
                period=quoted(layout.periods[column]),
                count=str(t - first),
            )
            own = say(
                "if it is your own total, place it left of {column}, or head it Total",
                column=layout.form.columns[0].name,
            )
            spot = header_spot(layout.table, column)
            found.warn(spot.issue(say("demand of one period"), told, say("it is planned as a period: {own}", own=own)))
            first = t + 1


def _is_sum(parts: Array, total: Array) -> bool:
    """Several numbers in some row, and in no row anything but their sum."""
    several = np.count_nonzero(parts, axis=1) > 1
    return bool(several.any() and (np.abs(parts.sum(axis=1) - total) <= ROUNDING * np.abs(total)).all())
