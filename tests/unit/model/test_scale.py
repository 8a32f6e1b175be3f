"""By what a model's numbers are divided: powers of two, so that no digit changes, and item by item where sizes mix."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.scale import Scale, item_scales, one_scale
from tests.problems import simple_problem


def grams_and_tons() -> SparseModel:
    """A product of millions and one of thousandths on one line."""
    problem = simple_problem(
        [[3e8, 5e8], [2e-3, 4e-3]], production_cost=[[1e-3], [1e6]], holding_cost=1.0,
        resources=["Line"], usage=[(0, 0, 1e-4), (1, 0, 1e4)], capacity=4e4, cost=1.0, overtime_cost=2.0,
    )  # fmt: skip
    return formulate(problem, decisions(problem))


def test_every_divisor_is_a_power_of_two() -> None:
    """Whatever the model's numbers are."""
    for scale in (one_scale(grams_and_tons()), item_scales(grams_and_tons())):
        for numbers in (scale.columns, scale.rows, np.array([scale.money])):
            assert (np.frexp(numbers)[0] == 0.5).all()


def largest(model: SparseModel, scale: Scale) -> Array:
    """The largest coefficient of every row as the solver sees it."""
    seen = np.zeros(model.row_upper.size)
    entries = model.entries
    sizes = np.abs(entries.value) * scale.columns[entries.column] / scale.rows[entries.row]
    np.maximum.at(seen, entries.row, sizes)
    return seen


def test_item_by_item_each_row_and_each_product_is_of_a_usual_size() -> None:
    """One scale for all leaves the small product's demand below a solver's tolerances."""
    model = grams_and_tons()
    one, by_item = one_scale(model), item_scales(model)
    small = np.abs(model.row_upper[model.rows["balance"][1]])
    assert (small / one.rows[model.rows["balance"][1]] < 1e-3).all()
    assert (small / by_item.rows[model.rows["balance"][1]] > 10).all()
    assert ((largest(model, by_item) >= 0.7) & (largest(model, by_item) <= 1.5)).all()
