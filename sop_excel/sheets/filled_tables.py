"""What an input table is to hold once it is filled: which rows and columns it has then, and which cells change.

Columns of the planner's own stay, those beside the periods at the side where they stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sop_excel.contract import schema
from sop_excel.contract.forms import PERIOD, QUANTITY, key_of
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import DateValue, Filling, OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.filled import Filled, Place, form_of
from sop_excel.sheets.moved_on import moved_on, names_of_classes
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.long_tables import long_form
from sop_excel.sheets.reading.matched_headers import match_columns
from sop_excel.sheets.reading.wide_tables import CLASS, wide_headers


def filled(table: Table, filling: Filling) -> Filled | list[Issue]:
    """What the table will be; why it cannot be filled, where it lacks the column of its keys.

    Its columns are those that the reader of plans takes for the contract's: by name, by decision or by synonym.
    """
    form = form_of(filling)
    if filling.over:
        return moved_on(table, filling, form)
    long = long_form(table, form) if filling.periods else None
    found = Findings()
    columns = match_columns(table, long or form, found)
    if key_of(filling.key) not in columns:
        return found.errors
    if filling.periods and (issues := _in_classes(table, filling, columns)):
        return issues
    if not filling.periods:
        return _CellFilling(table, filling, columns).filled()
    if long:
        return _ListFilling(table, filling, columns).filled()
    wide = wide_headers(table, form, found)
    return found.errors if wide is None else _PeriodFilling(table, filling, columns, wide.periods).filled()


def _in_classes(table: Table, filling: Filling, columns: Mapping[str, int]) -> list[Issue]:
    """Rows of classes are the planner's to fill: how the demand of a product is shared among them nobody else knows."""
    key = columns[key_of(filling.key)]
    shared = names_of_classes(table, columns, key)
    product = next((code for code in filling.rows if code in shared), None)
    if product is None:
        return []
    row = next(n for n, cells in enumerate(table.rows) if text_of(cells[key]) == product)
    spot = Spot(table.places.cell(row, columns[CLASS]), f"{table.name}[Class]")
    advice = "fill the rows of its classes yourself, or leave it out of what is filled"
    return [spot.issue("one row for each product that is filled", f"{quoted(product)} in classes", advice)]


def as_new_table(filling: Filling) -> OutputTable:
    """The whole table, for a workbook that lacks it: with every column of the contract that is planned with."""
    if filling.periods:
        rows = [[key, *values] for key, values in (filling.rows or _given(filling)).items()]
        return OutputTable(filling.table, [filling.key, *filling.columns], rows, lead=1)
    headers = [column.name for column in form_of(filling).columns if not column.later]
    headers += [name for name in filling.columns if name not in headers]
    rows = [_row(headers, dict(zip((filling.key, *filling.columns), (key, *values), strict=True)))
            for key, values in filling.rows.items()]  # fmt: skip
    return OutputTable(filling.table, headers, rows, lead=len(headers))


def _given(filling: Filling) -> dict[str, list[Value]]:
    """The rows of the cells that a table gets which moves on."""
    keys = dict.fromkeys(key for key, _ in filling.cells)
    return {key: [filling.cells.get((key, period)) for period in filling.columns] for key in keys}


def _row(headers: Sequence[str], values: Mapping[str, Value]) -> list[Value]:
    return [values.get(header) for header in headers]


@dataclass(frozen=True)
class _Rows:
    """A table, what fills it, and where its key stands."""

    table: Table
    filling: Filling
    columns: Mapping[str, int]  # where those of the contract stand, by their keys

    @property
    def key(self) -> int:
        """Where the column of the keys stands."""
        return self.columns[key_of(self.filling.key)]

    @cached_property
    def keys(self) -> list[str]:
        """The key of each row, as it is compared; an empty text where it is blank."""
        return [self._compared(text_of(row[self.key]) or "") for row in self.table.rows]

    def _compared(self, key: str) -> str:
        """Codes differ by their case, names of settings do not (rules R2 and R7)."""
        return folded(key) if self.filling.table == schema.SETTINGS_TABLE.name else key

    @cached_property
    def rows(self) -> list[int | None]:
        """The rows to be: those of the table, and new ones for keys that it lacks, of which blank rows come first."""
        known = set(self.keys)
        missing = sum(self._compared(key) not in known for key in self.filling.rows)
        return [*range(len(self.table.rows)), *[None] * max(missing - len(self._blank), 0)]

    @cached_property
    def row_of(self) -> dict[str, list[int]]:
        """For each key that is filled the rows to be that have it."""
        names = {self._compared(key): key for key in self.filling.rows}
        found: dict[str, list[int]] = {key: [] for key in names.values()}
        for row, key in enumerate(self.keys):
            if key in names:
                found[names[key]].append(row)
        free = iter([*self._blank, *range(len(self.table.rows), len(self.rows))])
        return {key: rows or [next(free)] for key, rows in found.items()}

    @cached_property
    def _blank(self) -> list[int]:
        return [n for n, row in enumerate(self.table.rows) if all(map(is_blank, row))]

    def new_keys(self, column: int) -> Iterator[tuple[Place, Value]]:
        """The keys of rows that had none."""
        for key, rows in self.row_of.items():
            for row in rows:
                if row >= len(self.keys) or not self.keys[row]:
                    yield (row, column), key


