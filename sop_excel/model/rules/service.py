"""Service: demand that is served late, ``b``, or not at all, ``l``; and that nobody owes more than was ordered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.demand_classes import (
    OF_CLASSES,
    class_has_late_cost,
    class_may_be_late,
    class_may_stay_open,
    in_classes,
    of_all_classes,
    of_any_class,
)
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.balance import may_be_lost
from sop_excel.model.rules.rule import (
    AT_MOST,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Mask,
    Numbers,
    Part,
    Row,
    Rule,
    Terms,
    Told,
    Values,
    at_least_0,
    at_most,
    or_zero,
    stock_before,
    total,
)

LOST, DELIVERED = "lost sales", "delivered, which is never negative"  # what is checked
LOST_PRICE = "lost_price"  # missed revenue: part of what is minimised, never of the total cost


def _backorders(problem: Problem) -> Decision:
    """Never more than all that was ordered so far; at the end of the horizon only what may stay open."""
    so_far = np.cumsum(problem.demand, axis=1) + problem.products.initial_backorders[:, None]
    own = ~in_classes(problem)  # what is late of others costs what it does of their classes
    upper = np.where(may_be_late(problem), so_far, 0.0)
    costs = {"backorders": own[:, None] * or_zero(problem.products.backorder_cost)}
    staying = problem.products.open_order_cost
    if not np.isnan(staying).all():
        costs["open_orders"] = np.zeros(problem.shape)
        costs["open_orders"][:, -1] = own * or_zero(staying)
    return Decision(np.zeros_like(upper), upper, costs, summed=ordered(problem))


def may_be_late(problem: Problem) -> Mask:
    """(I, T) where demand, or that of some class, may be open at the end of the period; of the horizon, where that has
    a cost."""
    products = problem.products
    late: Mask = ~np.isnan(products.backorder_cost) & (products.max_periods_late[:, None] > 0)
    late[:, -1] &= ~np.isnan(products.open_order_cost)
    return of_any_class(problem, late, class_may_be_late)


def has_late_cost(problem: Problem) -> Mask:
    """(I, T) where demand, or that of some class, has a cost of being late."""
    return of_any_class(problem, ~np.isnan(problem.products.backorder_cost), class_has_late_cost)


def may_stay_open(problem: Problem) -> Mask:
    """(I, T) where demand, or that of some class, could be open at the end of the horizon if it were that period's."""
    products = problem.products
    own: Mask = ~np.isnan(products.backorder_cost) & ~np.isnan(products.open_order_cost)[:, None]
    return of_any_class(problem, own, class_may_stay_open)


def _lost_sales(problem: Problem) -> Decision:
    allowed = may_be_lost(problem).astype(np.float64)
    paid = allowed * ~in_classes(problem)[:, None]  # what is lost of others costs what it does of their classes
    costs = {
        "lost_sales": paid * or_zero(problem.products.lost_sale_cost),
        LOST_PRICE: paid * or_zero(problem.products.price),
    }
    return Decision(np.zeros_like(problem.demand), np.where(allowed > 0, problem.demand, 0.0), costs)


def _used(problem: Problem) -> bool:
    products = problem.products
    costs = products.backorder_cost, products.lost_sale_cost, products.price
    is_owed = bool(products.initial_backorders.any())
    return is_owed or CLASSES in problem.others or not all(bool(np.isnan(cost).all()) for cost in costs)


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    """Late and lost demand always has a ceiling of its own."""
    return np.zeros(problem.shape)


def service(families: Families) -> dict[str, Array]:
    """What late demand costs, and lost demand with its lost price, for each unit of it."""
    return {name: families[name].unit_cost for name in (*OF_CLASSES, *OF_CLASSES.values())}


def may_disappoint(families: Families) -> bool:
    """Whether any demand may be late or lost."""
    return any(bool(families[name].upper.any()) for name in OF_CLASSES)


