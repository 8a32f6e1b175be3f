"""Whether an answer is a cheapest one is seen by its numbers: those of a solver are, and none that was altered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.is_best import is_best
from sop_excel.model.engine.linear import solved
from sop_excel.model.outcome import Ending, Solution
from tests.examples import examples
from tests.property.busy import factories
from tests.property.strategies import problems


def relaxed(problem: Problem) -> SparseModel:
    model = formulate(problem, decisions(problem))
    return replace(model, whole=np.zeros_like(model.whole))


def dearest(model: SparseModel) -> Solution:
    """A plan, but that of whoever wants to pay the most."""
    found = solved(replace(model, cost=-model.cost, upper=np.minimum(model.upper, 100.0)))
    return replace(found, bound=float(model.cost @ found.values) + model.offset) if found.values.size else found


@examples(150)
@given(st.one_of(problems(most_products=4), factories()))
def test_the_answer_of_a_solver_is_known_to_be_the_best(problem: Problem) -> None:
    """Beside one that keeps every rule and costs more, one that keeps none, and one whose bound is another."""
    model = relaxed(problem)
    found = solved(model)
    assume(found.ending is Ending.SOLVED and found.values.size)
    assert is_best(model, found)
    size = max(1.0, float(np.abs(model.cost) @ np.abs(found.values)))
    assert not is_best(model, replace(found, bound=found.bound - 1e-4 * size))
    other = dearest(model)
    if other.ending is Ending.SOLVED and other.bound > found.bound + 1e-4 * size:
        assert not is_best(model, other)
        assert not is_best(model, replace(other, duals=found.duals))
    for values in (found.values[1:], found.values.astype(np.float32), found.values * np.nan, found.values.tolist()):
        assert not is_best(model, replace(found, values=values))  # type: ignore[arg-type]
