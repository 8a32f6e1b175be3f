"""What every run says of the planner's own rule: in the workbook, in words and in JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.comparing import own_rule as door
from sop_excel.comparing.own_rule import own_rule, with_own_rule
from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import CATCH_UP, Problem
from sop_excel.model.explain.explained import MOST, explained
from sop_excel.model.solve import solve
from tests.commands import sop_excel
from tests.problems import article_problem, simple_problem
from tests.workbooks import Rows, make_workbook, read_table

BOOK: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Holding cost"], ["Fan", 5, 1]],
    "Demand": [["Product", "2026-01", "2026-02"], ["Fan", 10, 20]],
}
NARROW: dict[str, Rows] = BOOK | {
    "Products": [["Product", "Production cost", "Holding cost", "Max production"], ["Fan", 5, 1, 15]],
}


def settings(*rows: tuple[str, object]) -> dict[str, Rows]:
    return {"Settings": [["Setting", "Value"], *map(list, rows)]}


def planned(problem: Problem) -> Plan:
    plan = solve(problem)
    assert isinstance(plan, Plan)
    return plan


def test_every_run_says_what_four_weeks_of_coverage_would_cost(tmp_path: Path) -> None:
    """Of months with 29.5 days on average, as January and February are; the page for the meeting shows it too."""
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    ran = sop_excel("optimize", book, "--json")
    own = ran.answer["own_rule"]
    assert own["rule"] == "forward coverage"
    assert own["difference"] == pytest.approx(own["total_cost"] - ran.answer["total_cost"])
    line = own["sentence"].split(": ")[0]
    assert line.startswith("Planning by four weeks of forward coverage would cost ")
    (row,) = [row for row in read_table(book, "Explanation") if str(row[2]).startswith("Planning by")]
    assert (row[2], row[4]) == (line, pytest.approx(own["difference"]))
    assert line in [row[1] for row in read_table(book, "RunInfo") if row[0] == "Own rule"]
    assert line in sop_excel("optimize", book).out.splitlines()
    assert f"2. {own['sentence']}" in sop_excel("explain", book).out


@pytest.mark.parametrize(
    ("rows", "words", "cost"),
    [
        ((("Own rule", "chase"),), "chasing demand", 150.0),
        ((("Own rule", "level"),), "level production", 155.0),
        ((("Own rule periods", 1),), "1 period of forward coverage", 260.0),
        ((("Own rule", "Trailing coverage"), ("Own rule periods", 0.5)), "0.5 periods of trailing coverage", 215.0),
    ],
)
def test_the_settings_say_which_rule_is_the_planners_own(
    tmp_path: Path, rows: tuple[tuple[str, object], ...], words: str, cost: float
) -> None:
    """10 and 20 at 5 each, a unit in stock costs 1; level makes 15 and 15."""
    own = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", BOOK | settings(*rows)), "--json").answer[
        "own_rule"
    ]
    assert own["sentence"].startswith(f"Planning by {words} would cost {cost:,.0f} EUR, ")
    assert own["total_cost"] == cost


def test_a_rule_that_is_none_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    ran = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", BOOK | settings(("Own rule", "guess"))))
    assert ran.status == 2
    assert "one of forward coverage, trailing coverage, level, chase" in ran.err


def test_a_rule_that_runs_short_has_no_cost_but_the_units(tmp_path: Path) -> None:
    """15 a month are enough for 10 and 20, if 5 are made ahead, which chasing demand does not."""
    book = make_workbook(tmp_path / "book.xlsx", NARROW | settings(("Own rule", "chase")))
    ran = sop_excel("optimize", book, "--json")
    own = ran.answer["own_rule"]
    assert (ran.status, own["total_cost"], own["difference"], own["units_short"]) == (0, None, None, 5.0)
    expected = (
        "Planning by chasing demand cannot keep the limits: 5 units of demand stay unserved, first of Fan in 2026-02"
    )
    assert own["sentence"] == f"{expected}."
    assert expected in [row[1] for row in read_table(book, "RunInfo") if row[0] == "Own rule"]


def test_a_rule_that_loads_a_line_beyond_its_capacity_is_told_so() -> None:
    """In lots of 16 it makes what 10 hours cannot: where there is no overtime nobody speaks of it."""
    problem = simple_problem(
        [[8.0, 8.0]], production_cost=1, holding_cost=1, initial_inventory=8, min_lot=6, own_rule="chase",
        resources=["Line"], usage=[(0, 0, 1.0, 5.0)], capacity=12,
    )  # fmt: skip
    told = own_rule(planned(problem)).sentence.text
    assert told == "Planning by chasing demand cannot keep the limits: the capacity of Line in 2 is exceeded by 1."


def test_a_rule_that_falls_short_for_want_of_a_route_is_told_so() -> None:
    """The plan makes five of fifteen by another route, and a rule knows none."""
    problem = simple_problem([[15.0]], max_production=10, own_rule="chase", routes=[(0, {"production_cost": 3})])
    told = own_rule(planned(problem)).sentence.text
    assert told.endswith("5 units of demand stay unserved, first of P1 in 1; it makes all by the default routes.")


def test_components_that_a_rule_lacks_are_not_called_demand() -> None:
    """Ten wheels go into the bikes of period 2, in which eight can be made; the plan makes two before."""
    problem = simple_problem(
        [[0.0, 5.0], [0.0, 0.0]], max_production=[[9.0], [8.0]], bill=[(0, 1, 2.0)], own_rule="chase", holding_cost=1
    )
    told = own_rule(planned(problem)).sentence.text
    assert "2 units that customers or other products need stay unserved, first of P2 in 2" in told


def test_where_there_is_no_plan_no_rule_is_compared(tmp_path: Path) -> None:
    book = make_workbook(
        tmp_path / "book.xlsx", BOOK | {"Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 1]]}
    )
    ran = sop_excel("optimize", book, "--json")
    assert (ran.status, "own_rule" in ran.answer) == (3, False)
    assert not [row for row in read_table(book, "RunInfo") if row[0] == "Own rule"]


def test_with_prices_the_sentence_is_about_what_is_earned() -> None:
    """Of 300 revenue the plan leaves 150 and chase as much; one period of coverage 40."""
    told = own_rule(planned(simple_problem([10.0, 20.0], production_cost=5, holding_cost=1, price=10)))
    assert told.sentence.what == "Planning by 1 period of forward coverage would earn 40 EUR, 110 (73 %) less"
    assert (told.total_cost, told.difference) == (260.0, 110.0)


def test_what_a_rule_gives_up_is_told_where_it_has_no_price() -> None:
    """Safety stock that is to be caught up costs nothing where it is missed: 5 are, and the plan misses none."""
    problem = simple_problem(
        [10.0, 20.0], production_cost=1, holding_cost=1, safety_stock=[0, 5], max_production=20,
        safety_stock_rule=CATCH_UP, own_rule="chase",
    )  # fmt: skip
    told = own_rule(planned(problem))
    assert "misses 5 units more of safety stock, added up over the periods" in told.sentence.why


def test_it_follows_what_the_plan_costs_and_leaves_twenty_sentences() -> None:
    plan = planned(article_problem())
    told = with_own_rule(plan, explained(plan))
    assert [sentence.kind for sentence in told.sentences[:2]] == ["total", "own_rule"]
    assert len(told.sentences) <= MOST


def test_a_rule_that_fails_is_a_note_and_the_plan_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of any part of the explanation."""

    def failing(plan: Plan) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(door, "own_rule", failing)
    plan = planned(article_problem())
    before = explained(plan)
    told = with_own_rule(plan, before)
    assert (told.sentences, told.own_rule) == (before.sentences, None)
    assert told.notes[-1].startswith("What your own rule would cost is missing: ")
