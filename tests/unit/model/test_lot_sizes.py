"""The lot-sizing problems of the benchmarks: the textbook's model and ours are of the same factory."""

from __future__ import annotations

import pytest

from sop_excel.domain.plan import OPTIMAL
from tests.benchmarks.lot_sizes import instance
from tests.benchmarks.lot_sizing import GAP, ours, plain_cbc, plain_highs
from tests.plans import planned
from tests.problems import simple_problem

SMALL = instance(items=3, periods=6, used=1.0, seed=1)


def test_both_models_of_a_lot_sizing_problem_cost_the_same_with_every_solver() -> None:
    """Within the gap at which all of them may stop."""
    reached = [solver(SMALL, 60.0) for solver in (ours, plain_highs, plain_cbc)]
    assert all(one.gap <= 1.001 * GAP for one in reached)
    assert max(one.cost for one in reached) <= (1 + 1.001 * GAP) * max(one.bound for one in reached)


def test_setups_take_time_that_a_full_machine_lacks() -> None:
    """Without setup times the same orders cost less; the figures of a seed are always the same."""
    lots = SMALL.keywords()
    free = lots | {"usage": [(i, 0, 1.0) for i in range(len(SMALL.demand))]}
    taken, given = (planned(simple_problem(SMALL.demand, relative_gap=0.0, **one)) for one in (lots, free))
    assert (taken.status, given.status) == (OPTIMAL, OPTIMAL)
    assert given.objective < taken.objective
    assert taken.objective == pytest.approx(3739.32)
