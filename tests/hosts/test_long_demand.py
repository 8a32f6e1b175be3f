"""A demand with a row for each product and period: the sheet's own checks see every change of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.hosts.calc import Calc, Step, needs_calc
from tests.workbooks import make_workbook

pytestmark = [pytest.mark.host, needs_calc]

UNCHANGED = "Demand unchanged since the solve"
JANUARY, FEBRUARY = datetime(2026, 1, 1), datetime(2026, 2, 1)
A_YEAR_LATER = [46419, 46388, 46388, 46419]  # the periods of the rows


@pytest.fixture(params=["dates", "dates from 1904", "names"])
def planned(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A table Nachfrage with rows in any order, planned; its periods are dates or texts."""
    months: list[Any] = ["2026-01", "2026-02"] if request.param == "names" else [JANUARY, FEBRUARY]
    rows = [["A", months[1], 10], ["B", months[0], 4], ["A", months[0], 5], ["A", months[1], 2.5]]
    tables: dict[str, list[list[Any]]] = {
        "Products": [["Product", "Production cost", "Holding cost"], ["A", 5, 1], ["B", 6, 1]],
        "Nachfrage": [["Artikel", "Monat", "Menge"], *rows],
    }
    path = make_workbook(tmp_path / "book.xlsx", tables)
    if request.param == "dates from 1904":
        book = openpyxl.load_workbook(path)
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.save(path)
    plan_workbook(path, path, Options(), resource(DONOR))
    return path


def seen(calc: Calc, path: Path, *steps: Step) -> Any:
    """What Checks says of the demand after these steps and a recalculation."""
    *_, cells = calc.job(path, *steps, {"do": "recalculate"}, {"do": "formulas"})
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Checks"].iter_rows()]
    row = next(n for n, cells_ in enumerate(rows) if UNCHANGED in cells_)
    column = rows[row].index(UNCHANGED) + 1  # Result
    return next(c["value"] for c in cells if (c["sheet"], c["row"], c["column"]) == ("Checks", row, column))


def test_the_checks_see_every_change_of_a_long_demand(planned: Path, calc: Calc) -> None:
    """A quantity, a product, a period, two rows exchanged, all dates moved alike; and nothing without a change."""
    put = {"do": "put", "sheet": "Nachfrage"}
    assert seen(calc, planned) == "OK"
    for cell, value in (("C2", 11), ("A3", "AB"), ("C5", 5), ("B2", A_YEAR_LATER[0])):
        assert seen(calc, planned, {**put, "cell": cell, "value": value}) == "CHECK"
    exchanged = [{**put, "cell": "C2", "value": 4}, {**put, "cell": "C3", "value": 10}]
    assert seen(calc, planned, *exchanged) == "CHECK"
    moved = [{**put, "cell": f"B{row}", "value": day} for row, day in enumerate(A_YEAR_LATER, 2)]
    assert seen(calc, planned, *moved) == "CHECK"
