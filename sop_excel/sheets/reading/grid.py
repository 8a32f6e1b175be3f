"""A table whose headers are matched with the contract: which column holds what, and which rows are data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_excel.contract.forms import Column, InputTable
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.said import say
from sop_excel.domain.table import Places, Table, Value
from sop_excel.domain.vocabulary import a_name, whole
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings, Spot, spot_of
from sop_excel.sheets.reading.matched_headers import match_columns
from sop_excel.sheets.reading.typed_cells import bad_text, must_be_filled, texts


@dataclass(frozen=True)
class DataGrid:
    """The data of one table, whose own name is ``name``.

    ``columns`` says where the contract's columns stand, ``rows`` are (number, cells). Rows that are blank in every
    column that is read are left out (rule R5). A place or a subject is only put into words when a message needs it.
    """

    form: InputTable
    name: str
    headers: Sequence[str]
    places: Places
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Sequence[Value]]]

    def cells(self, key: str) -> list[Value]:
        """The cells of a column; blank ones where the table does not have it."""
        column = self.columns.get(key)
        return [None] * len(self.rows) if column is None else [cells[column] for _, cells in self.rows]

    def cell(self, n: int, key: str) -> Value:
        """The cell of the n-th data row in a column that the table has."""
        return self.rows[n][1][self.columns[key]]

    def place(self, n: int, key: str) -> str:
        """The place of the cell of the n-th data row in a column that the table has."""
        return self.places.cell(self.rows[n][0], self.columns[key])

    def spot(self, n: int, key: str) -> Spot:
        """The cell of the n-th data row in a column that the table has: its place, table and column."""
        return self.spot_at(n, self.columns[key])

    def spot_at(self, n: int, column: int) -> Spot:
        """The cell of the n-th data row in the column with a number: its place, table and column."""
        is_period = self.form.wide and column not in self.columns.values()
        return spot_of(self.places, self.rows[n][0], column, self.name, self.headers[column], wide=is_period)

    def are_alike(self, n: int, first: int) -> bool:
        """Whether two data rows say the same in every column of the contract that the table has."""
        one, other = self.rows[n][1], self.rows[first][1]
        return all(_said(one[column]) == _said(other[column]) for column in self.columns.values())

    def subject(self, column: int) -> str:
        """Table and header, as in a message."""
        return f"{self.name}[{self.headers[column].strip()}]"


def grid_of(
    table: Table, form: InputTable, columns: Mapping[str, int], used: Sequence[int], found: Findings
) -> DataGrid:
    """The table's data rows, judged by the columns ``used``; reports formulas whose values may be old."""
    width = len(table.headers)
    rows = [
        (n, cells if len(cells) >= width else (*cells, *[None] * (width - len(cells))))
        for n, cells in enumerate(table.rows)
    ]
    grid = DataGrid(
        form, table.name, table.headers, table.places, columns, [row for row in rows if _has_data(row[1], used)]
    )
    if table.unsure:
        _report_old_values(grid, table, frozenset(used), found)
    return grid


def _said(cell: Value) -> Value:
    return (cell.strip() or None) if isinstance(cell, str) else cell


def _has_data(cells: Sequence[Value], used: Sequence[int]) -> bool:
    return any(cells[column] is not None and not is_blank(cells[column]) for column in used)


def _report_old_values(grid: DataGrid, table: Table, used: frozenset[int], found: Findings) -> None:
    """Rule R10, once a table."""
    data = {row for row, _ in grid.rows}
    unsure = sorted((row, column) for row, column in table.unsure if row in data and column in used)
    if unsure:
        (row, column), count = unsure[0], len(unsure)
        told = (
            say("1 formula that may not be")
            if count == 1
            else say("{count} formulas that may not be, this one first", count=whole(count))
        )
        spot = Spot(table.places.cell(row, column), grid.subject(column))
        found.warn(
            spot.issue(say("values that are calculated"), told, say("recalculate and save the workbook to be sure"))
        )


def read_grid(table: Table | None, form: InputTable, found: Findings) -> DataGrid | None:
    """A table that is not wide; None where it is absent."""
    if table is None:
        if form.required:
            found.error(missing_table(form))
        return None
    columns = match_columns(table, form, found)
    shown = {column.key for column in form.columns if column.only_shown}
    return grid_of(table, form, columns, sorted(n for key, n in columns.items() if key not in shown), found)


def missing_table(form: InputTable) -> Issue:
    """A required table that is not there."""
    name = form.name
    rename = say("give the table with your {name} this name (Table Design, Table Name)", name=name.lower())
    advice = say("{rename}, insert it, or run sop-excel adopt", rename=rename)
    return Spot(name, "").issue(say("a table named {name}", name=name), say("none"), advice)


def read_codes(grid: DataGrid, column: Column, found: Findings) -> list[str]:
    """The codes of a column; "" where a cell is blank or wrong, which is reported."""
    cells = grid.cells(column.key)
    codes, wrong = texts(cells)
    if column.key not in grid.columns:
        return codes
    report = found.warn if column.only_shown else found.error
    for n in wrong:
        report(bad_text(grid.spot(n, column.key), a_name(column.name.lower()), cells[n]))
    if column.required and not column.needed:
        for n in sorted({n for n, code in enumerate(codes) if not code} - set(wrong)):
            found.error(must_be_filled(grid.spot(n, column.key), a_name(column.name.lower())))
    return codes
