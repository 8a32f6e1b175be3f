"""Scenarios from the command line: one of them, all of them, and what becomes of table ScenarioSummary afterwards."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel import optimize, read
from sop_excel.contract import schema
from sop_excel.domain.plan import Plan
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from templates.make import build_full
from tests.commands import sop_excel
from tests.scenarios import HEADERS
from tests.workbooks import Rows, make_workbook, plan_rows, read_table

# Fan: 30 units at 5; at most 20 a month, so that High (20 and 40) has no plan and Stock (10 on hand) saves 50.
TABLES: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Holding cost", "Max production"], ["Fan", 5, 1, 20]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
    "Scenarios": [
        HEADERS,
        ["Stock", "Initial inventory", None, None, "set", 10],
        ["High", "Demand", None, None, "multiply", 2],
        ["Dear", "Production cost", "Fan", "Feb", "set", 9],
    ],
}
NO_NUMBERS = [None] * 12


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template from which sheets for output tables come."""
    path = tmp_path_factory.mktemp("donor") / "multi.xlsx"
    build_full(path)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The workbook of a fan, without any output table."""
    return make_workbook(tmp_path / "book.xlsx", TABLES)


@pytest.fixture
def compared(book: Path, donor: Path) -> Path:
    """The same after all scenarios were planned."""
    plan_workbook(book, book, Options(scenario="all"), donor)
    return book


def info(path: Path) -> dict[str, Any]:
    """Table RunInfo."""
    return {str(row[0]): row[1] for row in read_table(path, "RunInfo")}


def checks(path: Path) -> dict[str, Any]:
    """Table Checks: the results by name."""
    return {str(row[0]): row[1] for row in read_table(path, "Checks")[1:]}


def summary(path: Path) -> dict[str, list[Any]]:
    """Table ScenarioSummary: the cells behind the name of each scenario."""
    return {str(row[0]): row[1:] for row in read_table(path, "ScenarioSummary")[1:]}


def retype(path: Path, sheet: str, cell: str, value: Any) -> None:
    """Change one cell, as a planner would."""
    workbook = openpyxl.load_workbook(path)
    workbook[sheet][cell] = value
    workbook.save(path)


def test_one_scenario_is_planned_and_named_wherever_the_plan_is_shown(book: Path) -> None:
    """10 units on hand spare 50; JSON, terminal and RunInfo name it, and every check holds on its numbers."""
    ran = sop_excel("optimize", book, "--scenario", "Stock", "--json")
    assert (ran.status, ran.answer["scenario"], ran.answer["total_cost"]) == (0, "Stock", 100.0)
    assert "scenarios" not in ran.answer
    assert info(book)["Scenario"] == "Stock"
    results = checks(book)
    assert set(results.values()) == {"OK"}
    assert "Scenarios unchanged since the solve" in results
    assert "Scenario: Stock\n" in sop_excel("optimize", book, "--scenario", "Stock").out


def test_a_workbook_that_holds_a_scenario_is_verified_and_explained_as_that_scenario(book: Path, donor: Path) -> None:
    """The plan of Stock costs 100, that of the base 150: held against the base it would be wrong."""
    plan_workbook(book, book, Options(scenario="Stock"), donor)
    ran = sop_excel("verify", book, "--json")
    assert (ran.status, ran.answer["scenario"], ran.answer["status"]) == (0, "Stock", "agrees")
    assert sop_excel("verify", book).out.startswith("Scenario: Stock\n")
    assert "costs 100" in sop_excel("explain", book).out
    retype(book, "Products", "B2", 6)  # the sentences are stale now: 20 units at 6
    assert "costs 120" in sop_excel("explain", book).out
    assert sop_excel("verify", book).status == 1


def test_a_written_scenario_that_is_gone_is_named_where_it_is_recorded(book: Path, donor: Path) -> None:
    """No guess that the base was meant."""
    plan_workbook(book, book, Options(scenario="Stock"), donor)
    retype(book, "Scenarios", "A2", "Store")
    for command in ("verify", "explain"):
        ran = sop_excel(command, book)
        assert ran.status == 2
        assert ran.err.startswith("RunInfo: expected")
        assert "'Stock'" in ran.err


def test_the_model_of_a_scenario_is_exported(book: Path, tmp_path: Path) -> None:
    """Dear makes February cost 9; one file holds one model."""
    base, dear = tmp_path / "base.lp", tmp_path / "dear.lp"
    assert sop_excel("export", book, base).status == 0
    assert sop_excel("export", book, dear, "--scenario", "Dear").status == 0
    assert base.read_text() != dear.read_text()
    assert "9 " in dear.read_text()
    assert "9 " not in base.read_text()
    refused = sop_excel("export", book, tmp_path / "all.lp", "--scenario", "all")
    assert refused.status == 2
    assert "expected one scenario" in refused.err
    assert not (tmp_path / "all.lp").exists()


def test_without_the_option_the_base_is_planned_and_nothing_else_is_written(book: Path) -> None:
    """Rows in Scenarios change nothing; no check watches them, and no table compares them."""
    ran = sop_excel("optimize", book, "--json")
    assert (ran.answer["scenario"], ran.answer["total_cost"]) == ("base", 150.0)
    assert info(book)["Scenario"] == "base"
    assert "Scenarios unchanged since the solve" not in checks(book)
    with pytest.raises(KeyError):
        read_table(book, "ScenarioSummary")
    assert sop_excel("optimize", book, "--scenario", "Base", "--json").answer["scenario"] == "base"


def test_an_unknown_scenario_is_wrong_input_that_names_the_nearest(book: Path) -> None:
    """And the workbook stays as it was."""
    before = book.read_bytes()
    ran = sop_excel("optimize", book, "--scenario", "Stok")
    assert ran.status == 2
    assert ran.err == (
        "--scenario: expected the name of a scenario of table Scenarios, or base, found 'Stok'; "
        "correct it (the nearest scenario is 'Stock'), or add its rows to Scenarios\n"
    )
    assert book.read_bytes() == before


def test_all_scenarios_stand_beside_the_base(compared: Path) -> None:
    """The base's plan is written; High has its status and no numbers; Dear makes Feb's units for 9 beyond Jan's 20."""
    headers = read_table(compared, "ScenarioSummary")[0]
    assert tuple(headers) == schema.SCENARIO_SUMMARY.lead
    assert summary(compared) == {
        "base": ["optimal", 150, None, None, 150, 0, 0, 0, 0, 0, 1, 0, 0],
        "Stock": ["optimal", 100, None, None, 100, 0, 0, 0, 0, 0, 1, 0, -50],
        "High": ["infeasible", *NO_NUMBERS],
        "Dear": ["optimal", 200, None, None, 190, 10, 0, 0, 0, 0, 1, 5, 50],
    }
    assert plan_rows(compared)["Fan", "Production"] == [10, 20]
    assert info(compared)["Scenario"] == "base"
    notes = {str(row[0]): row[1] for row in read_table(compared, "Checks")}
    assert notes["Note 1"].startswith("Scenario 'High' has no plan; one that costs ")
    assert notes["Scenarios unchanged since the solve"] == "OK"


