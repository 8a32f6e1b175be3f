"""What no decision can reach, seen before solving: of each product alone, what can be there and what must be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.demand_classes import (
    class_field,
    class_may_be_late,
    class_may_be_lost,
    of_all_classes,
    product_of_classes,
)
from sop_excel.domain.fields import Array
from sop_excel.domain.level_loads import most_by_limits
from sop_excel.domain.makings import makings
from sop_excel.domain.plan import KEPT
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, together, word
from sop_excel.domain.vocabulary import figure, listed, whole
from sop_excel.model.rules.balance import may_be_lost
from sop_excel.model.rules.purchases import arriving
from sop_excel.model.rules.service import may_be_late

TOLD = 10  # products


def unreachable(problem: Problem) -> tuple[str, ...]:
    """A sentence with figures for each product whose demand and floors are beyond reach even if it had all to itself.

    What is needed by the end of a period is the demand so far that can neither be lost nor be late, and the floor of
    the inventory. What can be there is the initial inventory, receipts, and the most that can be made and bought.
    The order of the rows plays no part.
    """
    problem, _ = problem.canonical()
    needed, floor = _demanded(problem), _floors(problem)
    there: dict[str, Array] = {
        word("initial inventory"): np.broadcast_to(problem.products.initial_inventory[:, None], problem.shape),
        word("receipts"): np.cumsum(problem.receipts, axis=1),
        word("production"): np.cumsum(_most_arriving(problem), axis=1),
        word("subcontract"): np.cumsum(arriving(problem, _most_bought(problem)), axis=1),
    }
    reachable = sum(there.values(), np.zeros(problem.shape))
    short = needed + floor - reachable > KEPT * np.maximum(1.0, needed + floor)
    told = []
    for i in np.flatnonzero(short.any(axis=1)).tolist():
        t = int(np.argmax(short[i]))
        parts = {name: float(units[i, t]) for name, units in there.items()}
        told.append(_sentence(problem, (i, t), (float(needed[i, t]), float(floor[i, t])), parts))
    told += _contradictions(problem, floor)
    more = len(told) - TOLD
    if more <= 0:
        return tuple(told)
    rest = say("Products that cannot reach their demand or floors either: {count}.", count=whole(more))
    return (*told[:TOLD], rest)


def _contradictions(problem: Problem, floor: Array) -> list[str]:
    """A sentence for each product of which more must be in stock than may be."""
    ceiling, told = problem.products.max_inventory, list[str]()
    beyond = floor - ceiling > KEPT * np.maximum(1.0, floor)
    for i in np.flatnonzero(beyond.any(axis=1)).tolist():
        t = int(np.argmax(beyond[i]))
        told.append(
            say(
                "{product} needs {least} in stock at the end of {period}, where its max inventory is {most}.",
                product=problem.product_codes[i], period=problem.periods[t],
                least=figure(float(floor[i, t])), most=figure(float(ceiling[i, t])),
            )
        )  # fmt: skip
    return told


def _sentence(problem: Problem, cell: tuple[int, int], needs: tuple[float, float], parts: dict[str, float]) -> str:
    code, period = problem.product_codes[cell[0]], problem.periods[cell[1]]
    demand, floor = needs
    asked = [say("demand of {units}", units=figure(demand))] if demand else []
    asked += [say("{units} in stock", units=figure(floor))] if floor else []
    there = [say("{name} {units}", name=name, units=figure(units)) for name, units in parts.items() if units]
    return say(
        "{product} needs {needed} units by the end of {period} ({asked}), but at most {most} can be there ({there}).",
        product=code, period=period, needed=figure(demand + floor), asked=listed(asked),
        most=figure(sum(parts.values())), there=together(there or [say("nothing comes in")], ", "),
    )  # fmt: skip


def _demanded(problem: Problem) -> Array:
    """(I, T) the demand up to each period, backorders at the start included, that must be served by its end.

    Demand that may be late in a period counts from the next period on in which it may not, or when it has waited as
    long as it may.
    """
    products, product = problem.products, product_of_classes(problem)
    must = np.where(may_be_lost(problem) > 0, 0.0, problem.demand)
    own = _served(must, may_be_late(problem), products.initial_backorders, products.max_periods_late)
    if not product.size:
        return own
    must = np.where(class_may_be_lost(problem), 0.0, class_field(problem, "demand"))
    started, most = class_field(problem, "initial_backorders"), products.max_periods_late[product]
    needed: Array = of_all_classes(problem, own, _served(must, class_may_be_late(problem), started, most))
    return needed


def _served(must: Array, late: NDArray[np.bool_], started: Array, most_late: Array) -> Array:
    """(K, T) what of these demands and backorders at the start must be served by the end of each period."""
    sums = np.cumsum(must, axis=1) + started[:, None]
    return np.where(late, _waited(np.hstack([started[:, None], sums]), most_late), sums)


def _waited(asked: Array, most_late: Array) -> Array:
    """(K, T) what has waited as long as it may, of all that was ``asked`` for before and by the end of each period."""
    periods = asked.shape[1] - 1
    waited = np.zeros((len(asked), periods))
    for k, most in enumerate(np.minimum(most_late, periods + 1).astype(int).tolist()):
        since = max(most - 1, 0)
        waited[k, since:] = asked[k, since + 1 - most : periods + 1 - most]
    return waited


def _floors(problem: Problem) -> Array:
    hard = problem.policies.keeps_safety_stock
    floor = problem.products.safety_stock.copy() if hard else np.zeros(problem.shape)
    floor[:, -1] = np.maximum(floor[:, -1], np.nan_to_num(problem.products.final_inventory, nan=0.0))
    return floor


def _most_arriving(problem: Problem) -> Array:
    """(I, T) the most good units that can arrive in each period, by the limit of each route and of its resources."""
    arrives = np.zeros(problem.shape)
    for making in makings(problem):
        made = np.where(
            problem.is_frozen[making.product],
            problem.firm_production[making.product],
            most_by_limits(problem, making),
        )
        made = np.floor(made + KEPT) if problem.policies.whole_units else made
        in_time, arrive = making.arrivals(problem.shape[1])
        item, period = np.nonzero(in_time)
        np.add.at(arrives, (making.product[item], arrive[item, period]), (making.good * made)[item, period])
    return arrives


def _per_unit(problem: Problem, family: str, capacity: Array) -> Iterator[tuple[int, Array]]:
    """For each routing on a resource that the family uses: the units that its whole capacity makes, or supplies."""
    routings = problem.routings.only(problem.loaded_by(family))
    for product, resource, usage in zip(routings.product, routings.resource, routings.usage, strict=True):
        if usage > 0:
            yield int(product), capacity[resource] / usage


def _most_bought(problem: Problem) -> Array:
    """(I, T) the most that can be bought in each period, by the product's own limit and by each of its suppliers."""
    most = np.where(np.isnan(problem.products.subcontract_cost), 0.0, problem.products.max_subcontract)
    for product, capacity in _per_unit(problem, "subcontract", problem.resources.capacity):
        most[product] = np.minimum(most[product], capacity)
    return np.floor(most + KEPT) if problem.policies.whole_units else most
