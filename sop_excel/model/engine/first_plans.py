"""First plans in whole numbers: from the broken numbers of a linear model, by rounding them and by diving.

Which of them are plans, and how good, is for others to see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.outcome import Solution
from sop_excel.model.rules.rule import Indices

NEARLY = 1e-6  # units: so little from a whole number is it
BROKEN_UP = (0.5, 0.25, 0.05)  # what of a unit is rounded up: of setups fewer and more, as time or the need is short
AT_ONCE = 0.25  # of the broken numbers are fixed in one step of a dive
MOST_DEAD_ENDS = 3  # from which a dive goes back

Step = tuple[Array, Array, Array]  # floors and ceilings, and the best values with them
Bounded = Callable[[Array, Array], Solution]  # the best values of a linear model with these bounds, if there are any


def roundings(model: SparseModel, values: Array) -> Iterator[Array]:
    """Each number to the nearest, all down, so that the sums over the periods so far are whole: up, nearest; all up, as
    what must be there for anything to be made can always be."""
    ways: tuple[Callable[[Array], Array], ...] = (
        np.rint,
        lambda cells: np.floor(cells + NEARLY),
        lambda cells: _steps(np.ceil(np.cumsum(cells, axis=1) - NEARLY)),
        lambda cells: _steps(np.rint(np.cumsum(cells, axis=1))),
        lambda cells: np.ceil(cells - NEARLY),
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


def with_more_up(model: SparseModel, values: Array) -> Iterator[Array]:
    """Up what is above a whole number by more than a share of a unit, the rest down; by smaller and smaller shares."""
    for share in BROKEN_UP:
        rounded = values.copy()
        rounded[model.whole] = np.ceil(values[model.whole] - share)
        yield rounded


def dived(model: SparseModel, solved: Bounded, values: Array, over: Callable[[], bool]) -> Array | None:
    """Whole numbers found by fixing, of the broken ones of a linear model, those that are closest to whole ones, and
    solving it again, until none is broken. Where that leaves no plan fewer are fixed, and a single one to its other
    side; where that leaves none either, it goes some steps back, farther each time, and on in smaller ones. None where
    that leads nowhere, or time ran out."""
    steps, share, dead_ends = [(model.lower, model.upper, values)], AT_ONCE, 0
    while not over():
        lower, upper, values = steps[-1]
        broken = np.flatnonzero(model.whole & (lower < upper) & (np.abs(values - np.rint(values)) > NEARLY))
        if not broken.size:
            return values
        chosen = _closest(values, broken, share)
        step = _fixed(solved, steps[-1], chosen)
        if step is not None:
            steps.append(step)
            share = AT_ONCE / 4**dead_ends
        elif chosen.size > 1:
            share /= 4
        elif dead_ends == MOST_DEAD_ENDS or len(steps) == 1:
            return None
        else:
            dead_ends += 1
            del steps[max(1, len(steps) - 2**dead_ends) :]
            share = AT_ONCE / 4**dead_ends
    return None


def _fixed(solved: Bounded, step: Step, chosen: Indices) -> Step | None:
    """The next step, with these columns fixed; None where that leaves no plan."""
    lower, upper, values = step
    for to in _sides(values[chosen]):
        below, above = lower.copy(), upper.copy()
        below[chosen] = above[chosen] = to
        found = solved(below, above).values
        if found.size:
            return below, above, found
    return None


def _closest(values: Array, broken: Indices, share: float) -> Indices:
    """So large a share of the broken numbers, one at least: those closest to whole ones."""
    off = np.abs(values[broken] - np.rint(values[broken]))
    return broken[np.argsort(off, kind="stable")[: max(1, int(share * broken.size))]]


def _sides(broken: Array) -> Iterator[Array]:
    """The nearest whole numbers; of a single one the next on its other side too."""
    nearest = np.rint(broken)
    yield nearest
    if broken.size == 1:
        yield np.floor(broken) + np.ceil(broken) - nearest
