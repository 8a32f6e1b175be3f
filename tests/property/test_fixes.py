"""Where no plan exists, the fixes make one possible, and none of them could be left out."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from sop_excel.domain.demand_floors import floors_from_demand
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import INFEASIBLE, OPTIMAL, Fixes, NoPlan
from sop_excel.domain.problem import Problem
from sop_excel.model.repair.postpone import postponed
from sop_excel.model.rules import limits
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.plans import planned
from tests.property.strategies import problems


@st.composite
def problems_with_cover(draw: st.DrawFn) -> Problem:
    """Problems in which the safety stock of some products follows from demand, and an override may stand in it."""
    problem = draw(problems())
    periods = st.sampled_from((np.nan, 0.5, 1.0, 1.5))
    by_mean, cover = (np.array([draw(periods) for _ in problem.demand]) for _ in range(2))
    cover[~np.isnan(by_mean)] = np.nan
    derived, own = floors_from_demand(by_mean, cover, problem.demand), problem.products.safety_stock
    floors = np.where(np.isnan(derived) | (draw(st.booleans()) & (own == 1)), own, derived)
    products = problem.products.replace(safety_stock_periods=by_mean, cover_periods=cover, safety_stock=floors)
    return problem.replace(products=products)


@examples(30)
@given(st.one_of(problems(), problems_with_cover()))
def test_fixes_make_a_plan_possible_and_none_is_spare(problem: Problem) -> None:
    """Each set, applied by its own words, has a plan of the cost it states; without any one change there is none."""
    found = solve(problem)
    assume(isinstance(found, NoPlan))
    assert isinstance(found, NoPlan)
    assert found.status == INFEASIBLE
    assert found.fixes is not None
    for fixes in (found.fixes, *found.alternatives):
        fixed = planned(applied(problem, fixes))
        assert fixed.status == OPTIMAL
        assert fixed.total_cost == fixes.total_cost
        for k in range(len(fixes.changes)):
            fewer = Fixes(fixes.changes[:k] + fixes.changes[k + 1 :], 0.0)
            assert solve(applied(problem, fewer)).status == INFEASIBLE


def applied(problem: Problem, fixes: Fixes) -> Problem:
    """The problem with the changes applied, found by the words in which they are told.

    What is firm is a limit of products with one route, and another of those with several: one of them gives way.
    """
    for change in fixes.changes:
        for limit in (*limits(problem), postponed(problem)):
            codes = problem.codes(limit.axis)
            if change.what.startswith(f"{limit.action} {limit.name} of ") and change.item in codes:
                row, amounts = codes.index(change.item), np.zeros(limit.value.shape)
                cell = row, problem.periods.index(change.period) if change.period else _only(limit.most[row])
                amounts[cell] = float(change.what.rpartition(" by ")[2])
                if limit.most[cell] > 0:
                    problem = limit.changed(problem, amounts)
    return problem


def _only(most: Array) -> int:
    """The period in which what is stated of all periods, such as the total of some, stands."""
    return int(np.argmax(most > 0))
