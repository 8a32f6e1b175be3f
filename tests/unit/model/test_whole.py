"""Whole numbers: what a solver says of them counts only once it is seen to be true."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import INFEASIBLE, KEPT, OPTIMAL
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.attempts import ATTEMPTS, Attempt
from sop_excel.model.engine.highs import run
from sop_excel.model.engine.linear import again
from sop_excel.model.engine.whole import searched
from sop_excel.model.outcome import Ending, Solution
from sop_excel.model.solve import solve
from tests.benchmarks.plants import Plants
from tests.examples import tried
from tests.plans import planned
from tests.problems import simple_problem
from tests.property.full import exactly_full


class Unhurried:
    """A search with all the time that it wants."""

    def is_late(self, share: float) -> bool:
        return False


def test_a_line_that_a_plan_fills_to_the_last_digit_has_one() -> None:
    """8,400 x 9.6 + 2,000 x 0.093 = 80,826."""
    lines: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 9.6), (1, 0, 0.093)], "production_cost": 3.0}
    plan = planned(simple_problem([[8400], [2000]], capacity=80826, whole_units=True, **lines))
    assert (plan.status, plan.total_cost) == (OPTIMAL, 31200.0)
    assert plan.production.tolist() == [[8400.0], [2000.0]]


def test_a_line_that_is_one_digit_too_small_has_none() -> None:
    """The nearest bad input: 80,825.9."""
    lines: dict[str, Any] = {"resources": ["Line"], "usage": [(0, 0, 9.6), (1, 0, 0.093)], "production_cost": 3.0}
    assert solve(simple_problem([[8400], [2000]], capacity=80825.9, whole_units=True, **lines)).status == INFEASIBLE


@pytest.mark.parametrize("seed", range(tried(60)))
def test_books_whose_lines_are_exactly_full_have_a_plan_that_keeps_every_rule(seed: int) -> None:
    """The one that they were made from, or one that is as cheap."""
    problem = exactly_full(seed)
    plan = planned(problem)
    assert plan.status == OPTIMAL
    assert worst_violation(problem, plan.quantities).relative <= 1e-12
    assert (plan.production == np.rint(plan.production)).all()


def test_what_only_whole_units_make_impossible_has_no_plan() -> None:
    """2.5 are wanted, and nothing can be kept; 2 and 3 can be made."""
    fields: dict[str, Any] = {"max_inventory": 0.0, "production_cost": 1.0}
    assert solve(simple_problem([2.5], **fields)).status == OPTIMAL
    assert solve(simple_problem([2.5], whole_units=True, **fields)).status == INFEASIBLE


def test_one_search_that_finds_no_plan_is_not_believed() -> None:
    """A solver that is wrong once: the second search finds the plan, or says the same."""
    problem = simple_problem(
        [[0, 13], [0, 7]], holding_cost=[[1], [9]], resources=["Line"], usage=[(0, 0, 7.0), (1, 0, 11.0)],
        capacity=[[79.0, 89.0]], whole_units=True,
    )  # fmt: skip
    model = formulate(problem, decisions(problem))
    asked: list[Attempt] = []
    none = Solution(Ending.NO_PLAN, np.zeros(0), np.zeros(0), inf, 1)

    def linear(model: SparseModel) -> Solution:
        return run(model, problem.policies)

    class WrongOnce(Unhurried):
        def __call__(self, model: SparseModel, attempt: Attempt, *_: object) -> Solution:
            asked.append(attempt)
            return none if len(asked) == 1 else run(model, problem.policies)

    class Wrong(Unhurried):
        def __call__(self, model: SparseModel, attempt: Attempt, *_: object) -> Solution:
            return none

    assert searched(model, linear, WrongOnce()).ending is Ending.SOLVED
    assert asked == list(ATTEMPTS[:2])
    assert searched(model, linear, Wrong()).ending is Ending.NO_PLAN


def test_no_search_is_made_where_even_fractions_have_no_plan() -> None:
    """That is a proof by itself."""
    problem = simple_problem([3], max_production=2, whole_units=True)
    model = formulate(problem, decisions(problem))

    class Never(Unhurried):
        def __call__(self, model: SparseModel, attempt: Attempt, *_: object) -> Solution:
            raise AssertionError("searched")

    assert searched(model, lambda model: run(model, problem.policies), Never()).ending is Ending.NO_PLAN


@pytest.mark.parametrize(
    ("products", "setup_cost", "is_restated"),
    [
        (8, 3.0, True),
        (8, 30.0, False),  # the best plan that is known is far from the bound: many branches, of fewer columns
        (3, 3.0, False),  # too few
    ],
)
def test_a_small_model_is_restated_where_a_plan_is_close_to_its_bound_then(
    products: int, setup_cost: float, is_restated: bool
) -> None:
    """Its search is a short one. Elsewhere the model is searched as it is."""
    plants = Plants(products, 12, times={"setup_cost": ("production_cost", setup_cost)})
    problem = plants.factory().problem()
    model = formulate(problem, decisions(problem))
    columns: list[int] = []

    class GivesUp(Unhurried):
        def __call__(self, model: SparseModel, attempt: Attempt, *_: object) -> Solution:
            columns.append(model.cost.size)
            return Solution(Ending.STOPPED, np.zeros(0), np.zeros(0), -inf, branches=1)

    found = searched(model, lambda model: run(model, problem.policies), GivesUp(), again=again)
    assert [count > model.cost.size for count in columns] == [is_restated]
    assert model.broken_by(found.values) <= KEPT


def test_an_optimum_that_a_rounded_plan_already_is_counts_as_proved() -> None:
    """Given the best plan to start from, HiGHS may call it optimal with a bound that is far too low."""
    problem = simple_problem(
        [0, 38, 0, 14, 29],
        production_cost=20.0,
        safety_stock=16.2,
        price=[nan, 13, nan, nan, nan],
        subcontract_cost=18.0,
        whole_units=True,
        relative_gap=0.0,
    )
    plan = planned(problem)
    assert plan.status == OPTIMAL
    assert plan.objective == pytest.approx(1069.6)
