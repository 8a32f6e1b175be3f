"""Shifts: a resource is run in whole numbers of shifts, ``Z``, each of which adds to its capacity and is paid in full.

``reg <= cap + shift Z``: beyond that there is overtime, as without shifts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

from sop_excel.domain.axes import RESOURCES
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.capacity import load_of, most_used
from sop_excel.model.rules.rule import (
    AT_MOST,
    CAPACITIES,
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
    at_least_0,
    at_most,
    resource_column,
    total,
)

NEARLY = 1e-9  # of a shift: what rounding leaves of whole ones


def _used(problem: Problem) -> bool:
    return bool(problem.resources.shift_capacity.any())


def _shifts(problem: Problem) -> Decision:
    """Nothing is run in shifts where a capacity has no limit."""
    runs = problem.runs_shifts
    most, cost = np.where(runs, problem.resources.max_shifts, 0.0), np.where(runs, problem.resources.shift_cost, 0.0)
    return Decision(np.zeros_like(most), most, {"shifts": cost}, runs if runs.any() else False)


def _asked(problem: Problem, load: Array) -> Array:
    """(R, T) how many shifts a load takes beyond the capacity that is there without any."""
    runs = problem.runs_shifts
    beyond = np.where(runs, load - np.where(runs, problem.resources.capacity, 0.0), 0.0)
    needed: Array = np.ceil(beyond / np.where(runs, problem.resources.shift_capacity, 1.0) - NEARLY)
    return np.maximum(needed, 0.0)


def _most_shifts(problem: Problem, known: Mapping[str, Array]) -> Array:
    """As many as one period's load takes at most: fewer cost less, and leave room for all of it."""
    return _asked(problem, most_used(problem, known))


def _least(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """As many shifts as what is made takes, as far as there may be so many."""
    return np.minimum(_asked(problem, load_of(problem, values, numbers)), np.floor(families["shifts"].upper))


def _where(problem: Problem, families: Families) -> Mask:
    return problem.runs_shifts


def _base(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Capacity", np.where(problem.runs_shifts, problem.resources.capacity, 0.0)),)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``reg[r,t] - shift[r,t] Z[r,t]``."""
    parts = [Entries.of(row, at["regular"], 1.0)] if "regular" in at else []
    return [*parts, Entries.of(row, at["shifts"], -problem.resources.shift_capacity)] if "shifts" in at else parts


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``reg[r,t] - shift[r,t] Z[r,t] <= cap[r,t]``."""
    each, base = problem.resources.shift_capacity, problem.resources.capacity
    for r, t in np.ndindex(problem.extent(RESOURCES)):
        if each[r, t] > 0 and base[r, t] < inf:
            regular, shifts = terms["regular"][r, t], terms["shifts"][r, t]
            yield (r, t), total([regular, -float(each[r, t]) * shifts]) <= float(base[r, t])


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    resources, nothing = problem.resources, np.zeros_like(plan.shifts)
    may = np.where((resources.shift_capacity > 0) & np.isfinite(resources.capacity), resources.max_shifts, 0.0)
    yield at_least_0("shifts", plan.shifts, nothing, axis=RESOURCES)
    yield at_most("the max shifts", plan.shifts, may, axis=RESOURCES)
    yield Broken("whole shifts", np.abs(plan.shifts - np.rint(plan.shifts)), nothing, axis=RESOURCES)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    most, resources = problem.resources.max_shifts, problem.resources
    may, more = any_change(problem.runs_shifts & np.isfinite(most)), resource_column("max_shifts", 1)
    base, wider = np.where(problem.runs_shifts, resources.capacity, 0.0), resource_column("capacity", 1)
    further = any_change(problem.runs_shifts)
    return (
        Limit(RAISE, "max shifts", CAPACITIES, "shifts", most, may, more, axis=RESOURCES),
        Limit(RAISE, "capacity", CAPACITIES, "", base, further, wider, axis=RESOURCES, rows=("shifts",)),
    )


RULE = Rule(
    columns=(
        DecisionColumn(
            name="shifts",
            symbol="Z",
            word="shifts",
            meaning="shifts run in the period",
            floor="Max shifts",
            ceiling="Max shifts",
            decision=_shifts,
            implied=_most_shifts,
            told=Told("{item} runs {units} in {period}", "without them", only_dear=True, noun="shift"),
            axis=RESOURCES,
            least=_least,
            counted="whole shifts",
        ),
    ),
    rows=(
        Row(
            name="shifts",
            meaning="what is used regularly is within the capacity and that of the shifts",
            side=AT_MOST,
            there=_where,
            parts=_base,
            entries=_entries,
            printed=_printed,
            axis=RESOURCES,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_used,
)
