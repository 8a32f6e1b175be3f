"""Linear models in parts, and from a start of our own: the answer is that of the whole model from nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine import linear, separable
from sop_excel.model.engine.bases import BETWEEN, LOWER, UPPER
from sop_excel.model.engine.crash import start_of
from sop_excel.model.engine.kept import Bounds, KeptModel
from sop_excel.model.engine.linear import solved
from sop_excel.model.engine.separable import parts_of
from sop_excel.model.outcome import Ending, Solution
from tests.examples import examples
from tests.property.busy import factories
from tests.property.strategies import problems

AS_GOOD = 1e-9  # of the cost


@pytest.fixture(autouse=True)
def _even_of_small_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (linear, separable):
        monkeypatch.setattr(module, "WORTH_IT", 0)


def relaxed(problem: Problem) -> SparseModel:
    model = formulate(problem, decisions(problem))
    return replace(model, whole=np.zeros_like(model.whole))


def as_a_whole(model: SparseModel) -> Solution:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear, "WORTH_IT", model.cost.size + 1)
        return solved(model)


def dense(model: SparseModel) -> NDArray[np.float64]:
    matrix = np.zeros((model.row_upper.size, model.cost.size))
    np.add.at(matrix, (model.entries.row, model.entries.column), model.entries.value)
    return matrix


@examples(150)
@given(st.one_of(problems(most_products=5), factories()))
def test_the_answer_in_parts_from_our_start_is_that_of_the_whole_model_from_nothing(problem: Problem) -> None:
    """Its objective, that it keeps every row and bound, and that there is none."""
    model = relaxed(problem)
    found, known = solved(model), as_a_whole(model)
    assert found.ending is known.ending
    if found.ending is Ending.SOLVED:
        assert abs(found.bound - known.bound) <= AS_GOOD * max(1.0, float(np.abs(model.cost) @ np.abs(known.values)))
        assert model.broken_by(found.values) <= 1e-9


@examples(150)
@given(problems(most_products=5))
def test_the_parts_are_the_whole_model(problem: Problem) -> None:
    """Each column and row is in one of them, each coefficient too, and none goes from one to another."""
    model = relaxed(problem)
    matrix, found = dense(model), parts_of(model)
    assert sorted(np.concatenate([part.columns for part in found])) == list(range(model.cost.size))
    assert sorted(np.concatenate([part.rows for part in found])) == list(range(model.row_upper.size))
    together = np.zeros_like(matrix)
    for part in found:
        together[np.ix_(part.rows, part.columns)] = dense(part.model)
        assert np.array_equal(part.model.lower, model.lower[part.columns])
        assert np.array_equal(part.model.row_upper, model.row_upper[part.rows])
        for name, at in part.model.at.items():
            assert set(part.columns[at].ravel()) <= set(model.at[name].ravel())
    assert np.array_equal(together, matrix)


@examples(150)
@given(st.one_of(problems(most_products=4), factories()))
def test_at_the_prices_of_a_start_nothing_pays(problem: Problem) -> None:
    """It has as many basic columns and rows as there are rows, they are independent, and what is not basic lies at the
    bound where its reduced cost, by a dense solve, holds it."""
    model = relaxed(problem)
    start = start_of(model)
    if start is None:
        return
    matrix, rows = dense(model), model.row_upper.size
    every = np.hstack([matrix, -np.eye(rows)])
    basic = np.concatenate([start.columns, start.rows]) == BETWEEN
    assert np.count_nonzero(basic) == rows
    cost = np.concatenate([model.cost, np.zeros(rows)])
    prices = np.linalg.solve(every[:, basic].T, cost[basic])
    reduced = cost - every.T @ prices
    noise = 1e-6 * max(1.0, float(np.abs(model.cost).max(initial=0.0)))
    codes = np.concatenate([start.columns, start.rows])
    lower, upper = np.concatenate([model.lower, model.row_lower]), np.concatenate([model.upper, model.row_upper])
    free = lower < upper
    assert np.all(reduced[free & (codes == LOWER)] >= -noise)
    assert np.all(reduced[free & (codes == UPPER)] <= noise)
    assert np.all(np.isfinite(lower[codes == LOWER]))
    assert np.all(np.isfinite(upper[codes == UPPER]))


@examples(100)
@given(problems(most_products=4), st.data())
def test_a_question_to_the_parts_has_the_answer_of_a_model_with_these_bounds(
    problem: Problem, data: st.DataObject
) -> None:
    """Whatever was asked before."""
    model = relaxed(problem)
    kept = KeptModel(model)
    for _ in range(3):
        columns, rows = _some(data, model.cost.size), _some(data, model.row_upper.size)
        upper, row_lower = model.upper.copy(), model.row_lower.copy()
        upper[columns] += 3.0
        row_lower[rows] -= 2.0
        changed = replace(model, upper=upper, row_lower=row_lower)
        found, known = kept.asked(Bounds.of(changed, columns, rows), in_full=True), as_a_whole(changed)
        if known.ending is Ending.NO_PLAN:
            assert found.objective == np.inf
            continue
        noise = AS_GOOD * max(1.0, float(np.abs(model.cost) @ np.abs(known.values)))
        assert abs(found.objective - known.bound) <= noise
        assert found.values is not None
        assert changed.broken_by(found.values.columns) <= 1e-9
        assert abs(float(model.cost @ found.values.columns) + model.offset - known.bound) <= noise


def _some(data: st.DataObject, count: int) -> NDArray[np.int64]:
    drawn = data.draw(st.lists(st.integers(0, count - 1), unique=True, max_size=3)) if count else []
    return np.array(drawn, dtype=np.int64)
