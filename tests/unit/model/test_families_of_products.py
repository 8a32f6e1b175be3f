"""Campaigns: products that share the setup of their family, on plans small enough to be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from sop_excel.model.checked import broken_rules
from tests.plans import planned
from tests.problems import simple_problem


def test_a_family_is_set_up_once_for_all_of_its_products() -> None:
    """10 for the family and 1 for each product; apart it would be 20 and 2."""
    plan = planned(simple_problem([[5], [3]], setup_cost=1, families=[([0, 1], 10, -1, 0.0)], relative_gap=0.0))
    assert dict(plan.costs) == {"setup": 12}
    assert plan.quantities.family_setup.tolist() == [[1]]


def test_a_campaign_makes_both_products_in_one_period() -> None:
    """A second campaign at 10 is dearer than to hold 4 for a period at 2; without the family nothing is held."""
    fields: dict[str, Any] = {"demand": [[5, 0], [0, 4]], "holding_cost": 2, "relative_gap": 0.0}
    plan = planned(simple_problem(families=[([0, 1], 10, -1, 0.0)], **fields))
    assert (plan.production.tolist(), dict(plan.costs)) == ([[5, 0], [4, 0]], {"holding": 8, "setup": 10})
    assert not planned(simple_problem(**fields)).costs


def test_a_family_takes_its_part_of_the_capacity_once() -> None:
    """Of 12 hours 2 are the setup of the family and 1 that of the first product: 9 are left for both."""
    line: dict[str, Any] = {
        "resources": ["Line"],
        "usage": [(0, 0, 1.0, 1.0), (1, 0, 1.0)],
        "capacity": 12,
        "overtime_cost": 5,
    }
    plan = planned(simple_problem([[5], [6]], families=[([0, 1], 0, 0, 2.0)], relative_gap=0.0, **line))
    assert (plan.quantities.overtime.tolist(), dict(plan.costs)) == ([[2]], {"overtime": 10})


def test_a_product_that_is_left_set_up_keeps_its_family_ready() -> None:
    """The first product goes on, and the second of the family needs no new campaign."""
    fields: dict[str, Any] = {
        "holding_cost": 20,
        "setup_cost": 1,
        "families": [([0, 1], 10, -1, 0.0)],
        "relative_gap": 0.0,
    }
    line: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 1.0), (1, 0, 1.0)]}
    plan = planned(simple_problem([[5, 6], [0, 4]], setup_carry_over=True, **fields, **line))
    assert dict(plan.costs) == {"setup": 12}


def test_a_product_that_is_left_set_up_idle_keeps_its_family_ready() -> None:
    """The first product makes nothing more, and the second of the family needs no new campaign all the same."""
    fields: dict[str, Any] = {
        "holding_cost": 20,
        "setup_cost": [[1, 1], [5, 1]],
        "families": [([0, 1], 10, -1, 0.0)],
        "relative_gap": 0.0,
    }
    line: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 1.0), (1, 0, 1.0)]}
    plan = planned(simple_problem([[5, 0], [0, 4]], setup_carry_over=True, **fields, **line))
    assert plan.quantities.carried.tolist() == [[1, 0], [0, 0]]
    assert dict(plan.costs) == {"setup": 12}


def test_the_check_finds_a_setup_without_that_of_the_family() -> None:
    """It reads nothing but the problem and the plan."""
    problem = simple_problem([[5], [3]], families=[([0, 1], 10, -1, 0.0)])
    plan = planned(problem).quantities
    assert not [one.name for one in broken_rules(problem, plan) if (one.excess > 1e-6).any()]
    wrong = plan.exchanged(family_setup=np.zeros((1, 1)))
    assert "a setup without that of the family" in [
        one.name for one in broken_rules(problem, wrong) if (one.excess > 0.5).any()
    ]
