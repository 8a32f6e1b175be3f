"""HiGHS, started from where another plan ended: the plans of problems that are much alike take a tenth of the time.

What a decision or a row does in the plan before (lies at its lower or upper limit, or between them) is what it is
likely to do in the next one, by the names of its product or resource and its period. Where the start leads nowhere the
model is solved as any other; the answer is checked and proved as every answer is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from highspy import HighsModelStatus, HighsStatus

from sop_excel.domain.basis import Basis, Codes
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.engine.bases import BETWEEN, LOWER, UPPER, basis_found, basis_of
from sop_excel.model.engine.highs import highs
from sop_excel.model.engine.interruptible import optimized
from sop_excel.model.engine.loading import kept, solution_of, solver_name
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.prices import HELD
from sop_excel.model.rules import AXES, ROWS

AT_LIMIT = 1e-9  # of a number: so close to its limit it lies there
_AXES = AXES | {row.name: row.axis for row in ROWS}


@dataclass(frozen=True)
class _Place:
    """Where the plan before lay: its problem, its model, and what each column and row of it does there."""

    problem: Problem
    model: SparseModel
    basis: Basis

    def fits(self, problem: Problem, model: SparseModel) -> bool:
        """Whether another model has the same columns and rows, by their names."""
        own = self.problem
        alike = (own.product_codes, own.resource_codes, own.periods) == (
            problem.product_codes, problem.resource_codes, problem.periods,
        )  # fmt: skip
        return alike and self._laid_out_as(model)

    def _laid_out_as(self, model: SparseModel) -> bool:
        mine, theirs = self.model, model
        if mine.at.keys() != theirs.at.keys() or mine.row_upper.size != theirs.row_upper.size:
            return False
        return all(np.array_equal(rows, theirs.rows[name]) for name, rows in mine.rows.items())

    @cached_property
    def columns(self) -> Mapping[str, Codes]:
        """What the columns do, by the families of decisions."""
        codes = self.basis.columns
        return {name: codes[at] for name, at in self.model.at.items()}

    @cached_property
    def rows(self) -> Mapping[str, Codes]:
        """What the rows do, by their rules."""
        codes = self.basis.rows
        if not codes.size:
            return {}
        return {name: np.where(at >= 0, codes[at], BETWEEN) for name, at in self.model.rows.items() if name != HELD}


class Warm:
    """An engine that starts each linear model from the plan that it found last, and the first from a given one.

    ``anew`` counts the models that were solved without a start all the same.
    """

    def __init__(self, problem: Problem, quantities: Quantities) -> None:
        """Take the plan's ``quantities``, which answer ``problem``, as the place to start from."""
        canonical, order = problem.canonical()
        chosen = decisions(canonical)
        model = formulate(canonical, chosen)
        values = np.zeros(model.cost.size)
        ordered = quantities.in_order(order)
        for name, at in model.at.items():
            values[at] = ordered[name]
        parts = model.entries.value * values[model.entries.column]
        sums = np.bincount(model.entries.row, parts, model.row_upper.size).astype(np.float64)
        columns = _codes(values, model.lower, model.upper)
        basis = Basis(columns, _codes(sums, model.row_lower, model.row_upper))
        self._place = _Place(canonical, model, basis)
        self.anew = 0

    def __call__(self, problem: Problem, decisions: Decisions) -> Outcome:
        """The answer to one model; raises as ``highs`` does."""
        if not decisions.whole and (found := self._started(problem, formulate(problem, decisions), decisions)):
            return found
        self.anew += 1
        return highs(problem, decisions)

    def _started(self, problem: Problem, model: SparseModel, decisions: Decisions) -> Outcome | None:
        """The answer from the place before; None where it leads to none that stands."""
        if not (model.cost.size and model.row_upper.size):
            return None
        solver, scale = kept(model)
        place = self._place
        start = place.basis if place.fits(problem, model) else _basis_in(place, problem, model)
        if solver.setBasis(basis_of(start.columns, start.rows)) != HighsStatus.kOk:
            return None
        if optimized(solver) != HighsModelStatus.kOptimal:
            return None
        found = solution_of(solver, Ending.SOLVED, scale)
        if not found.values.size or model.broken_by(found.values) > KEPT:
            return None
        if basis := basis_found(solver, model, scale, found.values):
            self._place = _Place(problem, model, basis)
        return Outcome(
            Ending.SOLVED, solver_name(), model.quantities(found.values, decisions), model.prices(found.duals)
        )


def _codes(values: Array, lower: Array, upper: Array) -> Codes:
    """Where each value lies between its limits."""
    room = AT_LIMIT * np.maximum(1.0, np.abs(values))
    return np.select([values <= lower + room, values >= upper - room], [LOWER, UPPER], BETWEEN).astype(np.int8)


def _basis_in(place: _Place, problem: Problem, model: SparseModel) -> Basis:
    """The place in another model: what is not known lies at its lower limit, and a row has room."""
    columns = np.full(model.cost.size, LOWER, dtype=np.int8)
    rows = np.full(model.row_upper.size, BETWEEN, dtype=np.int8)
    for name, at in model.at.items():
        columns[at] = _moved(place, place.columns.get(name), problem, name, LOWER)
    for name, at in model.rows.items():
        if name != HELD:
            there = at >= 0
            rows[at[there]] = _moved(place, place.rows.get(name), problem, name, BETWEEN)[there]
    return Basis(columns, rows)


def _moved(place: _Place, codes: Codes | None, problem: Problem, name: str, unknown: int) -> Codes:
    """(K, T) what was known of each item in each period."""
    before, now = place.problem.codes(_AXES[name]), problem.codes(_AXES[name])
    moved = np.full((len(now), len(problem.periods)), unknown, dtype=np.int8)
    if codes is not None:
        (here, there), (late, early) = _shared(now, before), _shared(problem.periods, place.problem.periods)
        moved[np.ix_(here, late)] = codes[np.ix_(there, early)]
    return moved


def _shared(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Where the names that both have stand in each."""
    place = {name: n for n, name in enumerate(others)}
    here = [n for n, name in enumerate(names) if name in place]
    return here, [place[names[n]] for n in here]
