"""What an input table is to hold once its first periods are over: columns of a wide table, rows of any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sop_excel.contract import schema
from sop_excel.contract.forms import PERIOD, QUANTITY, InputTable, key_of
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.period_names import meaning
from sop_excel.domain.table import DateValue, Filling, Table, Value
from sop_excel.errors import Issue
from sop_excel.sheets.filled import Filled, Place
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.long_tables import long_form
from sop_excel.sheets.reading.matched_headers import columns_found, match_columns
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.wide_tables import CLASS, WideHeaders, wide_headers


def moved_on(table: Table, filling: Filling, form: InputTable) -> Filled | list[Issue]:
    """The table without what it holds of the periods that are ``over``; why that cannot be."""
    found = Findings()
    long = long_form(table, form)
    if form.wide and long is None:
        wide = wide_headers(table, form, found)
        return found.errors if wide is None else _MovedColumns(table, filling, wide).filled()
    columns = match_columns(table, long or form, found)
    return _MovedRows(table, filling, columns).filled()


class _MovedColumns:
    """A column for each period: the names move to other columns, and what stands below them with them."""

    def __init__(self, table: Table, filling: Filling, wide: WideHeaders) -> None:
        self.table, self.filling = table, filling
        self.old, self.columns = dict(wide.periods), wide.columns
        self.key = wide.columns[key_of(filling.key)]
        self.over = {name.lower() for name in filling.over}

    def filled(self) -> Filled:
        """Columns stay where they are but for their names; more than there were come behind the last period."""
        names = self._names()
        places = [*self.old][: len(names)]
        last = max(places, default=len(self.table.headers) - 1)
        extra = len(names) - len(places)
        places += range(last + 1, last + 1 + extra)
        headers = list(self.table.headers)
        headers[last + 1 : last + 1] = [""] * extra
        for place, name in zip(places, names, strict=True):
            headers[place] = name
        rows, keys = self._rows()
        values, sources = self._cells(dict(zip(places, names, strict=True)), rows, keys)
        lead = min(places, default=len(headers))
        tail = len(headers) - 1 - max(places, default=-1)
        return Filled(tuple(headers), tuple(rows), values, lead, tail, sources, rolled=True)

    def _names(self) -> list[str]:
        """The periods that the table is to have: those that stay, and as many of the next ones as it had before."""
        horizon = list(self.filling.columns)
        if self.filling.table == schema.DEMAND.name or len(self.old) == len(horizon):
            return horizon
        stay = [name for name in self.old.values() if name.lower() not in self.over]
        had = {name.lower() for name in stay}
        needed = {period for (_, period), value in self.filling.cells.items() if value is not None}
        free = [name for name in horizon if name.lower() not in had]
        last = max((n for n, name in enumerate(horizon) if name.lower() in had), default=-1)
        behind = sorted(free, key=lambda name: (name not in needed, horizon.index(name) <= last, horizon.index(name)))
        count = max(len(self.old) - len(stay), sum(name in needed for name in free))
        new = [*stay, *sorted(behind[:count], key=horizon.index)]
        return sorted(new, key=horizon.index) if self._is_in_order(horizon) else new

    def _is_in_order(self, horizon: Sequence[str]) -> bool:
        """Whether the periods that the table had stood in their order."""
        over = [name.lower() for name in self.filling.over]
        before = [*over, *(name for one in horizon if (name := one.lower()) not in over)]
        at = [before.index(name.lower()) for name in self.old.values()]
        return at == sorted(at)

    def _rows(self) -> tuple[list[int | None], list[str]]:
        """The rows to be, and their keys: those that are given cells and have no row come last, or into blank rows."""
        keys = [text_of(row[self.key]) or "" for row in self.table.rows]
        new = dict.fromkeys(key for (key, _), value in self.filling.cells.items() if value is not None)
        known = set(keys)
        missing = [key for key in new if key not in known]
        for n, row in enumerate(self.table.rows):
            if missing and all(map(is_blank, row)):
                keys[n] = missing.pop(0)
        return [*range(len(self.table.rows)), *[None] * len(missing)], [*keys, *missing]

    def _cells(
        self, names: Mapping[int, str], rows: Sequence[int | None], keys: Sequence[str]
    ) -> tuple[dict[Place, Value], dict[Place, Place]]:
        values: dict[Place, Value] = {}
        sources: dict[Place, Place] = {}
        shared = names_of_classes(self.table, self.columns, self.key)
        known = {name.lower(): n for n, name in self.old.items() if name.lower() not in self.over}
        for row, (old_row, key) in enumerate(zip(rows, keys, strict=True)):
            if old_row is None or is_blank(self.table.rows[old_row][self.key]):
                values |= {(row, self.key): key} if key else {}
            for column, name in names.items():
                old = known.get(name.lower())
                if (key, name) in self.filling.cells and key not in shared:
                    values[row, column] = self.filling.cells[key, name]
                elif old is not None and old_row is not None:
                    sources[row, column] = old_row, old
                else:
                    values[row, column] = None
        return values, sources


_SINCE, _UNTIL = "from", "to"  # columns of a list whose rows count from one period to another


class _MovedRows:
    """A row for each period: those of periods that are over go, and given cells get rows below the others."""

    def __init__(self, table: Table, filling: Filling, columns: Mapping[str, int]) -> None:
        self.table, self.filling = table, filling
        self.key, self.period = columns.get(key_of(filling.key), -1), _period_column(columns)
        self.since = columns.get(_SINCE, -1)
        self.quantity, self.name = columns.get(key_of(QUANTITY), -1), columns.get(CLASS, -1)
        self.classes = names_of_classes(table, columns, self.key)
        self.horizon = Horizon((*filling.over, *(name for name in filling.columns if name not in filling.over)))

    def filled(self) -> Filled:
        """The first row of a product and a period holds what is given for them, the others nothing."""
        stay = [n for n in range(len(self.table.rows)) if not self._is_over(n, self.period)]
        rows: list[int | None] = [*stay]
        values: dict[Place, Value] = {
            (new, self.since): None for new, n in enumerate(stay) if self._is_over(n, self.since)
        }
        places = self._places(stay)
        for (key, period), value in self.filling.cells.items():
            if key in self.classes:
                for name in self.classes[key]:
                    values |= {(len(rows), self.name): name, (len(rows), self.key): key}
                    values[len(rows), self.period] = self._named(period)
                    rows.append(None)
            elif at := places.get((key, period)):
                values |= {(row, self.quantity): None for row in at[1:]} | {(at[0], self.quantity): value}
            elif value is not None or self.filling.table == schema.DEMAND.name:
                new = len(rows)
                rows.append(None)
                values |= {(new, self.key): key, (new, self.period): self._named(period), (new, self.quantity): value}
        headers = tuple(self.table.headers)
        return Filled(headers, tuple(rows), values, len(headers))

    def _is_over(self, row: int, column: int) -> bool:
        """Whether a cell names a period that is over."""
        return column >= 0 and _names_any(self.table.rows[row][column], self.horizon, self.filling.over)

    def _places(self, stay: Sequence[int]) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for n, row in enumerate(stay):
            cells = self.table.rows[row]
            for name in self.horizon.candidates(cells[self.period]):
                found.setdefault((text_of(cells[self.key]) or "", name), []).append(n)
        return found

    def _named(self, period: str) -> Value:
        """The period as the others stand in the column: a date among dates."""
        cells = [cell for row in self.table.rows if not is_blank(cell := row[self.period])]
        said = meaning(period)
        if said is None or said.sort != "month" or not said.year or not all(isinstance(c, DateValue) for c in cells):
            return period
        return DateValue(datetime(said.year, said.number, said.day or 1), period)


def names_of_classes(table: Table, columns: Mapping[str, int], key: int) -> dict[str, list[Value]]:
    """The classes that the rows of each item name, by its key; those of items without classes are none.

    What is to stand in their rows only the planner knows: a number of the whole item is none of theirs.
    """
    found: dict[str, list[Value]] = {}
    name = columns.get(CLASS, -1)
    for row in table.rows if name >= 0 else ():
        if not is_blank(row[name]) and row[name] not in found.setdefault(text_of(row[key]) or "", []):
            found[text_of(row[key]) or ""].append(row[name])
    return found


def products_in_classes(table: Table, form: InputTable) -> frozenset[str]:
    """The products of which some row names a class."""
    columns = columns_found(table, form)
    key = columns.get(form.columns[0].key)
    return frozenset() if key is None else frozenset(names_of_classes(table, columns, key))


def over_rows(table: Table, form: InputTable, over: Sequence[str], horizon: Sequence[str]) -> Iterator[Sequence[Value]]:
    """The rows of a list that are about periods which are over: by its column Period, or by To where it has one."""
    period = _period_column(columns_found(table, form))
    if period >= 0:
        yield from (row for row in table.rows if _names_any(row[period], Horizon(horizon), over))


def begun_rows(
    table: Table, form: InputTable, over: Sequence[str], horizon: Sequence[str]
) -> Iterator[Sequence[Value]]:
    """The rows of a list that stay and began in a period which is over: they count from the first period then."""
    columns = columns_found(table, form)
    since, until = columns.get(_SINCE, -1), columns.get(_UNTIL, -1)
    for row in table.rows if since >= 0 else ():
        ends = until >= 0 and _names_any(row[until], Horizon(horizon), over)
        if not ends and _names_any(row[since], Horizon(horizon), over):
            yield row


def _period_column(columns: Mapping[str, int]) -> int:
    """Where a list says which period a row is about, or until which; -1 where it does not."""
    return columns.get(key_of(PERIOD), columns.get(_UNTIL, -1))


def _names_any(cell: Value, horizon: Horizon, over: Sequence[str]) -> bool:
    return any(name in over for name in horizon.candidates(cell))


def has_column(table: Table, form: InputTable, name: str) -> bool:
    """Whether a table has a column of the contract, by whatever name."""
    return key_of(name) in columns_found(table, form)
