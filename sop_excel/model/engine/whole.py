"""Models with whole numbers: candidates from the linear model first, then searches that check each other.

A search is only exact up to its tolerances, and at narrow ones a solver may call a model that has a plan impossible, or
lose its best one. So it searches at the usual tolerances; what it finds counts once its whole numbers, rounded, stand
in the linear model; and that there is no plan is only said when the linear model or a second search says it too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.outcome import Ending, Solution

AS_GOOD = 1e-9  # of the cost: a candidate that is no dearer than the linear model's best needs no search
NEARLY = 1e-6  # units: so little above a whole number is rounded down to it


@dataclass(frozen=True)
class Attempt:
    """One way to search: how far a whole number may be from one, how far a row may be broken, and whether the model is
    simplified before."""

    of_whole: float
    of_rows: float
    presolved: bool = True


ATTEMPTS = (Attempt(1e-6, 1e-7), Attempt(1e-5, 1e-6, presolved=False), Attempt(1e-9, 1e-9))

Linear = Callable[[SparseModel], Solution]
Branched = Callable[[SparseModel, Attempt, Array | None], Solution]  # with values to start from, if there are any


def searched(model: SparseModel, linear: Linear, branched: Branched) -> Solution:
    """The best values with whole numbers, exact in them, and the duals of the linear relaxation.

    ``linear`` solves a model without whole columns; ``branched`` searches once, and stops without values where it finds
    none in the time or the branches that it has, as this does then. Raises SolverError where no whole numbers that were
    found make a plan.
    """
    relaxed = linear(replace(model, whole=np.zeros_like(model.whole)))
    if relaxed.ending is Ending.NO_PLAN:
        return relaxed
    best = _best_candidate(model, relaxed, linear)
    if best is not None and _cost(model, best) <= relaxed.bound + AS_GOOD * max(1.0, abs(relaxed.bound)):
        return best
    verdicts, branches = 0, 0
    for attempt in ATTEMPTS:
        found = branched(model, attempt, None if best is None else best.values)
        branches += found.branches
        if found.ending is Ending.NO_PLAN:
            verdicts += 1
            if verdicts > 1:
                return replace(found if best is None else best, branches=branches)
            continue
        exact = _exact(model, found, linear)
        best = _better(model, best, exact)
        if found.ending is Ending.STOPPED or exact is not None:
            answer = found if best is None else replace(best, ending=found.ending, bound=found.bound)
            return replace(answer, duals=relaxed.duals, branches=branches)
    if best is None:
        raise SolverError("The solver's whole numbers do not make a plan; its tolerance was too loose for them.")
    return replace(best, branches=branches)


def _best_candidate(model: SparseModel, relaxed: Solution, linear: Linear) -> Solution | None:
    """The cheapest plan among the roundings of the linear model's best values; None where none of them is a plan."""
    best: Solution | None = None
    for values in roundings(model, relaxed.values):
        best = _better(model, best, _with_fixed(model, values, linear))
    return None if best is None else replace(best, duals=relaxed.duals, bound=relaxed.bound)


def roundings(model: SparseModel, values: Array) -> Iterator[Array]:
    """Each number to the nearest, all down, and so that the sums over the periods so far are whole: up, nearest."""
    ways: tuple[Callable[[Array], Array], ...] = (
        np.rint,
        lambda cells: np.floor(cells + NEARLY),
        lambda cells: _steps(np.ceil(np.cumsum(cells, axis=1) - NEARLY)),
        lambda cells: _steps(np.rint(np.cumsum(cells, axis=1))),
    )
    tried: list[Array] = []
    for way in ways:
        rounded = values.copy()
        for columns in model.at.values():
            whole = model.whole[columns]
            if whole.any():
                rounded[columns[whole]] = way(values[columns])[whole]
        if not any(np.array_equal(rounded, other) for other in tried):
            tried.append(rounded)
            yield rounded


def _steps(sums: Array) -> Array:
    """What each period adds."""
    return np.diff(sums, axis=1, prepend=0.0)


def _exact(model: SparseModel, found: Solution, linear: Linear) -> Solution | None:
    """The found whole numbers without the solver's tolerance; None where they do not make a plan."""
    return _with_fixed(model, np.rint(found.values), linear) if found.values.size else None


def _with_fixed(model: SparseModel, values: Array, linear: Linear) -> Solution | None:
    """The best values with these whole numbers; None where there is no plan with them."""
    whole = values[model.whole]
    if np.any(whole < model.lower[model.whole]) or np.any(whole > model.upper[model.whole]):
        return None
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[model.whole] = upper[model.whole] = whole + 0.0
    found = linear(replace(model, lower=lower, upper=upper, whole=np.zeros_like(model.whole)))
    return None if found.ending is Ending.NO_PLAN else found


def _better(model: SparseModel, one: Solution | None, other: Solution | None) -> Solution | None:
    if one is None or other is None:
        return other if one is None else one
    return other if _cost(model, other) < _cost(model, one) else one


def _cost(model: SparseModel, solution: Solution) -> float:
    return math.fsum((model.cost * solution.values).tolist()) + model.offset
