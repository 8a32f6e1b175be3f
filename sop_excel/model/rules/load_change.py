"""Load change: how much more, ``inc``, and less, ``dec``, a resource runs than in the period before, each at a price.

What counts is the load of runs, regular or in overtime; setups are none of it. Nothing runs before the first period,
so the first change is that to the second one. No plan is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import RESOURCES
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import STORAGE, SUPPLIER, Problem
from sop_excel.model.rules.capacity import most_used, printed_run, run_entries, runs
from sop_excel.model.rules.rule import (
    EQUAL,
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
    total,
)


def _used(problem: Problem) -> bool:
    resources = problem.resources
    has_costs = resources.increase_cost.any() or resources.decrease_cost.any()
    return bool(has_costs and problem.load_change_counts.any())


def _costs(problem: Problem, field: str) -> Decision:
    priced = problem.load_change_counts
    cost = np.where(priced, problem.resources[field], 0.0)
    return Decision(np.zeros(cost.shape), np.where(priced, np.inf, 0.0), {"load_change": cost})


def _increase(problem: Problem) -> Decision:
    return _costs(problem, "increase_cost")


def _decrease(problem: Problem) -> Decision:
    return _costs(problem, "decrease_cost")


def _risen(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(R, T) what is run beyond the period before, where that has a price."""
    counts, nothing = problem.load_change_counts, numbers.of(np.zeros(problem.extent(RESOURCES)))
    run = runs(problem, values, numbers)
    before = np.hstack([run[:, :1], run[:, :-1]])
    change = numbers.settled(run - before, np.zeros(run.shape), np.full(run.shape, np.inf), run + before)
    return np.where(counts, change, nothing)


def _more(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return np.maximum(_risen(problem, values, numbers), numbers.of(np.zeros(problem.extent(RESOURCES))))


def _less(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return np.maximum(-_risen(problem, values, numbers), numbers.of(np.zeros(problem.extent(RESOURCES)))) + 0


def _most_run(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more can come on than is run."""
    return most_used(problem, known)


def _most_run_before(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more can fall away than was run in the period before."""
    most = most_used(problem, known)
    return np.hstack([most[:, :1], most[:, :-1]])


def _where_priced(problem: Problem, families: Families) -> Mask:
    return problem.load_change_counts


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``inc[t] - dec[t] - run[t] + run[t-1]``."""
    later = np.hstack([row[:, 1:], np.full((len(row), 1), -1)])  # of each period the row of the one after it
    return [
        *(Entries.of(row, at[name], sign) for name, sign in (("increase", 1.0), ("decrease", -1.0)) if name in at),
        *run_entries(problem, at, row, -1.0),
        *run_entries(problem, at, later, 1.0),
    ]


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``inc[r,t] - dec[r,t] - run[r,t] + run[r,t-1] = 0``, from the second period on, where a change has a price."""
    inc, dec = terms["increase"], terms["decrease"]
    for r, t in np.ndindex(problem.extent(RESOURCES)):
        if not isinstance(inc[r, t], float):
            moved = total(printed_run(problem, terms, r, t)) - total(printed_run(problem, terms, r, t - 1))
            yield (r, t), total([inc[r, t], -dec[r, t]]) - moved == 0


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    made_on = np.array([kind not in (STORAGE, SUPPLIER) for kind in problem.resource_kinds], dtype=bool)
    routings = problem.routings.only(made_on)
    by_default, others = routings.rows(np.flatnonzero(routings.route < 0)), routings.route >= 0
    run = by_default.load(plan.production, len(made_on))
    for resource, usage, route in zip(
        routings.resource[others], routings.usage[others], routings.route[others], strict=True
    ):
        run[resource] += usage * plan.routed[route]
    before = np.concatenate([run[:, :1], run[:, :-1]], axis=1)
    priced = (problem.resources.increase_cost > 0) | (problem.resources.decrease_cost > 0)
    counted = priced & made_on[:, None] & (np.arange(problem.shape[1]) > 0)
    moved, size = np.where(counted, run - before, 0.0), np.where(counted, run + before, 0.0)
    yield Broken("the change of the load", np.abs(plan.increase - plan.decrease - moved), size, axis=RESOURCES)
    both = np.minimum(plan.increase, plan.decrease)
    yield Broken("a load that rises and falls at once", both, size, axis=RESOURCES)
    for name, values in (("increase of the load", plan.increase), ("decrease of the load", plan.decrease)):
        yield at_least_0(name, values, size, axis=RESOURCES)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="increase",
            symbol="inc",
            word="increase",
            meaning="resource units that are run more than in the period before, where a change has a price",
            floor="Increase of the load",
            ceiling="Increase of the load",
            decision=_increase,
            implied=_most_run,
            told=Told("The load of {item} rises by {units} in {period}", "if it did not rise", only_dear=True),
            axis=RESOURCES,
            follows=_more,
        ),
        DecisionColumn(
            name="decrease",
            symbol="dec",
            word="decrease",
            meaning="resource units that are run less than in the period before, where a change has a price",
            floor="Decrease of the load",
            ceiling="Decrease of the load",
            decision=_decrease,
            implied=_most_run_before,
            told=Told("The load of {item} falls by {units} in {period}", "if it did not fall", only_dear=True),
            axis=RESOURCES,
            follows=_less,
        ),
    ),
    rows=(
        Row(
            name="load_change",
            meaning="a resource runs as in the period before, and what comes on or falls away",
            side=EQUAL,
            there=_where_priced,
            parts=_nothing,
            entries=_entries,
            printed=_printed,
            axis=RESOURCES,
        ),
    ),
    broken=_broken,
    used=_used,
)
