"""A history cleaned into tables of a workbook, and what stands in these cleaned once more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.worksheet.table import Table

from sop_excel.domain.table import DateValue, Value
from sop_excel.preparing.clean import clean_sheet
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from tests.commands import sop_excel
from tests.workbooks import read_table

SALES: list[list[Value]] = [
    ["Fecha", "SKU", "Cantidad"],
    ["31/01/2024", "A", "1.200,5"],
    ["01/02/2024", "a", "12,5 uds"],
    ["02/02/2024", "A", "n/a"],
    ["31/02/2024", "A", "7"],
]


def _text(rows: list[list[Value]]) -> str:
    return "\n".join(";".join(map(str, row)) for row in rows)


def test_tables_tell_each_row_that_is_not_kept_as_it_is() -> None:
    history, audit, summary = clean_sheet(RawSheet("sales", SALES)).outputs
    days = [row[0].moment.isoformat() for row in history.rows if isinstance(row[0], DateValue)]
    assert days == ["2024-01-31T00:00:00", "2024-02-01T00:00:00"]
    assert [row[1:3] for row in history.rows] == [("A", 1200.5), ("A", 12.5)]
    assert [row[:4] for row in audit.rows] == [
        (3, "changed", "Product", "another spelling of a product"),
        (3, "changed", "Quantity", "the number is written in another form than most"),
        (4, "set aside", "Quantity", "the quantity is missing"),
        (5, "set aside", "Date", "a day that does not exist"),
    ]
    assert summary.rows[0] == ("rows read", 4, 1220.0)
    assert summary.rows[-1] == ("rows in SalesHistory", 2, 1213.0)


def test_of_a_sheet_with_one_table_that_table_is_read() -> None:
    """Notes beside and below it are no sales, and its totals row is none; lines are those of the sheet."""
    day = datetime(2024, 1, 31).isoformat()
    rows: list[list[Value]] = [
        ["Notes", None, None, None, None],
        [None, "Date", "Product", "Quantity", "my note"],
        [None, day, "A", 5.0, "2024-05-05"],
        [None, "Total", None, 5.0, None],
        [None, "2024-02-29", "A", 99.0, None],
    ]
    sheet = RawSheet("Sales", rows, tables=(RawTable("Table1", Area(2, 2, 4, 4), totals=1),))
    prepared = clean_sheet(sheet)
    assert [(row[1], row[2], row[4]) for row in prepared.outputs[0].rows] == [("A", 5.0, 3)]
    assert prepared.summary[0].startswith("1 rows read = 1 kept")


def test_a_cleaned_workbook_cleaned_again_keeps_its_history_and_its_audit(tmp_path: Path) -> None:
    source, book = tmp_path / "ventas.csv", tmp_path / "history.xlsx"
    source.write_text(_text(SALES), encoding="utf-8")
    assert sop_excel("clean", source, "-o", book).status == 0
    history, audit = read_table(book, "SalesHistory"), read_table(book, "Audit")
    assert len(audit) == 5
    ran = sop_excel("clean", book)
    assert ran.status == 0, ran.err
    assert "was clean already" in ran.err
    assert read_table(book, "SalesHistory") == history
    assert read_table(book, "Audit") == audit


def test_what_a_planner_mends_in_a_cleaned_history_is_cleaned_again(tmp_path: Path) -> None:
    """With an audit of that."""
    source, path = tmp_path / "ventas.csv", tmp_path / "history.xlsx"
    source.write_text(_text(SALES), encoding="utf-8")
    assert sop_excel("clean", source, "-o", path).status == 0
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book if "SalesHistory" in sheet.tables)
    table: Table = sheet.tables["SalesHistory"]
    sheet[table.ref][2][2].value = "13 uds"
    book.save(path)
    assert sop_excel("clean", path).status == 0
    assert [row[2] for row in read_table(path, "SalesHistory")[1:]] == [1200.5, 13]
    assert [row[:3] for row in read_table(path, "Audit")[1:]] == [[3, "changed", "Quantity"]]