def _in_all(family: str, problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """As it is decided, and where there are classes, the sum over them."""
    if CLASSES not in problem.others:
        return values[family]
    sums = of_all_classes(problem, numbers.of(np.zeros(problem.shape)), values[OF_CLASSES[family]])
    own, decision = in_classes(problem)[:, None], families[family]
    return np.where(own, numbers.settled(sums, decision.lower, decision.upper), values[family])


def _revenue(problem: Problem) -> tuple[Part, ...]:
    """A lost unit costs its price, so the price of all demand is earned first."""
    return (Part("Revenue of all demand", problem.demand, -or_zero(problem.products.price)),)


def _where_late(problem: Problem, families: Families) -> Mask:
    late: Mask = (families["backorders"].upper > 0) & ~in_classes(problem)[:, None]  # of which each has its own row
    return late


def ordered(problem: Problem) -> Array:
    """(I, T) demand, plus the backorders at the start in the first period: what may be owed anew."""
    orders = problem.demand.copy()
    orders[:, 0] += problem.products.initial_backorders
    return orders


def _orders(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Orders not to be exceeded", ordered(problem)),)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``b[t] - b[t-1] + l[t]``."""
    return not_delivered(at.get("backorders"), at.get("lost_sales"), row)


def not_delivered(late: Indices | None, lost: Indices | None, row: Indices) -> Sequence[Entries]:
    """What is owed more than before, and what is lost, in these rows (K, T); None: there is no such column."""
    if late is None:
        return ()
    parts = [Entries.of(row, late, 1.0), Entries.of(row[:, 1:], late[:, :-1], -1.0)]
    return parts if lost is None else [*parts, Entries.of(row, lost, 1.0)]


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``b[t] - b[t-1] + l[t] <= d[t]``: nobody can owe more than was ordered."""
    b, l = terms["backorders"], terms["lost_sales"]  # noqa: E741
    classes = set(problem.items(CLASSES).link("product").tolist())
    for i, t in np.ndindex(problem.shape):
        if i not in classes and not isinstance(b[i, t], float):
            before = b[i, t - 1] if t else float(problem.products.initial_backorders[i])
            yield (i, t), total([b[i, t], l[i, t]]) - before <= float(problem.demand[i, t])


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    products = problem.products
    paid, late = ~np.isnan(products.lost_sale_cost), ~np.isnan(products.backorder_cost)
    optional = ~np.isnan(products.price) & ~late & (not problem.policies.demand_must_be_met)
    classes = np.isin(np.arange(problem.shape[0]), problem.items(CLASSES).link("product"))[:, None]  # theirs to say
    yield at_most(LOST, plan.lost_sales, np.where(paid | optional | classes, problem.demand, 0.0))
    yield at_least_0(LOST, plan.lost_sales, problem.demand)
    yield Broken(
        "backorders not allowed", np.where(late | classes, 0.0, plan.backorders), np.zeros_like(problem.demand)
    )
    yield at_least_0("backorders", plan.backorders, problem.demand)
    last = np.arange(problem.shape[1]) == problem.shape[1] - 1
    closed = last & np.isnan(products.open_order_cost)[:, None] & ~classes
    yield Broken("backorders at the end", np.where(closed, plan.backorders, 0.0), np.zeros_like(problem.demand))
    owed = stock_before(plan.backorders, products.initial_backorders)
    delivered = problem.demand - plan.lost_sales + owed - plan.backorders
    yield Broken(DELIVERED, -delivered, problem.demand + owed + plan.backorders)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="backorders",
            symbol="b",
            word="late",
            meaning="units of demand still owed at the end of the period",
            floor="Demand that may be late",
            ceiling="Demand that may be late",
            decision=_backorders,
            implied=_limited,
            follows=partial(_in_all, "backorders"),
            in_part=True,
            told=Told("{units} of {item} are late at the end of {period}", "if none were late then"),
        ),
        DecisionColumn(
            name="lost_sales",
            symbol="l",
            word="lost",
            meaning="units of demand that are not served",
            floor="Demand that may be lost",
            ceiling="Demand that may be lost",
            decision=_lost_sales,
            implied=_limited,
            follows=partial(_in_all, "lost_sales"),
            in_part=True,
            told=Told("{units} of {item} are not sold in {period}", "if they were sold"),
        ),
    ),
    rows=(
        Row(
            name="owed",
            meaning="nobody is owed more than was ordered",
            side=AT_MOST,
            there=_where_late,
            parts=_orders,
            entries=_entries,
            printed=_printed,
        ),
    ),
    constant=_revenue,
    broken=_broken,
    used=_used,
    own_words=True,
)
