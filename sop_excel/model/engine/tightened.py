"""Where a whole number lets through far more than any plan needs, as little of it as passes for none lets much through.

A row such as ``x - M y <= 0`` has a large ``M`` where nobody knows how large ``x`` may be. The linear model knows how
large it is in plans that cost no more than one that is known: at the most that the rest of the row can be there, ``M``
rules out no plan that is better. It takes a linear model a row, so it is done only where a search went wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.outcome import Ending, Solution
from sop_excel.model.rules.rule import Entries, Mask

ENDLESS = 1e7  # what is let through where nothing says how much may be needed: no search is exact beside it
LARGE = 1e4  # what a whole number lets through, from which on a share of 1e-6 of it is worth anything
MANY = 100.0  # times the largest number of a model: more than a plan of it is likely to need
MOST_ROWS = 300  # linear models that are solved for this
ROOM = 1e-6  # share of what was found to be the most, left for the linear model's rounding


def tightened(model: SparseModel, cost: float, linear: Callable[[SparseModel], Solution]) -> SparseModel:
    """The model with smaller coefficients, without a plan less of those that cost no more than ``cost`` (money, inf
    where none is known); the same one where there is nothing to make smaller. ``linear`` solves a model without whole
    columns."""
    entries, large = model.entries, _large(model)
    relaxed, value = _no_dearer(replace(model, whole=np.zeros_like(model.whole)), cost), entries.value.copy()
    for row in distinct(entries.row[large])[:MOST_ROWS].tolist():
        of_row = entries.row == row
        most = _most(relaxed, of_row & ~large, linear) - float(model.row_upper[row])
        smaller = of_row & large & (-entries.value > most)
        value[smaller] = -max(0.0, most)
    return model if np.array_equal(value, entries.value) else replace(model, entries=replace(entries, value=value))


def is_endless(model: SparseModel) -> bool:
    """Whether a whole number lets through as much as if there were no end to it."""
    return bool(np.any(model.entries.value[_large(model)] <= -ENDLESS))


def modest(model: SparseModel) -> SparseModel:
    """A model whose plans are plans of this one, but not all of them: whole numbers let through no more than many times
    what stands in its rows and bounds."""
    sizes = np.abs(np.concatenate([model.row_lower, model.row_upper, model.lower, model.upper]))
    most = MANY * float(np.max(sizes[np.isfinite(sizes)], initial=1.0))
    value = np.where(_large(model), np.maximum(model.entries.value, -most), model.entries.value)
    return replace(model, entries=replace(model.entries, value=value))


def taken_a_little(model: SparseModel, values: Array) -> Mask:
    """(N,) the columns that let much through, and of which these values have more than nothing, but less than half."""
    found = np.zeros(model.cost.size, dtype=np.bool_)
    found[model.entries.column[_large(model)]] = True
    return found & (values > 0) & (values < 0.5)


def _large(model: SparseModel) -> Mask:
    """(N,) entries that let something through in a row with a ceiling alone, where their number is 1 and not 0."""
    entries = model.entries
    binary = model.whole & (model.lower >= 0) & (model.upper <= 1)
    ceiling = np.isinf(model.row_lower) & np.isfinite(model.row_upper)
    found: Mask = (entries.value <= -LARGE) & binary[entries.column] & ceiling[entries.row]
    return found


def _no_dearer(model: SparseModel, cost: float) -> SparseModel:
    """The model with one row more: it costs no more than this, which any plan that is better keeps."""
    if not math.isfinite(cost):
        return model
    row, priced = model.row_upper.size, np.flatnonzero(model.cost)
    added = Entries(np.full(priced.size, row), priced, model.cost[priced])
    room = cost - model.offset + ROOM * max(1.0, abs(cost))
    return replace(
        model,
        entries=Entries.joined([model.entries, added]),
        row_lower=np.append(model.row_lower, -np.inf),
        row_upper=np.append(model.row_upper, room),
    )


def _most(model: SparseModel, chosen: Mask, linear: Callable[[SparseModel], Solution]) -> float:
    """The most that these entries, all of one row, add up to; infinite where the linear model does not say."""
    places = np.flatnonzero(chosen)
    cost: Array = np.zeros_like(model.cost)
    np.add.at(cost, model.entries.column[places], -model.entries.value[places])
    try:
        found = linear(replace(model, cost=cost, offset=0.0))
    except SolverError:  # as where it can be any number
        return math.inf
    most = -float(cost @ found.values) if found.ending is Ending.SOLVED else math.inf
    return most + ROOM * max(1.0, abs(most))
