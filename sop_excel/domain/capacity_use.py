"""The rows of table CapacityUse: what each measure of a shared resource is, in the order in which they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.explanation import Marginals
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.soft_limits import CAPACITY as SOFT_CAPACITY
from sop_excel.domain.soft_limits import stated_of

LOAD, CAPACITY, OVERTIME, UTILISATION = "Load", "Capacity", "Overtime", "Utilisation"
WORKERS, SHIFTS = "Workers", "Shifts"
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
    """The load as a share of the regular capacity, nan where that is unlimited or 0. (R, T)."""
    limits = capacity(plan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(limits > 0, load(plan) / limits, np.nan)


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


CAPACITY_MEASURES = (
    CapacityMeasure(LOAD, "resource units", lambda plan, _: load(plan)),
    CapacityMeasure(CAPACITY, "resource units", lambda plan, _: capacity(plan)),
    CapacityMeasure(OVERTIME, "resource units", lambda plan, _: plan.quantities.overtime),
    CapacityMeasure(SHIFTS, "shifts", lambda plan, _: plan.quantities.shifts, lambda problem: problem.may_run_shifts),
    CapacityMeasure("Open", "count", lambda plan, _: plan.quantities.open, lambda problem: problem.has_min_load),
    CapacityMeasure(UTILISATION, "share", lambda plan, _: utilisation(plan)),
    CapacityMeasure(f"{WORTH}one more", "money / resource unit", one_more),
    CapacityMeasure(f"{WORTH}one less", "money / resource unit", one_less),
    CapacityMeasure(WORKERS, "workers", lambda plan, _: plan.quantities.workers, lambda problem: problem.is_workforce),
    CapacityMeasure("Hired", "workers", lambda plan, _: plan.quantities.hired, lambda problem: problem.is_workforce),
    CapacityMeasure(
        "Laid off", "workers", lambda plan, _: plan.quantities.laid_off, lambda problem: problem.is_workforce
    ),
    CapacityMeasure(
        "Load change", "resource units", lambda plan, _: load_change(plan), lambda problem: problem.has_priced_changes
    ),
)
