"""Workforce: workers, ``W``, who are hired, ``H``, and laid off, ``F``; their hours are what a resource of theirs has.

Idle hours are paid: a worker costs the same however much there is to do. What is hired and laid off follows from the
workers, who are decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import RESOURCES
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import WORKFORCE, Problem
from sop_excel.model.rules.capacity import load_of, most_used
from sop_excel.model.rules.rule import (
    AT_MOST,
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
    at_least_0,
    at_most,
    or_zero,
    resource_column,
    stock_before,
    total,
)

NEARLY = 1e-9  # of a worker: what rounding leaves of whole ones


def _used(problem: Problem) -> bool:
    return WORKFORCE in problem.resource_kinds


def _of_workers(problem: Problem, values: Array) -> Array:
    """(R, T) the values where there are workers, else 0."""
    return np.where(problem.is_workforce[:, None], values, 0.0)


def _workers(problem: Problem) -> Decision:
    resources = problem.resources
    most, cost = _of_workers(problem, resources.max_workers), _of_workers(problem, resources.cost_per_worker)
    whole = problem.is_workforce[:, None] & (resources.whole_workers > 0)
    return Decision(np.zeros_like(most), most, {"workforce": cost}, whole if whole.any() else False)


def _hired(problem: Problem) -> Decision:
    return _moved(problem, "hiring", problem.resources.hire_cost)


def _laid_off(problem: Problem) -> Decision:
    return _moved(problem, "layoffs", problem.resources.layoff_cost)


def _moved(problem: Problem, line: str, cost: Array) -> Decision:
    upper = _of_workers(problem, np.full(cost.shape, np.inf))
    return Decision(np.zeros_like(upper), upper, {line: _of_workers(problem, cost)})


def _change(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(R, T) workers that come or, negative, go."""
    workers = values["workers"]
    before = np.hstack([numbers.of(_initial(problem)), workers[:, :-1]])
    nothing, endless = np.zeros(workers.shape), np.full(workers.shape, np.inf)
    return numbers.settled(workers - before, nothing, endless, workers + before)


