"""The balance: what is in stock, ``s``, is what was there, what comes in and what goes out.

The demand, receipts and stocks at the start of a product are its right-hand side; the needs, which give way last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np

from sop_excel.domain.axes import CLASSES, ROUTES
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.demand_classes import class_may_be_lost, in_classes, of_any_class
from sop_excel.domain.demand_floors import following_floors
from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import Making, arrived, makings
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules import bill, purchases
from sop_excel.model.rules.needs import SURELY, bought_anyway, made_anyway, most_needed
from sop_excel.model.rules.rule import (
    CEILINGS,
    EQUAL,
    LOWER,
    NEEDS,
    RAISE,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Limit,
    Mask,
    Numbers,
    Part,
    Row,
    Rule,
    Terms,
    Values,
    any_change,
    at_least_0,
    at_most,
    changed,
    product_column,
    stock_before,
    total,
)

ROUNDING = 1e-12  # of the numbers in a difference
SPECK = 1e-10  # of small ones, up to as many units: the last digits of what a planner types


def _inventory(problem: Problem) -> Decision:
    """Holding costs money; floors are a rule of their own."""
    floor = np.zeros(problem.shape)
    return Decision(floor, problem.products.max_inventory, {"holding": problem.products.holding_cost})


def _most_in_stock(problem: Problem, known: Mapping[str, Array]) -> Array:
    """All that was there or comes in, made and bought anyway or needed beyond: what is owed or lost is no stock."""
    anyway = made_anyway(problem) + bought_anyway(problem)
    comes = np.cumsum(problem.receipts + anyway, axis=1)
    most: Array = (problem.products.initial_inventory[:, None] + comes) * (1.0 + SURELY) + most_needed(problem)
    return most


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """``s[t] = s[t-1] + supply[t] + b[t] - b[t-1]``, where supply is what arrives less what is sold.

    Each period goes on from the stock that is written for the one before, so that noise does not add up; its measure
    is all that has moved so far, not the stock that is left. A safety stock that may be missed is a mark like a bound.
    """
    decision, may_be_missed = families["inventory"], bool(families["shortfall"].upper.any())
    first = numbers.of(problem.products.initial_inventory)[:, None]
    owed = np.concatenate([numbers.of(problem.products.initial_backorders)[:, None], values["backorders"]], axis=1)
    supply, goes = _supply(problem, values, numbers), bill.goes_into_others(problem, values, numbers)
    goes = goes + values["scrapped"]
    demand, supply = numbers.of(problem.demand) + goes, supply - goes
    changes = supply + (owed[:, 1:] - owed[:, :-1])
    steps = np.concatenate([first, changes, changes], axis=1)
    steps[:, 1::2], steps[:, 2::2] = np.abs(changes), demand
    moved = np.add.accumulate(steps, axis=1)[:, 2::2]

    def written(stock: Any, rows: Any) -> Any:
        stock = numbers.settled(stock, decision.lower[rows], decision.upper[rows], moved[rows])
        if not may_be_missed:
            return stock
        most_missing = families["shortfall"].upper[rows]
        return numbers.marked(stock, np.where(most_missing > 0, most_missing, np.inf), moved[rows])

    return _one_after_the_other(first, changes, written)


def _one_after_the_other(first: Any, changes: Any, written: Callable[[Any, Any], Any]) -> Any:
    """(I, T) the stock of each period as it is written: of the one that is written for the period before and its
    change.

    All periods at once, again and again until nothing changes: then each follows from the one before. Of a product
    that takes one time for each period at most, mostly two.
    """
    rows: Any = slice(None)  # those of all products
    stock = written(np.add.accumulate(np.concatenate([first, changes], axis=1), axis=1)[:, 1:], rows)
    for _ in range(changes.shape[1]):
        again = written(np.concatenate([first[rows], stock[rows, :-1]], axis=1) + changes[rows], rows)
        moves = (again != stock[rows]).any(axis=1)
        stock[rows] = again
        if not moves.any():
            break
        rows = np.flatnonzero(moves) if isinstance(rows, slice) else rows[moves]
    return stock


def _supply(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(I, T) what arrives in each period, less what is sold."""
    sold = numbers.of(problem.demand) - values["lost_sales"]
    bought = purchases.arriving(problem, values["subcontract"])
    return arrived(problem, values, numbers.of) + bought + numbers.of(problem.receipts) - sold


def net_demand(problem: Problem) -> Array:
    """(I, T) demand less receipts, less the stock at the start in the first period: what the plan must supply.

    What rounding leaves of equal numbers is 0, and not the size to which a solver's tolerances are fitted.
    """
    net, size = problem.demand - problem.receipts, problem.demand + problem.receipts
    net[:, 0] -= problem.products.initial_inventory - problem.products.initial_backorders
    size[:, 0] += problem.products.initial_inventory + problem.products.initial_backorders
    return np.where(np.abs(net) <= np.maximum(ROUNDING * size, SPECK * np.minimum(size, 1.0)), 0.0, net)


