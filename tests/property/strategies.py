"""Random planning problems over every family of the model.

Numbers are small and short, so that optima are often kinks, ties happen, and a failing case can be read.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sop_excel.domain.axes import CLASSES, PRODUCTS, RESOURCES
from sop_excel.domain.class_demand import class_code, classes_of
from sop_excel.domain.combined_limits import LOAD, MEASURES
from sop_excel.domain.goal_words import PENALTIES_GOAL, PRIORITY_GOAL, SAFETY_STOCK_GOAL, SERVICE_GOAL
from sop_excel.domain.makings import DEFAULT
from sop_excel.domain.problem import CATCH_UP, HARD, PRODUCTION, SOFT, STORAGE, SUPPLIER, WORKFORCE, Problem
from sop_excel.domain.soft_limits import (
    CAPACITY,
    MAX_PRODUCTION,
    PENALISED,
    SAFETY_STOCK,
    TARGET_STOCK,
    Soft,
    axis_of,
    softened,
    with_soft,
)
from tests.limits import least_and_most
from tests.problems import simple_problem

_QUANTITIES = (0.0, 0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 2.5)
_COSTS = (0.0, 0.5, 1.0, 2.0, 3.0, 7.0)
_OPTIONAL_COSTS = (nan, nan, 0.0, 1.0, 4.0, 9.0)
_LIMITS = (inf, inf, 4.0, 6.0, 10.0, 20.0, 0.0)
_YIELDS = (1.0, 1.0, 0.5, 0.8)
_PRICES = (nan, nan, 5.0, 12.0)
_MOSTLY_NOT = (False, False, False, False, False, True)
_IN_CLASSES = (False, False, False, False, False, True)
_CHANGES = ((0.0,), (0.0,), (0.0, 0.5, 3.0))  # of a load: mostly without a price
_SETUP_COSTS = (0.0, 0.0, 3.0, 10.0)
ORDERS = (
    (SERVICE_GOAL,),
    (SERVICE_GOAL, SAFETY_STOCK_GOAL),
    (PENALTIES_GOAL, SERVICE_GOAL),
    (PRIORITY_GOAL, SERVICE_GOAL),
    (SAFETY_STOCK_GOAL, PENALTIES_GOAL, SERVICE_GOAL),
)


@st.composite
def problems(draw: st.DrawFn, most_products: int = 3, most_periods: int = 4, whole: bool | None = None) -> Problem:
    """A problem over all families: most have a plan, some have none, all obey the contract's rules on input.

    ``whole`` is whether all is in whole units; where that is False nothing else must be whole either, such as setups.
    """
    count, periods = draw(st.integers(1, most_products)), draw(st.integers(1, most_periods))
    resources = draw(st.integers(0, 2))
    whole_units = draw(st.booleans()) if whole is None else whole
    setups = whole is not False and draw(st.sampled_from((False, False, True)))
    lots = whole is not False and draw(st.sampled_from((False, False, False, True)))

    def table(values: tuple[float, ...], rows: int = count) -> Any:
        cells = draw(st.lists(st.sampled_from(values), min_size=rows * periods, max_size=rows * periods))
        return np.array(cells).reshape(rows, periods)

    def column(values: tuple[float, ...]) -> Any:
        return np.array(draw(st.lists(st.sampled_from(values), min_size=count, max_size=count)))

    backorder_cost = table(_OPTIONAL_COSTS)
    cost = table(_COSTS, resources)
    some_kind = st.sampled_from((PRODUCTION, PRODUCTION, PRODUCTION, STORAGE, STORAGE, SUPPLIER, WORKFORCE))
    kinds = draw(st.lists(some_kind, min_size=resources, max_size=resources))
    crews = np.array([kind == WORKFORCE for kind in kinds], dtype=bool)[:, None]
    in_shifts = np.array([kind == PRODUCTION for kind in kinds], dtype=bool)[:, None]
    in_shifts = in_shifts & (whole is not False and draw(st.sampled_from(_MOSTLY_NOT)))
    capacity = np.where(crews, inf, table(_LIMITS, resources))
    capacity = np.where(in_shifts & np.isinf(capacity), 0.0, capacity)
    overtime = _overtime_cost(table(_OPTIONAL_COSTS, resources), cost, capacity, kinds)
    changes, runs = draw(st.sampled_from(_CHANGES)), _of_runs(kinds)
    max_production, max_subcontract = table(_LIMITS), table(_LIMITS)
    ordered = whole is not False and draw(st.sampled_from(_MOSTLY_NOT))
    least_orders = np.minimum(table((0.0, 2.0, 3.5)), max_subcontract) if ordered else 0.0
    lead_time, routes = column((0.0, 0.0, 1.0, 2.0, 9.0)), draw(_routes(count, periods, setups, lots, whole_units))
    firm = np.minimum(table((0.0, 0.0, 0.0, 2.0)), _most_started(max_production, lead_time, routes))
    min_lot = table((0.0, 0.0, 1.0, 3.0)) if lots else 0.0
    lot_multiple = column((nan, nan, 2.0, 1.0, 3.0 if whole_units else 1.5)) if lots else nan
    owed = np.where(np.isnan(backorder_cost).any(axis=1), 0.0, column((0.0, 0.0, 2.0)))
    if len(changes) > 1:  # of products on several such lines, or in a bill, something must limit the production
        max_production = np.minimum(max_production, 25.0)
        routes = [(i, route | {"max_production": np.minimum(route["max_production"], 25.0)}) for i, route in routes]
    problem = simple_problem(
        table(_QUANTITIES),
        production_cost=table(_COSTS),
        holding_cost=table(_COSTS),
        safety_stock=table((0.0, 0.0, 1.0, 2.0)),
        max_inventory=table((inf, inf, inf, 3.0, 12.0)),
        max_production=max_production,
        price=table(_PRICES),
        lost_sale_cost=table(_OPTIONAL_COSTS),
        backorder_cost=backorder_cost,
        subcontract_cost=table(_OPTIONAL_COSTS),
        max_subcontract=max_subcontract,
        min_subcontract=least_orders,
        subcontract_lead_time=column((0.0, 0.0, 0.0, 1.0, 2.0)),
        initial_inventory=column((0.0, 3.0, 7.0)),
        initial_backorders=owed,
        max_periods_late=column((inf, inf, inf, 0.0, 1.0, 2.0)),
        open_order_cost=column((nan, nan, nan, 0.0, 3.0)),
        final_inventory=column((nan, nan, 0.0, 4.0)),
        lead_time=lead_time,
        routes=routes,
        **{"yield": table(_YIELDS) if draw(st.sampled_from((False, False, True))) else 1.0},  # type: ignore[arg-type]
        shelf_life=column((nan, nan, nan, 1.0, 2.0, 3.0)),
        scrap_cost=table((0.0, 0.5, 3.0)),
        receipts=table((0.0, 0.0, 0.0, 3.0)),
        firm_production=_firm_in_lots(firm, min_lot, lot_multiple) if lots else firm,
        min_lot=min_lot,
        lot_multiple=lot_multiple,
        published=table((nan, nan, 0.0, 1.0, 3.0, 6.5)),
        resources=[f"R{r + 1}" for r in range(resources)],
        kinds=kinds,
        bill=draw(_bills(count, routes)),
        usage=draw(_usages(count, kinds, setups, routes)),
        setup_cost=table(_SETUP_COSTS) if setups else 0.0,
        families=draw(_campaigns(count, kinds)) if setups else (),
        capacity=capacity,
        shift_capacity=np.where(in_shifts, table((0.0, 2.0, 3.5), resources), 0.0),
        max_shifts=np.where(in_shifts, table((0.0, 1.0, 2.0, 3.0), resources), inf),
        shift_cost=np.where(in_shifts, table(_COSTS, resources), 0.0),
        cost=cost,
        overtime_cost=overtime,
        overtime_capacity=table(_LIMITS, resources),
        min_load=table((0.0,) * 11 + (3.0,) if whole is not False else (0.0,), resources) * runs,
        increase_cost=table(changes, resources) * runs,
        decrease_cost=table(changes, resources) * runs,
        **(_workers(draw, crews, periods, whole) if crews.any() else {}),
        whole_units=whole_units,
        setup_carry_over=setups and draw(st.sampled_from((False, False, True))),
        demand_must_be_met=draw(st.booleans()),
        frozen_periods=draw(st.sampled_from((0, 0, 0, 1, 2))),
        relative_gap=0.0,
        safety_stock_rule=draw(st.sampled_from((HARD, HARD, SOFT, CATCH_UP))),
        safety_stock_penalty=draw(st.sampled_from((0.0, 0.5, 4.0))),
        limits=draw(_limits(count, resources, periods)),
        change_penalty=draw(st.sampled_from((0.0, 0.0, 0.5, 2.0, 20.0))),
        change_periods=draw(st.sampled_from((None, None, 0, 1, 2))),
    )
    return _with_prices(draw, _with_goals(draw, _with_classes(draw, problem)))


def _with_classes(draw: st.DrawFn, problem: Problem) -> Problem:
    """Mostly as it is, else with two classes of the demand for some product, each with costs of its own."""
    if not draw(st.sampled_from(_IN_CLASSES)):
        return problem
    i, periods = draw(st.integers(0, problem.shape[0] - 1)), problem.shape[1]

    def rows(values: tuple[float, ...]) -> Any:
        return np.array(draw(st.lists(st.sampled_from(values), min_size=2 * periods, max_size=2 * periods)))

    def pair(values: tuple[float, ...]) -> Any:
        return np.array([draw(st.sampled_from(values)) for _ in range(2)])

    share, late = rows((0.0, 0.5, 1.0))[:periods], rows(_OPTIONAL_COSTS).reshape(2, periods)
    owed, waits = problem.products.initial_backorders.copy(), ~np.isnan(late).any(axis=1)
    owed[i] *= waits.any()
    fields = {
        "demand": np.array([share, 1.0 - share]) * problem.demand[i],
        "lost_sale_cost": rows(_OPTIONAL_COSTS).reshape(2, periods),
        "backorder_cost": late,
        "open_order_cost": pair((nan, nan, 0.0, 3.0)),
        "initial_backorders": np.where(np.arange(2) == int(np.argmax(waits)), owed[i], 0.0),
        "priority": pair((nan, 1.0, 2.0)),
    }
    code = problem.product_codes[i]
    classes = classes_of([class_code(code, name) for name in "VW"], "VW", np.array([i, i]), fields)
    products = problem.products.replace(initial_backorders=owed)
    return problem.replace(products=products, others={**problem.others, CLASSES: classes})


def _with_goals(draw: st.DrawFn, problem: Problem) -> Problem:
    """Mostly with none but the cost; the rule catch up has an order of its own."""
    goals = draw(st.sampled_from(((),) * 24 + ORDERS))
    if problem.policies.safety_stock_rule == CATCH_UP:
        return problem
    return problem.replace(policies=replace(problem.policies, order_of_goals=goals))


def _firm_in_lots(firm: Any, min_lot: Any, lot_multiple: Any) -> Any:
    """What is firm can be made in lots, also where just that is made."""
    multiple = np.nan_to_num(lot_multiple, nan=1.0)[:, None]
    return np.where((firm >= min_lot) & (firm % multiple == 0), firm, 0.0)


def _overtime_cost(overtime: Any, cost: Any, capacity: Any, kinds: list[str]) -> Any:
    """Overtime is for production with a capacity and for workers, and costs no less than regular use."""
    made, workers = (np.array([kind == one for kind in kinds], dtype=bool)[:, None] for one in (PRODUCTION, WORKFORCE))
    return np.where((made & np.isfinite(capacity)) | workers, np.maximum(overtime, cost), nan)


def _workers(draw: st.DrawFn, crews: Any, periods: int, whole: bool | None) -> dict[str, Any]:
    """What differs by period of the workers where there are crews, and what a blank means elsewhere."""

    def table(values: tuple[float, ...], otherwise: float) -> Any:
        size = len(crews) * periods
        cells = draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))
        return np.where(crews, np.array(cells).reshape(len(crews), periods), otherwise)

    return {
        "initial_workers": np.where(crews, draw(st.sampled_from((0.0, 2.0, 3.5))), 0.0),
        "max_workers": table((inf, inf, 4.0, 2.5), inf),
        "hours_per_worker": table((4.0, 4.0, 2.0, 0.0), nan),
        "overtime_per_worker": table((0.0, 1.0, 2.0), nan),
        "cost_per_worker": table((0.0, 1.0, 5.0), 0.0),
        "hire_cost": table((0.0, 2.0, 6.0), 0.0),
        "layoff_cost": table((0.0, 3.0), 0.0),
        "whole_workers": np.where(crews, False if whole is False else draw(st.booleans()), False),
    }


def _of_runs(kinds: list[str]) -> Any:
    """1 for a resource on which something is made, 0 for others."""
    return np.array([kind in (PRODUCTION, WORKFORCE) for kind in kinds], dtype=np.float64)[:, None]


@st.composite
def _routes(
    draw: st.DrawFn, count: int, periods: int, setups: bool, lots: bool, whole_units: bool
) -> list[tuple[int, dict[str, Any]]]:
    """Up to two further routes, mostly none; with setups and lots of their own where these products have such."""

    def row(values: tuple[float, ...]) -> list[float]:
        return draw(st.lists(st.sampled_from(values), min_size=periods, max_size=periods))

    return [
        (
            draw(st.integers(0, count - 1)),
            {
                "production_cost": row(_COSTS),
                "max_production": row(_LIMITS),
                "lead_time": draw(st.sampled_from((0.0, 0.0, 1.0, 9.0))),
                "yield": row(_YIELDS),
                **({"setup_cost": row(_SETUP_COSTS)} if setups else {}),
                **({"min_lot": row((0.0, 0.0, 1.0, 3.0))} if lots else {}),
                **(
                    {"lot_multiple": draw(st.sampled_from((nan, nan, 2.0, 3.0 if whole_units else 1.5)))}
                    if lots
                    else {}
                ),
            },
        )
        for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2))))
    ]


def _most_started(max_production: Any, lead_time: Any, routes: list[tuple[int, dict[str, Any]]]) -> Any:
    """What all routes of each product can start at most; of those that come too late nothing, unless all do."""
    periods = np.arange(max_production.shape[1])
    ways = [[(lead_time[i], most)] for i, most in enumerate(max_production)]
    for i, route in routes:
        ways[i].append((route["lead_time"], np.array(route["max_production"])))
    late = np.array([min(lead for lead, _ in own) for own in ways])[:, None] + periods >= periods.size
    in_time = [sum(np.where(periods + lead < periods.size, most, 0.0) for lead, most in own) for own in ways]
    return np.where(late, np.array([sum(most for _, most in own) for own in ways]), np.array(in_time))


@st.composite
def _usages(
    draw: st.DrawFn, count: int, kinds: list[str], setups: bool, routes: list[tuple[int, dict[str, Any]]]
) -> list[tuple[float, ...]]:
    ways = [(i, -1) for i in range(count)] + [(i, k) for k, (i, _) in enumerate(routes)]
    pairs = [(i, r, k) for i, k in ways for r in range(len(kinds)) if k < 0 or kinds[r] in (PRODUCTION, WORKFORCE)]
    used = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    of_setups = st.sampled_from((0.0, 0.0, 1.0, 3.0))
    rows: list[tuple[float, ...]] = []
    for i, r, k in used:
        of_setup = draw(of_setups) if setups and kinds[r] == PRODUCTION else 0.0
        rows.append((i, r, draw(st.sampled_from((0.5, 1.0, 2.0, 0.0))), of_setup, k))
    return rows


@st.composite
def _bills(draw: st.DrawFn, count: int, routes: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, int, float, str]]:
    """Mostly none; else some products go into others, each only into ones of one side of a line."""
    line = draw(st.permutations(range(count)))
    pairs = [(line[n], line[m]) for n in range(count) for m in range(n + 1, count)]
    rows = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs and draw(st.integers(0, 3)) == 3 else []
    names = {i: ["", "", DEFAULT, *(f"R{k + 1}" for k, (j, _) in enumerate(routes) if j == i)] for i in range(count)}
    quantities = st.sampled_from((1.0, 1.0, 2.0, 0.5))
    return [(i, component, draw(quantities), draw(st.sampled_from(names[i]))) for i, component in rows]


@st.composite
def _campaigns(draw: st.DrawFn, count: int, kinds: list[str]) -> list[tuple[list[int], float, int, float]]:
    """Mostly none; else a family of some products, with a setup on a line or none."""
    members = draw(st.lists(st.integers(0, count - 1), unique=True, max_size=count if draw(st.booleans()) else 0))
    lines = [r for r, kind in enumerate(kinds) if kind == PRODUCTION]
    resource, usage = draw(st.sampled_from([-1, *lines])), draw(st.sampled_from((0.0, 1.0, 2.0)))
    cost = draw(st.sampled_from((0.0, 3.0, 8.0)))
    return [(sorted(members), cost, resource, usage if resource >= 0 else 0.0)] if members else []


def order_of(problem: Problem, products: list[int], resources: list[int]) -> dict[str, Any]:
    """The order in which these positions list products and resources; the things of further axes stand backwards."""
    further = {axis: np.arange(len(items))[::-1] for axis, items in problem.others.items()}
    return {PRODUCTS: np.array(products, dtype=np.intp), RESOURCES: np.array(resources, dtype=np.intp)} | further


def further_backwards(problem: Problem) -> dict[str, Any]:
    """The order in which the items of further axes stand backwards."""
    return {axis: np.arange(len(items))[::-1] for axis, items in problem.others.items()}


def shuffled(problem: Problem, products: list[int], resources: list[int]) -> Problem:
    """The same problem with its rows in another order; those of further axes and the routings backwards."""
    moved = problem.in_order(order_of(problem, products, resources))
    return moved.replace(routings=moved.routings.rows(np.arange(moved.routings.usage.size)[::-1]))


@st.composite
def _limits(draw: st.DrawFn, count: int, resources: int, periods: int) -> list[dict[str, Any]]:
    """Mostly none, else one or two of one or two terms each."""
    found = []
    for _ in range(draw(st.sampled_from((0, 0, 0, 0, 1, 2)))):
        terms = []
        for _ in range(draw(st.sampled_from((1, 2)))):
            measure = draw(st.sampled_from(MEASURES if resources else MEASURES[:-1]))
            item = draw(st.integers(0, (resources if measure == LOAD else count) - 1))
            first = draw(st.integers(0, periods - 1))
            last = draw(st.integers(first, periods - 1))
            terms.append((measure, item, draw(st.sampled_from((1.0, 1.0, 2.0, 0.5, -1.0))), first, last))
        least, most = least_and_most(
            draw(st.sampled_from((nan, nan, 0.0, 2.0, 6.0))), draw(st.sampled_from((nan, nan, 0.0, 5.0, 9.0)))
        )
        penalty, each = draw(st.sampled_from((nan, 0.0, 1.0, 6.0))), draw(st.booleans())
        found.append({"terms": terms, "minimum": least, "maximum": most, "penalty": penalty, "each": each})
    return found


def _with_prices(draw: st.DrawFn, problem: Problem) -> Problem:
    """Mostly as it is, else with one limit that may be missed at a penalty, or targets of the stock."""
    name = draw(st.sampled_from((None,) * 14 + (*PENALISED, TARGET_STOCK)))
    if name is None or (name == SAFETY_STOCK and problem.policies.misses_least):
        return problem
    if name == TARGET_STOCK:
        target, none = np.full(problem.shape, draw(st.sampled_from((2.0, 5.0)))), np.zeros(problem.shape)
        below, above = (none + draw(st.sampled_from((0.0, 0.5, 3.0))) for _ in range(2))
        return with_soft(problem, [Soft(name, target, target, below, above)])
    if name in (CAPACITY, MAX_PRODUCTION) and problem.load_change_counts.any():
        return problem
    penalty = np.full(problem.extent(axis_of(name)), draw(st.sampled_from((0.0, 1.0, 6.0))))
    penalty[:, draw(st.integers(0, problem.shape[1] - 1))] = nan
    return softened(problem, {name: penalty})
