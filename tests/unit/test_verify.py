"""``sop-excel verify``: what agrees, what disagrees and is named, and what it ends with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pulp
import pytest

from sop_excel.domain.problem import SOFT
from sop_excel.domain.table import Nowhere, Table
from sop_excel.domain.written_plan import WrittenPlan
from sop_excel.hosts.cli.verification import verify_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.model.verify import verify
from sop_excel.sheets.outputs import plan_table
from sop_excel.sheets.read_plan import written_plan
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import sop_excel
from tests.plans import planned
from tests.problems import simple_problem
from tests.workbooks import make_workbook

ALL = (
    "Independent formulation", "Rules, engine's plan", "Certificate", "Exact arithmetic",
    "Rules, written plan", "Cost, written plan", "Cheapest, written plan",
)  # fmt: skip
SMALL: dict[str, Any] = {
    "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 10]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
}


def _altered(path: Path, sheet: str, label: tuple[str, ...], column: int, value: float) -> Path:
    """The single-product template with one cell changed, found by the texts at the left of its row."""
    book = openpyxl.load_workbook(resource(TEMPLATES["single"]))
    row = next(r for r in book[sheet].iter_rows() if tuple(c.value for c in r[: len(label)]) == label)
    assert row[column].value != value
    row[column].value = value
    book.save(path)
    return path


def test_a_workbook_as_planned_agrees_in_every_line() -> None:
    """The article's example: 2,213, by two formulations, two solvers, and exactly in rational numbers."""
    ran = sop_excel("verify", resource(TEMPLATES["single"]))
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert [name for name, line in zip(ALL, lines, strict=False) if name in line] == list(ALL)
    assert lines[-1] == f"All {len(ALL)} comparisons agree."
    assert "CBC" in lines[0]
    assert "2,213.00" in lines[0]
    assert "exactly equal" in lines[3]


def test_the_json_answer_has_the_same_lines_with_their_figures() -> None:
    """Cost and bound as fractions, since a double could round them."""
    answer = sop_excel("verify", resource(TEMPLATES["single"]), "--json").answer
    assert (answer["status"], [finding["what"] for finding in answer["findings"]]) == ("agrees", list(ALL))
    exact = answer["findings"][3]["figures"]
    assert (exact["cost"], exact["bound"], exact["gap"]) == ("2213", "2213", 0.0)


@pytest.mark.parametrize(
    ("sheet", "label", "column", "value", "wrong"),
    [
        ("Plan", ("SKU-001", "Production"), 2, 500.0, {"Rules, written plan", "Cost, written plan"}),
        ("Cost summary", ("Total cost",), 1, 2000.0, {"Cost, written plan"}),
        ("Demand", ("SKU-001",), 1, 190.0, {"Rules, written plan"}),
    ],
)
def test_a_written_plan_that_was_changed_is_named(
    sheet: str, label: tuple[str, ...], column: int, value: float, wrong: set[str], tmp_path: Path
) -> None:
    """A quantity, the total, or the demand behind it: exit 1 and the comparison that sees it."""
    book = _altered(tmp_path / "book.xlsx", sheet, label, column, value)
    ran = sop_excel("verify", book, "--json")
    assert ran.status == 1
    assert ran.answer["status"] == "disagrees"
    assert {finding["what"] for finding in ran.answer["findings"] if not finding["agrees"]} >= wrong
    ours = [finding for finding in ran.answer["findings"] if "written" not in finding["what"]]
    assert all(finding["agrees"] for finding in ours)


def test_a_plan_that_could_be_cheaper_is_told_by_how_much(tmp_path: Path) -> None:
    """10 units are made a month early and kept: every rule holds, the cost is right, and 10 x 2 could be saved."""
    tables = {
        **SMALL,
        "Products": [["Product", "Production cost", "Holding cost"], ["Fan", 5, 2]],
        "Plan": [
            ["Product", "Measure", "Jan", "Feb", "Total"],
            ["Fan", "Demand", 10, 20, 30],
            ["Fan", "Production", 20, 10, 30],
            ["Fan", "Inventory", 10, 0, None],
        ],
        "CostSummary": [["Cost", "Amount", "Share"], ["Production", 150, 0.88], ["Total cost", 170, 1]],
    }
    ran = sop_excel("verify", make_workbook(tmp_path / "book.xlsx", tables), "--json")
    wrong = [finding for finding in ran.answer["findings"] if not finding["agrees"]]
    assert [finding["said"] for finding in wrong] == ["The written plan is 20.00 dearer than the cheapest."]
    assert ran.status == 1


def test_a_plan_that_misses_more_safety_stock_than_it_must_is_named(tmp_path: Path) -> None:
    """5 could be in stock in Feb at 5 each; the plan saves that, which catching up does not allow."""
    tables: dict[str, Any] = {
        "Products": [["Product", "Production cost", "Safety stock"], ["Fan", 5, 5]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 0, 0]],
        "Settings": [["Setting", "Value"], ["Safety stock rule", "catch up"]],
        "Plan": [
            ["Product", "Measure", "Jan", "Feb", "Total"],
            ["Fan", "Production", 0, 0, 0],
            ["Fan", "Inventory", 0, 0, None],
        ],
        "CostSummary": [["Cost", "Amount", "Share"], ["Production", 0, 0], ["Total cost", 0, 1]],
    }
    ran = sop_excel("verify", make_workbook(tmp_path / "book.xlsx", tables), "--json")
    wrong = {finding["what"]: finding["said"] for finding in ran.answer["findings"] if not finding["agrees"]}
    said = "The written plan misses 10 unit-periods of safety stock in all, the least is 0."
    assert wrong["Shortfall, written plan"] == said
    assert ran.status == 1