def test_the_chart_of_the_summary_shows_every_scenario(compared: Path) -> None:
    """Six parts of the cost over the names of four scenarios."""
    [chart] = openpyxl.load_workbook(compared)["Scenario summary"]._charts
    assert (chart.grouping, len(chart.ser)) == ("stacked", 6)
    first = int(read_area(compared).split(":")[0].lstrip("A")) + 1
    for series in chart.ser:
        assert str(series.cat.strRef.f).endswith(f"$A${first}:$A${first + 3}")


def read_area(path: Path) -> str:
    """Where the summary stands on its sheet."""
    return str(openpyxl.load_workbook(path)["Scenario summary"].tables["ScenarioSummary"].ref)


def test_json_and_terminal_compare_them_too(compared: Path) -> None:
    """One object a scenario; a small table behind the plan."""
    ran = sop_excel("optimize", compared, "--scenario", "all", "--json")
    assert ran.status == 0
    assert [(one["scenario"], one["status"], one["total_cost"]) for one in ran.answer["scenarios"]] == [
        ("base", "optimal", 150.0), ("Stock", "optimal", 100.0), ("High", "infeasible", None),
        ("Dear", "optimal", 200.0),
    ]  # fmt: skip
    assert ran.answer["scenarios"][3] == {
        "scenario": "Dear", "status": "optimal", "total_cost": 200.0, "revenue": None, "profit": None, "fill_rate": 1.0,
        "average_inventory": 5.0, "costs": {"production": 190.0, "holding": 10.0}, "lower_bound": 200.0,
        "difference_to_base": 50.0,
    }  # fmt: skip
    assert "scenarios" in ran.answer["seconds"]
    lines = sop_excel("optimize", compared, "--scenario", "all").out.splitlines()[-6:]
    assert [line.split() for line in lines] == [
        ["Scenario", "Status", "Total", "cost", "Difference", "to", "base", "Fill", "rate"],
        ["-" * len(lines[0])],
        ["base", "optimal", "150.00", "+0.00", "100.0%"],
        ["Stock", "optimal", "100.00", "-50.00", "100.0%"],
        ["High", "infeasible", "-", "-", "-"],
        ["Dear", "optimal", "200.00", "+50.00", "100.0%"],
    ]


