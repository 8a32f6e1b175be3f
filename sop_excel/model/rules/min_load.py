"""Minimum load: a resource is closed in a period, or open, ``on``, and then loaded at least so much.

``load <= M on`` and ``load >= minload on``, where the load is ``reg + o``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

from sop_excel.domain.axes import RESOURCES
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import makings
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.capacity import load_of, most_used
from sop_excel.model.rules.needs import bought_anyway, most_made, most_needed
from sop_excel.model.rules.rule import (
    AT_LEAST,
    AT_MOST,
    FLOORS,
    LOWER,
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
    Values,
    resource_column,
    total,
)

LARGEST = 1e9  # resource units: no load is more where nothing else says so


def _used(problem: Problem) -> bool:
    return bool(problem.resources.min_load.any())


def _open(problem: Problem) -> Decision:
    upper = np.where(problem.resources.min_load > 0, 1.0, 0.0)
    return Decision(np.zeros_like(upper), upper, {}, whole=upper > 0)


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    """A resource is open once in a period at most."""
    return np.zeros(problem.extent(RESOURCES))


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """Open wherever there is a load."""
    load, least = load_of(problem, values, numbers), problem.resources.min_load
    return numbers.of(np.where((load > 0) & (least > 0), 1.0, 0.0))


def _where(problem: Problem, families: Families) -> Mask:
    there: Mask = problem.resources.min_load > 0
    return there


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _load_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``reg[t] + o[t]``."""
    return [Entries.of(row, at[name], 1.0) for name in ("regular", "overtime") if name in at]


def _least_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``reg[t] + o[t] - minload[t] on[t]``."""
    least = [Entries.of(row, at["open"], -problem.resources.min_load)] if "open" in at else []
    return [*_load_entries(problem, at, row), *least]


def _most_entries(problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``- M[t] on[t]``."""
    if "open" not in at:
        return ()
    room = families["regular"].upper + families["overtime"].upper
    return [Entries.of(row, at["open"], -np.minimum(room, _most_load(problem)))]


def _most_load(problem: Problem) -> Array:
    """(R, T) what a resource is loaded with at most in some cheapest plan."""
    bought = most_needed(problem) + bought_anyway(problem)
    made, kept = {one.started: most_made(problem, one) for one in makings(problem)}, np.zeros(problem.shape)
    load = most_used(problem, {**made, "subcontract": bought, "inventory": kept})  # a warehouse has no minimum
    return np.minimum(load, LARGEST)


def _printed_most(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``reg[t] + o[t] - M[t] on[t] <= 0``, of resources with a min load."""
    most = _most_load(problem)
    for r, t in np.argwhere(problem.resources.min_load > 0).tolist():
        load = [terms[name][r, t] for name in ("regular", "overtime")]
        ceiling = min(sum(_ceiling(term) for term in load), float(most[r, t]))
        yield (r, t), total([*load, -ceiling * terms["open"][r, t]]) <= 0


def _ceiling(term: Any) -> float:
    if isinstance(term, float):
        return term
    return inf if term.upBound is None else float(term.upBound)


def _printed_least(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``reg[t] + o[t] - minload[t] on[t] >= 0``."""
    least = problem.resources.min_load
    for r, t in np.argwhere(least > 0).tolist():
        load = [terms[name][r, t] for name in ("regular", "overtime")]
        yield (r, t), total([*load, -float(least[r, t]) * terms["open"][r, t]]) >= 0


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    load, least = plan.regular + plan.overtime, problem.resources.min_load
    yield Broken("the min load", np.where(least > 0, np.minimum(load, least - load), 0.0), least, axis=RESOURCES)
    open_ = np.where((least > 0) & (load > 0), 1.0, 0.0)
    yield Broken("open where there is a load", np.abs(plan.open - open_), np.zeros_like(load), axis=RESOURCES)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    least, less = problem.resources.min_load, resource_column("min_load", -1)
    return (
        Limit(LOWER, "min load", FLOORS, "", least, least, less, axis=RESOURCES, rows=("min_load",), is_level=True),
    )


RULE = Rule(
    columns=(
        DecisionColumn(
            name="open",
            symbol="on",
            word="open",
            meaning="1 where a resource with a min load is open in the period, else 0",
            floor="Open resources",
            ceiling="Open resources",
            decision=_open,
            implied=_limited,
            axis=RESOURCES,
            follows=_follows,
        ),
    ),
    rows=(
        Row(
            name="open",
            meaning="a resource with a min load is used only where it is open",
            side=AT_MOST,
            there=_where,
            parts=_nothing,
            entries=_load_entries,
            printed=_printed_most,
            axis=RESOURCES,
            bounded=_most_entries,
        ),
        Row(
            name="min_load",
            meaning="what is open is loaded at least with its min load",
            side=AT_LEAST,
            there=_where,
            parts=_nothing,
            entries=_least_entries,
            printed=_printed_least,
            axis=RESOURCES,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_used,
)
