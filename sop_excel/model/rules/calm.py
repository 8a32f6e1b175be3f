"""Calm: what is made more, ``up``, and less, ``down``, than in the plan that was last published, each at a price.

What moves is production, for which people have prepared: to buy in its place what was to be made is a change too. What
is firm or frozen moves as well where it is not what was published. No plan is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import made, makings
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.needs import SURELY, most_made
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
    Values,
    at_least_0,
    by_other_routes,
    quickest,
    total,
    with_other_routes,
)


def _is_used(problem: Problem) -> bool:
    return problem.policies.change_penalty > 0


def _published(problem: Problem) -> Array:
    """(I, T) what was published, where a change from it has a price; else 0."""
    return np.where(problem.change_counts, problem.published, 0.0)


def _costs(problem: Problem) -> dict[str, Array]:
    return {"plan_changes": np.where(problem.change_counts, problem.policies.change_penalty, 0.0)}


def _more(problem: Problem) -> Decision:
    upper = np.where(problem.change_counts, np.inf, 0.0)
    return Decision(np.zeros(problem.shape), upper, _costs(problem))


def _less(problem: Problem) -> Decision:
    """No less than nothing can be made."""
    return Decision(np.zeros(problem.shape), _published(problem), _costs(problem))


def _moved(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(I, T) what is made beyond what was published, where that counts."""
    counts, nothing = problem.change_counts, numbers.of(np.zeros(problem.shape))
    started, before = made(problem, values), numbers.of(_published(problem))
    moved = started - before
    if ROUTES in problem.others:  # of one route the plan itself has no noise where it is what was published
        most = np.full(problem.shape, np.inf)
        moved = numbers.settled(moved, -most, most, started + before)
    return np.where(counts, moved, nothing)


def _made_more(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return np.maximum(_moved(problem, values, numbers), numbers.of(np.zeros(problem.shape)))


def _made_less(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return np.maximum(-_moved(problem, values, numbers), numbers.of(np.zeros(problem.shape))) + 0


def _most_made(problem: Problem, known: Mapping[str, Array]) -> Array:
    """Where no less is made as well, what is made more is part of what is made."""
    most: Array = made(problem, {one.started: most_made(problem, one) * (1.0 + SURELY) for one in makings(problem)})
    return most


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more can be left out than was published."""
    return np.zeros(problem.shape)


def _where_counted(problem: Problem, families: Families) -> Mask:
    return problem.change_counts


def _parts(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Published production", _published(problem)),)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t] + sum_k xr[k,t] - up[t] + down[t]``."""
    parts = [Entries.of(row[one.product], at[one.started], 1.0) for one in makings(problem) if one.started in at]
    return parts + [Entries.of(row, at[name], sign) for name, sign in (("more", -1.0), ("less", 1.0)) if name in at]


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] + sum_k xr[k,t] - up[t] + down[t] = p[t]``, where something was published and its change has a price."""
    x, up, down = terms["production"], terms["more"], terms["less"]
    for i, t in np.ndindex(problem.shape):
        if not isinstance(up[i, t], float):
            others = by_other_routes(problem, terms, i, t)
            yield (i, t), total([x[i, t], *others, -up[i, t], down[i, t]]) == float(problem.published[i, t])


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    last, periods = problem.policies.change_periods, np.arange(problem.shape[1])
    in_time = periods + quickest(problem)[:, None] < problem.shape[1]
    counted = ~np.isnan(problem.published) & in_time & (periods < np.inf if last is None else periods < last)
    if not problem.policies.change_penalty:
        counted = np.zeros_like(counted)
    published = np.where(counted, problem.published, 0.0)
    started = with_other_routes(problem, plan)
    moved = np.where(counted, started - published, 0.0)
    size = np.where(counted, started + published, 0.0)
    yield Broken("the change from the published plan", np.abs(plan.more - plan.less - moved), size)
    yield Broken("a change up and down at once", np.minimum(plan.more, plan.less), size)
    yield at_least_0("production above the published plan", plan.more, size)
    yield at_least_0("production below the published plan", plan.less, size)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="more",
            symbol="up",
            word="more",
            meaning="units that are made more than was published, where a change has a price",
            floor="Published production",
            ceiling="Published production",
            decision=_more,
            implied=_most_made,
            follows=_made_more,
        ),
        DecisionColumn(
            name="less",
            symbol="down",
            word="less",
            meaning="units that are made less than was published, where a change has a price",
            floor="Published production that may be dropped",
            ceiling="Published production that may be dropped",
            decision=_less,
            implied=_limited,
            follows=_made_less,
        ),
    ),
    rows=(
        Row(
            name="calm",
            meaning="production is what was published, and what is made more or less",
            side=EQUAL,
            there=_where_counted,
            parts=_parts,
            entries=_entries,
            printed=_printed,
        ),
    ),
    broken=_broken,
    used=_is_used,
)
