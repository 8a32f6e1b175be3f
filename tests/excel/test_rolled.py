"""An open workbook rolls on as a file does, and is put back where Excel fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sop_excel.domain.table import Value
from sop_excel.errors import InputError
from sop_excel.hosts.excel.filling import FillWriter
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import PlanningBook
from sop_excel.preparing.prepared import Prepared
from sop_excel.preparing.roll import RollOptions, roll_book
from sop_excel.shipped import DEMAND_DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.excel.engine import open_book, saved
from tests.excel.test_fillings import content
from tests.excel.test_inputs import seen
from tests.unit.xlsx.test_rolled import PERIODS, book, edited, save_values
from tests.workbooks import Rows

CAME: list[list[Value]] = [["Product", "Inventory", "Production 2026-01"], ["Frame", 5.0, 15.0], ["Lamp", 29.0, 0.0]]


def step(of: PlanningBook) -> Prepared:
    return roll_book(of, RollOptions(), [RawSheet("came", CAME)])


def roll_open(of: OpenBook) -> tuple[str, ...]:
    prepared = step(of)
    return of.write((), resource(DEMAND_DONOR), InputChanges(fillings=prepared.fillings))


def roll_file(path: Path) -> Path:
    of = Workbook.open(path)
    of.write((), path, resource(DEMAND_DONOR), InputChanges(fillings=step(of).fillings))
    return path


def with_formulas(folder: Path, **cells: Any) -> Path:
    """Formulas below months, which refer to others, and elsewhere."""
    folder.mkdir()
    receipts: Rows = [["Product", *PERIODS], ["Frame", 1.0, 2.0, 3.0, 4.0], ["Lamp", 1.0, 2.0, 3.0, 4.0]]
    lists: dict[str, Rows] = {
        "PeriodData": [["Field", "Item", "Period", "Value"], ["Price", "Lamp", "2026-01", 9.0]],
        "Scenarios": [
            ["Scenario", "Field", "Item", "Period", "Change", "Value"],
            ["High", "Demand", "Lamp", "2026-01", "add", 5.0],
            ["High", "Demand", None, None, "multiply", 2.0],
        ],
        "Capacity": [["Resource", "2026-02", "2026-01", "Note"], ["Line", 9.0, 8.0, None]],
        "Resources": [["Resource", "Capacity"], ["Line", 50.0]],
    }
    path = book(folder, Receipts=receipts, **lists)
    edited(path, {"C2": "=B2*2", "D2": "=C2+10", "E2": "=SUM(C2:D2)", "D3": "=AVERAGE(B3:C3)"}, "Demand")
    edited(path, {"D3": "=Demand!D2"}, "Receipts")
    mine = {"A1": "=Demand!B2", "A2": "=SUM(Demand[[2026-01]:[2026-04]])", "A3": "=SUM(Demand[2026-03])", **cells}
    edited(path, mine)
    save_values(path, {"C2": 20, "D2": 30, "E2": 50, "D3": 1.5}, "Demand")
    save_values(path, {"D3": 30}, "Receipts")
    save_values(path, {"A1": 10, "A2": 1, "A3": 1, "A4": 1}, "Mine")
    return path


def test_an_open_workbook_rolls_on_as_a_file_does(tmp_path: Path) -> None:
    of = open_book(with_formulas(tmp_path / "open"))
    told = roll_open(OpenBook(of))
    assert [line.partition(" ")[0] for line in told] == ["Demand!C2:", "Demand!D3:"]
    by_file = content(roll_file(with_formulas(tmp_path / "file")))
    assert content(saved(of, tmp_path / "saved.xlsx")) == by_file
    assert list(by_file["PeriodData"]) == ["A1", "B1", "C1", "D1"]
    assert "A3" not in by_file["Scenarios"]
    assert [by_file["Capacity"][cell][0] for cell in ("B1", "C1", "B2")] == ["2026-02", "2026-03", 9]
    assert by_file["Demand"]["C2"][0] == "=B2+10"
    assert by_file["Demand"]["C3"][0] == 1.5
    assert by_file["Receipts"]["C3"][0] == "=Demand!C2"
    assert by_file["Mine"]["A2"][0] == "=SUM(Demand[[2026-02]:[2026-05]])"


def test_what_names_a_month_that_leaves_is_refused_in_the_same_words(tmp_path: Path) -> None:
    path = with_formulas(tmp_path / "open", A4="=SUM(Demand[2026-01])")
    of = open_book(path)
    before = seen(of)
    with pytest.raises(InputError) as live:
        roll_open(OpenBook(of))
    assert seen(of) == before
    with pytest.raises(InputError) as of_file:
        roll_file(path)
    assert str(live.value) == str(of_file.value)
    assert "Mine!A4: expected no reference by name to Demand[2026-01]" in str(live.value)


def test_a_workbook_is_put_back_where_excel_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formulas elsewhere too, which name all months."""
    of = open_book(with_formulas(tmp_path / "open"))
    before = seen(of)

    def busy(*_: object) -> None:
        raise RuntimeError("Excel is busy")

    monkeypatch.setattr(FillWriter, "confirm", busy)
    with pytest.raises(RuntimeError, match="Excel is busy"):
        roll_open(OpenBook(of))
    assert seen(of) == before
