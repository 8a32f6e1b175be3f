"""Tables of numbers by item and period, whether each period has a column or a row: wide and long ones (R2b, R4)."""

from __future__ import annotations

from sop_excel.contract.forms import InputTable
from sop_excel.domain.table import Table
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import missing_table
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.long_tables import (
    LongRows,
    long_form,
    long_horizon,
    long_numbers,
    long_rows,
    report_large,
)
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.wide_tables import (
    Wide,
    WideHeaders,
    warn_of_sums,
    wide_headers,
    wide_horizon,
    wide_numbers,
)

Layout = WideHeaders | LongRows


def read_layout(table: Table | None, form: InputTable, found: Findings) -> Layout | None:
    """Where the key and the periods stand; None where the table is absent, has no key column or no periods at all."""
    if table is None:
        if form.required:
            found.error(missing_table(form))
        return None
    long = long_form(table, form)
    return long_rows(table, long, found) if long else wide_headers(table, form, found)


def read_horizon(layout: Layout | None, found: Findings) -> Horizon:
    """The periods, which are those of table Demand."""
    if layout is None:
        return Horizon((), complete=False)
    return long_horizon(layout, found) if isinstance(layout, LongRows) else wide_horizon(layout, found)


def read_numbers(layout: Layout | None, items: Items, horizon: Horizon, found: Findings) -> Wide | None:
    """The numbers by item and period; reports wrong cells, and items and periods that are not known."""
    if layout is None:
        return None
    if isinstance(layout, LongRows):
        return long_numbers(layout, items, horizon, found)
    return wide_numbers(layout, items, horizon, found)


def read_demand(layout: Layout | None, products: Items, horizon: Horizon, found: Findings) -> Wide | None:
    """The numbers of table Demand; warns besides of periods that are the sum of others."""
    demand = read_numbers(layout, products, horizon, found)
    if isinstance(layout, WideHeaders) and demand is not None:
        warn_of_sums(layout, demand, found)
        if demand.classes:
            report_large(demand, layout.form.cell, found)
    return demand
