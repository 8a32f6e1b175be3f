"""How a linear model with a start is solved: from it or not, and by which edge weights."""

from __future__ import annotations

from typing import Any

import pytest

from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.crash import start_of
from sop_excel.model.engine.linear import solved
from sop_excel.model.engine.loading import Options, loaded
from sop_excel.model.engine.scale import one_scale
from sop_excel.model.engine.starting import DANTZIG, STEEPEST, started, weights_from
from tests.problems import simple_problem

DEMAND = [[40.0] * 8, [20.0] * 8]
ONCE_CHEAP = [3.0, *[5.0] * 7]
LINE: dict[str, Any] = {
    "resources": ["Line"],
    "usage": [(0, 0, 1.0), (1, 0, 2.0)],
    "overtime_cost": 3.0,
    "holding_cost": 0.1,
}
CASES: dict[str, tuple[dict[str, Any], Options | None]] = {
    "costs that do not vary": ({"production_cost": 5.0, "capacity": 81.0}, DANTZIG),
    "costs that vary, lines that have room": ({"production_cost": ONCE_CHEAP, "capacity": 160.0}, DANTZIG),
    "costs that vary, full lines": ({"production_cost": ONCE_CHEAP, "capacity": 81.0}, None),
    "costs that vary, full lines, and stock that has limits": (
        {"production_cost": ONCE_CHEAP, "capacity": 81.0, "max_inventory": 90.0},
        None,
    ),
    "costs that vary, products that have limits": (
        {"production_cost": ONCE_CHEAP, "capacity": 81.0, "max_production": 70.0},
        STEEPEST,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_way_is_that_which_was_the_fastest_for_such_books(name: str) -> None:
    """Whichever it is, the least cost is that of a run from nothing."""
    fields, expected = CASES[name]
    problem = simple_problem(DEMAND, **LINE, **fields)
    model = formulate(problem, decisions(problem))
    start, scale = start_of(model), one_scale(model)
    assert start is not None
    assert weights_from(model, start) == expected
    solver = loaded(model, scale, {})
    assert started(solver, model, start) is (expected is not None)
    solver.run()
    objective = solver.getInfo().objective_function_value * scale.money
    assert objective == pytest.approx(solved(model).bound, rel=1e-12)


def test_without_any_limit_of_a_line_costs_that_vary_are_no_trouble() -> None:
    """Nothing is needed beyond what there is room for, as there is no end of it."""
    problem = simple_problem(DEMAND, production_cost=ONCE_CHEAP, holding_cost=0.1)
    model = formulate(problem, decisions(problem))
    start = start_of(model)
    assert start is not None
    assert weights_from(model, start) == DANTZIG