def _everywhere(problem: Problem, families: Families) -> Mask:
    return np.ones(problem.shape, dtype=bool)


def _net_demand_in_parts(problem: Problem, families: Families) -> tuple[Part, ...]:
    products = problem.products
    return (
        Part("Demand", problem.demand),
        Part("Receipts", problem.receipts, -1.0),
        Part("Initial inventory", _at_first(products.initial_inventory, problem.shape), -1.0),
        Part("Initial backorders", _at_first(products.initial_backorders, problem.shape)),
    )


def _at_first(values: Array, shape: tuple[int, int]) -> Array:
    """What there is before the first period, (I, T)."""
    first = np.zeros(shape)
    first[:, 0] = values
    return first


def arrival_entries(problem: Problem, at: Mapping[str, Indices], row: Indices, sign: float = 1.0) -> list[Entries]:
    """``g x[t-L] + sum_k g[k] xr[k,t-L] + u[t-K]``, what arrives in each period, in these rows (I, T)."""
    parts = []
    if "subcontract" in at:
        parts.append(Entries.of(purchases.rows_of_arrival(problem, row), at["subcontract"], sign))
    for making in makings(problem):
        if making.started in at:
            arrives_in = _rows_of_arrival(making, row[making.product])
            parts.append(Entries.of(arrives_in, at[making.started], sign * making.good))
    return parts


def _rows_of_arrival(making: Making, row: Indices) -> Indices:
    """(K, T) of the rows of what is made those of the period in which a start arrives, -1 after the horizon."""
    if making.is_at_once:
        return row
    in_time, arrive = making.arrivals(row.shape[1])
    return np.where(in_time, np.take_along_axis(row, arrive, axis=1), -1)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``arrives[t] + l[t] + s[t-1] + b[t] - s[t] - b[t-1] - w[t] - sum_j q[i,j] (x[j,t] + sum_k xr[k,t])``."""
    parts = arrival_entries(problem, at, row)
    parts += [Entries.of(row, at[name], sign) for name, sign in (("lost_sales", 1.0), ("scrapped", -1.0)) if name in at]
    for making in makings(problem):
        if making.started in at:
            parts += bill.entries(problem, making, at[making.started], row)
    for name, sign in (("inventory", 1.0), ("backorders", -1.0)):
        if name in at:
            parts.append(Entries.of(row, at[name], -sign))
            parts.append(Entries.of(row[:, 1:], at[name][:, :-1], sign))
    return parts


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``arrives[t] + l[t] + s[t-1] + b[t] - s[t] - b[t-1] - w[t] - sum_j q[i,j] (x[j,t] + sum_k xr[k,t])
    = d[t] - receipts[t]``, ``k`` the other routes of a product."""
    s, b, l, w = (terms[f] for f in ("inventory", "backorders", "lost_sales", "scrapped"))  # noqa: E741
    for i, t in np.ndindex(problem.shape):
        supply = [*arrival_terms(problem, terms, i, t), l[i, t], b[i, t], -s[i, t], -w[i, t]]
        supply += [-units for units in bill.printed(problem, terms, i, t)]
        needed = float(problem.demand[i, t] - problem.receipts[i, t])
        if t == 0:
            needed -= float(problem.products.initial_inventory[i] - problem.products.initial_backorders[i])
        else:
            supply += [s[i, t - 1], -b[i, t - 1]]
        yield (i, t), total(supply) == needed


def arrival_terms(problem: Problem, terms: Mapping[str, Terms], i: int, t: int) -> list[Any]:
    """``g x[t-L] + sum_k g[k] xr[k,t-L] + u[t-K]``, what arrives of a product in a period."""
    products, routes, arrives = problem.products, problem.items(ROUTES), []
    if (started := _before(t, float(products.lead_time[i]))) >= 0:
        arrives.append(float(products["yield"][i, started]) * terms["production"][i, started])
    for k in np.flatnonzero(routes.link("product") == i).tolist():
        if (started := _before(t, float(routes.fields.lead_time[k]))) >= 0:
            arrives.append(float(routes.fields["yield"][k, started]) * terms["routed"][k, started])
    if (ordered := _before(t, float(products.subcontract_lead_time[i]))) >= 0:
        arrives.append(terms["subcontract"][i, ordered])
    return arrives


def _before(period: int, lead_time: float) -> int:
    """The period in which what arrives in ``period`` was started; negative when that was before the plan."""
    return -1 if lead_time == inf or lead_time > period else period - int(lead_time)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    before = stock_before(plan.inventory, problem.products.initial_inventory)
    owed = stock_before(plan.backorders, problem.products.initial_backorders)
    supply = came_in(problem, plan)
    goes = bill.gone_into_parents(problem, plan) + plan.scrapped
    left = before - owed + supply - problem.demand - goes + plan.lost_sales
    size = before + owed + supply + problem.demand + goes + plan.inventory + plan.backorders
    yield Broken("the balance", np.abs(plan.inventory - plan.backorders - left), size)
    expires = np.arange(problem.shape[1]) >= problem.products.shelf_life[:, None] - 1
    yield at_most("the units that may be scrapped", plan.scrapped, np.where(expires, np.inf, 0.0))
    yield at_least_0("scrapped units", plan.scrapped, size)
    yield at_least_0("inventory", plan.inventory, np.zeros_like(plan.inventory))
    yield at_most("the max inventory", plan.inventory, problem.products.max_inventory)


