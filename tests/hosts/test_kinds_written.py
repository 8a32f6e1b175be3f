"""Dates, counts and ratios of output tables are written as such, in files and in an open workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sop_excel.contract.demand_tables import AUDIT_SUMMARY, FORECAST_ACCURACY, SALES_HISTORY
from sop_excel.contract.output_forms import OutputForm
from sop_excel.domain.table import DateValue, OutputTable, Value
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.typed import typed
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DEMAND_DONOR, resource
from tests.excel.engine import open_book, saved

DAYS = [datetime(2026, 2, 28), datetime(2024, 2, 29), datetime(2023, 12, 31)]


def _table(form: OutputForm, rows: Sequence[Sequence[Value]]) -> OutputTable:
    return OutputTable(form.name, form.lead, rows, lead=len(form.lead), wraps=form.wraps)


def outputs() -> list[OutputTable]:
    sales = [
        form_row(SALES_HISTORY, Date=DateValue(day, ""), Quantity=2.5, Line=float(n)) for n, day in enumerate(DAYS)
    ]
    accuracy = [form_row(FORECAST_ACCURACY, MASE=0.8125, Coverage=0.79)]
    summary = [form_row(AUDIT_SUMMARY, Rows=3288.0, Quantity=7.0)]
    return [
        _table(SALES_HISTORY, sales), _table(FORECAST_ACCURACY, accuracy), _table(AUDIT_SUMMARY, summary)
    ]  # fmt: skip


def form_row(form: OutputForm, **values: Value) -> tuple[Value, ...]:
    return form.row(values)


def by_file(path: Path) -> Path:
    for _ in range(2):  # a second time into the tables that are there then
        Workbook.open(path).write(outputs(), path, resource(DEMAND_DONOR))
    return path


def by_open_book(path: Path) -> Path:
    book = open_book(path)
    for _ in range(2):
        OpenBook(book).write(outputs(), resource(DEMAND_DONOR))
    return saved(book, path.with_name("saved.xlsx"))


@pytest.mark.parametrize(
    ("writer", "from_1904"), [(by_file, False), (by_file, True), (by_open_book, False)], ids=["file", "1904", "open"]
)
def test_dates_counts_and_ratios_are_shown_as_what_they_are(writer: Any, from_1904: bool, tmp_path: Path) -> None:
    """A date is a date whichever day the workbook counts from."""
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    book.save(tmp_path / "book.xlsx")
    found = {
        name: (sheet, ref)
        for sheet in openpyxl.load_workbook(writer(tmp_path / "book.xlsx"))
        for name, ref in sheet.tables.items()
    }

    def column(table: str, header: str) -> list[tuple[Any, str]]:
        sheet, ref = found[table]
        rows = list(sheet[ref])
        at = [cell.value for cell in rows[0]].index(header)
        return [(row[at].value, row[at].number_format) for row in rows[1:]]

    assert column("SalesHistory", "Date") == [(day, "yyyy-mm-dd") for day in DAYS]
    assert column("SalesHistory", "Line") == [(0, "0"), (1, "0"), (2, "0")]
    assert column("ForecastAccuracy", "MASE") == [(0.8125, "0.000")]
    assert column("ForecastAccuracy", "Coverage") == [(0.79, "0.0%")]
    assert column("AuditSummary", "Rows") == [(3288, "0")]


def test_an_excel_that_counts_from_1904_gets_the_number_of_the_same_day() -> None:
    """1462 days fewer, as Excel for Mac has it."""
    day = DateValue(DAYS[0], "")
    assert [typed(day), typed(day, epoch_1904=True)] == [46081.0, 46081.0 - 1462]