@pytest.mark.parametrize(("late", "wrong"), [(0, []), (10, ["Service, written plan"])])
def test_a_plan_that_serves_worse_than_it_must_is_named(late: int, wrong: list[str], tmp_path: Path) -> None:
    """10 late at 1 each cost what 10 in stock cost; where the total is the same, customers come first."""
    tables: dict[str, Any] = {
        "Products": [
            ["Product", "Initial inventory", "Production cost", "Holding cost", "Backorder cost", "Max production"],
            ["Fan", 0, 5, 1, 1, 20],
        ],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 10]],
        "Settings": [["Setting", "Value"], ["Safety stock rule", "catch up"]],
        "PeriodData": [["Field", "Item", "Period", "Value"], ["Production cost", "Fan", "Jan", 6]],
    }
    tables["Plan"] = [
        ["Product", "Measure", "Jan", "Feb", "Total"],
        ["Fan", "Production", 10 - late, 10 + late, 20],
        ["Fan", "Backorders", late, 0, None],
        ["Fan", "Inventory", 0, 0, None],
    ]
    tables["CostSummary"] = [["Cost", "Amount", "Share"], ["Production", 110 - late, 1], ["Total cost", 110, 1]]
    ran = sop_excel("verify", make_workbook(tmp_path / "book.xlsx", tables), "--json")
    said = {finding["what"]: finding["said"] for finding in ran.answer["findings"] if not finding["agrees"]}
    assert list(said) == wrong
    assert ran.status == (1 if wrong else 0)
    if wrong:
        assert said[wrong[0]] == (
            "Late and lost demand, with lost prices, cost 10.00 in the written plan; the least is 0.00."
        )


def test_a_plan_of_other_products_cannot_be_read(tmp_path: Path) -> None:
    """What is missing is named."""
    tables = {
        **SMALL,
        "Products": [["Product", "Production cost"], ["Fan", 5]],
        "Plan": [["Product", "Measure", "Jan", "Feb", "Total"], ["Pump", "Production", 1, 2, 3]],
    }
    ran = sop_excel("verify", make_workbook(tmp_path / "book.xlsx", tables))
    assert ran.status == 1
    assert "table Plan has no row Production of Fan" in ran.out


@pytest.mark.skipif(not Path("/bin/false").exists(), reason="no program here that only fails")
@pytest.mark.parametrize(
    ("tables", "status", "last"),
    [
        (None, 0, "6 of 7 comparisons agree, none disagrees. No answer to compare: Independent formulation."),
        (SMALL, 3, "No plan exists: our engine says so. No answer to compare: Independent formulation."),
    ],
)
def test_a_solver_without_an_answer_is_no_disagreement(
    tables: dict[str, Any] | None, status: int, last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other solver breaks down: that is said, and the exit status is that of the other comparisons."""
    book = resource(TEMPLATES["single"]) if tables is None else make_workbook(tmp_path / "book.xlsx", tables)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", "/bin/false")
    said: list[str] = []
    assert verify_workbook(Workbook.open(book), False, said.append) == status
    lines = said[0].splitlines()
    assert lines[0].split("  ")[:2] == ["no answer", "Independent formulation"]
    assert lines[0].endswith("CBC gave no answer to compare: CBC broke down (exit status 1).")
    assert lines[-1] == last
    assert verify_workbook(Workbook.open(book), True, said.append) == status
    answer = json.loads(said[1])
    assert (answer["status"], answer["findings"][0]["agrees"]) == ("infeasible" if status else "agrees", None)


def test_no_plan_is_verified_by_both_formulations(tmp_path: Path) -> None:
    """30 units, of which only 20 can be made: exit 3."""
    ran = sop_excel("verify", make_workbook(tmp_path / "book.xlsx", SMALL))
    assert ran.status == 3
    assert ran.out.splitlines()[-1] == "No plan exists: both formulations say so."


def test_wrong_input_is_told_as_by_every_command(tmp_path: Path) -> None:
    """The lines of rule R12, exit 2."""
    ran = sop_excel("verify", make_workbook(tmp_path / "book.xlsx", {"Demand": SMALL["Demand"]}))
    assert ran.status == 2
    assert ran.err.startswith("Products: expected a table named Products, found none; ")


def test_a_written_plan_within_the_gap_asked_for_is_not_called_the_cheapest() -> None:
    """All in the first period costs 20 more than 150, which half of the cost as a gap allows, and it is said."""
    problem = simple_problem([10, 20], production_cost=5.0, holding_cost=1.0, whole_units=True, relative_gap=0.5)
    plan = planned(problem)
    early = plan.quantities.exchanged(production=np.array([[30.0, 0.0]]), inventory=np.array([[20.0, 0.0]]))
    told = {
        cost: next(
            one
            for one in verify(problem, WrittenPlan(quantities, cost)).findings
            if one.what == "Cheapest, written plan"
        )
        for quantities, cost in ((plan.quantities, 150.0), (early, 170.0))
    }
    assert [one.agrees for one in told.values()] == [True, True]
    assert told[150.0].said == "The written plan costs as much as the cheapest."
    assert told[170.0].said == "The written plan is 20.00 dearer than the cheapest, within the gap asked for."


def test_a_shortfall_row_that_is_blank_is_no_fault() -> None:
    """What is missing follows from the stock, which is read; a blank production is one."""
    problem = simple_problem([5.0], safety_stock=4, production_cost=1, safety_stock_rule=SOFT, safety_stock_penalty=0.5)
    plan = plan_table(planned(problem))
    for blank, faults in (("Shortfall", 0), ("Production", 1)):
        rows = tuple((*row[:2], *([None] * (len(row) - 2))) if row[1] == blank else row for row in plan.rows)
        written = written_plan({"Plan": Table("Plan", plan.headers, rows, Nowhere())}, problem)
        assert written is not None
        assert len(written.faults) == faults
