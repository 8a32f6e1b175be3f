"""Setups carried over, ``c``: what is set up last in a period may go on in the next one without a new setup.

Linked lot sizes (Haase 1994; Suerie and Stadtler 2003), where the setting allows them: a setup stays through a period
in which nothing is made as well, one product at most is left set up on a resource, and where others are set up in
between it is set up anew. A product is left set up on all of its resources on which a setup takes anything, else on all
on which it is made, else on its own. Nothing is set up before the first period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import FAMILIES, RESOURCES
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.product_families import memberships
from sop_excel.domain.setup_places import rivals, set_up_on
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
    Values,
    total,
)


def _used(problem: Problem) -> bool:
    return problem.policies.setup_carry_over and bool(problem.is_set_up.any())


def _carried(problem: Problem) -> Decision:
    """1 where a product is left set up at the end of a period, but for the last one."""
    upper = np.where(problem.is_set_up[:, None], np.ones(problem.shape), 0.0)
    upper[:, -1] = 0.0
    return Decision(np.zeros_like(upper), upper, {}, whole=bool(upper.any()))


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    return np.zeros(problem.shape)


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """Only what is used later is carried over, by the product or by others of its family; nothing where nothing is
    known of it."""
    chosen = values.get("carried", np.zeros(problem.shape)) > 0
    made = np.asarray(values["production"] > 0, dtype=bool) & problem.is_set_up[:, None]
    used = made | _keeps_ready(problem, made | np.asarray(values.get("setup", made) > 0, dtype=bool))
    goes_on = np.zeros(problem.shape, dtype=bool)
    for t in range(problem.shape[1] - 2, -1, -1):
        goes_on[:, t] = chosen[:, t] & (used[:, t + 1] | goes_on[:, t + 1])
    return numbers.of(goes_on.astype(np.float64))


def _keeps_ready(problem: Problem, set_up: Mask) -> Mask:
    """(I, T) where the family of a product is needed for one that is set up."""
    product, family = memberships(problem)
    needed = np.zeros(problem.extent(FAMILIES), dtype=bool)
    np.logical_or.at(needed, family, set_up[product])
    ready = np.zeros(problem.shape, dtype=bool)
    ready[product] = needed[family]
    return ready


def setups_with(problem: Problem, produced: Mask, carried: Mask, asked: Mask) -> Mask:
    """(I, T) the setups that a plan needs: those that are asked for; for what is made or left set up, where it was not
    left set up before, and again where others were set up in between."""
    before = np.hstack([np.zeros((len(carried), 1), dtype=bool), carried[:, :-1]])
    needed: Mask = ((produced | carried) & ~before) | asked
    others = rivals(problem).astype(np.int64)
    while True:
        again = carried & before & ((others @ needed.astype(np.int64)) > 0) & ~needed
        if not again.any():
            return needed
        needed = needed | again


def _where_carried(problem: Problem, families: Families) -> Mask:
    there = np.broadcast_to(problem.is_set_up[:, None], problem.shape).copy()
    there[:, -1] = False
    return there


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _stays_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``c[t] - c[t-1] - y[t]``."""
    parts = [Entries.of(row, at["setup"], -1.0)] if "setup" in at else []
    if "carried" in at:
        parts.append(Entries.of(row, at["carried"], 1.0))
        parts.append(Entries.of(row[:, 1:], at["carried"][:, :-1], -1.0))
    return parts


