"""Lower bounds that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import decisions
from sop_excel.model.duality import lower_bound
from sop_excel.model.prices import Prices
from sop_excel.model.rules import ROWS
from tests.problems import article_problem, simple_problem


def _bound(problem: Problem, balance: Array) -> float:
    nothing = {row.name: np.zeros(problem.shape) for row in ROWS}
    load = np.zeros((len(problem.resource_codes), problem.shape[1]))
    return lower_bound(problem, decisions(problem), Prices({**nothing, "load": load, "balance": balance}))


def test_prices_of_the_production_cost_prove_the_articles_plan() -> None:
    """Every unit is worth the 10 that making it costs."""
    assert _bound(article_problem(), np.full((1, 12), 10.0)) == 2213.0


def test_no_prices_prove_what_must_be_paid_anyway() -> None:
    """At prices of 0 the bound is the cost of the floors: holding the safety stock, 12 x 29.75 x 1.5."""
    assert _bound(article_problem(), np.zeros((1, 12))) == 535.5


@pytest.mark.parametrize("price", [1e9, 1e-14 + 10, -1e9])
def test_a_price_at_which_production_without_limit_would_pay_counts_with_what_can_be_needed(price: float) -> None:
    """Or the bound would be minus infinity."""
    bound = _bound(simple_problem([7.0, 3.0], production_cost=10, holding_cost=1), np.full((1, 2), price))
    assert math.isfinite(bound)
    assert bound <= 100
