"""Min lots and lot multiples, on plans small enough to be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.model.assembly import formulate
from sop_excel.model.checked import broken_rules, worst_violation
from sop_excel.model.decisions import decisions
from sop_excel.model.solve import solve
from tests.plans import not_planned, planned
from tests.problems import simple_problem


def test_nothing_or_at_least_the_min_lot_is_made() -> None:
    """2 are needed and 5 is the least: the 3 beyond wait for the second period."""
    plan = planned(simple_problem([[2, 4]], min_lot=5, holding_cost=1, relative_gap=0.0))
    assert (plan.production.tolist(), dict(plan.costs)) == ([[6, 0]], {"holding": 4})
    assert plan.quantities.setup.tolist() == [[1, 0]]


def test_a_min_lot_of_one_period_holds_there_alone() -> None:
    """The second period has none, so that its 4 are made then."""
    plan = planned(simple_problem([[2, 4]], min_lot=[[3, 0]], holding_cost=1, relative_gap=0.0))
    assert plan.production.tolist() == [[3, 3]]


def test_whole_lots_are_made() -> None:
    """Lots of 2.5 units: two of them for the first 4, and one more for the 2 that then lack."""
    plan = planned(simple_problem([[4, 3]], lot_multiple=2.5, holding_cost=1, relative_gap=0.0))
    assert plan.production.tolist() == [[5, 2.5]]
    assert plan.quantities.lots.tolist() == [[2, 1]]


@pytest.mark.parametrize(
    ("fields", "most"),
    [
        ({"min_lot": 8}, [13, 8]),
        ({"min_lot": 8, "lot_multiple": 3}, [15, 9]),
        ({"setup_cost": 1, "lot_multiple": 3}, [15, 9]),
        ({"setup_cost": 1, "whole_units": True, "safety_stock": 0.5}, [14, 8]),
        ({"min_lot": 8, "max_production": 12}, [12, 8]),
    ],
)
def test_the_most_after_a_setup_can_be_made_in_lots(fields: dict[str, float], most: list[float]) -> None:
    """What is needed, in the lots that there are: else the cheapest plan would be cut off."""
    problem = simple_problem([[6, 7]], **fields)  # type: ignore[arg-type]
    model = formulate(problem, decisions(problem))
    rows, columns = model.rows["setup"][0].tolist(), model.at["setup"][0].tolist()
    entries = zip(model.entries.row.tolist(), model.entries.column.tolist(), model.entries.value.tolist(), strict=True)
    found = {rows.index(row): -value for row, column, value in entries if row in rows and column in columns}
    assert [found[t] for t in range(2)] == most


def test_the_check_finds_what_is_no_lot() -> None:
    """Less than the min lot, and no multiple."""
    problem = simple_problem([[6, 7]], min_lot=4, lot_multiple=2, holding_cost=1)
    plan = planned(problem).quantities
    assert worst_violation(problem, plan).rule == "none"
    for made, rule in (([[2.0, 12.0]], "the min lot"), ([[7.0, 7.0]], "the lot multiple")):
        wrong = plan.exchanged(production=np.array(made))
        assert rule in [one.name for one in broken_rules(problem, wrong) if (one.excess > 0.5).any()]


def test_a_min_lot_that_no_plan_can_keep_may_be_lowered() -> None:
    """Room for 3 in stock: of a lot of 9 no more than 4 are sold; a smaller one is proved to do by a solve."""
    problem = simple_problem([[4, 5]], min_lot=9, max_inventory=3, max_production=9, relative_gap=0.0)
    found = not_planned(problem)
    assert isinstance(found, NoPlan)
    told = [change.what for way in found.ways for change in way.changes]
    assert any(what.startswith("Lower min lot of P1") for what in told), told
    lower = problem.replace(products=problem.products.replace(min_lot=problem.products.min_lot * 0 + 5))
    assert isinstance(solve(lower), Plan)


def test_what_only_lots_forbid_is_told() -> None:
    """In fractions there would be a plan; words say what must be whole."""
    found = not_planned(simple_problem([[4, 4]], lot_multiple=3, max_inventory=0, relative_gap=0.0))
    assert any("it is whole lots that no plan can keep to" in note for note in found.notes), found.notes