def _printed_stays(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``c[t] - c[t-1] - y[t] <= 0``: only what is set up stays so."""
    if not problem.policies.setup_carry_over:
        return
    y, c = terms["setup"], terms["carried"]
    for i, t in np.ndindex(problem.shape):
        if problem.is_set_up[i] and t < problem.shape[1] - 1:
            yield (i, t), total([c[i, t], -y[i, t], *([-c[i, t - 1]] if t else [])]) <= 0


def _where_shared(problem: Problem, families: Families) -> Mask:
    shared = np.asarray(set_up_on(problem).sum(axis=1) > 1)
    there = np.broadcast_to(shared[:, None], problem.extent(RESOURCES)).copy()
    there[:, -1] = False
    return there


def _one(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Setups left on a resource", np.ones(problem.extent(RESOURCES))),)


def _one_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``sum_i c[i,t]``."""
    resource, product = np.nonzero(set_up_on(problem))
    return [Entries.of(row[resource], at["carried"][product], 1.0)] if "carried" in at else ()


def _printed_one(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``sum_i c[i,t] <= 1``, of the products that are set up on the resource."""
    there, c = set_up_on(problem), terms["carried"]
    for r, t in np.ndindex(len(problem.resource_codes), problem.shape[1] - 1):
        left = [c[i, t] for i in np.flatnonzero(there[r]).tolist()]
        if problem.policies.setup_carry_over and len(left) > 1:
            yield (r, t), total(left) <= 1


def _where_between(problem: Problem, families: Families) -> Mask:
    there = np.broadcast_to(np.asarray(rivals(problem).any(axis=1))[:, None], problem.shape).copy()
    there[:, [0, -1]] = False
    return there


def _between(problem: Problem, families: Families) -> tuple[Part, ...]:
    count = rivals(problem).sum(axis=1).astype(np.float64)[:, None]
    return (Part("Setups between", np.broadcast_to(2.0 * count, problem.shape)),)


def _between_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``sum_j y[j,t] + m (c[i,t-1] + c[i,t] - y[i,t])`` over the ``m`` products ``j`` beside ``i``."""
    others = rivals(problem)
    product, rival = np.nonzero(others)
    count, parts = np.broadcast_to(others.sum(axis=1).astype(np.float64)[:, None], row.shape), []
    if "setup" in at:
        parts += [Entries.of(row[product], at["setup"][rival], 1.0), Entries.of(row, at["setup"], -count)]
    if "carried" in at:
        parts.append(Entries.of(row, at["carried"], count))
        parts.append(Entries.of(row[:, 1:], at["carried"][:, :-1], count[:, 1:]))
    return parts


def _printed_between(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``sum_j y[j,t] + m (c[i,t-1] + c[i,t] - y[i,t]) <= 2 m``: what stays set up while others are is set up again."""
    y, c, there = terms["setup"], terms["carried"], set_up_on(problem)
    for i, t in np.ndindex(problem.shape):
        beside = {int(j) for r in np.flatnonzero(there[:, i]) for j in np.flatnonzero(there[r])} - {i}
        m = float(len(beside))
        if problem.policies.setup_carry_over and m and 0 < t < problem.shape[1] - 1:
            own = total([m * c[i, t - 1], m * c[i, t], -m * y[i, t]])
            yield (i, t), total([y[j, t] for j in sorted(beside)]) + own <= 2 * m


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    left, made = plan.carried > 0.5, plan.setup > 0.5
    before, nothing = np.zeros_like(left), np.zeros(problem.shape)
    before[:, 1:] = left[:, :-1]
    yield Broken("setups carried over, of which there is one or none", np.abs(plan.carried - left), nothing)
    yield Broken("a setup carried over that was none", (left & ~before & ~made).astype(np.float64), nothing)
    at_end = left & (np.arange(problem.shape[1]) == problem.shape[1] - 1)
    yield Broken("a setup carried over the end", at_end.astype(np.float64), nothing)
    places = set_up_on(problem)
    beyond = np.array([np.maximum(left[on].sum(axis=0) - 1.0, 0.0) for on in places]).reshape(problem.extent(RESOURCES))
    yield Broken("the one setup left on a resource", beyond, np.zeros_like(beyond), axis=RESOURCES)
    others = np.array([made[together].any(axis=0) for together in rivals(problem)]).reshape(problem.shape)
    again = left & before & others & ~made
    yield Broken("the setup after others", again.astype(np.float64), nothing)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="carried",
            symbol="c",
            word="carried",
            meaning="1 where the product is left set up at the end of the period, else 0",
            floor="Setups carried over",
            ceiling="Setups carried over",
            decision=_carried,
            implied=_limited,
            follows=_follows,
            counted="whole setups",
        ),
    ),
    rows=(
        Row(
            name="carried",
            meaning="only what is set up stays so",
            side=AT_MOST,
            there=_where_carried,
            parts=_nothing,
            entries=_stays_entries,
            printed=_printed_stays,
        ),
        Row(
            name="left",
            meaning="one product at most is left set up on a resource",
            side=AT_MOST,
            there=_where_shared,
            parts=_one,
            entries=_one_entries,
            printed=_printed_one,
            axis=RESOURCES,
        ),
        Row(
            name="between",
            meaning="what stays set up while others are set up is set up again",
            side=AT_MOST,
            there=_where_between,
            parts=_between,
            entries=_between_entries,
            printed=_printed_between,
        ),
    ),
    broken=_broken,
    used=_used,
)