def test_with_prices_the_difference_is_that_of_profit(tmp_path: Path, donor: Path) -> None:
    """Twice the demand costs 150 more and earns 450 more: the difference of what is maximised is +300.

    A scenario in which prices come or go is not compared with a base where nothing is earned.
    """
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Price"], ["Fan", 5, 15]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
        "Scenarios": [HEADERS, ["High", "Demand", None, None, "multiply", 2]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    plan_workbook(book, book, Options(scenario="all"), donor)
    assert summary(book)["High"][1:4] == [300, 900, 600]
    assert summary(book)["High"][-1] == 300
    ran = sop_excel("optimize", book, "--scenario", "all", "--json")
    assert [one["difference_to_base"] for one in ran.answer["scenarios"]] == [0.0, 300.0]
    assert sop_excel("optimize", book, "--scenario", "all").out.splitlines()[-1].split()[4] == "+300.00"
    priceless: dict[str, Rows] = {**tables, "Products": [["Product", "Production cost", "Price"], ["Fan", 5, None]]}
    priceless["Scenarios"] = [HEADERS, ["Sold", "Price", "Fan", None, "set", 15]]
    other = make_workbook(tmp_path / "other.xlsx", priceless)
    plan_workbook(other, other, Options(scenario="all"), donor)
    assert summary(other)["Sold"][-1] is None


def test_where_the_base_has_no_plan_the_scenarios_still_come(tmp_path: Path, donor: Path) -> None:
    """Exit 3 as ever, since the plan that is written is the base's; there is nothing to take a difference to."""
    tables: dict[str, Rows] = {**TABLES, "Demand": [["Product", "Jan", "Feb"], ["Fan", 30, 20]]}
    book = make_workbook(tmp_path / "book.xlsx", tables)
    plan_workbook(book, book, Options(scenario="all"), donor)
    assert summary(book)["base"] == ["infeasible", *NO_NUMBERS]
    assert summary(book)["Stock"] == ["optimal", 200, None, None, 200, 0, 0, 0, 0, 0, 1, 0, None]
    assert sop_excel("optimize", book, "--scenario", "all").status == 3


def test_a_scenario_on_which_the_solver_gives_up_does_not_stop_the_others(tmp_path: Path, donor: Path) -> None:
    """No time for whole units on a line that is exactly full, of which no rounding is a plan: its status says so, and
    a note what to do."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Holding cost"], ["A", 1], ["B", 2], ["C", 3]],
        "Demand": [["Product", "Jan", "Feb"], ["A", 0, 71], ["B", 0, 29], ["C", 0, 36]],
        "Settings": [["Setting", "Value"], ["Whole units", "yes"]],
        "Resources": [["Resource"], ["Line"]],
        "Capacity": [["Resource", "Jan", "Feb"], ["Line", 2882.46, 3746.86]],  # 34, 13 and 11 units, then 37, 16 and 25
        "Routings": [
            ["Product", "Resource", "Usage"],
            ["A", "Line", 54.37],
            ["B", "Line", 45.37],
            ["C", "Line", 40.37],
        ],
        "Scenarios": [
            HEADERS,
            ["Hurry", "Time limit", None, None, "set", 1e-9],
            ["Less", "Demand", None, None, "multiply", 0.5],
        ],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    answer = plan_workbook(book, book, Options(scenario="all"), donor).answer
    assert [(plan.problem.scenario, plan.status) for plan in answer.scenarios] == [
        ("base", "optimal"), ("Hurry", "error"), ("Less", "optimal"),
    ]  # fmt: skip
    assert summary(book)["Hurry"] == ["error", *NO_NUMBERS]
    assert answer.report.notes[-1] == (
        "Scenario 'Hurry' has no plan: No plan was found within the time limit; raise the setting Time limit."
    )


def test_prices_bring_revenue_and_profit(tmp_path: Path, donor: Path) -> None:
    """30 units at 7 less 150; a tenth more demand brings 21 and costs 15, so 6 more. Lost units lower the rate."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Price", "Lost sale cost"], ["Fan", 5, 7, 2]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
        "Scenarios": [
            HEADERS,
            ["More", "Demand", None, None, "multiply", 1.1],
            ["Strike", "Max production", None, "Jan", "set", 7],
        ],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    plan_workbook(book, book, Options(scenario="all"), donor)
    assert summary(book) == {
        "base": ["optimal", 150, 210, 60, 150, 0, 0, 0, 0, 0, 1, 0, 0],
        "More": ["optimal", 165, 231, 66, 165, 0, 0, 0, 0, 0, 1, 0, 6],
        "Strike": ["optimal", 141, 189, 48, 135, 0, 0, 0, 6, 0, 0.9, 0, -12],
    }