class _CellFilling(_Rows):
    """Cells of rows that are found by their key."""

    def filled(self) -> Filled:
        """The columns that are filled stand where they are, those that the table lacks at its right end."""
        table, filling = self.table, self.filling
        headers, places = list(table.headers), list[int]()
        for n, name in enumerate(filling.columns):
            place = self.columns.get(key_of(name))
            if place is None and (filling.blank or any(row[n] is not None for row in filling.rows.values())):
                place = len(headers)
                headers.append(name)
            places.append(-1 if place is None else place)
        values = dict(self.new_keys(self.key))
        for key, given in filling.rows.items():
            for row in self.row_of[key]:
                values |= {(row, place): value for place, value in zip(places, given, strict=True) if place >= 0}
        return Filled(tuple(headers), tuple(self.rows), values, len(headers))


@dataclass(frozen=True)
class _PeriodFilling(_Rows):
    """A column for each period: what stood there makes way, but for numbers of other rows in periods that stay."""

    old_periods: Mapping[int, str]  # the names of those that the table has, by their columns

    def filled(self) -> Filled:
        """The planner's own columns stay beside the periods."""
        old = self.table.headers
        is_period = [n in self.old_periods for n in range(len(old))]
        first = is_period.index(True) if True in is_period else len(old)
        before = [n for n in range(first) if not is_period[n]]
        after = [n for n in range(first, len(old)) if not is_period[n]]
        periods = {name.lower(): n for n, name in self.old_periods.items()}
        headers = (*(old[n] for n in before), *self.filling.columns, *(old[n] for n in after))
        values = dict(self.new_keys(before.index(self.key)))
        sources: dict[Place, Place] = {}
        filled_rows = {row: key for key, rows in self.row_of.items() for row in rows}
        for row in range(len(self.rows)):
            key = filled_rows.get(row)
            for n, period in enumerate(self.filling.columns):
                at, known = (row, len(before) + n), periods.get(period.lower())
                if key is not None and (key, period) not in self.filling.kept:
                    values[at] = self.filling.rows[key][n]
                elif known is not None:
                    sources[at] = row, known
                else:
                    values[at] = None
        return Filled(headers, tuple(self.rows), values, len(before), len(after), sources)


class _ListFilling:
    """A row for each product and period: those of the periods to be that were there already keep what they hold."""

    def __init__(self, table: Table, filling: Filling, columns: Mapping[str, int]) -> None:
        self.table, self.filling = table, filling
        self.key, self.period, self.quantity = (columns[key_of(name)] for name in (filling.key, PERIOD, QUANTITY))

    def filled(self) -> Filled:
        """Products in their old order, then new ones; of those that are not filled one row stays at least."""
        old = self._old()
        products = dict.fromkeys((*(key for key, _ in old), *self.filling.rows))
        rows: list[int | None] = []
        values: dict[Place, Value] = {}
        for product in products:
            for period, quantity, is_given in self._wanted(product, old):
                at, row = len(rows), old.get((product, period))
                rows.append(row)
                if row is None:
                    values |= {(at, self.key): product, (at, self.period): period}
                if is_given or row is None:
                    values[at, self.quantity] = quantity
        return Filled(tuple(self.table.headers), tuple(rows), values, len(self.table.headers))

    def _wanted(self, product: str, old: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, Value, bool]]:
        given = self.filling.rows.get(product)
        if given is not None:
            kept = self.filling.kept
            for period, value in zip(self.filling.columns, given, strict=True):
                yield period, value, (product, period) not in kept
            return
        stay = [period for period in self.filling.columns if (product, period) in old]
        yield from ((period, None, False) for period in stay or self.filling.columns[:1])

    def _old(self) -> dict[tuple[str, str], int]:
        """The first row of each product and period; a period that is not to be is called as it is shown."""
        names = {period.lower(): period for period in self.filling.columns}
        found: dict[tuple[str, str], int] = {}
        for n, row in enumerate(self.table.rows):
            product = text_of(row[self.key])
            if product:
                said = _names_of(row[self.period])
                period = next((names[name.lower()] for name in said if name.lower() in names), said[0])
                found.setdefault((product, period), n)
        return found


def _names_of(period: Value) -> list[str]:
    """What a cell may call its period (rule R8)."""
    if isinstance(period, DateValue):
        return [period.shown.strip(), period.moment.date().isoformat(), text_of(period) or ""]
    return [text_of(period) or ""]
