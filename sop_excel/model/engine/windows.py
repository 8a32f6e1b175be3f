"""A good plan in whole numbers, found part by part: relax and fix, then fix and optimise.

A search of everything at once may find nothing for long. With few of the numbers whole at a time it is over at once:
first from the earliest periods on, those before fixed and those after still broken; then, from the plan that this
gives, some periods or some products at a time with all else as it is. What is best in each part need not be so in all:
no bound comes from here. All that is counted is work, so that the same model gives the same plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.model.assembly import SparseModel
from sop_excel.model.outcome import Solution
from sop_excel.model.rules.rule import Indices, Mask

AT_ONCE = 60  # whole columns of a part of a first plan,
TO_IMPROVE = (90, 135)  # and of one that is to be improved; the larger ones once no smaller one makes it better

Small = Callable[[SparseModel, Array | None], Solution]  # a search with few branches, from these values if they are any
Taken = Callable[[Array], bool]  # whether values make a plan that is better than all before; it is kept then


@dataclass(frozen=True)
class _Cells:
    """The whole columns of a model: the period and the line (a product's, or a resource's) of each."""

    columns: Indices
    period: Indices
    line: Indices

    @staticmethod
    def of(model: SparseModel) -> _Cells:
        parts = [np.zeros((3, 0), np.int64)]
        for at in model.at.values():
            line, period = np.nonzero(model.whole[at])
            parts.append(np.vstack([at[line, period], period, line]))
        return _Cells(*np.hstack(parts).astype(np.int64))

    def windows(self, at_once: int) -> Iterator[tuple[int, int]]:
        """The first period of each window and that after its last; each begins where half of the one before is over."""
        periods = int(self.period.max(initial=-1)) + 1
        length = min(periods, max(1, round(at_once * periods / max(1, self.columns.size))))
        for first in range(0, periods, max(1, (length + 1) // 2)):
            yield first, min(periods, first + length)
            if first + length >= periods:
                return

    def groups(self, at_once: int) -> Iterator[Mask]:
        """Some neighbouring lines each; together all of them, and each group shares half of its lines with the next."""
        lines = int(self.line.max(initial=-1)) + 1
        length = min(lines, max(1, round(at_once * lines / max(1, self.columns.size))))
        for first in range(0, lines, max(1, (length + 1) // 2)):
            yield (self.line >= first) & (self.line < first + length)
            if first + length >= lines:
                return


def relaxed_and_fixed(model: SparseModel, small: Small, over: Callable[[], bool]) -> Array | None:
    """Values with whole numbers, decided from the first period to the last; None where none were found, or time ran
    out. What turns out to be impossible after what was fixed before is decided anew together with it."""
    cells = _Cells.of(model)
    values: Array | None = None
    decided = 0  # periods whose numbers are fixed
    for first, end in cells.windows(AT_ONCE):
        found = None
        kept = min(decided, first)
        while found is None:
            if over():
                return None
            found = _decided(model, cells, values, kept, end, small)
            if found is None and not kept:
                return None
            if found is None:
                kept = max(0, kept - max(1, end - first))
        values, decided = found, end
    return values


def _decided(
    model: SparseModel, cells: _Cells, values: Array | None, kept: int, end: int, small: Small
) -> Array | None:
    """Values that are whole up to period ``end``, and those before ``kept`` as they were."""
    fixed = cells.columns[cells.period < kept]
    whole = np.zeros_like(model.whole)
    whole[cells.columns[cells.period < end]] = True
    part = _with_fixed(model, fixed, values) if values is not None else model
    found = small(replace(part, whole=whole), None)
    return found.values if found.values.size else None


def improved(model: SparseModel, values: Array, small: Small, taken: Taken, over: Callable[[], bool]) -> None:
    """Search better plans around one, part by part, until no part makes it better; each better one is ``taken``."""
    cells = _Cells.of(model)
    for at_once in TO_IMPROVE:
        windows = [(cells.period >= first) & (cells.period < end) for first, end in cells.windows(at_once)]
        values = _improved(model, cells, values, [*windows, *cells.groups(at_once)], small, taken, over)


def _improved(
    model: SparseModel,
    cells: _Cells,
    values: Array,
    parts: Sequence[Mask],
    small: Small,
    taken: Taken,
    over: Callable[[], bool],
) -> Array:
    idle = 0  # parts in turn that made nothing better
    for free in cycle(parts):
        if idle >= len(parts) or over():
            break
        found = small(_with_fixed(model, cells.columns[~free], values), values)
        better = bool(found.values.size) and taken(found.values)
        values = found.values if better else values
        idle = 0 if better else idle + 1
    return values


def _with_fixed(model: SparseModel, columns: Indices, values: Array) -> SparseModel:
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[columns] = upper[columns] = np.clip(np.rint(values[columns]) + 0.0, lower[columns], upper[columns])
    return replace(model, lower=lower, upper=upper)


def cost_of(model: SparseModel, values: Array) -> float:
    """What the values cost (money)."""
    return math.fsum((model.cost * values).tolist()) + model.offset
