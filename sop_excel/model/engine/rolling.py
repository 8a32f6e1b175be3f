"""The first decision of the cheapest plan from many different starts: one linear model, whose numbers change.

A planner who plans again each period asks this: what to start now, with the stock that is there and the demand that is
expected by now. The answer always exists: floors and demand give way at prices far above any cost, demand last; what
is in stock too much is allowed to be. Whole numbers are not asked for, all is made by the default routes, and classes
of demand are one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from highspy import HighsModelStatus

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.demand_classes import as_one_stream
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import ROUTED, arrived
from sop_excel.domain.problem import SOFT, Problem
from sop_excel.errors import SolverError
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.interruptible import optimized
from sop_excel.model.engine.loading import kept
from sop_excel.model.rules.balance import may_be_lost
from sop_excel.model.rules.lateness import counted_for, recent
from sop_excel.model.rules.rule import Indices

FAR_ABOVE = 10.0  # times the dearest unit: what a unit that is missing to a floor costs a period
DEMAND_FIRST = 2.0  # times that, once for each period to the end: a unit of demand that is not served
KEPT = ("production", "subcontract", "inventory", "backorders", "lost_sales", "shortfall", "regular", "overtime")


def elastic(problem: Problem) -> Problem:
    """The problem where safety stock and demand may be missed, at prices far above any cost; nothing whole.

    Prices that the planner gave stay: of lost sales where they are allowed, of a safety stock that is soft.
    """
    problem = as_one_stream(problem)
    products, policies = problem.products, problem.policies
    missing = FAR_ABOVE * _dearest(problem)
    penalty = policies.safety_stock_penalty if policies.safety_stock_rule == SOFT else missing
    to_the_end = np.arange(problem.shape[1], 0, -1.0)  # so that none is lost now for a floor that is kept meanwhile
    never = DEMAND_FIRST * missing * to_the_end
    lost = np.where(may_be_lost(problem), np.nan_to_num(products.lost_sale_cost, nan=0.0), never)
    return problem.replace(
        products=products.replace(
            lost_sale_cost=lost,
            initial_backorders=np.zeros(problem.shape[0]),
            initial_inventory=np.zeros(problem.shape[0]),
            min_subcontract=np.zeros(problem.shape),
        ),
        demand=np.ones(problem.shape),  # so that there are columns and rows wherever there may be demand
        receipts=np.zeros(problem.shape),
        others={axis: items for axis, items in problem.others.items() if axis != ROUTES},
        resources=problem.resources.replace(whole_workers=np.zeros_like(problem.resources.whole_workers)),
        policies=replace(
            policies, safety_stock_rule=SOFT, safety_stock_penalty=penalty, whole_units=False, order_of_goals=()
        ),
    )


def asks_for_whole(problem: Problem) -> bool:
    """Whether something of the problem, such as setups, is asked for in whole numbers here too."""
    return any(bool(decision.is_whole.any()) for decision in decisions(elastic(problem)).values())


def _dearest(problem: Problem) -> float:
    """More than any unit can cost, made with overtime, bought or lost and held to the end (money)."""
    products, resources, routings = problem.products, problem.resources, problem.routings
    hours = np.fmax(resources.overtime_cost, resources.cost) + resources.increase_cost + resources.decrease_cost
    hours = (hours + _of_hired_hours(problem) + _of_shifts(problem)).max(axis=1, initial=0.0)
    made = products.production_cost.max(axis=1)
    np.add.at(made, routings.product, routings.usage * hours[routings.resource])
    others = [
        products.subcontract_cost + _of_suppliers(problem),
        products.lost_sale_cost,
        products.price,
        products.backorder_cost,
    ]
    dearest = np.max([made, *(np.nan_to_num(each, nan=0.0).max(axis=1) for each in others)])
    return float(1.0 + dearest + products.holding_cost.sum(axis=1).max())


def _of_suppliers(problem: Problem) -> Array:
    """(I, T) what a unit costs at its suppliers besides."""
    cost, bought = np.zeros(problem.shape), problem.routings.only(problem.loaded_by("subcontract"))
    np.add.at(cost, bought.product, bought.usage[:, None] * problem.resources.cost[bought.resource])
    return cost


def _of_hired_hours(problem: Problem) -> Array:
    """(R, T) what an hour costs at most whose worker is hired for it, kept to the end, and laid off again."""
    resources = problem.resources
    worker = resources.hire_cost + resources.layoff_cost + resources.cost_per_worker.sum(axis=1, keepdims=True)
    works = problem.is_workforce[:, None] & (resources.hours_per_worker > 0)
    return np.where(works, worker / np.where(works, resources.hours_per_worker, 1.0), 0.0)


def _of_shifts(problem: Problem) -> Array:
    """(R, T) what a unit costs for which a shift is run."""
    runs = problem.runs_shifts
    return np.where(runs, problem.resources.shift_cost / np.where(runs, problem.resources.shift_capacity, 1.0), 0.0)


class Rolling:
    """The model of one window of periods, asked from many starts.

    ``problem`` is the window, with its floors, costs and limits; its stocks, receipts and demand are those of each
    question. The answer to a question depends on those before only where several plans are equally cheap.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = elastic(problem)
        self._decisions = decisions(self._problem)
        self._model = formulate(self._problem, self._decisions, kept=KEPT)
        self._solver, self._scale = kept(self._model)
        self._late = self._model.rows["owed"] >= 0
        self._stores = problem.is_storage

    def first(self, expected: Array, coming: Array, on_hand: Array, owed: Array) -> tuple[Array, Array]:
        """What to start and what to buy in the first period, (N, I) units each.

        ``expected`` and ``coming`` are (N, I, T) units, ``on_hand`` and ``owed`` (N, I). What is owed is demand of the
        first period. Raises SolverError where HiGHS breaks down.
        """
        wanted = expected.copy()
        wanted[:, :, 0] += owed
        needed = wanted - coming
        needed[:, :, 0] -= on_hand
        too_much = self._unavoidable(wanted, coming, on_hand)
        starts, bought = np.zeros_like(on_hand), np.zeros_like(on_hand)
        for n in range(len(wanted)):
            self._ask(wanted[n], needed[n], too_much[n])
            values = np.array(self._solver.getSolution().col_value) * self._scale.columns
            for family, to in (("production", starts), ("subcontract", bought)):
                to[n] = np.maximum(values[self._model.at[family][:, 0]], 0.0)
        return starts, bought

    def _ask(self, wanted: Array, needed: Array, too_much: Array) -> None:
        rows, at, chosen = self._model.rows, self._model.at, self._decisions
        self._change_rows(rows["balance"].ravel(), needed.ravel(), needed.ravel())
        orders = wanted[self._late]
        self._change_rows(rows["owed"][self._late], np.full(orders.size, -np.inf), orders)
        if "late" in rows:
            held = rows["late"] >= 0
            most = sum(recent(counted_for(self._problem), wanted), np.zeros_like(wanted))[held]
            self._change_rows(rows["late"][held], np.full(most.size, -np.inf), most)
        self._change_ceilings(at["lost_sales"], wanted)
        self._change_ceilings(at["backorders"], np.where(self._late, np.cumsum(wanted, axis=1), 0.0))
        if np.isfinite(chosen["inventory"].upper).any():
            self._change_ceilings(at["inventory"], np.maximum(chosen["inventory"].upper, too_much))
        if self._stores.any():
            routings = self._problem.routings.only(self._stores)
            load = routings.load(too_much, len(self._stores))
            self._change_ceilings(at["regular"], np.maximum(chosen["regular"].upper, load))
        if optimized(self._solver) != HighsModelStatus.kOptimal:
            raise SolverError("HiGHS could not plan a period of the simulation.")

    def _unavoidable(self, wanted: Array, coming: Array, on_hand: Array) -> Array:
        """(N, I, T) the stock that is there even if no more is made than is firm: what a ceiling cannot forbid."""
        none = np.zeros(self._problem.extent(ROUTES))
        arrives = coming + arrived(self._problem, {"production": self._problem.firm_production, ROUTED: none})
        stock, least = on_hand, np.empty_like(wanted)
        for t in range(wanted.shape[2]):
            stock = np.maximum(stock + arrives[:, :, t] - wanted[:, :, t], 0.0)
            least[:, :, t] = stock
        return least

    def _change_rows(self, rows: Indices, lower: Array, upper: Array) -> None:
        if rows.size:
            scale = self._scale.rows[rows]
            many = rows.size, rows.astype(np.int32), lower / scale, upper / scale
            self._solver.changeRowsBounds(*many)  # type: ignore[attr-defined]  # which its stubs lack

    def _change_ceilings(self, columns: Indices, upper: Array) -> None:
        """Ceilings of a family, whose floors are 0."""
        places, scale = columns.ravel(), self._scale.columns[columns.ravel()]
        self._solver.changeColsBounds(
            places.size, places.astype(np.int32), np.zeros(places.size), upper.ravel() / scale
        )
