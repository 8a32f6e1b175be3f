"""The least changes: of a linear model first; in whole numbers then from a rounded start, with few branches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from highspy import HighsModelStatus

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Policies
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.first_plans import roundings
from sop_excel.model.engine.highs import run
from sop_excel.model.engine.interruptible import NO_PLAN, optimized
from sop_excel.model.engine.loading import USUAL, kept
from sop_excel.model.outcome import Ending
from sop_excel.model.repair.work import DONE, MANY, OutOfWorkError, Work
from sop_excel.model.rules.rule import Entries

HELD = 1e-9  # how much more than their least the changes of demand may be while the others are minimised
DEARER = 1e6  # how much more they are worth even then, so that the others do not use that up
NOISE = 1e-6  # of a number that should be whole
PATIENCE = 0.5  # of the time limit: no search takes longer, should its branches be slow ones


class Linear:
    """A linear model that is kept and solved again, each time from where it ended before."""

    def __init__(self, model: SparseModel, work: Work) -> None:
        self._model, self._work = replace(model, whole=np.zeros_like(model.whole)), work
        # Most columns cost nothing, which is solved up to five times faster with Dantzig's edge weights.
        self._solver, self._scale = kept(self._model)
        self._solver.setOptionValue("simplex_dual_edge_weight_strategy", 0)
        self._cost, self._lower, self._upper = self._model.cost, self._model.lower, self._model.upper

    def least(self, cost: Array, lower: Array, upper: Array, last_row: float = np.inf) -> Array | None:
        """The values of least cost within these bounds, the last row no more than ``last_row``; None for no values.

        Raises OutOfWorkError, DeadlineError or SolverError where that was not found.
        """
        if np.any(lower > upper):
            return None
        solver, by = self._solver, self._scale.columns
        self._change(cost, lower, upper)
        solver.changeRowBounds(self._model.row_upper.size - 1, -np.inf, last_row / float(self._scale.rows[-1]))
        status = self._ran()
        if status in NO_PLAN:
            return None
        if status == HighsModelStatus.kOptimal:
            return np.array(solver.getSolution().col_value) * by
        raise SolverError(f"HiGHS could not solve the model: {solver.modelStatusToString(status)}.")

    def _change(self, cost: Array, lower: Array, upper: Array) -> None:
        """Tell the solver what is new of these."""
        solver, scale = self._solver, self._scale
        dearer = np.flatnonzero(cost != self._cost)
        if dearer.size:
            prices = cost[dearer] * (scale.columns[dearer] / scale.money)
            solver.changeColsCost(dearer.size, dearer.astype(np.int32), prices)
        moved = np.flatnonzero((lower != self._lower) | (upper != self._upper))
        if moved.size:
            by = scale.columns[moved]
            solver.changeColsBounds(moved.size, moved.astype(np.int32), lower[moved] / by, upper[moved] / by)
        self._cost, self._lower, self._upper = cost.copy(), lower.copy(), upper.copy()

    def _ran(self) -> HighsModelStatus:
        """From where the solver ended before; anew, with looser tolerances, where it gets lost from there."""
        solver = self._solver
        for again in (False, True):
            if again:
                solver.clearSolver()
                solver.setOptionValue("primal_feasibility_tolerance", USUAL)
                solver.setOptionValue("dual_feasibility_tolerance", USUAL)
            most = self._work.iterations(self._model)
            solver.setOptionValue("simplex_iteration_limit", most)
            status = optimized(solver)
            self._work.iterated(self._model, max(1, solver.getInfo().simplex_iteration_count))
            if status == HighsModelStatus.kIterationLimit and self._work.limited:
                raise OutOfWorkError(DONE)
            if status in (*NO_PLAN, HighsModelStatus.kOptimal):
                break
        return status


class Search:
    """The least of two costs of a model, one after the other: of ``first`` (may be 0 everywhere), then of ``then``."""

    def __init__(self, model: SparseModel, first: Array, then: Array, policies: Policies, work: Work) -> None:
        columns = np.flatnonzero(first)
        row = Entries.of(np.full(columns.size, model.row_upper.size), columns, first[columns])
        self.model = replace(
            model,
            cost=then,
            offset=0.0,
            row_lower=np.append(model.row_lower, -np.inf),
            row_upper=np.append(model.row_upper, np.inf),
            entries=Entries.joined([model.entries, row]),
        )
        self._first, self._then = first, then
        self._policies, self._work = policies, work
        self.linear = Linear(self.model, work)

    def least(self, upper: Array) -> tuple[Array | None, bool]:
        """(values, whether they are proved the least) with these ceilings; None where there are none, or none found.

        Raises OutOfWorkError, DeadlineError or SolverError where a linear model was not solved.
        """
        lower = self.model.lower
        fractions = self._in_turn(lower, upper)
        if fractions is None or not self.model.whole.any():
            return fractions, True
        start = self._best([found for found in self._rounded(fractions, lower, upper) if found is not None])
        return self._whole(fractions, start, lower, upper)

    def _in_turn(self, lower: Array, upper: Array) -> Array | None:
        """The least in fractions: of the first cost, and with no more of it, of the other."""
        if not self._first.any():
            return self.linear.least(self._then, lower, upper)
        values = self.linear.least(self._first, lower, upper)
        if values is None:
            return None
        held, upper = self._held(values, upper)
        better = self.linear.least(self._then + DEARER * self._first, lower, upper, held)
        return values if better is None else better

    def _held(self, values: Array, upper: Array) -> tuple[float, Array]:
        """The most of the first cost from now on; where that is nothing, none of its columns may be used."""
        least = float(self._first @ values)
        if least > HELD:
            return least + HELD * max(1.0, least), upper
        return np.inf, np.where(self._first > 0, 0.0, upper)

    def _rounded(self, values: Array, lower: Array, upper: Array) -> Iterator[Array | None]:
        """The least values with whole numbers near the fractional ones, for each way of rounding."""
        for near in roundings(self.model, values):
            yield self._fixed(near, lower, upper)

    def _best(self, found: list[Array]) -> Array | None:
        return min(found, key=lambda values: float((self._then + DEARER * self._first) @ values), default=None)

    def _whole(self, fractions: Array, start: Array | None, lower: Array, upper: Array) -> tuple[Array | None, bool]:
        """Better whole numbers than those of the start, as far as few branches find them: of each cost in turn."""
        held, proved = np.inf, True
        for cost in (self._first, self._then) if self._first.any() else (self._then,):
            bound = float(cost @ fractions)
            if start is None or float(cost @ start) > bound + HELD * max(1.0, bound):
                found = self._branched(cost, upper, held)
                proved = proved and found.is_proved
                better = None if found.values is None else self._fixed(found.values, lower, upper)
                start = start if better is None else better
            if start is None:
                return None, proved
            if cost is self._first:
                held, upper = self._held(start, upper)
        return start, proved

    def _branched(self, cost: Array, upper: Array, held: float) -> SearchResult:
        model = replace(self.model, cost=cost, upper=upper, row_upper=np.append(self.model.row_upper[:-1], held))
        branches = self._work.branches(model, MANY)
        return searched(model, self._policies, branches) if branches else SearchResult(None, False)

    def _fixed(self, values: Array, lower: Array, upper: Array) -> Array | None:
        """The least values with these whole numbers; None where there are none."""
        low, high, whole = lower.copy(), upper.copy(), self.model.whole
        low[whole] = high[whole] = np.rint(values[whole]) + 0.0
        allowed = np.all(low >= lower - NOISE) and np.all(high <= upper + NOISE)
        return self._in_turn(low, high) if allowed else None


@dataclass(frozen=True)
class SearchResult:
    """What a search for whole numbers found: values (None for none), whether they, or that there are none, is proved,
    and a cost that nothing goes below."""

    values: Array | None
    is_proved: bool
    bound: float = -np.inf


def searched(model: SparseModel, policies: Policies, branches: int, gap: float = 0.0) -> SearchResult:
    """The least of a whole model but for the gap, searched with few branches."""
    policies = replace(policies, relative_gap=gap, time_limit=PATIENCE * policies.time_limit)
    try:
        found = run(model, policies, most_branches=branches)
    except DeadlineError:
        raise
    except SolverError:  # nothing that stands
        return SearchResult(None, False)
    if not found.values.size:
        return SearchResult(None, found.ending is Ending.NO_PLAN)
    return SearchResult(found.values, found.ending is Ending.SOLVED, found.bound)
