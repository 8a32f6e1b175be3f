"""Classes of demand: customers of several kinds are served from one stock, each late, ``bk``, or lost, ``lk``, at its
own cost.

What is late and lost of a product is the sum over its classes, and costs nothing besides them; the balance, the stocks
and all else see that sum alone. Nobody of a class is owed more than the class has ordered, so that what is delivered to
it is never negative; and the most periods that demand of a product may be late hold for each class, of which older
orders are served first (``lateness.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.demand_classes import (
    CLASS_LATE,
    CLASS_LOST,
    OF_CLASSES,
    class_field,
    class_may_be_late,
    class_may_be_lost,
    in_classes,
    product_of_classes,
)
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.balance import lower_class_demand
from sop_excel.model.rules.lateness import recent, still_open
from sop_excel.model.rules.rule import (
    AT_MOST,
    EQUAL,
    LOWER,
    NEEDS,
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
    Told,
    Values,
    at_least_0,
    at_most,
    or_zero,
    total,
)
from sop_excel.model.rules.service import LOST_PRICE, not_delivered


def _used(problem: Problem) -> bool:
    return CLASSES in problem.others


def _late(problem: Problem) -> Decision:
    """Never more than all that the class has ordered so far; at the end of the horizon only what may stay open."""
    orders = _ordered(problem)
    upper = np.where(class_may_be_late(problem), np.cumsum(orders, axis=1), 0.0)
    costs = {"backorders": or_zero(class_field(problem, "backorder_cost"))}
    staying = class_field(problem, "open_order_cost")
    if not np.isnan(staying).all():
        costs["open_orders"] = np.zeros_like(upper)
        costs["open_orders"][:, -1] = or_zero(staying)
    return Decision(np.zeros_like(upper), upper, costs, summed=orders)


def _lost(problem: Problem) -> Decision:
    allowed, demand = class_may_be_lost(problem).astype(np.float64), class_field(problem, "demand")
    costs = {
        "lost_sales": allowed * or_zero(class_field(problem, "lost_sale_cost")),
        LOST_PRICE: allowed * or_zero(problem.products.price)[product_of_classes(problem)],
    }
    return Decision(np.zeros_like(demand), np.where(allowed > 0, demand, 0.0), costs)


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    """Late and lost demand always has a ceiling of its own."""
    return np.zeros(problem.extent(CLASSES))


def _ordered(problem: Problem) -> Array:
    """(K, T) the demand of each class, plus its backorders at the start in the first period."""
    orders = class_field(problem, "demand").copy()
    orders[:, 0] += class_field(problem, "initial_backorders")
    return orders


def _least(family: str, problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """What is late or lost of a product by a rule of thumb, borne by the classes that it costs least; what they may not
    bear, by the dearest, which breaks a rule."""
    decision = families[OF_CLASSES[family]]
    borne, product = np.zeros_like(decision.upper), product_of_classes(problem)
    for t in range(borne.shape[1]):
        most = decision.upper[:, t]
        if family == "backorders":
            before = borne[:, t - 1] if t else class_field(problem, "initial_backorders")
            most = np.minimum(most, before + class_field(problem, "demand")[:, t] - values[CLASS_LOST][:, t])
        for i in np.flatnonzero(values[family][:, t] > 0).tolist():
            some = np.flatnonzero(product == i)
            ranked = some[np.argsort(decision.unit_cost[some, t], kind="stable")]
            borne[ranked, t] = _shared_out(float(values[family][i, t]), most[ranked])
    return borne


def _shared_out(units: float, most: Array) -> Array:
    """So many units, of which each takes as many as it may, one after the other, and the last what is left."""
    taken = np.clip(units - (np.cumsum(most) - most), 0.0, np.maximum(most, 0.0))
    if taken.size:
        taken[-1] += max(units - float(taken.sum()), 0.0)
    return taken


def _where_in_all(family: str, problem: Problem, families: Families) -> Mask:
    there: Mask = in_classes(problem)[:, None] & (families[family].upper > 0)
    return there


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _entries_in_all(family: str, problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``b[i,t] - sum_k bk[k,t]``, and the same of lost demand."""
    own = [Entries.of(row, at[family], 1.0)] if family in at else []
    parts = OF_CLASSES[family]
    return [*own, Entries.of(row[product_of_classes(problem)], at[parts], -1.0)] if parts in at else own


