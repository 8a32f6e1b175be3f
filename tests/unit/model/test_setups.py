"""Setups, on plans small enough to be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL
from sop_excel.model.assembly import formulate
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import decisions
from tests.plans import planned
from tests.problems import simple_problem


def test_one_setup_makes_for_two_periods_where_holding_costs_less() -> None:
    """Holding 6 for a period at 1 is cheaper than a setup at 10, and dearer than one at 5."""
    dear = planned(simple_problem([[5, 6]], setup_cost=10, holding_cost=1, relative_gap=0.0))
    assert dear.production.tolist() == [[11, 0]]
    assert (dear.status, dict(dear.costs)) == (OPTIMAL, {"holding": 6, "setup": 10})
    assert dear.quantities.setup.tolist() == [[1, 0]]
    cheap = planned(simple_problem([[5, 6]], setup_cost=5, holding_cost=1, relative_gap=0.0))
    assert (cheap.production.tolist(), dict(cheap.costs)) == ([[5, 6]], {"setup": 10})


def test_a_setup_takes_its_part_of_the_capacity() -> None:
    """Of 10 hours 3 are a setup: 7 units can be made, and load and overtime count the setup."""
    plan = planned(
        simple_problem(
            [[5, 8]], holding_cost=1, resources=["Line"], usage=[(0, 0, 1.0, 3.0)], capacity=10, relative_gap=0.0
        )
    )
    assert plan.production.tolist() == [[6, 7]]
    assert plan.quantities.regular.tolist() == [[9, 10]]
    over = planned(
        simple_problem(
            [[8]], resources=["Line"], usage=[(0, 0, 1.0, 3.0)], capacity=10, overtime_cost=2, relative_gap=0.0
        )
    )
    assert (over.quantities.overtime.tolist(), dict(over.costs)) == ([[1]], {"overtime": 2})


def test_a_product_without_setups_has_no_decision_about_them() -> None:
    """No column, no row, and the plan is one of a linear model."""
    problem = simple_problem([[5, 6]], holding_cost=1)
    assert "setup" not in formulate(problem, decisions(problem)).at
    assert not planned(problem).is_whole


def _most(problem: object) -> list[float]:
    """The M of each setup of the first product."""
    model = formulate(problem, decisions(problem))  # type: ignore[arg-type]
    of_setups = np.isin(model.entries.column, model.at["setup"][0]) & np.isin(model.entries.row, model.rows["setup"])
    return [-value for value in model.entries.value[of_setups].tolist()]


@pytest.mark.parametrize(
    ("fields", "most"),
    [
        ({}, [18, 13, 7]),  # what is still needed
        ({"safety_stock": 2}, [20, 15, 9]),
        ({"safety_stock": [9, 0, 0]}, [18, 13, 7]),  # 5 + 9 is needed by the first period, 18 by the last
        ({"lead_time": [1]}, [13, 7]),  # the last start would come too late
        ({"backorder_cost": 9}, [18, 18, 18]),  # late demand may come on top
        ({"initial_backorders": [4], "backorder_cost": [9, float("nan"), 9]}, [22, 22, 7]),
        ({"max_production": 10}, [10, 10, 7]),
        ({"resources": ["Line"], "usage": [(0, 0, 2.0, 3.0)], "capacity": [[31, 11, 99]]}, [14, 4, 7]),
        ({"firm_production": [0, 0, 8]}, [18, 13, 8]),
    ],
)
def test_the_most_that_a_setup_makes_is_the_least_that_is_proven(fields: dict[str, Any], most: list[float]) -> None:
    """What is still needed, what may be made, and what the line has room for beside the setup."""
    assert _most(simple_problem([[5, 6, 7]], setup_cost=1, **fields)) == most


def test_the_check_finds_what_is_made_without_a_setup() -> None:
    """It reads nothing but the problem and the plan."""
    problem = simple_problem([[5, 6]], setup_cost=5, holding_cost=1)
    plan = planned(problem).quantities
    assert worst_violation(problem, plan).rule == "none"
    without = plan.exchanged(setup=np.array([[1.0, 0.0]]))
    assert worst_violation(problem, without).rule == "production without a setup of P1 in 2"
    assert worst_violation(problem, plan.exchanged(setup=np.array([[1.0, 0.5]]))).amount > 0


def test_an_hour_more_is_worth_what_it_saves_where_a_setup_takes_hours() -> None:
    """A unit more is made instead of bought: the most that a setup makes follows the capacity that is asked about."""
    from sop_excel.model.explain.explained import explained

    problem = simple_problem(
        [[5, 8]],
        setup_cost=1,
        subcontract_cost=7,
        resources=["Line"],
        usage=[(0, 0, 1.0, 3.0)],
        capacity=[[8, 10]],
        relative_gap=0.0,
    )
    marginals = explained(planned(problem)).marginals
    assert marginals is not None
    assert marginals.one_more.tolist() == [[7, 7]]
