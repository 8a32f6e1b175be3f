"""Capacity: what products use of a line or a warehouse is within its capacity, ``reg``, or overtime, ``o``.

A line is loaded by what is made on it and by the setups for it, a warehouse by what is in stock at the end of the
period, a supplier by what is bought; which decisions load a kind is one table (``LOADED_BY``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import FAMILIES, RESOURCES, ROUTES
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import PRODUCTION, ROUTED, makings
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import LOADED_BY, STORAGE, SUPPLIER, Problem, Routings
from sop_excel.domain.product_families import setups_of_families
from sop_excel.domain.said import say, word
from sop_excel.model.rules.needs import SURELY
from sop_excel.model.rules.rule import (
    CAPACITIES,
    EQUAL,
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
    Told,
    Values,
    any_change,
    or_zero,
    resource_column,
    total,
)

_COST_LINES = {STORAGE: "holding", SUPPLIER: "subcontract"}  # of the use of a kind; of all others the last one
_REGULAR = "regular_capacity"
REGULAR_CAPACITY, OVERTIME_CAPACITY = "the capacity", "the overtime capacity"  # rules of the check


def _has_resources(problem: Problem) -> bool:
    return bool(problem.resource_codes)


def _regular(problem: Problem) -> Decision:
    """Load within the capacity. The cost of a warehouse's space belongs to the holding line, and so on."""
    cost, lines = problem.resources.cost, [_COST_LINES.get(kind, _REGULAR) for kind in problem.resource_kinds]
    costs = {_REGULAR: cost}
    if {*lines} != {_REGULAR}:
        costs = {
            line: np.where(np.array([own == line for own in lines], dtype=bool)[:, None], cost, 0.0)
            for line in dict.fromkeys([*lines, _REGULAR])
        }
    capacity = problem.resources.capacity
    if problem.resources.shift_capacity.any():  # of shifts a row of rules/shifts.py says it
        capacity = np.where(problem.runs_shifts, np.inf, capacity)
    return Decision(np.zeros(cost.shape), capacity, costs)


def _loads(problem: Problem) -> Iterator[tuple[str, Routings, Indices]]:
    """Each family of decisions that uses resources, the routings by which it does, and the item that each is of."""
    for family in dict.fromkeys(LOADED_BY[kind] for kind in problem.resource_kinds):
        if family == PRODUCTION:
            yield from _runs(problem)
        else:
            routings = problem.routings.only(problem.loaded_by(family))
            yield family, routings, routings.product
    if problem.routings.setup_usage.any():
        for making in makings(problem):
            yield making.family("setup"), *making.setup_routings(problem)
    if len(problem.items(FAMILIES)):
        of_families = setups_of_families(problem)
        yield "family_setup", of_families, of_families.product


def _runs(problem: Problem) -> Iterator[tuple[str, Routings, Indices]]:
    """What making uses, by the default routes and by others."""
    for making in makings(problem):
        yield making.started, *making.routings(problem)


def _overtime(problem: Problem) -> Decision:
    cost = problem.resources.overtime_cost
    never = np.isnan(cost)
    upper = np.where(never, 0.0, problem.resources.overtime_capacity)
    return Decision(np.zeros(upper.shape), upper, {"overtime": np.where(never, 0.0, cost)})


def most_used(problem: Problem, known: Mapping[str, Array]) -> Array:
    """(R, T) what a plan uses that makes, keeps and buys no more of anything than is implied."""
    load = np.zeros(problem.extent(RESOURCES))
    known = {**known, "setup": np.ones(problem.shape), "family_setup": np.ones(problem.extent(FAMILIES))}
    known["route_setup"] = np.ones(problem.extent(ROUTES))
    for name, routings, items in _loads(problem):
        there = routings.usage > 0  # what is made without end takes nothing where a unit takes nothing
        used = routings.usage[there, None] * known[name][items[there]]
        np.add.at(load, routings.resource[there], used)
    return load * (1.0 + SURELY)


