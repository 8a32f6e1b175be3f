"""A plan of several routes moves on: what each of them started is on its way, with its lead time and yield."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.comparing.foreseen import seen
from sop_excel.comparing.plan_changes import numbers_of
from sop_excel.domain.table import Value
from sop_excel.errors import InputError
from tests.plans import planned
from tests.problems import simple_problem
from tests.unit.preparing.test_roll import Tables, filling, rolled, tables

FAN: dict[str, Value] = {
    "Product": "A", "Initial inventory": 9.0, "Production cost": 1.0, "Holding cost": 0.1, "Max production": 4.0,
    "Lead time": 1.0,
}  # fmt: skip
ROUTES: list[list[Value]] = [
    ["Product", "Route", "Production cost", "Lead time", "Yield"], ["A", "Line B", 3.0, 2.0, 0.5],
]  # fmt: skip


def _two_routes() -> Tables:
    """4 by the default route each of the first two periods, and for the last 4 good ones by the other, of 8 started."""
    return tables([FAN], [9.0, 4.0, 8.0], Routes=ROUTES)


def test_what_each_route_started_is_on_its_way_by_its_own_lead_time_and_yield() -> None:
    """4 of the default route come in the next period; 8 of the other, of which 4 are good, in the one after it."""
    assert filling(rolled(_two_routes()), "Receipts").cells == {("A", "2026-02"): 4.0, ("A", "2026-03"): 4.0}
    assert filling(rolled(_two_routes()), "Products").rows == {"A": (0.0,)}


def test_actuals_of_all_production_are_shared_out_among_routes_as_planned() -> None:
    """Half of the 12 of the plan: 2 and 4, of which 2 are good. It is told, as actuals do not say by which route."""
    came = rolled(_two_routes(), ["Product", "Inventory", "Production"], ["A", 1.0, 6.0])
    assert filling(came, "Receipts").cells == {("A", "2026-02"): 2.0, ("A", "2026-03"): 2.0}
    assert "What was started is shared out among routes as it was planned, else by the default one: A" in came.notes


def test_without_a_plan_all_that_was_started_is_by_the_default_route() -> None:
    """Which nobody needs to be asked for besides; what was started at all has to be said."""
    of = _two_routes()
    del of["Plan"]
    came = rolled(of, ["Product", "Inventory", "Production"], ["A", 1.0, 6.0])
    assert filling(came, "Receipts").cells == {("A", "2026-02"): 6.0}
    with pytest.raises(InputError, match="Production of A in 2026-01"):
        rolled(of, ["Product", "Inventory"], ["A", 1.0])


def test_what_routes_have_started_was_foreseen() -> None:
    """In good units, so that the receipts of a plan that moved on are no change of its opening stock."""
    costs: dict[str, Any] = {"production_cost": 1.0, "holding_cost": 0.1, "max_production": 4.0, "lead_time": 1.0}
    other = {"production_cost": 3.0, "lead_time": 2.0, "yield": 0.5}
    old = planned(simple_problem([[9.0, 4.0, 8.0]], **costs, initial_inventory=9.0, routes=[(0, other)]))
    after = {**costs, "routes": [(0, other)], "receipts": [[4.0, 4.0, 0.0]]}
    new = planned(simple_problem([[4.0, 8.0, 0.0]], **after).replace(periods=("2", "3", "4")))
    stocks = seen(old.problem, new.problem, numbers_of(old), numbers_of(new))
    assert stocks is not None
    assert np.array_equal(stocks.old.receipts[:, 1:], new.problem.receipts[:, :2])
    assert not stocks.new.receipts.any()
