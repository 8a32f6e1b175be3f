"""The command ``diff``: two plans side by side, from workbooks and from runs that were kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sop_excel.comparing.input_cells import changed_inputs
from sop_excel.own_places import HOME, KEEP_RUNS
from tests.commands import sop_excel
from tests.tables import small_book, table
from tests.workbooks import Rows, make_workbook, read_table

PRODUCTS: Rows = [["Product", "Production cost", "Holding cost"], ["A", 5, 1], ["B", 7, 2]]
DEMAND: Rows = [["Product", "Jan", "Feb", "Mar"], ["A", 10, 20, 30], ["B", 1, 2, 3]]
MORE: Rows = [["Product", "Jan", "Feb", "Mar"], ["A", 10, 20, 40], ["B", 1, 2, 3]]
SETTINGS: Rows = [["Setting", "Value"], ["Plan name", "factory"]]


def _planned(path: Path, **others: Rows) -> Path:
    make_workbook(path, {"Products": PRODUCTS, "Demand": DEMAND, "Settings": SETTINGS} | others)
    assert sop_excel("optimize", path).status == 0
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return _planned(tmp_path / "old.xlsx")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return _planned(tmp_path / "new.xlsx", Demand=MORE)


def test_two_workbooks_are_told_apart(old: Path, new: Path) -> None:
    """Ten more of A in March, each made for 5."""
    ran = sop_excel("diff", old, new)
    assert ran.status == 0
    assert ran.out.startswith("The plan costs 50.00 EUR more than the plan in old.xlsx: demand +50.00.")
    assert "Demand: A, Mar: 40, before 30" in ran.out
    assert "A        Production     Mar      30     40      10  50.00" in ran.out


def test_programs_are_told_the_same(old: Path, new: Path) -> None:
    told = sop_excel("diff", old, new, "--json").answer
    assert (told["status"], told["difference"], told["orders"]) == ("compared", 50.0, 1)
    assert told["causes"] == [{"cause": "Demand", "amount": 50.0, "least": 50.0, "most": 50.0}]
    made = {"product": "A", "measure": "Production", "period": "Mar", "worth": 50.0}
    assert told["changes"] == [made | {"before": 30.0, "after": 40.0, "change": 10.0}]
    assert told["inputs"] == [{"table": "Demand", "row": "A", "column": "Mar", "before": "30", "after": "40"}]


def test_both_tables_are_written_into_a_copy_of_the_later_workbook(old: Path, new: Path, tmp_path: Path) -> None:
    before = new.read_bytes()
    ran = sop_excel("diff", old, new, "-o", tmp_path / "told.xlsx")
    assert ran.status == 0, ran.err
    assert new.read_bytes() == before
    assert [row[:2] for row in read_table(tmp_path / "told.xlsx", "CostChanges")[1:]] == [
        ["The plan in old.xlsx", 342],
        ["Demand", 50],
        ["This plan", 392],
    ]
    assert read_table(tmp_path / "told.xlsx", "PlanChanges")[1] == ["A", "Production", "Mar", 30, 40, 10, 50]
    assert read_table(tmp_path / "told.xlsx", "Plan") == read_table(new, "Plan")


def test_a_workbook_without_a_plan_of_its_inputs_is_refused(old: Path, tmp_path: Path) -> None:
    """Neither without a plan nor with inputs that changed since; a plan that is up to date is compared."""
    bare = make_workbook(tmp_path / "bare.xlsx", {"Products": PRODUCTS, "Demand": DEMAND})
    ran = sop_excel("diff", old, bare)
    assert (ran.status, ran.out) == (2, "")
    assert f"found one without; plan it first: sop-excel optimize {bare}" in ran.err
    outputs: dict[str, Any] = {name: read_table(old, name) for name in ("Plan", "RunInfo")}
    stale = make_workbook(tmp_path / "stale.xlsx", {"Products": PRODUCTS, "Demand": MORE} | outputs)
    ran = sop_excel("diff", old, stale)
    assert ran.status == 2
    assert "found inputs that changed since they were planned" in ran.err
    assert sop_excel("diff", old, old).status == 0


def test_runs_that_were_kept_are_compared_by_their_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As their workbooks are; a run is no workbook to write into."""
    monkeypatch.setenv(HOME, str(tmp_path / "own"))
    monkeypatch.setenv(KEEP_RUNS, "yes")
    books = _planned(tmp_path / "old.xlsx"), _planned(tmp_path / "new.xlsx", Demand=MORE)
    ids = [dict(row[:2] for row in read_table(book, "RunInfo"))["Run id"] for book in books]
    by_run, by_book = (sop_excel("diff", *pair, "--json").answer for pair in (ids, books))
    for name in ("difference", "causes", "changes", "inputs"):
        assert by_run[name] == by_book[name]
    assert sop_excel("diff", ids[0][:8], books[1]).status == 0
    ran = sop_excel("diff", *ids, "-o", tmp_path / "told.xlsx")
    assert ran.status == 2
    assert "found a run; leave -o out, or name the later plan's workbook" in ran.err


def test_what_is_neither_a_workbook_nor_a_run_is_named(old: Path) -> None:
    ran = sop_excel("diff", "nosuchrun", old)
    assert (ran.status, ran.err.strip()) == (2, "run 'nosuchrun': expected one run, found none; see sop-excel runs")


def test_a_changed_input_is_named_by_what_its_row_is_about() -> None:
    """Rows that only changed places did not change; one that only one side has is told once, a column too."""
    before = small_book(
        table(
            "PeriodData", ["Field", "Item", "Period", "Value"], ["Price", "A", "Jan", 9.0], ["Price", "B", "Jan", 8.0]
        ),
        table("Settings", ["Setting", "Value"], ["Currency", "EUR"]),
    )
    after = small_book(
        table(
            "PeriodData", ["Field", "Item", "Period", "Value"], ["Price", "B", "Jan", 8.0], ["Price", "A", "Jan", 7.0]
        ),
        table("Settings", ["Setting", "Value"], ["Currency", "EUR"], ["Whole units", "yes"]),
        table("Demand", ["Product", "Feb", "Mar", "Apr"], ["A", 20.0, 35.0, 1.0], ["B", 2.0, 3.0, 1.0]),
    )
    assert [cell.text for cell in changed_inputs(before, after)] == [
        "Demand: column Apr: new",
        "Demand: column Jan: gone",
        "Demand: A, Mar: 35, before 30",
        "Settings: Whole units: new",
        "PeriodData: Price, A, Jan, Value: 7, before 9",
    ]


def test_a_long_demand_is_told_by_product_and_period() -> None:
    headers = ["Product", "Period", "Quantity"]
    before = small_book(table("Demand", headers, ["A", "Jan", 1.0], ["A", "Feb", 2.0]))
    after = small_book(table("Demand", headers, ["A", "Feb", 2.0], ["A", "Jan", 4.0]))
    assert [cell.text for cell in changed_inputs(before, after)] == ["Demand: A, Jan, Quantity: 4, before 1"]