def runs(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(R, T) what is used of each resource by what is made on it, without setups."""
    return _used(problem, values, _runs(problem), numbers)


def _used(problem: Problem, values: Values, loads: Iterable[tuple[str, Routings, Indices]], numbers: Numbers) -> Any:
    """(R, T) what these families use of the resources."""
    load = numbers.of(np.zeros(problem.extent(RESOURCES)))
    for name, routings, items in loads:
        np.add.at(load, routings.resource, numbers.of(routings.usage)[:, None] * values[name][items])
    return load


def load_of(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(R, T) what is used of each resource."""
    load = _used(problem, values, _loads(problem), numbers)
    return numbers.settled(load, np.zeros(load.shape), problem.resources.capacity)


def _within(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """The load as far as the capacity goes; of workers and shifts, what is not overtime."""
    load = load_of(problem, values, numbers)
    regular = np.minimum(load, _capacity(problem, values, numbers, load))
    decided = _is_decided(problem)
    if not decided.any():
        return regular
    return np.where(decided, load - _beyond(problem, families, values, numbers), regular)


def _beyond(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """Overtime is the load beyond the capacity, the rest is regular; what is decided is as noisy as the load."""
    load, beyond = load_of(problem, values, numbers), families["overtime"]
    over = load - np.minimum(load, _capacity(problem, values, numbers, load))
    decided = _is_decided(problem)
    if not decided.any():
        return numbers.settled(over, beyond.lower, beyond.upper)
    return numbers.settled(over, beyond.lower, beyond.upper, np.where(decided, load, 0))


def _is_decided(problem: Problem) -> Mask:
    """(R, T) where the capacity is that of workers or of shifts, who are decided."""
    decided: Mask = problem.is_workforce[:, None] | problem.runs_shifts
    return decided


def _capacity(problem: Problem, values: Values, numbers: Numbers, load: Any) -> Any:
    """(R, T) the regular capacity with that of shifts, or the hours of workers; where there is no limit, the load."""
    limited, of_workers = np.isfinite(problem.resources.capacity), problem.is_workforce[:, None]
    capacity = np.where(limited, numbers.of(np.where(limited, problem.resources.capacity, 0.0)), load)
    if problem.resources.shift_capacity.any():
        each = np.where(problem.runs_shifts, problem.resources.shift_capacity, 0.0)
        capacity = capacity + numbers.of(each) * values["shifts"]
    if not of_workers.any():
        return capacity
    return np.where(of_workers, numbers.of(or_zero(problem.resources.hours_per_worker)) * values["workers"], capacity)


def _everywhere(problem: Problem, families: Families) -> Mask:
    return np.ones((len(problem.resource_codes), problem.shape[1]), dtype=bool)


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``reg[r,t] + o[r,t] - sum_i (a[i,r] x[i,t] + st[i,r] y[i,t])``; ``s`` or ``u`` instead of ``x``, and what other
    routes make and set up beside it."""
    parts = [Entries.of(row, at[name], 1.0) for name in ("regular", "overtime") if name in at]
    for name, routings, items in _loads(problem):
        parts += _use_entries(routings, items, at.get(name), row, -1.0)
    return parts


def run_entries(problem: Problem, at: Mapping[str, Indices], row: Indices, sign: float) -> Sequence[Entries]:
    """``sign x run[r,t]``, which is ``sum_i a[i,r] x[i,t] + sum_k a[k,r] xr[k,t]``, in these rows (R, T)."""
    parts: list[Entries] = []
    for name, routings, items in _runs(problem):
        parts += _use_entries(routings, items, at.get(name), row, sign)
    return parts


def _use_entries(
    routings: Routings, items: Indices, at: Indices | None, row: Indices, sign: float
) -> Sequence[Entries]:
    if at is None or not routings.usage.size:
        return ()
    return [Entries.of(row[routings.resource], at[items], sign * routings.usage[:, None])]


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``reg[r,t] + o[r,t] - sum_i (a[i,r] x[i,t] + st[i,r] y[i,t]) = 0``; ``s`` or ``u`` instead of ``x``."""
    reg, o = terms["regular"], terms["overtime"]
    for r, t in np.ndindex(len(problem.resource_codes), problem.shape[1]):
        use = _printed_use(problem, terms, LOADED_BY[problem.resource_kinds[r]], r, t)
        use += _printed_setups(problem, terms, r, t)
        use += _printed_family_setups(problem, terms["family_setup"], r, t)
        yield (r, t), total([reg[r, t], o[r, t]]) - total(use) == 0


def printed_run(problem: Problem, terms: Mapping[str, Terms], r: int, t: int) -> list[Any]:
    """The terms of ``run[r,t]``: ``a[i,r] x[i,t]`` for every product that is made on the resource, by its default route
    or, as ``a[k,r] xr[k,t]``, by another."""
    return _printed_use(problem, terms, PRODUCTION, r, t)


def _printed_use(problem: Problem, terms: Mapping[str, Terms], family: str, r: int, t: int) -> list[Any]:
    used = terms[family]
    routings, use = problem.routings, []
    for k in np.flatnonzero(routings.resource == r).tolist():
        route = int(routings.route[k])
        units = used[int(routings.product[k]), t] if route < 0 else terms[ROUTED][route, t]
        use.append(float(routings.usage[k]) * units)
    return use


def _printed_setups(problem: Problem, terms: Mapping[str, Terms], r: int, t: int) -> list[Any]:
    routings, y, yr = problem.routings, terms["setup"], terms["route_setup"]
    taken = [(k, st) for k, st in enumerate(routings.setup_usage.tolist()) if st and routings.resource[k] == r]
    rows = [(int(routings.route[k]), int(routings.product[k]), st) for k, st in taken]
    return [st * (y[i, t] if k < 0 else yr[k, t]) for k, i, st in rows]


def _printed_family_setups(problem: Problem, f: Terms, r: int, t: int) -> list[Any]:
    families = problem.items(FAMILIES)
    resources = enumerate(families.link("resource").tolist())
    return [float(families.fields.setup_usage[k]) * f[k, t] for k, on in resources if on == r]


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    load = np.zeros((len(problem.resource_codes), problem.shape[1]))
    for k, r in enumerate(problem.routings.resource.tolist()):
        used, route = plan[LOADED_BY[problem.resource_kinds[r]]], problem.routings.route[k]
        load[r] += problem.routings.usage[k] * (used[problem.routings.product[k]] if route < 0 else plan.routed[route])
        prepared = plan.setup[problem.routings.product[k]] if route < 0 else plan.route_setup[route]
        load[r] += problem.routings.setup_usage[k] * prepared
    for k, r in enumerate(problem.items(FAMILIES).link("resource").tolist()):
        if r >= 0:
            load[r] += problem.items(FAMILIES).fields.setup_usage[k] * plan.family_setup[k]
    capacity, overtime_cost = problem.resources.capacity, problem.resources.overtime_cost
    beyond = np.where(np.isnan(overtime_cost), 0.0, problem.resources.overtime_capacity)
    yield Broken("the load", np.abs(plan.regular + plan.overtime - load), load, axis=RESOURCES)
    capacity = capacity + problem.resources.shift_capacity * plan.shifts
    for name, used, limit in ((REGULAR_CAPACITY, plan.regular, capacity), (OVERTIME_CAPACITY, plan.overtime, beyond)):
        finite = np.where(np.isfinite(limit), limit, 0.0)
        yield Broken(name, used - limit, finite, axis=RESOURCES)
        yield Broken(say("the least use 0 within {limit}", limit=word(name)), -used, finite, axis=RESOURCES)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    capacity, beyond = problem.resources.capacity, problem.resources.overtime_capacity
    limited = any_change(np.isfinite(capacity) & ~problem.runs_shifts)
    with_overtime = any_change(np.isfinite(beyond) & ~np.isnan(problem.resources.overtime_cost))
    more, later = (resource_column(field, 1) for field in ("capacity", "overtime_capacity"))
    return (
        Limit(RAISE, "capacity", CAPACITIES, "regular", capacity, limited, more, axis=RESOURCES),
        Limit(RAISE, "overtime capacity", CAPACITIES, "overtime", beyond, with_overtime, later, axis=RESOURCES),
    )


RULE = Rule(
    columns=(
        DecisionColumn(
            name="regular",
            symbol="reg",
            word="use",
            meaning="resource units used within the capacity",
            floor="Capacity",
            ceiling="Capacity",
            decision=_regular,
            implied=most_used,
            axis=RESOURCES,
            follows=_within,
        ),
        DecisionColumn(
            name="overtime",
            symbol="o",
            word="overtime",
            meaning="resource units used beyond the capacity",
            floor="Overtime capacity",
            ceiling="Overtime capacity",
            decision=_overtime,
            implied=most_used,
            told=Told("{item} works overtime of {units} in {period}", "without it"),
            axis=RESOURCES,
            follows=_beyond,
        ),
    ),
    rows=(
        Row(
            name="load",
            meaning="the use of a resource is what its products need",
            side=EQUAL,
            there=_everywhere,
            parts=_nothing,
            entries=_entries,
            printed=_printed,
            axis=RESOURCES,
        ),
    ),
    broken=_broken,
    used=_has_resources,
    limits=_limits,
)
