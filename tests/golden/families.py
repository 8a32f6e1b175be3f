"""A tiny problem for every family of the reference formulation; the golden LP files are written from these."""

from __future__ import annotations

from collections.abc import Callable

from sop_excel.domain.problem import CATCH_UP, SOFT, STORAGE, Problem
from tests.problems import simple_problem


def _balance() -> Problem:
    """Lead time, receipts, both stocks at the start, lost sales and subcontracting all enter the balance."""
    return simple_problem(
        [[5, 6, 7]],
        lead_time=1,
        receipts=[[0, 2, 0]],
        initial_inventory=9,
        initial_backorders=1,
        backorder_cost=3,
        lost_sale_cost=4,
        subcontract_cost=8,
        production_cost=2,
    )


def _load() -> Problem:
    """A line with overtime is loaded by production, a warehouse by inventory."""
    return simple_problem(
        [[5, 6], [7, 8]],
        production_cost=1,
        resources=["Line", "Warehouse"],
        kinds=["production", STORAGE],
        usage=[(0, 0, 2.0), (1, 0, 0.5), (1, 1, 3.0)],
        capacity=[[10, 10], [20, 20]],
        cost=[[0.25], [0.125]],
        overtime_cost=[[4], [float("nan")]],
    )


def _owed() -> Problem:
    """Demand may be late in the first two periods, and lost too; an opening debt counts in the first."""
    return simple_problem(
        [[5, 6, 7]], initial_backorders=2, backorder_cost=[[1, 2, 3]], lost_sale_cost=9, production_cost=1
    )


def _variables() -> Problem:
    """Floors, ceilings, frozen and firm production, final inventory and whole units are bounds."""
    return simple_problem(
        [[5, 6, 7]],
        safety_stock=[[1, 2, 3]],
        max_inventory=20,
        final_inventory=4,
        max_production=[[9, 8, 7]],
        firm_production=[[3, 2, 0]],
        frozen_periods=1,
        subcontract_cost=5,
        max_subcontract=6,
        production_cost=1,
        whole_units=True,
    )


def _objective() -> Problem:
    """Every cost by period, and the price of all demand as a constant."""
    return simple_problem(
        [[5, 6]],
        production_cost=[[1, 2]],
        holding_cost=[[0.5, 0.25]],
        price=[[10, 20]],
        lost_sale_cost=3,
        subcontract_cost=7,
        backorder_cost=4,
        resources=["Line"],
        usage=[(0, 0, 1.0)],
        capacity=5,
        cost=1.5,
        overtime_cost=2.5,
    )


def _safety() -> Problem:
    """A safety stock that may be missed at a penalty; the final inventory may not."""
    return simple_problem(
        [[5, 6, 7]],
        safety_stock=[[4, 0, 3]],
        final_inventory=2,
        max_production=6,
        production_cost=1,
        safety_stock_rule=SOFT,
        safety_stock_penalty=9,
    )


def _held() -> Problem:
    """What late and lost demand may cost, and what may be missing in all, once the least of both is known."""
    return simple_problem(
        [[5, 6]], safety_stock=3, max_production=4, production_cost=1, lost_sale_cost=9, price=2, backorder_cost=0.5,
        safety_stock_rule=CATCH_UP,
    )  # fmt: skip


FAMILIES: dict[str, Callable[[], Problem]] = {
    "balance": _balance,
    "load": _load,
    "owed": _owed,
    "variables": _variables,
    "objective": _objective,
    "safety": _safety,
    "held": _held,
}
