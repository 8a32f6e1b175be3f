"""A supplier that products share: what is bought of all of them keeps within what it can deliver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import PRODUCTION, STORAGE, SUPPLIER, Problem
from sop_excel.model.checked import worst_violation
from sop_excel.model.explain.explained import explained
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import errors_of, read, small_book, table


def mill(capacity: float = 12, **fields: Any) -> Problem:
    """Two products that are bought alone, of which a unit takes 1 and 2 of the mill's capacity."""
    usual: dict[str, Any] = {"max_production": 0, "subcontract_cost": [[3.0], [4.0]], "holding_cost": 1, "cost": 0.5}
    return simple_problem(
        [[2, 4], [1, 6]], resources=["Mill"], kinds=[SUPPLIER], usage=[(0, 0, 1.0), (1, 0, 2.0)], capacity=capacity,
        **(usual | fields),
    )  # fmt: skip


def test_what_products_buy_of_one_supplier_keeps_within_its_capacity() -> None:
    """Period 2 needs 4 + 2 x 6 = 16 of 12: two of the second product come early, two units of capacity each for 1."""
    plan = planned(mill())
    assert plan.status == OPTIMAL
    assert plan.quantities.subcontract.tolist() == [[2, 4], [3, 4]]
    assert plan.quantities.regular.tolist() == [[8, 12]]
    assert dict(plan.costs) == {"holding": 2, "subcontract": 6 * 3 + 7 * 4 + 0.5 * 20}


def test_one_unit_more_of_a_supplier_has_its_value() -> None:
    """Half a unit less waits for a period."""
    plan = planned(mill())
    found = explained(plan)
    assert found.marginals is not None
    assert found.marginals.one_more.tolist() == [[0, 0.5]]
    assert any(told.what == "One unit more of Mill in 2 saves 0.50" for told in found.sentences)


def test_too_small_a_supplier_is_told_with_what_it_lacks() -> None:
    """All 20 are needed in two periods of 9."""
    found = not_planned(mill(9))
    assert found.fixes is not None
    assert [change.what for change in found.fixes.changes] == ["Raise capacity of Mill in 2 by 2"]


def test_a_plan_that_buys_too_much_of_a_supplier_is_found() -> None:
    """The use is recomputed from what is bought."""
    problem = mill()
    quantities = planned(problem).quantities
    for used, told in (([4, 16], "the load of Mill in 1"), ([8, 9], "the load of Mill in 2")):
        wrong = quantities.exchanged(regular=np.array([used], dtype=float))
        assert worst_violation(problem, wrong).rule == told
    bought = {"subcontract": np.array([[2.0, 4.0], [1.0, 6.0]]), "regular": np.array([[4.0, 16.0]])}
    told = worst_violation(problem, quantities.exchanged(inventory=np.zeros((2, 2)), **bought)).rule
    assert told == "the capacity of Mill in 2"


def test_both_formulations_state_a_supplier() -> None:
    """The printed rows have the same least cost."""
    assert planned(mill(), "highs").objective == pytest.approx(planned(mill()).objective, rel=1e-12)


def test_a_supplier_is_read_and_its_overtime_is_refused() -> None:
    """As that of a warehouse; nothing is said of the same cell of a line."""
    head = ["Resource", "Kind", "Capacity", "Overtime cost"]
    lines = table("Resources", head, ["Mill", "Supplier", 9.0, 2.0], ["Line", "production", 9.0, 2.0])
    assert errors_of(small_book(lines)) == [
        (
            "Resources!D2: Resources[Overtime cost]: expected no Overtime cost for a supplier resource, found 2; "
            "correct the resource's Kind, or clear the cell"
        )
    ]
    lines = table("Resources", head, ["Mill", "Supplier", 9.0, None], ["Line", None, 9.0, 2.0])
    assert read(small_book(lines)).resource_kinds == (SUPPLIER, PRODUCTION)


def test_each_kind_of_resource_is_used_by_decisions_of_its_own() -> None:
    """Of one product that is made, kept and bought."""
    problem = simple_problem(
        [4, 4], production_cost=[1, 9], subcontract_cost=[2, 5], resources=["Line", "Store", "Mill"],
        kinds=[PRODUCTION, STORAGE, SUPPLIER], usage=[(0, 0, 1.0), (0, 1, 1.0), (0, 2, 1.0)],
        capacity=[[5], [3], [1]],
    )  # fmt: skip
    plan = planned(problem)
    for family, load in zip(("production", "inventory", "subcontract"), plan.quantities.regular.tolist(), strict=True):
        assert plan.quantities[family].tolist() == [load]
    assert plan.quantities.subcontract.tolist() == [[1, 1]]
