"""The history of a workbook: the dated sales of table SalesHistory, or the periods of table DemandHistory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from sop_excel.contract.demand_tables import DEMAND_HISTORY, SALES_HISTORY
from sop_excel.demand.history import MONTH, History, aggregate
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.domain.vocabulary import folded, shown
from sop_excel.errors import InputError, Issue

HISTORY_TABLES = (SALES_HISTORY.name, DEMAND_HISTORY.name)
CLEAN_FIRST = "run sop-excel clean on your sales first"
_DATED = ("Date", "Product", "Quantity")


def history_in(tables: Mapping[str, Table], period: str | None) -> History:
    """The history by ``period``; sales by date count before those by period, which keep the periods that they have.

    ``period`` left out means months. Raises InputError with every cell that is not understood, and without a history.
    """
    if SALES_HISTORY.name in tables:
        return _dated(tables[SALES_HISTORY.name], period or MONTH)
    if DEMAND_HISTORY.name in tables:
        return _by_period(tables[DEMAND_HISTORY.name])
    expected = f"what was sold: this table by date, or table {DEMAND_HISTORY.name} by period"
    raise InputError([Issue(SALES_HISTORY.name, "", expected, "neither table", CLEAN_FIRST)])


def _dated(table: Table, period: str) -> History:
    columns = _columns(table, _DATED)
    rows = [row for row in _cells(table, columns) if not all(is_blank(cell) for cell in row[1])]
    issues = [issue for n, cells in rows for issue in _odd(table, n, columns, cells)]
    if not rows:
        issues.append(Issue(table.name, "", "a row for each sale", "no rows", CLEAN_FIRST))
    if issues:
        raise InputError(issues)
    days = [_day(cells[0]) or date.min for _, cells in rows]
    return aggregate(
        days, [text_of(cells[1]) or "" for _, cells in rows], [_number(cells[2]) for _, cells in rows], period
    )


def _columns(table: Table, names: tuple[str, ...]) -> list[int]:
    headers = [folded(header) for header in table.headers]
    lacking = [name for name in names if folded(name) not in headers]
    if lacking:
        told = ", ".join(table.headers)
        raise InputError([Issue(table.name, "", f"a column {name}", told, "give it a header") for name in lacking])
    return [headers.index(folded(name)) for name in names]


def _cells(table: Table, columns: list[int]) -> Iterator[tuple[int, list[Value]]]:
    for n, row in enumerate(table.rows):
        yield n, [row[column] if column < len(row) else None for column in columns]


def _odd(table: Table, n: int, columns: list[int], cells: list[Value]) -> Iterator[Issue]:
    """What is wrong with a row of dated sales."""
    sound = (_day(cells[0]) is not None, not is_blank(cells[1]), math.isfinite(_number(cells[2])))
    expected = ("a date", "the name of a product", "a number")
    for column, cell, is_sound, wanted in zip(columns, cells, sound, expected, strict=True):
        if not is_sound:
            subject = f"{table.name}[{table.headers[column]}]"
            yield Issue(table.places.cell(n, column), subject, wanted, shown(cell), "type it, or clean the sales again")


def _day(cell: Value) -> date | None:
    if isinstance(cell, DateValue):
        return cell.moment.date()
    try:
        return date.fromisoformat(cell.strip()) if isinstance(cell, str) else None
    except ValueError:
        return None


def _number(cell: Value) -> float:
    return float(cell) if isinstance(cell, float | int) and not isinstance(cell, bool) else math.nan


def _by_period(table: Table) -> History:
    """A row a product, a column a period; a blank cell is nothing sold."""
    key = _columns(table, ("Product",))[0]
    columns = [n for n, header in enumerate(table.headers) if n != key and header.strip()]
    rows = [(n, row) for n, row in enumerate(table.rows) if not is_blank(row[key])]
    names = [text_of(row[key]) or "" for _, row in rows]
    issues = [
        Issue(
            table.places.cell(n, column),
            f"{table.name}[{table.headers[column]}]",
            "a number",
            shown(row[column]),
            "type it",
        )
        for n, row in rows
        for column in columns
        if not (is_blank(row[column]) or math.isfinite(_number(row[column])))
    ]
    issues += [
        Issue(
            table.places.cell(n, key), f"{table.name}[Product]", "each product once", shown(row[key]), "add up its rows"
        )
        for (n, row), name in zip(rows, names, strict=True)
        if names.count(name) > 1
    ]
    if not rows or not columns:
        issues.append(Issue(table.name, "", "a row a product and a column a period", "none", "give what was sold"))
    if issues:
        raise InputError(issues)
    sold = np.array([[0.0 if is_blank(row[column]) else _number(row[column]) for column in columns] for _, row in rows])
    return History(tuple(names), tuple(table.headers[column] for column in columns), sold)