def came_in(problem: Problem, plan: Quantities) -> Array:
    """(I, T) all that comes in during each period of a finished plan."""
    bought = _later(plan.subcontract, problem.products.subcontract_lead_time)
    return _arrived(problem, plan) + bought + problem.receipts


def _arrived(problem: Problem, plan: Quantities) -> Array:
    """The good units of every start, put down a lead time later, route by route."""
    arrived = _later(plan.production * problem.products["yield"], problem.products.lead_time)
    routes = problem.items(ROUTES)
    if len(routes):
        others = _later(plan.routed * routes.fields["yield"], routes.fields.lead_time)
        for k, product in enumerate(routes.link("product").tolist()):
            arrived[product] += others[k]
    return arrived


def _later(units: Array, lead_times: Array) -> Array:
    """Every start or order, put down a lead time later, one lead time after the other."""
    if not lead_times.any():
        return units.copy()
    arrived, periods = np.zeros_like(units), units.shape[1]
    for lead in distinct(lead_times):
        some = lead_times == lead
        if lead < periods:
            arrived[some, int(lead) :] = units[some, : periods - int(lead)]
    return arrived


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """The room for stock; and last, demand that must be met, and what is already late."""
    held, products = problem.products.max_inventory, problem.products
    by_class = in_classes(problem)[:, None]  # which each say it for themselves
    must = np.where(by_class | (may_be_lost(problem) & (problem.demand > 0)), 0.0, problem.demand)
    owed = _at_first(products.initial_backorders, problem.shape)
    room, rows = any_change(np.isfinite(held)), ("balance", "owed")
    more = product_column("max_inventory", 1)
    return (
        Limit(RAISE, "max inventory", CEILINGS, "inventory", held, room, more, is_level=True),
        Limit(LOWER, "demand", NEEDS, "", problem.demand, must, lower_demand, exact=True, rows=(*rows, "late")),
        Limit(LOWER, "initial backorders", NEEDS, "", owed, owed, _fewer_backorders, exact=True, rows=rows),
    )


def lower_demand(problem: Problem, amounts: Array) -> Problem:
    """Safety stock that follows from demand goes down with it; where an override stands in its place it stays."""
    demand, products = changed(problem.demand, -amounts), problem.products
    rows = problem.items(BILL)
    before, after = (following_floors(products, rows, one) for one in (problem.demand, demand))
    if not np.isnan(before).all():
        products = products.replace(
            safety_stock=np.where(products.safety_stock == before, after, products.safety_stock)
        )
    return problem.replace(demand=demand, products=products)


def lower_class_demand(problem: Problem, amounts: Array) -> Problem:
    """The problem with less demand of each class, by amounts (K, T), and so of its product."""
    classes, less = problem.items(CLASSES), np.zeros(problem.shape)
    anew = changed(classes.fields.demand, -amounts)
    np.add.at(less, classes.link("product"), classes.fields.demand - anew)
    altered = replace(classes, fields=classes.fields.replace(demand=anew))
    lowered = lower_demand(problem, np.minimum(less, problem.demand))
    return lowered.replace(others={**problem.others, CLASSES: altered}, demand=lowered.demand)


def _fewer_backorders(problem: Problem, amounts: Array) -> Problem:
    new = changed(problem.products.initial_backorders, -amounts[:, 0])
    return problem.replace(products=problem.products.replace(initial_backorders=new))


def may_be_lost(problem: Problem) -> Mask:
    """(I, T) where demand, or that of some class, may stay unserved for good: at a lost sale cost, or as an optional
    sale (rule P2)."""
    products = problem.products
    at_a_cost = ~np.isnan(products.lost_sale_cost)
    optional = ~np.isnan(products.price) & ~at_a_cost & np.isnan(products.backorder_cost)
    if problem.policies.demand_must_be_met:
        optional[:] = False
    return of_any_class(problem, at_a_cost | optional, class_may_be_lost)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="inventory",
            symbol="s",
            word="stock",
            meaning="units on hand at the end of the period",
            floor="Safety stock",
            ceiling="Max inventory",
            decision=_inventory,
            implied=_most_in_stock,
            follows=_follows,
        ),
    ),
    rows=(
        Row(
            name="balance",
            meaning="what comes in, less what is kept, meets demand",
            side=EQUAL,
            there=_everywhere,
            parts=_net_demand_in_parts,
            number=net_demand,
            entries=_entries,
            printed=_printed,
        ),
    ),
    broken=_broken,
    limits=_limits,
)