def test_the_parts_of_the_cost_add_up(tmp_path: Path, donor: Path) -> None:
    """Also those without a column of their own: regular capacity stands in Other costs."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Holding cost", "Subcontract cost"], ["Fan", 5, 1, 30]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
        "Resources": [["Resource", "Capacity", "Cost", "Overtime cost", "Overtime capacity"], ["Line", 12, 2, 8, 3]],
        "Routings": [["Product", "Resource", "Usage"], ["Fan", "Line", 1]],
        "Scenarios": [HEADERS, ["More", "Demand", None, None, "add", 3]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    plan_workbook(book, book, Options(scenario="all"), donor)
    for cells in summary(book).values():
        assert sum(cells[4:10]) == pytest.approx(cells[1], rel=1e-12)
    # 13 and 23 wanted, 12 and 12 regular (2 each), 3 and 3 overtime (8): 2 kept for Feb at 1, 6 bought at 30.
    assert summary(book)["More"][4:10] == [150, 2, 48, 180, 0, 48]


def test_wrong_values_of_any_scenario_stop_the_run(book: Path) -> None:
    """Before anything is solved or written."""
    retype(book, "Scenarios", "F3", "twice")
    retype(book, "Scenarios", "F4", -1)
    before = book.read_bytes()
    with pytest.raises(InputError) as caught:
        optimize(book, scenario="all")
    assert [issue.place for issue in caught.value.issues] == ["Scenarios!F3", "Scenarios!F4"]
    assert book.read_bytes() == before
    plan = optimize(book)
    assert isinstance(plan, Plan)
    assert plan.total_cost == 150.0


def test_the_summary_stays_as_long_as_the_inputs_do(compared: Path) -> None:
    """A look at one scenario must not cost the comparison."""
    before = summary(compared)
    assert sop_excel("optimize", compared, "--scenario", "Dear").status == 0
    assert info(compared)["Scenario"] == "Dear"
    assert sop_excel("optimize", compared).status == 0
    assert summary(compared) == before
    assert checks(compared)["Scenarios unchanged since the solve"] == "OK"


@pytest.mark.parametrize(("sheet", "cell", "value"), [("Demand", "B2", 11), ("Scenarios", "F2", 9)])
def test_a_summary_of_other_inputs_loses_its_numbers(compared: Path, sheet: str, cell: str, value: int) -> None:
    """They would look like a plan; a note says what to do, and planning all of them brings them back."""
    retype(compared, sheet, cell, value)
    ran = sop_excel("optimize", compared)
    assert ran.status == 0
    assert "note: Table ScenarioSummary is blank: the inputs are no longer those" in ran.err
    assert summary(compared) == {name: [None, *NO_NUMBERS] for name in ("base", "Stock", "High", "Dear")}
    assert sop_excel("optimize", compared).err == ran.err
    assert sop_excel("optimize", compared, "--scenario", "all").status == 0
    assert summary(compared)["base"][0] == "optimal"


def test_a_workbook_without_scenarios_has_its_base_in_the_summary(tmp_path: Path, donor: Path) -> None:
    """As a template has it: the row follows the plan by itself."""
    book = tmp_path / "book.xlsx"
    book.write_bytes(donor.read_bytes())
    plan_workbook(book, book, Options(), donor)
    assert [row[:3] for row in read_table(book, "ScenarioSummary")[1:]] == [["base", "optimal", 2128139]]
    retype(book, "Products", "D5", 11)
    plan_workbook(book, book, Options(), donor)
    [row] = read_table(book, "ScenarioSummary")[1:]
    assert row[2] > 2128139


def test_python_reads_and_plans_a_scenario(book: Path, tmp_path: Path) -> None:
    """By its name, as the command line does."""
    assert read(book, "High").demand.tolist() == [[20.0, 40.0]]
    plan = optimize(book, tmp_path / "out.xlsx", scenario="Stock")
    assert isinstance(plan, Plan)
    assert plan.total_cost == 100.0


@pytest.mark.parametrize(("scenario", "lines"), [("base", 0), ("High", 1), ("Dear", 1), ("all", 2)])
def test_the_values_of_a_scenario_are_checked_where_it_is_named(book: Path, scenario: str, lines: int) -> None:
    """Every row's form always; the values of one scenario, or of all, without solving."""
    retype(book, "Scenarios", "F3", "twice")
    retype(book, "Scenarios", "F4", -1)
    ran = sop_excel("check", book, "--scenario", scenario)
    assert ran.status == (2 if lines else 0)
    assert len(ran.err.splitlines()) == lines
    with pytest.raises(InputError) if lines else nullcontext():
        read(book, scenario)
