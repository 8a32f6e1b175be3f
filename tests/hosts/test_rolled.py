"""A rolled workbook in LibreOffice: formulas mean what they meant, none is broken, its checks say that it is old."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.commands import sop_excel
from tests.hosts.calc import Calc, needs_calc
from tests.unit.xlsx.test_rolled import book, edited, save_values

pytestmark = [pytest.mark.host, needs_calc]

CELLS = {"A1": "=Demand!B2", "A2": "=INDEX(Demand[],1,3)", "A3": "=SUM(Demand[2026-03])", "A4": "=SUM(Demand!B2:E3)"}


def test_a_rolled_workbook_calculates_and_its_checks_turn_red(tmp_path: Path, calc: Calc) -> None:
    """Below the months stand formulas of the planner's, which have moved on with them."""
    inside = {"C2": "=B2*2", "D2": "=C2+10", "E2": "=SUM(C2:D2)", "C3": "=B3*2"}
    path = edited(edited(book(tmp_path), inside, "Demand"), CELLS)
    save_values(path, {"C2": 20, "D2": 30, "E2": 50, "C3": 2}, "Demand")
    save_values(path, {"A1": 10, "A2": 20, "A3": 33, "A4": 120}, "Mine")
    assert sop_excel("optimize", path).status == 0
    assert sop_excel("roll", path).status == 0
    _, cells = calc.job(path, {"do": "recalculate"}, {"do": "formulas"})
    values = {(cell["sheet"], cell["row"], cell["column"]): cell["value"] for cell in cells}
    assert [values["Demand", 1, column] for column in (1, 2, 3)] == [20, 30, 50]
    assert [values["Mine", row, 0] for row in range(4)] == [20, 30, 33, 109]
    checks = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Checks"].iter_rows()]
    told = {row[0]: values.get(("Checks", n, 1)) for n, row in enumerate(checks)}
    assert told["Demand unchanged since the solve"] == "CHECK"
    assert told["Products unchanged since the solve"] == "CHECK"
    assert told["Plan unchanged since the solve"] == "OK"
    assert not [cell for cell in cells if str(cell["value"]).startswith("#")]
