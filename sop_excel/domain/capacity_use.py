"""The rows of table CapacityUse: what each measure of a shared resource is, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.explanation import Marginals
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Plan, Quantities, is_full
from sop_excel.domain.problem import Problem
from sop_excel.domain.product_families import setups_of_families
from sop_excel.domain.soft_limits import CAPACITY as SOFT_CAPACITY
from sop_excel.domain.soft_limits import stated_of

LOAD, CAPACITY, OVERTIME, UTILISATION = "Load", "Capacity", "Overtime", "Utilisation"
WORKERS, HIRED, LAID_OFF, SHIFTS, SETUP_LOAD = "Workers", "Hired", "Laid off", "Shifts", "Setup load"
WORTH = "Value of "  # how the name of every measure in money begins: so the sheet itself tells them from the others


@dataclass(frozen=True)
class CapacityMeasure:
    """One measure of the resources: its unit, and its values (R, T), nan where there is none; of a plan and, where they
    are known, of its marginal values. ``shown`` tells of which resources (R,) it is a row; None for all."""

    name: str
    unit: str
    values: Callable[[Plan, Marginals | None], Array]
    shown: Callable[[Problem], NDArray[np.bool_]] | None = None


def load(plan: Plan) -> Array:
    """What products use of each resource, regularly and in overtime. Resource units (R, T)."""
    return plan.quantities.regular + plan.quantities.overtime


def setup_load(plan: Plan) -> Array:
    """What setups take of each resource, which is part of the load. Resource units (R, T)."""
    problem, done = plan.problem, plan.quantities
    taken, resources = problem.routings.of_setups(), len(problem.resource_codes)
    by_default, by_route = (taken.rows(np.flatnonzero(of)) for of in (taken.route < 0, taken.route >= 0))
    load = by_default.load(done.setup, resources) + setups_of_families(problem).load(done.family_setup, resources)
    return load + replace(by_route, product=by_route.route).load(done.route_setup, resources)


def takes_setups(problem: Problem) -> NDArray[np.bool_]:
    """(R,) true where a setup takes any of a resource."""
    takes = np.zeros(len(problem.resource_codes), dtype=bool)
    takes[problem.routings.of_setups().resource] = True
    takes[setups_of_families(problem).resource] = True
    return takes


def given_capacity(problem: Problem, quantities: Quantities) -> Array:
    """The regular capacity that is there without shifts: what there can be less of. Resource units (R, T)."""
    return np.where(problem.runs_shifts, problem.resources.capacity, regular_capacity(problem, quantities))


def regular_capacity(problem: Problem, quantities: Quantities) -> Array:
    """The regular capacity with that of the shifts, of a workforce the hours of its workers; ``inf`` where it is
    unlimited. Resource units (R, T)."""
    limits = problem.resources.capacity
    if problem.resources.shift_capacity.any():
        limits = limits + problem.resources.shift_capacity * quantities.shifts
    if not problem.is_workforce.any():
        return limits
    return np.where(problem.is_workforce[:, None], problem.resources.hours_per_worker * quantities.workers, limits)


def capacity(plan: Plan) -> Array:
    """The regular capacity, nan where it is unlimited; also where it may be exceeded. Resource units (R, T)."""
    limits = regular_capacity(plan.problem, plan.quantities)
    return np.where(np.isinf(limits), stated_of(plan.problem, SOFT_CAPACITY), limits)


def utilisation(plan: Plan) -> Array:
    """The load as a share of the regular capacity, nan where that is unlimited or 0. (R, T).

    Rounded to 12 digits, so that every period in which a line is full says the same share, whatever the last bits.
    """
    limits = capacity(plan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(limits > 0, np.round(load(plan) / limits, 12), np.nan)


def bottleneck_first(worth: Array, full: NDArray[np.bool_], used: Array) -> list[int]:
    """The resources, the one that limits a plan most first: by what one unit more of it saves at most, then by how
    often it is full, then by how far it is used on average; of equal ones in their order.

    ``worth`` is money / resource unit, ``used`` a share, all (R, T); what is not known counts as nothing.

    >>> bottleneck_first(np.array([[np.nan], [5.0]]), np.array([[True], [True]]), np.array([[1.0], [1.0]]))
    [1, 0]
    """
    most = np.nan_to_num(worth, nan=0.0).max(axis=1, initial=0.0)
    often, mean = np.count_nonzero(full, axis=1), np.nan_to_num(used, nan=0.0).mean(axis=1)
    return sorted(range(len(most)), key=lambda r: (-most[r], -often[r], -mean[r], r))


def bottleneck(plan: Plan, marginals: Marginals | None) -> str:
    """The code of the resource that limits the plan most; "" where of none one knows how much there is."""
    used = utilisation(plan)
    full = is_full(plan.quantities.regular, regular_capacity(plan.problem, plan.quantities))
    known = np.count_nonzero(~np.isnan(used), axis=1) > 0
    ranked = bottleneck_first(one_more(plan, marginals), full, used) if known.any() else []
    return next((plan.problem.resource_codes[r] for r in ranked if known[r]), "")


def one_more(plan: Plan, marginals: Marginals | None) -> Array:
    """What one unit more of the regular capacity saves, nan where it is not known. Money / resource unit (R, T)."""
    return np.full(plan.quantities.regular.shape, np.nan) if marginals is None else marginals.one_more


def one_less(plan: Plan, marginals: Marginals | None) -> Array:
    """What one unit less of the regular capacity costs, nan where it is not known. Money / resource unit (R, T)."""
    return np.full(plan.quantities.regular.shape, np.nan) if marginals is None else marginals.one_less


def load_change(plan: Plan) -> Array:
    """How much more is run than in the period before, negative for less; nan where that has no price. Resource units
    (R, T)."""
    change = plan.quantities.increase - plan.quantities.decrease
    return np.where(plan.problem.load_change_counts, change, np.nan)


def _of_workers(family: str, plan: Plan, marginals: Marginals | None) -> Array:
    return plan.quantities[family]


CAPACITY_MEASURES = (
    CapacityMeasure(LOAD, "resource units", lambda plan, _: load(plan)),
    CapacityMeasure(CAPACITY, "resource units", lambda plan, _: capacity(plan)),
    CapacityMeasure(OVERTIME, "resource units", lambda plan, _: plan.quantities.overtime),
    CapacityMeasure(SETUP_LOAD, "resource units", lambda plan, _: setup_load(plan), takes_setups),
    CapacityMeasure(SHIFTS, "shifts", lambda plan, _: plan.quantities.shifts, lambda problem: problem.may_run_shifts),
    CapacityMeasure("Open", "count", lambda plan, _: plan.quantities.open, lambda problem: problem.has_min_load),
    CapacityMeasure(UTILISATION, "share", lambda plan, _: utilisation(plan)),
    CapacityMeasure(f"{WORTH}one more", "money / resource unit", one_more),
    CapacityMeasure(f"{WORTH}one less", "money / resource unit", one_less),
    *(
        CapacityMeasure(name, "workers", partial(_of_workers, family), lambda problem: problem.is_workforce)
        for name, family in ((WORKERS, "workers"), (HIRED, "hired"), (LAID_OFF, "laid_off"))
    ),
    CapacityMeasure(
        "Load change", "resource units", lambda plan, _: load_change(plan), lambda problem: problem.has_priced_changes
    ),
)
