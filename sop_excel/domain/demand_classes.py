"""What the classes of a product's demand allow, class by class and for the product as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.goal_words import PRIORITY_GOAL
from sop_excel.domain.problem import Problem

Mask = NDArray[np.bool_]
CLASS_LATE, CLASS_LOST = "class_backorders", "class_lost_sales"  # the families of decisions of classes
OF_CLASSES = {"backorders": CLASS_LATE, "lost_sales": CLASS_LOST}  # of which the products' own are the sums
BY_PERIOD = ("demand", "lost_sale_cost", "backorder_cost")
_COSTS = ("lost_sale_cost", "backorder_cost")


def in_classes(problem: Problem) -> Mask:
    """(I,) which products have a demand in classes."""
    some = np.zeros(problem.shape[0], dtype=np.bool_)
    some[problem.items(CLASSES).link("product")] = True
    return some


def product_of_classes(problem: Problem) -> NDArray[np.intp]:
    """(K,) the product of each class."""
    return problem.items(CLASSES).link("product")


def class_field(problem: Problem, name: str) -> Array:
    """(K, T) or (K,) a field of the classes; none where there are no classes."""
    classes = problem.items(CLASSES)
    none = (0, problem.shape[1]) if name in BY_PERIOD else (0,)
    return classes.fields[name] if len(classes) else np.zeros(none)


def class_may_be_lost(problem: Problem) -> Mask:
    """(K, T) where demand of a class may stay unserved for good (rule P2, with the costs of the class)."""
    lost, late = (class_field(problem, name) for name in _COSTS)
    at_a_cost, price = ~np.isnan(lost), problem.products.price[product_of_classes(problem)]
    optional = ~np.isnan(price) & ~at_a_cost & np.isnan(late) & (not problem.policies.demand_must_be_met)
    allowed: Mask = at_a_cost | optional
    return allowed


def class_may_be_late(problem: Problem) -> Mask:
    """(K, T) where demand of a class may be open at the end of the period; of the horizon, where that has a cost."""
    most = problem.products.max_periods_late[product_of_classes(problem), None]
    late: Mask = class_has_late_cost(problem) & (most > 0)
    late[:, -1] &= class_may_stay_open(problem)[:, -1]
    return late


def class_has_late_cost(problem: Problem) -> Mask:
    """(K, T) where a class has a cost of being late, whether anything may still be late or not."""
    has: Mask = ~np.isnan(class_field(problem, "backorder_cost"))
    return has


def class_may_stay_open(problem: Problem) -> Mask:
    """(K, T) where demand of a class could be open at the end of the horizon if it were that period's."""
    may: Mask = class_has_late_cost(problem) & ~np.isnan(class_field(problem, "open_order_cost"))[:, None]
    return may


def of_any_class(problem: Problem, own: Mask, of_classes: Callable[[Problem], Mask]) -> Mask:
    """(I, T) what holds of a product without classes, and of any class of the others (K, T)."""
    if CLASSES not in problem.others:
        return own
    some = np.where(in_classes(problem)[:, None], False, own)
    np.logical_or.at(some, product_of_classes(problem), of_classes(problem))
    return some


def of_all_classes(problem: Problem, own: Any, of_classes: Any) -> Any:
    """(I, T) the numbers of products without classes, and of the others the sums of their classes."""
    if CLASSES not in problem.others:
        return own
    total = np.where(in_classes(problem)[:, None], own - own, own)
    np.add.at(total, product_of_classes(problem), of_classes)
    return total


def as_one_stream(problem: Problem) -> Problem:
    """The problem without classes: each product's costs are the means of those classes that have them, by demand."""
    if CLASSES not in problem.others:
        return problem
    costs = {name: _mean_cost(problem, name) for name in _COSTS}
    costs["open_order_cost"] = _mean_cost(problem, "open_order_cost")[:, 0]
    others = {axis: items for axis, items in problem.others.items() if axis != CLASSES}
    return problem.replace(products=Fields({**problem.products, **costs}), others=others)


def _mean_cost(problem: Problem, name: str) -> Array:
    """(I, T) the mean of the classes' costs, weighed by all their demand; of other products their own."""
    own = problem.products[name].reshape(problem.shape[0], -1)
    of_classes = class_field(problem, name)
    of_classes = of_classes.reshape(len(of_classes), -1)
    product, there = product_of_classes(problem), ~np.isnan(of_classes)
    weight = np.maximum(class_field(problem, "demand").sum(axis=1, keepdims=True), 1e-9) * there
    money, units = np.zeros_like(own), np.zeros_like(own)
    np.add.at(money, product, weight * np.nan_to_num(of_classes))
    np.add.at(units, product, weight)
    mean = np.divide(money, units, out=np.full_like(own, np.nan), where=units > 0)
    return np.where(in_classes(problem)[:, None], mean, own)


def short_by_priority(problem: Problem) -> dict[str, dict[str, Array]]:
    """By the priorities that are stated, the smallest first, what counts as short of the classes that have it: each
    unit that is lost, or late at the end of a period. ``priority 1`` is what the first is called."""
    if CLASSES not in problem.others:
        return {}
    priority, shape = class_field(problem, "priority"), problem.extent(CLASSES)
    levels = {}
    for rank in distinct(priority[~np.isnan(priority)]).tolist():
        own = np.broadcast_to((priority == rank)[:, None], shape).astype(np.float64)
        levels[f"{PRIORITY_GOAL} {rank:g}"] = dict.fromkeys((CLASS_LATE, CLASS_LOST), own)
    return levels