def _printed_in_all(family: str, problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``b[i,t] = sum_k bk[k,t]``, and the same of lost demand."""
    product = problem.items(CLASSES).link("product").tolist()
    for i, t in np.ndindex(problem.shape):
        own, parts = terms[family][i, t], [terms[OF_CLASSES[family]][k, t] for k, of in enumerate(product) if of == i]
        if parts and not isinstance(own, float):
            yield (i, t), own - total(parts) == 0


def _where_owed(problem: Problem, families: Families) -> Mask:
    late: Mask = families[CLASS_LATE].upper > 0
    return late


def _orders(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Orders not to be exceeded", _ordered(problem)),)


def _entries_owed(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``bk[t] - bk[t-1] + lk[t]``."""
    return not_delivered(at.get(CLASS_LATE), at.get(CLASS_LOST), row)


def _printed_owed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``bk[t] - bk[t-1] + lk[t] <= dk[t]``: nobody can owe a class more than it ordered."""
    fields, b, l = problem.items(CLASSES).fields, terms[CLASS_LATE], terms[CLASS_LOST]  # noqa: E741
    for k, t in np.ndindex(fields.demand.shape):
        if not isinstance(b[k, t], float):
            before = b[k, t - 1] if t else float(fields.initial_backorders[k])
            yield (k, t), total([b[k, t], l[k, t]]) - before <= float(fields.demand[k, t])


def _most_late(problem: Problem) -> Array:
    """(K,) in how many periods, from its own on, demand may be open: it stands in the rows of each of them."""
    most = problem.products.max_periods_late[product_of_classes(problem)]
    return np.minimum(most, problem.shape[1])


def _where_recent(problem: Problem, families: Families) -> Mask:
    most, periods = problem.products.max_periods_late[product_of_classes(problem)][:, None], np.arange(problem.shape[1])
    there: Mask = (most >= 1) & (periods >= most - 1) & (families[CLASS_LATE].upper > 0)
    return there


def _recent(problem: Problem, families: Families) -> tuple[Part, ...]:
    demand = recent(_most_late(problem), class_field(problem, "demand"))
    return (Part("Demand that may still be open", sum(demand, np.zeros(problem.extent(CLASSES))), summed=demand),)


def _entries_recent(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``bk[t] + lk[t] + ... + lk[t-n+1]``."""
    return still_open(_most_late(problem), at.get(CLASS_LATE), at.get(CLASS_LOST), row)


def _printed_recent(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``bk[t] + lk[t] + ... + lk[t-n+1] <= dk[t] + ... + dk[t-n+1]``: nothing older of the class is open any more."""
    classes, b, l = problem.items(CLASSES), terms[CLASS_LATE], terms[CLASS_LOST]  # noqa: E741
    for k, t in np.ndindex(classes.fields.demand.shape):
        most = float(problem.products.max_periods_late[classes.link("product")[k]])
        if 1 <= most <= t + 1 and not isinstance(b[k, t], float):
            last = range(t - int(most) + 1, t + 1)
            asked = sum(float(classes.fields.demand[k, s]) for s in last)
            yield (k, t), total([b[k, t], *(l[k, s] for s in last)]) <= asked


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    """The sums, what each class allows, that no delivery is negative, and that none is later than it may be."""
    classes, product = problem.items(CLASSES), problem.items(CLASSES).link("product")
    fields, late, lost = classes.fields, plan[CLASS_LATE], plan[CLASS_LOST]
    for whole, part in ((plan.backorders, late), (plan.lost_sales, lost)):
        sums = np.zeros_like(whole)
        np.add.at(sums, product, part)
        apart = np.where(np.isin(np.arange(len(whole)), product)[:, None], np.abs(whole - sums), 0.0)
        yield Broken("the sum of the classes", apart, whole + sums)
    at_a_cost, may_wait = ~np.isnan(fields.lost_sale_cost), ~np.isnan(fields.backorder_cost)
    optional = ~np.isnan(problem.products.price[product]) & ~may_wait & (not problem.policies.demand_must_be_met)
    none = np.zeros_like(fields.demand)
    yield at_most("lost sales of a class", lost, np.where(at_a_cost | optional, fields.demand, 0.0), CLASSES)
    yield at_least_0("lost sales of a class", lost, fields.demand, CLASSES)
    yield Broken("backorders not allowed to a class", np.where(may_wait, 0.0, late), none, CLASSES)
    yield at_least_0("backorders of a class", late, fields.demand, CLASSES)
    last = np.arange(problem.shape[1]) == problem.shape[1] - 1
    closed = last & np.isnan(fields.open_order_cost)[:, None]
    yield Broken("backorders of a class at the end", np.where(closed, late, 0.0), none, CLASSES)
    owed = np.hstack([fields.initial_backorders[:, None], late[:, :-1]])
    delivered = fields.demand - lost + owed - late
    yield Broken("delivered to a class, which is never negative", -delivered, fields.demand + owed + late, CLASSES)
    yield _too_late(problem, late, lost)


def _too_late(problem: Problem, late: Array, lost: Array) -> Broken:
    """All that a class ordered so long ago is less than what has been delivered to it."""
    fields, product = problem.items(CLASSES).fields, problem.items(CLASSES).link("product")
    started = fields.initial_backorders[:, None]
    asked = np.hstack([started, started + np.cumsum(fields.demand - lost, axis=1)])
    delivered, excess = asked[:, 1:] - late, np.full_like(late, -1.0)
    for k, most in enumerate(problem.products.max_periods_late[product].tolist()):
        for t in range(late.shape[1]):
            if most <= t + 1:
                excess[k, t] = asked[k, t + 1 - int(most)] - delivered[k, t]
    return Broken("the max periods late of a class", excess, asked[:, 1:] + late, CLASSES)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """Demand of a class that must be met, which gives way last; that of other classes may stay unserved anyway."""
    demand = class_field(problem, "demand")
    must = np.where(class_may_be_lost(problem), 0.0, demand)
    rows = ("balance", "class_owed", "class_late")
    return (Limit(LOWER, "demand", NEEDS, "", demand, must, lower_class_demand, axis=CLASSES, exact=True, rows=rows),)


RULE = Rule(
    columns=(
        DecisionColumn(
            name=CLASS_LOST,
            symbol="lk",
            word="lost_of",
            meaning="units of demand of a class that are not served",
            floor="Demand that may be lost",
            ceiling="Demand that may be lost",
            decision=_lost,
            implied=_limited,
            axis=CLASSES,
            least=partial(_least, "lost_sales"),
            told=Told("{units} of {item} are not sold in {period}", "if they were sold"),
        ),
        DecisionColumn(
            name=CLASS_LATE,
            symbol="bk",
            word="late_of",
            meaning="units of demand of a class still owed at the end of the period",
            floor="Demand that may be late",
            ceiling="Demand that may be late",
            decision=_late,
            implied=_limited,
            axis=CLASSES,
            least=partial(_least, "backorders"),
            told=Told("{units} of {item} are late at the end of {period}", "if none were late then"),
        ),
    ),
    rows=(
        *(
            Row(
                name=f"{family}_of_classes",
                meaning=f"{family.replace('_', ' ')} are those of all classes",
                side=EQUAL,
                there=partial(_where_in_all, family),
                parts=_nothing,
                entries=partial(_entries_in_all, family),
                printed=partial(_printed_in_all, family),
            )
            for family in OF_CLASSES
        ),
        Row(
            name="class_owed",
            meaning="no class is owed more than it ordered",
            side=AT_MOST,
            there=_where_owed,
            parts=_orders,
            entries=_entries_owed,
            printed=_printed_owed,
            axis=CLASSES,
        ),
        Row(
            name="class_late",
            meaning="demand of a class is served at most so many periods late",
            side=AT_MOST,
            there=_where_recent,
            parts=_recent,
            entries=_entries_recent,
            printed=_printed_recent,
            axis=CLASSES,
            counted_for=_most_late,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_used,
)
