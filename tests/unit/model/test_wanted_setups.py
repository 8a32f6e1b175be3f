"""Setups count in the load of their resource: where a least load is asked for, one may stand though nothing is made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plans import not_planned, planned
from tests.problems import simple_problem

LINE: dict[str, Any] = {"production_cost": 10.0, "resources": ["Line"], "relative_gap": 0.0}
AT_LEAST_3: dict[str, Any] = {"limits": [{"terms": [("Load", 0, 1.0)], "minimum": 3.0}]}
NO_LESS_THAN_3: dict[str, Any] = {"limits": [{"terms": [("Load", 0, -1.0)], "maximum": -3.0}]}


@pytest.mark.parametrize("asked", [AT_LEAST_3, NO_LESS_THAN_3])
def test_a_setup_counts_in_a_limit_of_the_load(asked: dict[str, Any]) -> None:
    """A setup of three hours at 1 is cheaper than three units at 10; it stands in the plan, and is paid."""
    plan = planned(simple_problem([0.0], setup_cost=1.0, usage=[(0, 0, 1.0, 3.0)], **LINE, **asked))
    assert (plan.quantities.setup.tolist(), plan.production.tolist(), plan.total_cost) == ([[1]], [[0]], 1)


@pytest.mark.parametrize("asked", [AT_LEAST_3, NO_LESS_THAN_3])
def test_a_setup_of_a_family_counts_in_a_limit_of_the_load(asked: dict[str, Any]) -> None:
    """The same of a family, whose product is not set up itself."""
    plan = planned(simple_problem([0.0], families=[([0], 1.0, 0, 3.0)], usage=[(0, 0, 1.0)], **LINE, **asked))
    assert (plan.quantities.family_setup.tolist(), plan.production.tolist()) == ([[1]], [[0]])
    assert plan.total_cost == 1


def test_a_setup_of_a_family_counts_in_the_min_load() -> None:
    """A line that is open for at least six hours: two units, and the campaign of another product that is not made."""
    families, usage = [([1], 1.0, 0, 4.0)], [(0, 0, 1.0), (1, 0, 1.0)]
    plan = planned(simple_problem([[2.0], [0.0]], families=families, usage=usage, min_load=6.0, **LINE))
    assert plan.quantities.family_setup.tolist() == [[1]]
    assert (plan.quantities.regular.tolist(), plan.total_cost) == ([[6]], 21)


def test_a_family_without_products_is_never_set_up() -> None:
    """It can fill no load: where nothing else can, no plan exists."""
    families = [([0], 1.0, -1, 0.0), ([], 1.0, 0, 3.0)]
    problem = simple_problem([0.0], families=families, usage=[], max_production=0.0, **LINE, **AT_LEAST_3)
    assert not_planned(problem).status == "infeasible"


def test_a_setup_that_no_load_asks_for_stands_only_where_something_is_made() -> None:
    """A maximum asks for no load: the free setup is left out."""
    most: dict[str, Any] = {"limits": [{"terms": [("Load", 0, 1.0)], "maximum": 3.0}]}
    plan = planned(
        simple_problem([0.0, 1.0], setup_cost=[[0.0, 1.0]], holding_cost=5.0, usage=[(0, 0, 1.0, 1.0)], **LINE, **most)
    )
    assert plan.quantities.setup.tolist() == [[0, 1]]


def test_a_product_that_was_left_set_up_is_set_up_anew_for_the_min_load() -> None:
    """In each period an hour of setup and two of running: three hours, of which nothing is spared by carrying over."""
    crew: dict[str, Any] = {"kinds": ["workforce"], "hours_per_worker": 1.0, "hire_cost": 1.0, "layoff_cost": 9.0}
    problem = simple_problem(
        [2.0, 2.0], holding_cost=9.0, usage=[(0, 0, 1.0, 1.0)], min_load=3.0, setup_carry_over=True, **crew, **LINE
    )
    plan = planned(problem)
    assert (plan.quantities.setup.tolist(), plan.quantities.regular.tolist()) == ([[1, 1]], [[3, 3]])
    assert dict(plan.costs) == {"production": 40, "hiring": 3}
