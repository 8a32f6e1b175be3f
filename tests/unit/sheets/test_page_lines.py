"""What stands in table RunInfo for the page of the meeting: its sentences, and the plans beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sop_excel.domain.explanation import SINCE_FORMER, Explanation, OwnRule, Sentence
from sop_excel.domain.plan import Plan
from sop_excel.model.explain.explained import explained
from sop_excel.sheets import beside as beside_
from sop_excel.sheets.beside import beside
from sop_excel.sheets.page_lines import MOST, ROOM, said
from tests.plans import not_planned, planned
from tests.problems import simple_problem

TOTAL = Sentence("total", "", "", "The plan costs 30 EUR in all", "no plan costs less")
SINCE = Sentence(SINCE_FORMER, "", "", "It costs 2 EUR less than the plan before", "the demand fell")
LINE = Sentence("line", "Line", "", "Line is the bottleneck", "it is full in 3 of 4 periods; one unit more saves 5")
RULE = Sentence("own_rule", "", "", "Planning by four weeks of forward coverage would cost 40 EUR, 10 (33 %) more", "x")
OWN = OwnRule("forward coverage", 4.0, "four weeks of forward coverage", 40.0, 10.0, 0.0, RULE)


def plan_of(scenario: str = "base", **fields: Any) -> Plan:
    """10 and 20 units at 1 each: 30."""
    return planned(replace(simple_problem([10.0, 20.0], production_cost=1.0, **fields), scenario=scenario))


def lines(*sentences: Sentence, own: OwnRule | None = None) -> list[str]:
    """What is said of a plan that is explained so."""
    return list(said(plan_of(), Explanation(sentences, own_rule=own)).values())


def test_the_lines_are_the_explanation_without_what_the_page_shows_already() -> None:
    """The cost is a key figure, and what changed stands above it."""
    assert lines(TOTAL, SINCE, LINE, RULE, own=OWN) == [LINE.text, RULE.text]


def test_there_are_no_more_lines_than_the_page_has() -> None:
    others = [replace(LINE, what=f"Line {n} is a bottleneck") for n in range(MOST + 2)]
    assert lines(TOTAL, *others) == [line.text for line in others[:MOST]]


def test_a_long_line_loses_the_last_clauses_of_its_reason() -> None:
    """As many as it must, and all of the reason if its first is too long."""
    short, long = "it is full in 3 of 4 periods", "x" * (ROOM - 60)
    assert lines(replace(LINE, why=f"{short}; {long}")) == [f"{LINE.what}: {short}; {long}."]
    assert lines(replace(LINE, why=f"{short}; {long}; {short}")) == [f"{LINE.what}: {short}; {long}."]
    assert lines(replace(LINE, why="x" * ROOM)) == [f"{LINE.what}."]


def test_the_own_rule_is_told_once_whether_the_explanation_has_it_or_not() -> None:
    assert lines(TOTAL, own=OWN) == [f"{RULE.what}."]
    assert lines(TOTAL, RULE, own=OWN) == [RULE.text]


def test_of_no_plan_the_lines_say_why_there_is_none() -> None:
    """100 are wanted where 60 can be made."""
    found = not_planned(simple_problem([100.0], max_production=60.0))
    told = explained(found)
    assert list(said(found, told).values()) == [sentence.text for sentence in told.sentences[:MOST]] != []


def rows_of(plan: Plan, own: OwnRule | None, scenarios: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What stands beside a plan, row by row."""
    values = list(beside(plan, own, scenarios).values())
    return [tuple(values[k : k + 3]) for k in range(0, len(values), 3)]


def test_beside_a_plan_stand_what_the_own_rule_and_the_scenarios_cost_more() -> None:
    """20 units more at 1 each; one that no plan fulfils has no number."""
    more = planned(replace(simple_problem([20.0, 30.0], production_cost=1.0), scenario="More"))
    none = not_planned(replace(simple_problem([20.0], max_production=1.0), scenario="None"))
    assert rows_of(plan_of(), OWN, [more, none]) == [
        ("Four weeks of forward coverage", 40.0, 10.0),
        ("More", 50.0, 20.0),
        ("None", "no plan", None),
    ]


def test_with_prices_profits_stand_there() -> None:
    """At a price of 3 the plan earns 60; by the own rule 10 less."""
    plan = plan_of(price=3.0)
    assert rows_of(plan, OWN, [plan_of("Dear", price=4.0)]) == [
        ("Four weeks of forward coverage", 50.0, -10.0),
        ("Dear", 90.0, 30.0),
    ]


def test_a_rule_that_breaks_limits_has_no_amount() -> None:
    broken = replace(OWN, total_cost=None, difference=None, short=3.0)
    assert rows_of(plan_of(), broken, []) == [("Four weeks of forward coverage", beside_.MISSES, None)]


def test_scenarios_for_which_there_is_no_row_are_counted() -> None:
    """As many as there are rows are told one by one."""
    scenarios = [plan_of(f"S{n}") for n in range(beside_.MOST + 1)]
    assert [row[0] for row in rows_of(plan_of(), None, scenarios[:-1])] == [f"S{n}" for n in range(beside_.MOST)]
    assert rows_of(plan_of(), None, scenarios)[-1] == ("2 more in table ScenarioSummary", None, None)


def test_beside_no_plan_and_beside_nothing_stands_nothing() -> None:
    assert beside(not_planned(simple_problem([100.0], max_production=60.0)), OWN, [plan_of("S")]) == {}
    assert beside(plan_of(), None, []) == {}
