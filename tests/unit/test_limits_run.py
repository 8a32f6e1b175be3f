"""Table Limits through whole commands: planned, rolled on, and planned again."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.commands import sop_excel
from tests.instances.published import Tables
from tests.workbooks import make_workbook, read_table

HEADERS = ["Limit", "Measure", "Item", "From", "To", "Per", "Min", "Max"]
BOOK: Tables = {
    "Products": [
        ["Product", "Group", "Production cost", "Subcontract cost", "Holding cost"],
        ["Fan", "G", 5, 9, 1],
        ["New", "G", 2, 8, 1],
    ],
    "Demand": [["Product", "Jan", "Feb", "Mar"], ["Fan", 8, 16, 10], ["New", 3, 3, 3]],
    "Limits": [
        HEADERS,
        ["Contract", "Subcontract", "G", "Jan", "Feb", "period", 5, None],
        ["Start", "Production", "Fan", None, "Jan", None, None, 6],
    ],
}


def test_a_limit_is_planned_shown_and_rolled_on(tmp_path: Path) -> None:
    """Five of the group are bought in Jan and Feb; then Jan is over: what ended goes, what began counts from Feb."""
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    assert sop_excel("optimize", book).status == 0
    rows = [list(row) for row in openpyxl.load_workbook(book)["Limit use"].iter_rows(values_only=True)]
    used = [row[:4] for row in rows if row[0] in ("Contract", "Start")]
    assert used == [["Contract", "Jan", 5, 5], ["Contract", "Feb", 5, 5], ["Start", "Jan", 3, None]]
    rolled = sop_excel("roll", book, "--optimize")
    assert rolled.status == 0
    assert "Limits: 1 row of periods that are over is gone" in rolled.err
    assert "Limits: 1 row that began in a period which is over now counts from the first one" in rolled.err
    table = [row for row in read_table(book, "Limits") if any(row)]
    assert table == [HEADERS, ["Contract", "Subcontract", "G", None, "Feb", "period", 5, None]]
