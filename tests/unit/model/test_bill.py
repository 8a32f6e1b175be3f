"""A bill of materials in the plan: components are used when their parent starts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.measures import into_others
from sop_excel.domain.plan import OPTIMAL, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.plans import not_planned, planned
from tests.problems import simple_problem


def _bikes(**fields: Any) -> Problem:
    """Bikes of two wheels each; a wheel has 40 spokes and is sold too. A bike takes a period, and so does a wheel."""
    made = {
        "production_cost": [[10.0], [3.0], [0.1]],
        "holding_cost": [[4.0], [1.0], [0.0]],
        "initial_inventory": [5.0, 10.0, 0.0],
        "lead_time": [1.0, 1.0, 0.0],
    }
    return simple_problem(
        [[0, 5, 0, 6], [0, 1, 1, 1], [0, 0, 0, 0]], bill=[(0, 1, 2), (1, 2, 40)], **{**made, **fields}
    )


def test_components_are_used_when_their_parent_starts() -> None:
    """6 bikes for period 4 start in 3 and take 12 wheels; 8 are left by then of 10, so 4 start before, and 1 is sold in
    4. Each takes 40 spokes. They cost 60 + 15 + 20 to make, and 5 bikes at 4, 10 and 9 wheels at 1 to keep."""
    plan = planned(_bikes())
    assert plan.status == OPTIMAL
    assert plan.production.tolist() == [[0, 0, 6, 0], [0, 4, 1, 0], [0, 160, 40, 0]]
    assert into_others(plan.problem, plan.quantities).tolist() == [[0, 0, 0, 0], [0, 0, 12, 0], [0, 160, 40, 0]]
    assert plan.costs == {"production": 60.0 + 15.0 + 20.0, "holding": 20.0 + 10.0 + 9.0}


def test_a_component_may_be_bought_where_that_is_cheaper() -> None:
    """Spokes at a price below the cost of making them, and none can be made."""
    plan = planned(_bikes(subcontract_cost=[[np.nan], [np.nan], [0.05]], max_production=[[9.0], [9.0], [0.0]]))
    assert plan.quantities.subcontract[2].sum() == 200
    assert plan.production[2].sum() == 0


def test_the_check_finds_components_that_were_not_there() -> None:
    """One unit more of the parent breaks the balance of its component."""
    plan = planned(_bikes())
    more = plan.production.copy()
    more[0, 2] += 1.0
    stock = plan.inventory.copy()
    stock[0, 3] += 1.0
    wrong = plan.quantities.exchanged(production=more, inventory=stock)
    found = worst_violation(plan.problem, wrong)
    assert found.relative > 0.01
    assert found.rule.startswith("the balance")


def test_without_components_there_is_no_plan_and_the_changes_make_one() -> None:
    """Of 30 spokes in each period no 4 wheels can be made: more spokes are, or less is sold."""
    found = not_planned(_bikes(max_production=[[9.0], [9.0], [30.0]]))
    assert found.fixes is not None
    told = [change.what for way in found.ways for change in way.changes]
    assert any(one.startswith("Raise max production of P3") for one in told)
    assert any(one.startswith("Lower demand of P1") for one in told)


@pytest.mark.parametrize("quantity", [2.0, 0.5])
def test_a_parent_may_be_made_to_make_room_for_its_components(quantity: float) -> None:
    """Receipts of a component that find no room are used up, though nobody wants what is made of them."""
    problem = simple_problem(
        [[0, 0], [0, 0]], bill=[(0, 1, quantity)], receipts=[[0, 0], [6, 0]], max_inventory=[[np.inf], [1.0]],
        production_cost=1.0,
    )  # fmt: skip
    plan = planned(problem)
    assert plan.production.sum() == 5.0 / quantity
    assert plan.status == OPTIMAL


def test_a_parent_that_is_made_early_is_so_for_want_of_components() -> None:
    """Two wheels a period are all that there are, and a wheel costs more to keep than a bike."""
    problem = simple_problem(
        [[0, 0, 6], [0, 0, 0]], bill=[(0, 1, 1)], max_production=[[9.0], [2.0]], holding_cost=[[1.0], [2.0]]
    )
    told = {one.what: one.why for one in explained(planned(problem)).sentences}
    assert told["1 builds 2 of P1 for 3"].startswith("no more P2 can be had in 3;")
    enough = problem.replace(products=problem.products.replace(holding_cost=np.array([[1.0] * 3, [0.5] * 3])))
    assert not any(one.what.startswith("1 builds 2 of P1") for one in explained(planned(enough)).sentences)


small = st.builds(
    simple_problem,
    st.tuples(st.lists(st.integers(0, 2), min_size=3, max_size=3), st.lists(st.integers(0, 1), min_size=3, max_size=3)),
    production_cost=st.sampled_from(([[1.0], [2.0]], [[0.0], [1.0]], [[1, 3, 0], [2, 0, 1]])),
    holding_cost=st.sampled_from(([[1.0], [0.5]], [[0.0], [2.0]])),
    initial_inventory=st.sampled_from(([0, 0], [1, 2], [0, 5])),
    max_inventory=st.sampled_from((np.inf, [[np.inf], [3.0]])),
    safety_stock=st.sampled_from((0.0, [[0.0], [1.0]])),
    lead_time=st.sampled_from(([0, 0], [1, 0], [0, 1])),
    max_production=st.just([[3.0], [5.0]]),
    bill=st.sampled_from(([(0, 1, 1)], [(0, 1, 2)], [(1, 0, 1)])),
    whole_units=st.just(True),
    relative_gap=st.just(0.0),
)


@examples(25)
@given(small)
def test_no_plan_that_can_be_tried_is_cheaper(problem: Problem) -> None:
    """Every whole production of a parent and its component in three periods is tried."""
    costs = [cost for made in _all_made() if (cost := _cost(problem, made)) is not None]
    found = solve(problem)
    assert isinstance(found, Plan) == bool(costs)
    if isinstance(found, Plan):
        assert found.total_cost == pytest.approx(min(costs), abs=1e-9)


def _all_made() -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    return product(product(range(4), repeat=3), product(range(6), repeat=3))


def _cost(problem: Problem, made: tuple[tuple[int, ...], tuple[int, ...]]) -> float | None:
    """What this production costs, followed period by period; None where something lacks or finds no room."""
    products, bill = problem.products, problem.others["bill"]
    parent, component = int(bill.link("parent")[0]), int(bill.link("component")[0])
    stock, cost = products.initial_inventory.tolist(), 0.0
    for t in range(3):
        for i in (0, 1):
            start, lead = made[i][t], int(products.lead_time[i])
            if start > products.max_production[i, t] or (start and t + lead > 2):
                return None
            stock[i] += (made[i][t - lead] if t >= lead else 0) - problem.demand[i, t]
            cost += products.production_cost[i, t] * start
        stock[component] -= bill.fields.quantity[0] * made[parent][t]
        for i in (0, 1):
            if not products.safety_stock[i, t] <= stock[i] <= products.max_inventory[i, t]:
                return None
            cost += products.holding_cost[i, t] * stock[i]
    return float(cost)
