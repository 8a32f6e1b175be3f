"""What another spreadsheet program makes of tables made in place and of tables that were filled."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from sop_excel.domain.table import Filling
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from tests.fidelity.messy import NUMBERS, demand_in_place, messy_book
from tests.hosts.calc import Calc, needs_calc
from tests.unit.xlsx.test_filling import inputs_book, months

pytestmark = [pytest.mark.host, needs_calc]
SHEET = "What we need"


def test_libreoffice_sees_a_table_made_in_place(calc: Calc, tmp_path: Path) -> None:
    """Its headers are texts, its texts that were numbers count, and it is there still when the office has saved it."""
    path = messy_book(tmp_path / "book.xlsx")
    inputs = InputChanges({SHEET: NUMBERS}, (demand_in_place(),))
    Workbook.open(path).write([], path, resource(DONOR), inputs)
    _, rows, sums, _ = calc.job(
        path,
        {"do": "recalculate"},
        {"do": "values", "sheet": SHEET, "area": "B3:F5"},
        {"do": "values", "sheet": "Mine", "area": "A1:A1"},
        {"do": "save", "target": str(tmp_path / "saved.xlsx")},
    )
    assert rows == [
        ["Product", "2026-01", "2026-02", "Ann's note", "Share"],
        ["Press", 10, 1250, "late", 0.12],
        ["Frame", 7, 30, "", 0.5],
    ]
    assert sums == [[10 + 1250 + 7 + 30]]
    assert openpyxl.load_workbook(tmp_path / "saved.xlsx")[SHEET].tables["Demand"].ref == "B3:F5"


def test_libreoffice_computes_the_planners_sums_over_the_new_months(calc: Calc, tmp_path: Path) -> None:
    """More months than before, and a product more: its row has the sum too."""
    path = inputs_book(tmp_path / "book.xlsx")
    periods = [f"2026-{month:02}" for month in range(2, 7)]
    filling = months(periods, Press=[1.0, 2.0, 3.0, 4.0, 5.0], Lamp=[1.0] * 5)
    Workbook.open(path).write([], path, resource(DONOR), InputChanges(fillings=(filling,)))
    _, rows = calc.job(path, {"do": "recalculate"}, {"do": "values", "sheet": "Demand", "area": "A2:H5"})
    assert rows == [
        ["Note", "Product", *periods, "Total"],
        ["x", "Press", 1, 2, 3, 4, 5, 15],
        ["y", "Frame", 5, 6, "", "", "", 11],
        ["", "Lamp", 1, 1, 1, 1, 1, 5],
    ]


def test_a_filled_template_shows_no_error_but_of_a_month_that_is_gone(calc: Calc, tmp_path: Path) -> None:
    """Its sheets of before are open to view: with as many months there is no error at all."""
    path = Path(shutil.copy(resource(DONOR), tmp_path / "book.xlsx"))
    table = Workbook.open(path).tables(["Demand"])["Demand"]
    periods = [f"{2027 + n // 12}-{n % 12 + 1:02}" for n in range(len(table.headers) - 1)]
    rows = {str(row[0]): [float(n) for n in range(len(periods))] for row in table.rows}
    filling = Filling("Demand", "Product", periods, rows, periods=True)
    Workbook.open(path).write([], path, resource(DONOR), InputChanges(fillings=(filling,)))
    _, errors = calc.job(path, {"do": "recalculate"}, {"do": "errors"})
    assert errors == []
