"""What the headers of a table say before it is read: whether it is the table that it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop_excel.contract.forms import InputTable
from sop_excel.domain.table import Nowhere, Table
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.long_tables import long_form
from sop_excel.sheets.reading.matched_headers import (
    ambiguous_column,
    columns_found,
    header_spot,
    match_columns,
    misspelt_column,
    near_columns,
    possible_columns,
)


def has_key(table: Table, form: InputTable) -> bool:
    """Whether a table has the column of its codes, by whatever name."""
    return form.columns[0].key in match_columns(table, form, Findings())


def is_long(table: Table, form: InputTable) -> bool:
    """Whether a table has a row for each item and period, which the form allows."""
    return long_form(table, form) is not None


def absent_columns(form: InputTable, headers: Sequence[str]) -> list[str]:
    """The columns that a table must have and that is not among its headers, by whatever name; in their order.

    >>> from sop_excel.contract import schema
    >>> absent_columns(schema.ROUTINGS, ["SKU", "Usage"]), absent_columns(schema.DEMAND, ["Product", "2025-01"])
    (['Resource'], [])
    """
    table = Table(form.name, headers, (), Nowhere())
    form = long_form(table, form) or form
    found = columns_found(table, form)
    return [column.name for column in form.columns if column.required and column.key not in found]


def key_position(form: InputTable, headers: Sequence[str]) -> int | None:
    """Where the column of a table's codes stands, by whatever name; None where it is not there.

    >>> from sop_excel.contract import schema
    >>> key_position(schema.DEMAND, ["2025-01", "SKU"])
    1
    """
    return columns_found(Table(form.name, headers, (), Nowhere()), form).get(form.columns[0].key)


def misspelt_headers(table: Table, form: InputTable) -> Iterator[Issue]:
    """The columns of a table that are not read although their header may well mean one that is missing."""
    if form.wide:  # whose other headers are periods
        return
    columns = match_columns(table, form, Findings())
    for n, header in enumerate(table.headers):
        if n in columns.values():
            continue
        missing = [one for one in near_columns(header, form, columns) if one.key not in columns]
        if missing:
            yield misspelt_column(header_spot(table, n), header, missing[0], False)
        elif possible := possible_columns(header, form, columns):
            yield ambiguous_column(header_spot(table, n), header, possible)
