"""The lower bound, written down so that a planner can add it up again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from sop_excel.domain.certificate_terms import LARGEST
from sop_excel.domain.plan import NoPlan
from sop_excel.domain.problem import CATCH_UP, Problem
from sop_excel.model.certificate import ROUNDING, best_prices, certificate, certificate_of
from sop_excel.model.decisions import decisions
from sop_excel.model.duality import lower_bound
from sop_excel.model.prices import Prices
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.plans import planned
from tests.problems import article_problem, simple_problem
from tests.property.strategies import problems


def test_the_articles_plan_is_worth_its_demand_and_its_safety_stock() -> None:
    """Every unit is worth the 10 that making it costs: (238 + 29.75 - 100) x 10 and 12 x 29.75 x 1.5 are 2,213."""
    found = certificate(planned(article_problem()))
    assert found is not None
    parts: dict[str, float] = {}
    for term in found.terms:
        parts[term.part] = parts.get(term.part, 0.0) + term.quantity * term.price
    assert parts == {"Demand": 2380.0, "Initial inventory": -1000.0, "Safety stock": 833.0}
    assert found.bound == 2213.0
    assert (found.source, found.relaxed) == ("duals of the linear model", False)


def test_full_capacity_is_priced_by_what_it_saves() -> None:
    """10 of 15 are made for 1 on the line, 5 bought for 3: 15 x 3 less 10 x 2 are 25."""
    line: dict[str, Any] = {"resources": ["L"], "usage": [(0, 0, 1.0)], "capacity": 10}
    plan = planned(simple_problem([15], production_cost=1, subcontract_cost=3, **line))
    found = certificate(plan)
    assert found is not None
    assert [(t.part, t.item, t.quantity, t.price) for t in found.terms] == [
        ("Demand", "P1", 15.0, 3.0), ("Capacity", "L", 10.0, -2.0)
    ]  # fmt: skip
    assert found.bound == plan.objective == 25.0


def test_a_plan_in_whole_units_gets_the_certificate_of_its_linear_relaxation() -> None:
    """The whole plan costs 2,220, fractions 2,213."""
    found = certificate(planned(article_problem(whole_units=True, relative_gap=0.0)))
    assert found is not None
    assert (found.bound, found.source, found.relaxed) == (2213.0, "duals of the linear relaxation", True)


@pytest.mark.parametrize("periods", [LARGEST, LARGEST + 1])
def test_a_plan_of_more_than_a_thousand_cells_is_not_written_out(periods: int) -> None:
    """With 1,000 it still is."""
    found = certificate(planned(simple_problem([1.0] * periods, production_cost=1)))
    assert found is not None
    assert (len(found.terms), found.too_large) == ((periods, False) if periods == LARGEST else (0, True))


def test_a_plan_that_catches_up_is_priced_against_those_that_miss_no_more() -> None:
    """3 of 5 are missing in the first period whatever is done; the certificate still meets the cost."""
    plan = planned(
        simple_problem(
            [3, 0], initial_inventory=5, safety_stock=5, max_production=[0, 9], production_cost=2,
            safety_stock_rule=CATCH_UP,
        )
    )  # fmt: skip
    found = certificate(plan)
    assert found is not None
    assert found.bound == pytest.approx(plan.objective, abs=1e-6)


def test_a_stock_that_would_pay_without_a_limit_is_counted_once() -> None:
    """At prices of 1 and 3 keeping a unit pays 1: not its floor of 5 but what can be in stock at most takes from the
    bound, as rounding."""
    problem = simple_problem([[1, 1]], safety_stock=5, initial_inventory=5, production_cost=1, holding_cost=1)
    chosen, balance = decisions(problem), np.array([[1.0, 3.0]])
    prices = Prices({"balance": balance})
    found = certificate_of(problem, chosen, prices)
    assert ROUNDING in {term.part for term in found.terms}
    assert found.bound == pytest.approx(lower_bound(problem, chosen, prices), rel=1e-12)
    assert found.spare < 0


@examples(150)
@given(problems(whole=False))
def test_the_terms_add_up_to_the_bound_and_to_the_cost(problem: Problem) -> None:
    """On random problems: to the bound at the same prices, and to what the plan costs; nothing unlimited pays."""
    plan = solve(problem)
    if isinstance(plan, NoPlan):
        return
    found = certificate(plan)
    assert found is not None
    priced = best_prices(problem, plan.quantities)
    assert priced is not None
    size = max(1.0, math.fsum(abs(term.quantity * term.price) for term in found.terms))
    assert abs(found.bound - lower_bound(problem, *priced)) <= 1e-12 * size
    assert abs(found.bound - plan.objective) <= 1e-6 * max(1.0, abs(plan.objective))
    assert found.spare >= 0