def _come(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return np.maximum(_change(problem, values, numbers), numbers.of(np.zeros(problem.extent(RESOURCES))))


def _go(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return np.maximum(-_change(problem, values, numbers), numbers.of(np.zeros(problem.extent(RESOURCES)))) + 0


def _initial(problem: Problem) -> Array:
    """(R, 1) workers before the first period."""
    return _of_workers(problem, problem.resources.initial_workers)[:, :1]


def _least(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """As many workers as what is made takes hours, as far as there may be so many; whole ones rounded up."""
    load, most = load_of(problem, values, numbers), problem.most_workers
    hours, overtime = problem.resources.hours_per_worker, problem.overtime_per_worker
    each = or_zero(np.where(or_zero(hours) > 0, hours, overtime))  # where nobody works but in overtime, that
    needed = np.where(each > 0, load / np.where(each > 0, each, 1.0), 0.0)
    needed = np.where(families["workers"].is_whole, np.ceil(needed - NEARLY), needed)
    return _of_workers(problem, np.minimum(needed, most))


def _most_workers(problem: Problem, known: Mapping[str, Array]) -> Array:
    """As many as one period's load takes at most, or as there are from the start, in whole numbers.

    Workers that are cut at a constant come and go no more than before, and cost no more; with so many, all that is run
    in regular hours and in overtime finds its hours.
    """
    load, needed = most_used(problem, known), np.ceil(_initial(problem))
    for each in (or_zero(problem.resources.hours_per_worker), problem.overtime_per_worker):
        most = np.where(each > 0, load / np.where(each > 0, each, 1.0), 0.0).max(axis=1, keepdims=True)
        needed = np.maximum(needed, np.ceil(most))
    return np.broadcast_to(_of_workers(problem, needed), problem.extent(RESOURCES))


def _most_gone(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more can go than there are at most."""
    return known["workers"]


def _where_workers(problem: Problem, families: Families) -> Mask:
    return np.broadcast_to(problem.is_workforce[:, None], problem.extent(RESOURCES))


def _where_overtime(problem: Problem, families: Families) -> Mask:
    return problem.is_workforce[:, None] & ~np.isnan(problem.resources.overtime_cost)


def _initial_workers(problem: Problem, families: Families) -> tuple[Part, ...]:
    first = np.zeros(problem.extent(RESOURCES))
    first[:, :1] = _initial(problem)
    return (Part("Initial workers", first),)


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _of_change(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``W[t] - W[t-1] - H[t] + F[t]``."""
    signs = {"workers": 1.0, "hired": -1.0, "laid_off": 1.0}
    parts = [Entries.of(row, at[name], sign) for name, sign in signs.items() if name in at]
    if "workers" in at:
        parts.append(Entries.of(row[:, 1:], at["workers"][:, :-1], -1.0))
    return parts


def _of_hours(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``reg[r,t] - hours[r,t] W[r,t]``."""
    return _each(at, row, "regular", or_zero(problem.resources.hours_per_worker))


def _of_overtime(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``o[r,t] - overtime[r,t] W[r,t]``."""
    return _each(at, row, "overtime", problem.overtime_per_worker)


def _each(at: Mapping[str, Indices], row: Indices, use: str, hours: Array) -> Sequence[Entries]:
    parts = [Entries.of(row, at[use], 1.0)] if use in at else []
    return [*parts, Entries.of(row, at["workers"], -hours)] if "workers" in at else parts


def _printed_change(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``W[r,t] - W[r,t-1] - H[r,t] + F[r,t] = 0``; in the first period the workers from before are given."""
    w, h, f = terms["workers"], terms["hired"], terms["laid_off"]
    for r, t in _with_workers(problem):
        before = w[r, t - 1] if t else 0.0
        given = 0.0 if t else float(problem.resources.initial_workers[r, 0])
        yield (r, t), total([w[r, t], -before, -h[r, t], f[r, t]]) == given


def _printed_hours(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``reg[r,t] - hours[r,t] W[r,t] <= 0``."""
    for at in _with_workers(problem):
        hours = float(problem.resources.hours_per_worker[at])
        yield at, total([terms["regular"][at], -hours * terms["workers"][at]]) <= 0


def _printed_overtime(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``o[r,t] - overtime[r,t] W[r,t] <= 0``, where overtime has a price."""
    for at in _with_workers(problem):
        if not np.isnan(problem.resources.overtime_cost[at]):
            hours = float(problem.overtime_per_worker[at])
            yield at, total([terms["overtime"][at], -hours * terms["workers"][at]]) <= 0


def _with_workers(problem: Problem) -> Iterator[tuple[int, int]]:
    for r, t in np.ndindex(problem.extent(RESOURCES)):
        if problem.resource_kinds[r] == WORKFORCE:
            yield r, t


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    resources, of_workers = problem.resources, np.array([[kind == WORKFORCE] for kind in problem.resource_kinds])
    before = stock_before(plan.workers, resources.initial_workers[:, 0])
    left = np.where(of_workers, plan.workers - before - plan.hired + plan.laid_off, 0.0)
    size = np.where(of_workers, plan.workers + before, 0.0)
    yield Broken("the number of workers", np.abs(left), size, axis=RESOURCES)
    yield Broken("hiring and laying off at once", np.minimum(plan.hired, plan.laid_off), size, axis=RESOURCES)
    for name, values in (("workers", plan.workers), ("hired workers", plan.hired), ("laid off", plan.laid_off)):
        yield at_least_0(name, values, size, axis=RESOURCES)
    yield at_most("the max workers", plan.workers, np.where(of_workers, resources.max_workers, 0.0), axis=RESOURCES)
    asked = {"regular": resources.hours_per_worker, "overtime": resources.overtime_per_worker}
    for family, each in asked.items():
        hours = np.where(np.isnan(each), 0.0, each) * plan.workers
        over = np.where(of_workers, plan[family] - hours, 0.0)
        yield Broken(f"the {family} hours of the workers", over, np.where(of_workers, hours, 0.0), axis=RESOURCES)
    off = np.abs(plan.workers - np.rint(plan.workers))
    yield Broken("whole workers", np.where(resources.whole_workers > 0, off, 0.0), np.zeros_like(off), axis=RESOURCES)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    most = problem.resources.max_workers
    limited, more = any_change(problem.is_workforce[:, None] & np.isfinite(most)), resource_column("max_workers", 1)
    return (Limit(RAISE, "max workers", CAPACITIES, "workers", most, limited, more, axis=RESOURCES, is_level=True),)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="workers",
            symbol="W",
            word="workers",
            meaning="workers in the period",
            floor="Max workers",
            ceiling="Max workers",
            decision=_workers,
            implied=_most_workers,
            axis=RESOURCES,
            least=_least,
        ),
        DecisionColumn(
            name="hired",
            symbol="H",
            word="hire",
            meaning="workers hired for the period",
            floor="Workers hired",
            ceiling="Workers hired",
            decision=_hired,
            implied=_most_gone,
            told=Told("{item} hires {units} for {period}", "without them", only_dear=True, noun="worker"),
            axis=RESOURCES,
            follows=_come,
        ),
        DecisionColumn(
            name="laid_off",
            symbol="F",
            word="lay_off",
            meaning="workers laid off before the period",
            floor="Workers laid off",
            ceiling="Workers laid off",
            decision=_laid_off,
            implied=_most_gone,
            told=Told("{item} lays off {units} for {period}", "if they stayed", only_dear=True, noun="worker"),
            axis=RESOURCES,
            follows=_go,
        ),
    ),
    rows=(
        Row(
            name="workforce",
            meaning="workers are those of the period before, and those hired, less those laid off",
            side=EQUAL,
            there=_where_workers,
            parts=_initial_workers,
            entries=_of_change,
            printed=_printed_change,
            axis=RESOURCES,
        ),
        Row(
            name="hours",
            meaning="regular hours are no more than the workers have",
            side=AT_MOST,
            there=_where_workers,
            parts=_nothing,
            entries=_of_hours,
            printed=_printed_hours,
            axis=RESOURCES,
        ),
        Row(
            name="overtime_hours",
            meaning="overtime is no more than the workers may work",
            side=AT_MOST,
            there=_where_overtime,
            parts=_nothing,
            entries=_of_overtime,
            printed=_printed_overtime,
            axis=RESOURCES,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_used,
)
