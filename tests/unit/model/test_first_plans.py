"""First plans in whole numbers: before anything is searched."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine import highs, linear
from sop_excel.model.engine.attempts import Attempt
from sop_excel.model.engine.first_plans import dived, with_more_up
from sop_excel.model.engine.whole import searched
from sop_excel.model.engine.windows import cost_of
from sop_excel.model.outcome import Ending, Solution
from sop_excel.model.rules.rule import Entries
from tests.benchmarks.lot_sizes import instance
from tests.problems import simple_problem

NOTHING = Solution(Ending.STOPPED, np.zeros(0), np.zeros(0), -np.inf)


class NeverFinds:
    """A search that comes to nothing, however long."""

    def __call__(self, model: SparseModel, attempt: Attempt, start: Array | None, *_: object) -> Solution:
        return NOTHING

    def is_late(self, share: float) -> bool:
        return False


@pytest.mark.parametrize("used", [0.8, 1.0, 1.05])
def test_lot_sizes_have_a_plan_close_to_the_bound_before_anything_is_searched(used: float) -> None:
    """Thirty products on a loose and on a tight machine, of which each setup takes time."""
    lots = instance(items=30, periods=10, used=used, seed=1)
    problem = simple_problem(lots.demand, **lots.keywords())
    model = formulate(problem, decisions(problem))
    found = searched(model, linear.solved, NeverFinds(), again=linear.again)
    assert found.values.size
    assert model.broken_by(found.values) <= KEPT
    assert cost_of(model, found.values) <= 1.03 * found.bound


def test_where_rounding_gives_no_plan_the_first_one_of_a_search_will_do() -> None:
    """It may take most of the time for that, as the searches that follow need not find any."""
    lots = instance(items=20, periods=8, used=1.05, seed=1)
    problem = simple_problem(lots.demand, **lots.keywords())
    model, asked = formulate(problem, decisions(problem)), list[Attempt]()

    class FindsAny(NeverFinds):
        def __call__(self, model: SparseModel, attempt: Attempt, start: Array | None, *_: object) -> Solution:
            asked.append(attempt)
            real = highs._Branching(problem.policies, None)
            return real(model, attempt, start) if attempt.gap == math.inf else NOTHING

    found = searched(model, linear.solved, FindsAny(), again=lambda model: lambda lower, upper: NOTHING)
    assert found.ending is Ending.STOPPED
    assert model.broken_by(found.values) <= KEPT
    assert found.values.size
    assert asked[0].until > 0.5


def _two_of_three(least: float) -> SparseModel:
    """``a + b + c >= least`` and ``a + b <= 1``, each 0 or 1; the dearest is ``c``."""
    rows, columns = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 1])
    at = np.arange(3)[None]
    return SparseModel(
        cost=np.array([1.0, 1.0, 3.0]),
        lower=np.zeros(3),
        upper=np.ones(3),
        whole=np.ones(3, np.bool_),
        row_lower=np.array([least, -np.inf]),
        row_upper=np.array([np.inf, 1.0]),
        entries=Entries(rows, columns, np.ones(5)),
        offset=0.0,
        at={"setup": at},
        rows={"balance": np.zeros((0, 0), np.int64), "held": np.zeros(0, np.int64)},
    )


def _dived(model: SparseModel, values: list[float]) -> Array | None:
    relaxed = replace(model, whole=np.zeros_like(model.whole))
    return dived(model, linear.again(relaxed), np.array(values), lambda: False)


def test_a_number_that_cannot_be_the_nearest_whole_one_becomes_the_next() -> None:
    """0.4 of the third is nearest to 0, where two of three cannot be had."""
    assert _dived(_two_of_three(2.0), [0.8, 0.2, 0.4]) is not None
    found = _dived(_two_of_three(2.0), [0.0, 1.0, 0.4])
    assert found is not None
    assert found.tolist()[2] == 1.0


def test_a_dive_that_leads_nowhere_says_so() -> None:
    """Three of three are never there; nor is there time for any."""
    model = _two_of_three(3.0)
    assert _dived(model, [0.5, 0.5, 1.0]) is None
    assert dived(model, linear.again(model), np.array([0.5, 0.5, 1.0]), lambda: True) is None


def test_more_and_more_is_rounded_up() -> None:
    """By a half, a quarter, and a twentieth of a unit."""
    rounded = [values.tolist() for values in with_more_up(_two_of_three(2.0), np.array([0.6, 0.3, 0.1]))]
    assert rounded == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
