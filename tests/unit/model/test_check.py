"""The check knows every rule on its own: each one broken is found, and named with its place."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.axes import PRODUCTS, RESOURCES
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import SolverError
from sop_excel.model.assembly import quantities_of
from sop_excel.model.checked import checked, worst_violation
from sop_excel.model.rules import COLUMNS
from tests.problems import simple_problem


def _problem(**fields: Any) -> Problem:
    settings: dict[str, Any] = {
        "resources": ["Line"], "usage": [(0, 0, 1.0)], "capacity": 50, "overtime_cost": 1, "overtime_capacity": 10,
    }  # fmt: skip
    return simple_problem([10, 10], **(settings | fields))


def _plan(**changes: list[float]) -> Quantities:
    """Makes 10 in each period, and nothing else happens; what is given is different."""
    here = [column.name for column in COLUMNS if column.axis in (PRODUCTS, RESOURCES)]
    rows = {name: [0.0, 0.0] for name in here} | {"production": [10.0, 10.0]}
    rows["regular"] = changes.get("production", rows["production"])
    nowhere = {column.name: np.zeros((0, 2)) for column in COLUMNS if column.name not in here}
    return quantities_of(nowhere | {name: np.array([row], dtype=float) for name, row in (rows | changes).items()})


BROKEN: list[tuple[str, dict[str, Any], dict[str, list[float]]]] = [
    ("the balance of P1 in 2", {}, {"production": [10, 9]}),
    ("the safety stock of P1 in 1", {"safety_stock": [1, 0]}, {}),
    ("the least inventory 0 of P1 in 1", {}, {"production": [9, 11], "inventory": [-1, 0]}),
    ("the max inventory of P1 in 1", {"max_inventory": 1}, {"production": [12, 8], "inventory": [2, 0]}),
    ("the final inventory of P1 in 2", {"final_inventory": 2}, {}),
    ("the least production 0 of P1 in 2", {}, {"production": [21, -1], "inventory": [11, 0]}),
    ("the firm production of P1 in 1", {"firm_production": [11, 0]}, {}),
    ("the frozen production of P1 in 1", {"frozen_periods": 1, "firm_production": [8, 0]}, {}),
    (
        "production too late for the horizon of P1 in 2",
        {"lead_time": 1, "receipts": [10, 0]},
        {"production": [10, 5]},
    ),
    ("the max production of P1 in 1", {"max_production": [9, 20]}, {}),
    ("the max subcontract of P1 in 1", {}, {"production": [9, 10], "subcontract": [1, 0]}),
    (
        "the max subcontract of P1 in 1",
        {"subcontract_cost": 1, "max_subcontract": 0.5},
        {"production": [9, 10], "subcontract": [1, 0]},
    ),
    ("the least subcontract 0 of P1 in 1", {"subcontract_cost": 1}, {"production": [11, 10], "subcontract": [-1, 0]}),
    ("whole production of P1 in 1", {"whole_units": True}, {"production": [10.5, 10], "inventory": [0.5, 0.5]}),
    ("lost sales of P1 in 1", {}, {"production": [9, 10], "lost_sales": [1, 0]}),
    ("lost sales of P1 in 1", {"price": 1, "backorder_cost": 1}, {"production": [9, 10], "lost_sales": [1, 0]}),
    ("lost sales of P1 in 1", {"price": 1, "demand_must_be_met": True}, {"production": [9, 10], "lost_sales": [1, 0]}),
    ("the least lost sales 0 of P1 in 1", {"price": 1}, {"production": [11, 10], "lost_sales": [-1, 0]}),
    ("backorders not allowed of P1 in 1", {}, {"production": [9, 11], "backorders": [1, 0]}),
    ("the least backorders 0 of P1 in 1", {"backorder_cost": 1}, {"production": [11, 9], "backorders": [-1, 0]}),
    ("backorders at the end of P1 in 2", {"backorder_cost": 1}, {"production": [10, 9], "backorders": [0, 1]}),
    (
        "delivered, which is never negative of P1 in 1",
        {"backorder_cost": 1},
        {"production": [10, 10], "backorders": [13, 0], "inventory": [13, 0]},
    ),
    ("the load of Line in 1", {}, {"regular": [9, 10]}),
    ("the capacity of Line in 1", {"capacity": 9}, {}),
    ("the overtime capacity of Line in 1", {"overtime_capacity": 1}, {"regular": [8, 10], "overtime": [2, 0]}),
    ("the overtime capacity of Line in 1", {"overtime_cost": nan}, {"regular": [8, 10], "overtime": [2, 0]}),
    ("the least use 0 within the overtime capacity of Line in 1", {}, {"regular": [11, 10], "overtime": [-1, 0]}),
]


def test_a_plan_breaks_no_rule() -> None:
    """The plan that the broken ones are made from is one."""
    assert worst_violation(_problem(), _plan()).rule == "none"


@pytest.mark.parametrize(("rule", "fields", "changes"), BROKEN)
def test_a_broken_rule_is_found_and_named(rule: str, fields: dict[str, Any], changes: dict[str, list[float]]) -> None:
    """By the rule, the product or resource, and the period."""
    violation = worst_violation(_problem(**fields), _plan(**changes))
    assert violation.amount > 0
    assert violation.rule == rule


def test_a_plan_that_breaks_a_rule_is_never_handed_on() -> None:
    """It is the solver's failure, told with the rule and the amount."""
    with pytest.raises(SolverError, match="by 1: the balance of P1 in 2"):
        checked(_problem(), _plan(production=[10, 9]))


def test_a_number_that_is_none_breaks_every_rule() -> None:
    """Not-a-number compares false with everything, and must not slip through for that."""
    with pytest.raises(SolverError):
        checked(_problem(), _plan().exchanged(inventory=np.full((1, 2), nan)))
