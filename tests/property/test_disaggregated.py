"""The model restated by needs: the same plans at the same cost, and a linear model that bounds them better."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT
from sop_excel.domain.problem import HARD, SOFT, Policies, Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.disaggregated import Disaggregated, disaggregated
from sop_excel.model.engine.highs import run
from sop_excel.model.engine.windows import cost_of
from sop_excel.model.outcome import Solution
from tests.examples import tried
from tests.problems import simple_problem

EXACT = Policies(relative_gap=0.0, time_limit=600.0)
SEEDS = pytest.mark.parametrize("seed", range(tried(150)))


def _random(seed: int) -> Problem:
    """Products with setups and a few other families at a time; whatever the others do, the first can be restated."""
    chance = np.random.default_rng(seed)
    count, periods = int(chance.integers(1, 4)), int(chance.integers(2, 6))

    def cells(*values: float, share: float = 1.0, blank: float = 0.0) -> Array:
        chosen = chance.choice(values, (count, periods))
        return np.where(chance.random((count, periods)) < share, chosen, blank)

    def seldom(made: Any, otherwise: Any) -> Any:
        return made if chance.random() < 0.3 else otherwise

    owed = cells(1.0, 4.0, share=seldom(1.0, 0.0), blank=np.nan)
    owed[0] = np.nan
    demand = cells(0.0, 1.0, 3.0, 8.0, 2.5)
    demand[0, -1] = 23.0
    life = np.where(np.arange(count) > 0, seldom(2.0, np.inf), np.inf)
    return simple_problem(
        demand,
        setup_cost=cells(2.0, 5.0, 9.0),
        holding_cost=cells(0.5, 1.0, 2.0),
        production_cost=cells(0.0, 1.0, 3.0),
        resources=["Line"],
        usage=[(i, 0, 1.0, float(chance.choice([0.0, 1.0]))) for i in range(count)],
        capacity=chance.choice([6.0, 12.0, 30.0], (1, periods)),
        overtime_cost=seldom(4.0, np.nan),
        initial_inventory=chance.choice([0.0, 2.0, 7.0], count),
        receipts=seldom(cells(0.0, 3.0), 0.0),
        safety_stock=seldom(cells(0.0, 2.0), 0.0),
        safety_stock_rule=str(chance.choice([HARD, SOFT])),
        safety_stock_penalty=3.0,
        max_inventory=seldom(12.0, np.inf),
        max_production=seldom(9.0, np.inf),
        firm_production=seldom(cells(0.0, 1.0), 0.0),
        min_lot=seldom(cells(0.0, 4.0), 0.0),
        lot_multiple=seldom(chance.choice([0.0, 3.0], count), 0.0),
        lost_sale_cost=seldom(cells(4.0, 9.0, share=0.5, blank=np.nan), np.nan),
        subcontract_cost=seldom(cells(3.0, 6.0, share=0.5, blank=np.nan), np.nan),
        backorder_cost=owed,
        shelf_life=life,
        lead_time=seldom(1.0, 0.0),
        setup_carry_over=bool(chance.random() < 0.3),
        routes=[(0, {"production_cost": 1.0, "setup_cost": 4.0, "yield": 0.5})] if chance.random() < 0.3 else (),
        bill=[(0, 1, 2.0)] if count > 1 and chance.random() < 0.3 else (),
        **{"yield": seldom(0.8, 1.0)},
    )


def _restated(seed: int) -> tuple[SparseModel, Disaggregated]:
    problem = _random(seed)
    model = formulate(problem, decisions(problem))
    form = disaggregated(model)
    assert form is not None
    return model, form


def _least(model: SparseModel) -> Solution:
    return run(model, EXACT)


def _linear(model: SparseModel) -> SparseModel:
    return replace(model, whole=np.zeros_like(model.whole))


@SEEDS
def test_the_restated_model_has_the_same_optimum_and_a_linear_one_that_is_no_worse(seed: int) -> None:
    """Or neither has a plan; what is found in it is one, at the same cost."""
    model, form = _restated(seed)
    one, other = _least(model), _least(form.model)
    assert one.ending == other.ending
    if one.values.size:
        found = form.values(other.values)
        assert model.broken_by(found) <= KEPT
        assert cost_of(model, found) == pytest.approx(cost_of(form.model, other.values), rel=1e-9, abs=1e-9)
        assert cost_of(model, one.values) == pytest.approx(cost_of(model, found), rel=1e-7, abs=1e-7)
        loose, tight = (_least(_linear(each)).bound for each in (model, form.model))
        assert loose - 1e-7 <= tight <= cost_of(model, found) + 1e-7


@SEEDS
def test_every_plan_is_one_of_the_restated_model_and_comes_back(seed: int) -> None:
    """The cheapest one, and one that is far from it."""
    model, form = _restated(seed)
    upside_down = replace(model, cost=model.cost.max() - model.cost, upper=np.minimum(model.upper, 50.0))
    for plan in (_least(model), _least(upside_down)):
        if plan.values.size:
            again = form.restated(plan.values)
            assert form.model.broken_by(again) <= KEPT
            assert cost_of(form.model, again) == pytest.approx(cost_of(model, plan.values), rel=1e-9, abs=1e-9)
            assert form.values(again) == pytest.approx(plan.values, rel=1e-9, abs=1e-9)
