"""Rules are simulated only beside a cheapest plan that is one; else the forecast alone counts, and it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sop_excel.comparing.on_forecast import on_given_demand
from sop_excel.comparing.own_rule import own_rule
from sop_excel.comparing.priced import judged
from sop_excel.comparing.rules import chase
from sop_excel.domain.table import Table
from sop_excel.model.decisions import decisions
from sop_excel.preparing.compare_rules import BY_DEFAULT, IN_WHOLE, LIMITED, OF_CLASSES, RuleOptions, prepare_rules
from tests.plans import planned
from tests.problems import simple_problem
from tests.tables import small_book, table

OPTIONS = RuleOptions(paths=20, periods=2, variation=0.3)
LINE = table("Resources", ["Resource", "Capacity"], ["L1", 90.0])


def _simulated(tables: Mapping[str, Table]) -> tuple[bool, str]:
    """Whether anything is simulated, and all notes."""
    prepared = prepare_rules(tables, "book", OPTIONS)
    rows: Any = prepared.answer["rules"]
    return any("(simulated)" in row["rule"] for row in rows), "\n".join(prepared.notes)


def _products(column: str, value: float) -> Table:
    return table("Products", ["Product", "Production cost", column], ["A", 5.0, value], ["B", 7.0, None])


@pytest.mark.parametrize(
    ("asked", "not_asked"),
    [
        (small_book(_products("Setup cost", 9.0)), small_book(_products("Setup cost", 0.0))),
        (small_book(_products("Lot multiple", 4.0)), small_book()),
        (
            small_book(table("Limits", ["Limit", "Measure", "Max"], ["Carbon", "Production", 99.0])),
            small_book(table("Limits", ["Limit", "Measure", "Max"])),
        ),
    ],
    ids=["setups", "lots", "limits"],
)
def test_what_no_plan_made_anew_can_keep_is_not_simulated(
    asked: Mapping[str, Table], not_asked: Mapping[str, Table]
) -> None:
    """A plan that leaves setups or limits out is not the cheapest, and what is saved beside it is no saving."""
    is_simulated, notes = _simulated(asked)
    assert not is_simulated
    assert (LIMITED if "Limits" in asked else IN_WHOLE) in notes
    is_simulated, notes = _simulated(not_asked)
    assert is_simulated
    assert "Not simulated" not in notes


def test_that_the_simulation_knows_default_routes_alone_is_said() -> None:
    """Of a book that has others."""
    routes = table("Routes", ["Product", "Route", "Production cost"], ["A", "Line B", 3.0])
    assert BY_DEFAULT in _simulated(small_book(routes))[1]
    assert BY_DEFAULT not in _simulated(small_book())[1]


def test_who_bears_what_is_short_in_the_simulation_is_said() -> None:
    """Of a book whose demand has classes."""
    demand = table("Demand", ["Product", "Class", "Jan", "Feb"], ["A", "Web", 10.0, 20.0], ["B", None, 1.0, 2.0])
    classes = table("Classes", ["Class", "Lost sale cost"], ["Web", 9.0])
    is_simulated, notes = _simulated(small_book(demand, classes))
    assert is_simulated
    assert OF_CLASSES in notes


def test_a_rule_makes_all_by_the_default_routes_which_is_said_where_the_plan_does_not() -> None:
    """10 units at 2 in place of 1, and as many for the next period, which the plan leaves out."""
    routes = [(0, {"production_cost": 1.0})]
    found = own_rule(planned(simple_problem([[10.0]], production_cost=2.0, routes=routes)))
    assert found.difference == 30.0
    assert "and makes all by the default routes" in found.sentence.text
    dear = own_rule(planned(simple_problem([[10.0]], production_cost=2.0, routes=[(0, {"production_cost": 3.0})])))
    assert "default routes" not in dear.sentence.text


def test_what_parents_lack_of_a_component_is_told_once() -> None:
    """Of 5 that are wanted 3 can be made of the component: 2 stay unserved, which no other rule repeats."""
    problem = simple_problem([[5.0], [0.0]], production_cost=1.0, max_production=[[9.0], [3.0]], bill=[(0, 1, 1.0)])
    found = judged(problem, decisions(problem), on_given_demand(problem, chase()))
    assert found.broken == "2 units that customers or other products need stay unserved, first of P2 in 1"
