"""A first plan in whole numbers, found part by part, on lot sizes with setups that take time."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT
from sop_excel.domain.problem import Policies
from sop_excel.errors import Stopped
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine import highs, linear
from sop_excel.model.engine.attempts import BETTER, FIRST, Attempt
from sop_excel.model.engine.interruptible import Hearing, optimized
from sop_excel.model.engine.whole import searched
from sop_excel.model.engine.windows import cost_of, improved, relaxed_and_fixed
from sop_excel.model.outcome import Ending, Solution
from tests.benchmarks.lot_sizes import instance
from tests.benchmarks.lot_sizing import loaded

NOTHING = Solution(Ending.STOPPED, np.zeros(0), np.zeros(0), -np.inf)
POLICIES = Policies(relative_gap=0.0, time_limit=600.0)
EASY, TIGHT = (instance(items=20, periods=8, used=used, seed=1) for used in (1.0, 1.05))


class Searches:
    """Small searches by our solver; of those with these numbers nothing comes."""

    def __init__(self, idle: tuple[int, ...] = ()) -> None:
        self.idle, self.asked = idle, list[SparseModel]()

    def __call__(self, model: SparseModel, start: Array | None) -> Solution:
        self.asked.append(model)
        if len(self.asked) in self.idle:
            return NOTHING
        branching = highs._Branching(POLICIES, None)
        return branching(model, FIRST if start is None else BETTER, start)


def _is_plan(model: SparseModel, values: Array) -> bool:
    whole = values[model.whole]
    return model.broken_by(values) <= KEPT and bool(np.all(np.abs(whole - np.rint(whole)) <= 1e-6))


@pytest.mark.parametrize("idle", [(), (1,), (2,), (3,)], ids=str)
def test_a_part_in_which_nothing_is_found_is_decided_with_those_before_it(idle: tuple[int, ...]) -> None:
    """The first one has none before it: then there is no plan from here."""
    model, searches = EASY.plain(), Searches(idle)
    values = relaxed_and_fixed(model, searches, lambda: False)
    if 1 in idle:
        assert values is None
        return
    assert values is not None
    assert _is_plan(model, values)
    free = [int(np.count_nonzero(part.whole & (part.lower < part.upper))) for part in searches.asked]
    assert all(free[number] > free[number - 1] for number in idle)


def test_what_is_improved_costs_less_in_the_end_and_is_a_plan() -> None:
    """A plan that sets everything up all the time is far from the best; each better one is taken as it comes."""
    model = instance(items=6, periods=8, used=0.9, seed=1).plain()
    values = Searches()(model, None).values
    costs = [cost_of(model, values) * 2]  # whatever the start is said to cost

    def taken(found: Array) -> bool:
        assert _is_plan(model, found)
        better = cost_of(model, found) < costs[-1] - 1e-6
        costs.extend([cost_of(model, found)] if better else [])
        return better

    improved(model, values, Searches(), taken, lambda: False)
    best = highs.run(model, POLICIES)
    assert len(costs) > 1
    assert costs[-1] <= cost_of(model, best.values) * 1.02


def test_a_search_that_finds_nothing_of_everything_at_once_still_has_a_plan() -> None:
    """As one whose time is over before its first: what was found part by part is the answer, with the linear bound."""
    model, parts = TIGHT.plain(), Searches()

    class Late:
        def __call__(self, model: SparseModel, attempt: Attempt, start: Array | None, *_: object) -> Solution:
            return NOTHING if attempt.branches is None else parts(model, start)

        def is_late(self, share: float) -> bool:
            return share == 0.5 and len(parts.asked) > 3

    found = searched(model, linear.solved, Late())
    assert found.ending is Ending.STOPPED
    assert _is_plan(model, found.values)
    assert 0 < found.bound < cost_of(model, found.values)
    again = searched(model, linear.solved, Late(), in_parts=False)
    assert not again.values.size


def test_the_same_model_gives_the_same_plan() -> None:
    """To the last bit: work is counted, not time."""
    one, other = (relaxed_and_fixed(EASY.plain(), Searches(), lambda: False) for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.tobytes() == other.tobytes()


HARD = instance(items=5, periods=12, used=1.05, seed=1)


def test_a_search_goes_on_with_the_better_plan_of_who_is_asked_for_one() -> None:
    """Once it has begun to branch, it is told what was found so far, and what it is given it does not lose."""
    model, solver = HARD.plain(), loaded(HARD.plain())
    known = relaxed_and_fixed(model, Searches(), lambda: False)
    assert known is not None
    asked: list[tuple[float, float]] = []

    def better(values: Array | None, cost: float, bound: float) -> Array | None:
        asked.append((cost, bound))
        assert values is None or cost_of(model, values) == pytest.approx(cost, rel=1e-6)
        return known

    for option, value in (("mip_max_nodes", 50), ("mip_heuristic_effort", 0.0)):
        solver.setOptionValue(option, value)
    optimized(solver, whole=True, hearing=Hearing(better=better))
    assert asked
    assert all(bound <= cost for cost, bound in asked)
    assert solver.getInfo().objective_function_value <= cost_of(model, known) * (1 + 1e-9)


def test_what_goes_wrong_while_a_search_asks_ends_it() -> None:
    """It does not get lost in the solver: neither a stop nor a fault."""

    def better(*_: object) -> Array | None:
        raise Stopped(2)

    with pytest.raises(Stopped):
        optimized(loaded(HARD.plain()), whole=True, hearing=Hearing(better=better))
