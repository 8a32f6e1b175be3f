"""A start for the simplex method: which books have one, how much work it spares, and what a bad one costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine import linear, starting
from sop_excel.model.engine.bases import BETWEEN, LOWER, basis_of
from sop_excel.model.engine.crash import Start, start_of
from sop_excel.model.engine.linear import solved
from sop_excel.model.engine.loading import loaded
from sop_excel.model.engine.scale import one_scale
from sop_excel.model.engine.separable import parts_of
from sop_excel.model.rules.rule import Entries
from sop_excel.sheets.read import read_problem
from tests.problems import simple_problem
from tests.shared_factory import shared_factory
from tests.tables import table

DEMAND = [[10.0, 30.0, 5.0, 40.0], [7.0, 0.0, 25.0, 12.0]]
LINE = {"resources": ["Line"], "usage": [(0, 0, 1.0), (1, 0, 2.0)], "capacity": 60.0, "overtime_cost": 3.0}
BOOKS: dict[str, dict[str, Any]] = {
    "a line with overtime": {},
    "limits": {"max_production": 45.0, "max_inventory": 60.0},
    "backorders": {"backorder_cost": 4.0},
    "lost sales": {"lost_sale_cost": 9.0},
    "lead times": {"lead_time": 1.0, "initial_inventory": 60.0},
    "safety stocks that may be missed": {"safety_stock": 8.0, "safety_stock_rule": "soft", "safety_stock_penalty": 0.5},
    "costs that vary": {"production_cost": [5.0, 4.0, 6.0, 5.0]},
    "components": {"bill": [(0, 1, 2.0)]},
    "yield and purchases": {"yield": 0.9, "subcontract_cost": 9.0},
    "routes": {"routes": [(0, {"production_cost": 6.0})]},
}


def model_of(problem: Problem) -> SparseModel:
    return formulate(problem, decisions(problem))


def shared(products: int, periods: int) -> SparseModel:
    tables = {
        name: table(name, [str(header) for header in headers], *rows)
        for name, (headers, *rows) in shared_factory(products, periods).items()
    }
    return model_of(read_problem(tables, "shared")[0])


def test_a_model_without_rows_has_no_start() -> None:
    """There is nothing in it that could come from anywhere; with the row of one product there is."""
    model = model_of(simple_problem(DEMAND[:1], production_cost=5.0))
    nothing = np.zeros(0, dtype=np.int64)
    rows = {name: np.zeros((0, 4), dtype=np.int64) for name in model.rows}
    bare = replace(
        model, row_lower=np.zeros(0), row_upper=np.zeros(0), entries=Entries(nothing, nothing, np.zeros(0)), rows=rows
    )
    assert start_of(bare) is None
    assert start_of(model) is not None


@pytest.mark.parametrize("name", BOOKS)
def test_books_of_every_usual_kind_have_a_start(name: str) -> None:
    start = start_of(
        model_of(simple_problem(DEMAND, **{"production_cost": 5.0, "holding_cost": 1.0, **LINE, **BOOKS[name]}))
    )
    assert start is not None


def test_where_nothing_is_scarce_the_start_is_the_cheapest_plan() -> None:
    """No iteration is left to do."""
    model = model_of(simple_problem(DEMAND, production_cost=[5.0, 9.0, 2.0, 6.0], holding_cost=1.0, backorder_cost=2.0))
    assert _iterations(model, start_of(model)) == 0


def test_a_start_spares_most_of_the_work() -> None:
    """At least two of three iterations of seasonal products on shared lines."""
    model = shared(50, 26)
    assert 3 * _iterations(model, start_of(model)) < _iterations(model, None)


def test_products_of_other_lines_are_other_parts() -> None:
    """75 products, 25 on each line; the objective is that of the whole model. One line alone is one part."""
    assert len(parts_of(shared(25, 52))) == 1
    larger = shared(75, 52)
    assert len(parts_of(larger)) == 3
    whole = loaded(larger, one_scale(larger), {})
    whole.run()
    known = whole.getInfo().objective_function_value * one_scale(larger).money
    assert solved(larger).bound == pytest.approx(known, rel=1e-12)


def test_a_bad_start_costs_time_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leads nowhere within its iterations, and one that is no basis at all."""
    model = shared(50, 26)
    known = solved(model)
    rows = model.row_upper.size
    nothing = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_), np.zeros(rows), np.zeros(rows)
    bad = Start(np.full(model.cost.size, LOWER, np.int8), np.full(rows, BETWEEN, np.int8), *nothing)
    for start, most in ((bad, 0), (replace(bad, rows=np.full_like(bad.rows, LOWER)), 3)):
        monkeypatch.setattr(linear, "start_of", lambda model, start=start: start)
        monkeypatch.setattr(starting, "FROM_START", most)
        found = solved(model)
        assert found.bound == pytest.approx(known.bound, rel=1e-12)
        assert model.broken_by(found.values) <= 1e-9


def _iterations(model: SparseModel, start: Start | None) -> int:
    solver = loaded(model, one_scale(model), {"presolve": "off"})
    if start is not None:
        solver.setBasis(basis_of(start.columns, start.rows))
    solver.run()
    return int(solver.getInfo().simplex_iteration_count)
