"""Where no plan exists: what is told first, how it is cut, and that one budget of work bounds the search for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.changes import FEW, Change, in_short, shown
from sop_excel.domain.plan import INFEASIBLE, NoPlan, OtherSetting
from sop_excel.domain.problem import Problem
from sop_excel.domain.ways_out import no_plan_text
from sop_excel.errors import DeadlineError
from sop_excel.model.engine.deadline import within
from sop_excel.model.explain.explained import explained
from sop_excel.model.repair.diagnosis import MORE, diagnosed
from sop_excel.model.repair.ways import in_fractions
from sop_excel.model.repair.work import OutOfWorkError, Work
from sop_excel.model.solve import cheapest, solve
from tests.commands import sop_excel
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.property.strategies import shuffled
from tests.property.test_fixes import applied
from tests.workbooks import Rows, make_workbook, read_table

LINE: dict[str, Any] = {"resources": ["Line 1"], "usage": [(0, 0, 1.0)]}


def _book(products: int, periods: int, lines: int, limit: float) -> dict[str, Rows]:
    """Whole units on lines that are asked for 105 % of what they have."""
    random = np.random.default_rng(products)
    demand = np.round(random.uniform(20, 120, (products, periods)))
    usage = np.round(random.uniform(0.3, 2.5, (lines, products)), 2)
    names, codes = [f"Line {r + 1}" for r in range(lines)], [f"P{i + 1:02}" for i in range(products)]
    capacity = [round(float((use @ demand).sum()) / periods / 1.05, 1) for use in usage]
    head = ["Product", "Production cost", "Holding cost", "Safety stock", "Initial inventory"]
    return {
        "Products": [head, *([code, 5 + i % 7, 0.5, 10, 30] for i, code in enumerate(codes))],
        "Demand": [
            ["Product", *(f"W{t + 1:02}" for t in range(periods))],
            *([c, *row] for c, row in zip(codes, demand.tolist(), strict=True)),
        ],
        "Settings": [["Setting", "Value"], ["Whole units", "yes"], ["Time limit", limit]],
        "Resources": [["Resource", "Capacity"], *([n, c] for n, c in zip(names, capacity, strict=True))],
        "Routings": [
            ["Product", "Resource", "Usage"],
            *([c, n, float(usage[r, i])] for i, c in enumerate(codes) for r, n in enumerate(names)),
        ],
    }


@pytest.mark.parametrize(
    ("products", "periods", "lines"), [pytest.param(20, 26, 1, marks=pytest.mark.exhaustive), (10, 12, 2)]
)
def test_whole_units_on_full_lines_have_changes_in_the_time_of_a_command(
    products: int, periods: int, lines: int, tmp_path: Path
) -> None:
    """Some minutes were not enough; the changes are shown by lever, and no table is longer than a planner reads."""
    book = make_workbook(tmp_path / "book.xlsx", _book(products, periods, lines, 10))
    ran = sop_excel("optimize", book, "--json")
    assert (ran.status, ran.answer["status"]) == (3, "infeasible")
    fixes = ran.answer["fixes"]
    assert {change["what"].partition(" of ")[0] for change in fixes["changes"]} == {"Raise capacity"}
    assert fixes["in_short"] == [
        f"{start} by {_sum(fixes)} in all" for start in [fixes["in_short"][0].split(" by ")[0]]
    ]
    assert set(fixes) == {"changes", "total_cost", "is_least", "in_short"}
    assert len(read_table(book, "Explanation")) < 80


def _sum(fixes: dict[str, Any]) -> str:
    return f"{sum(change['amount'] for change in fixes['changes']):,.3f}".rstrip("0").rstrip(".")


def test_the_cost_of_a_plan_that_is_not_proved_the_cheapest_is_called_at_most() -> None:
    """The changes have a plan of no more than that cost; where little is to be decided it is the least."""
    random = np.random.default_rng(2)
    demand, usage = np.round(random.uniform(20, 120, (10, 12))), np.round(random.uniform(0.3, 2.5, 10), 2)
    fields: dict[str, Any] = {"resources": ["Line 1"], "usage": [(i, 0, u) for i, u in enumerate(usage.tolist())]}
    capacity = round(float((usage @ demand).mean()) / 1.05, 1)
    problem = simple_problem(
        demand, holding_cost=0.5, initial_inventory=30, capacity=capacity, whole_units=True, time_limit=2.0, **fields
    )
    plan = not_planned(problem)
    assert plan.fixes is not None
    assert not plan.fixes.is_least
    assert f"The cheapest plan then costs at most {plan.fixes.total_cost:,.2f} EUR." in no_plan_text(plan)
    relaxed = planned(in_fractions(applied(problem, plan.fixes)))
    assert relaxed.total_cost <= plan.fixes.total_cost
    small = not_planned(simple_problem([5], max_production=3, production_cost=2, whole_units=True))
    assert small.fixes is not None
    assert (small.fixes.total_cost, small.fixes.is_least) == (10.0, True)


SETTINGS: list[tuple[dict[str, Any], list[OtherSetting]]] = [
    (
        {"demand": [0, 9, 9, 9], "frozen_periods": 3, "production_cost": 2},
        [OtherSetting("Frozen periods", "3", "1", 54.0)],
    ),
    ({"demand": [9, 9], "frozen_periods": 2}, [OtherSetting("Frozen periods", "2", "0", 0.0)]),
    (
        {"demand": [9], "max_production": 4, "price": 5, "production_cost": 1, "demand_must_be_met": True},
        [OtherSetting("Demand must be met", "yes", "no", 4.0)],
    ),
    (
        {"demand": [9], "max_production": 9, "safety_stock": 5, "production_cost": 1},
        [OtherSetting("Safety stock rule", "hard", "catch up", 9.0)],
    ),
    (
        {"demand": [2.5], "max_production": 2.6, "max_inventory": 0.2, "whole_units": True, "production_cost": 2},
        [OtherSetting("Whole units", "yes", "no", 5.0)],
    ),
    ({"demand": [9], "max_production": 4, "frozen_periods": 0}, []),
]


@pytest.mark.parametrize(("fields", "told"), SETTINGS)
def test_a_setting_that_alone_stands_in_the_way_is_named_first(
    fields: dict[str, Any], told: list[OtherSetting]
) -> None:
    """With the value that changes least, and the cost of the plan that is possible then; where it is no help, not."""
    plan = not_planned(simple_problem(**fields))
    assert plan.status == INFEASIBLE
    assert list(plan.settings) == told
    first = no_plan_text(plan).splitlines()[1]
    assert first.startswith("Change the setting" if told else "These changes")
    assert ("Or these changes together make one possible:" in no_plan_text(plan)) == bool(told)
    assert [sentence.what for sentence in explained(plan).sentences if sentence.kind == "setting"] == [
        one.what for one in told
    ]
    assert plan.fixes is not None


def test_a_setting_is_told_in_json_and_in_the_workbook(tmp_path: Path) -> None:
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost"], ["Fan", 2]],
        "Demand": [["Product", "Jan", "Feb", "Mar"], ["Fan", 4, 5, 6]],
        "Settings": [["Setting", "Value"], ["Frozen periods", 2]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    ran = sop_excel("optimize", book, "--json")
    what = "Change the setting Frozen periods from 2 to 0"
    assert ran.answer["settings"] == [
        {
            "setting": "Frozen periods", "now": "2", "value": "0", "total_cost": 30.0, "is_least": True, "what": what,
        }
    ]  # fmt: skip
    rows = {row[0]: row[1] for row in read_table(book, "Checks")}
    assert rows["Setting 1"] == f"{what}: the cheapest plan then costs 30.00 EUR"
    assert rows["In short 1"] == "Raise firm production of Fan in Jan to Feb by 9 in all"
    assert rows["Change 1"] == "Raise firm production of Fan in Jan by 4"


def _changes(lever: str, items: int, periods: int, amount: float = 1.5, is_level: bool = False) -> list[Change]:
    return [
        Change(f"{lever} of P{i} in {t}", f"P{i}", str(t), amount, lever, "products", float(i + t / 100), is_level)
        for i in range(items)
        for t in range(periods)
    ]


PERIODS = tuple(map(str, range(40)))


def test_a_lever_is_one_sentence_with_its_periods_summed() -> None:
    """Flows add up over periods, stocks do not."""
    assert in_short(_changes("Raise firm production", 3, 2, 200.5), PERIODS) == (
        "Raise firm production of 3 products in 0 to 1 by 1,203 in all",
    )
    assert in_short(_changes("Lower safety stock", 1, 3, is_level=True), PERIODS) == (
        "Lower safety stock of P0 in 0 to 2 by up to 1.5",
    )
    assert in_short(_changes("Raise capacity", 1, 1), PERIODS) == ("Raise capacity of P0 in 0",)


def test_many_changes_are_cut_to_the_ten_largest_items_and_the_rest_as_one() -> None:
    """Of 300 products, by item; of one or two, each for itself; few of them stay as they are."""
    many = shown(_changes("Lower demand", 300, 11), PERIODS)
    assert [change.item for change in many] == [*(f"P{i}" for i in range(290, 300)), ""]
    assert many[0].what == "Lower demand of P290 in 0 to 10 by 16.5 in all"
    assert many[-1].what == "Lower demand of 290 more products in 0 to 10 by 4,785 in all"
    one = shown(_changes("Lower demand", 1, 13), PERIODS)
    assert [change.period for change in one] == [*map(str, range(3, 13)), ""]
    assert one[-1].what == "Lower demand of P0 in 3 more periods by 4.5 in all"
    two = shown(_changes("Lower demand", 2, 7), PERIODS)
    assert [(one.item, one.period) for one in two[:3]] == [("P0", "4"), ("P0", "5"), ("P0", "6")]
    assert [one.what for one in two[-1:]] == ["Lower demand of P0 in 4 more periods by 6 in all"]
    few = _changes("Lower demand", 2, FEW // 2) + _changes("Raise capacity", 1, 2)
    assert list(shown(few, PERIODS)) == few


def test_the_sum_of_all_that_is_shown_is_the_sum_of_all_changes() -> None:
    """Nothing is lost by the cut."""
    changes = _changes("Lower demand", 25, 7) + _changes("Raise capacity", 1, 25, 0.25)
    assert sum(one.amount for one in shown(changes, PERIODS)) == sum(one.amount for one in changes)


def test_a_set_that_is_dearer_and_longer_than_another_is_not_shown() -> None:
    """Three cells of a maximum, or one of capacity: both meet all demand."""
    plan = not_planned(_two_stages())
    ways = [(len(fix.changes), fix.total_cost) for fix in (plan.fixes, *plan.alternatives) if fix]
    kept = [way for k, way in enumerate(ways) if k == 0 or not any(o[0] < way[0] and o[1] < way[1] for o in ways)]
    assert ways[0] == kept[0]
    assert len(ways) >= 2
    lengths = {fix.changes[0].lever: len(fix.changes) for fix in (plan.fixes, *plan.alternatives) if fix}
    assert "Lower safety stock" not in lengths


def _two_stages() -> Problem:
    """Postponing one lot is cheaper and shorter than lowering the demand of three products: not shown."""
    return simple_problem(
        [[10, 0], [10, 0], [10, 0]], production_cost=1, holding_cost=1, resources=["L"], capacity=[[24, 50]],
        usage=[(0, 0, 1.0), (1, 0, 1.0), (2, 0, 1.0)],
    )  # fmt: skip


def test_other_sets_and_settings_end_with_the_work_and_the_first_set_does_not() -> None:
    """With a time limit of next to nothing there is the first set, and a note that more may help."""
    problem = simple_problem([100], capacity=1, time_limit=1e-6, **LINE)
    plan = not_planned(problem)
    assert plan.fixes is not None
    assert plan.fixes.changes[0].what == "Raise capacity of Line 1 in 1 by 99"
    assert plan.alternatives == ()
    assert MORE in plan.notes
    whole = not_planned(problem.replace(policies=type(problem.policies)()))
    assert MORE not in whole.notes
    assert len(whole.alternatives) == 1


def test_no_work_may_be_begun_when_all_is_done() -> None:
    problem = simple_problem([100], capacity=1, time_limit=1e-9, **LINE)
    work = Work(problem.policies)
    work.limited = True
    work.left = 0.0
    with pytest.raises(OutOfWorkError):
        work.iterations(_model(problem))


def _model(problem: Problem) -> Any:
    from sop_excel.model.assembly import formulate
    from sop_excel.model.decisions import decisions

    return formulate(problem, decisions(problem))


def test_a_deadline_that_has_passed_leaves_a_note_and_no_error() -> None:
    """That there is no plan is known; what would help is not."""
    problem = simple_problem([100], capacity=1, **LINE)
    with within(0.0):
        told = diagnosed(NoPlan(problem, "HiGHS"), cheapest)
        with pytest.raises(DeadlineError):
            solve(problem)
    assert told.status == INFEASIBLE
    assert told.fixes is None
    assert any(note.startswith("What would make a plan possible is missing: ") for note in told.notes)


def test_the_order_of_the_rows_changes_nothing_of_what_is_told() -> None:
    """Products that cannot be reached, settings, changes and reasons: in the order of the codes."""
    demand = [[30.0, 5, 9], [8, 40, 2], [7, 7, 60], [20, 20, 20]]
    usage = [(i, 0, 1.0 + i) for i in range(4)]
    fields: dict[str, Any] = {"resources": ["A", "B"], "capacity": [[120], [9]], "usage": [*usage, (1, 1, 0.5)]}
    problem = simple_problem(
        demand, max_production=[[20], [30], [40], [15]], safety_stock=3, frozen_periods=1, **fields
    )
    told = [
        (plan.fixes, plan.alternatives, plan.settings, plan.notes)
        for plan in map(
            not_planned, (problem, shuffled(problem, [2, 0, 3, 1], [1, 0]), shuffled(problem, [3, 2, 1, 0], [0, 1]))
        )
    ]
    assert told[0] == told[1] == told[2]
    assert told[0][0] is not None
