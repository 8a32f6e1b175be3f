"""What the cheapest plan would cost if some floors and ceilings were others: one model, kept and solved again.

A linear model starts every time from the basis of the unchanged one, so that no answer depends on those before. A
model with whole numbers is solved anew each time, with a limit on the branches that are searched, never on the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.domain.basis import Basis
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities, stake
from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.deadline import hurried
from sop_excel.model.engine.finish import NOISE, snapped
from sop_excel.model.engine.highs import run
from sop_excel.model.engine.kept import Answer, Bounds, KeptModel
from sop_excel.model.outcome import Ending, Solution

MOST_NODES = 20  # branches of one answer about a model with whole numbers
MOST_WORK = 100  # branches of all answers about it, each counted as one at least; the first that takes more is the last
ROOM_IS_WORTH = 1000.0  # times the noise
# Families that have columns even where all are fixed at 0: those of which the sentences may ask for more.
KEPT = ("regular", "inventory", "production", "routed")
STATED_BY_ROWS = "hours", "shifts"  # the capacities of workers and of shifts, which are no ceilings
NOT_FOUND = Solution(Ending.STOPPED, np.zeros(0), np.zeros(0), -math.inf)


@dataclass(frozen=True)
class WhatIfAnswer:
    """What was minimised (money; ``inf`` where there is no plan, ``nan`` where none was found), the raw quantities, and
    the prices (R, T) of the regular capacities and (I, T) of demand: what a little more of each would save or cost per
    unit (linear models only). ``followed``: it was found without a run of the solver."""

    objective: float
    quantities: Quantities | None = None
    prices: Array | None = None
    demand_prices: Array | None = None
    followed: bool = False


class WhatIf:
    """The model of a problem with these decisions; ``base`` is the least objective of the unchanged one (money).

    ``base`` is ``known`` for a model with whole numbers, and ``nan`` where the solver breaks down. ``total_cost`` is
    that of the plan: costs have noise in proportion, however much revenue makes up for them. ``basis`` is where
    the plan's own linear model was solved.
    """

    def __init__(
        self, problem: Problem, decisions: Decisions, known: float, total_cost: float = 0.0, basis: Basis | None = None
    ) -> None:
        self.decisions, self.whole = decisions, bool(decisions.whole)
        self._problem, self._model = problem, formulate(problem, decisions, kept=KEPT)
        self._policies = replace(problem.policies, relative_gap=0.0, time_limit=math.inf)
        self._work_left, self._total_cost = MOST_WORK, total_cost
        self.base = known
        if not self.whole:
            self._kept = KeptModel(self._model, basis)
            self.base = self._kept.objective

    def objective(self, changed: Decisions) -> float:
        """The least objective under decisions with other floors and ceilings; ``inf``: no plan, ``nan``: not found."""
        return self._asked(changed).objective

    def answer(self, changed: Decisions) -> WhatIfAnswer:
        """The least objective under decisions with other floors and ceilings, and the quantities of a cheapest plan."""
        return self._asked(changed, in_full=True)

    def saved(self, changed: Decisions) -> float:
        """By how much the cheapest plan is cheaper under these decisions (money)."""
        return 0.0 - self.dearer(self.objective(changed))

    def with_more(self, cell: tuple[int, int], more: float, in_full: bool = True) -> WhatIfAnswer:
        """The answer where a resource has so many units (of workers: hours) more, or less, within its capacity.

        Of a linear model without the quantities, and the objective alone where not ``in_full``.
        """
        row = max(int(self._model.rows[name][cell]) for name in STATED_BY_ROWS)
        if self.whole:
            return self._searched(self._with_capacity(cell, more, row))
        none, column = np.zeros(0, dtype=np.int64), int(self._model.at["regular"][cell])
        change = math.nan if in_full else self._kept.followed(column, row, more)
        if not math.isnan(change):
            return WhatIfAnswer(self.base + change, followed=True)
        if row < 0:
            own = Bounds.of(self._model, np.array([column]), none)
            return self._priced(replace(own, upper=own.upper + more), in_full)
        own = Bounds.of(self._model, none, np.array([row]))
        return self._priced(replace(own, row_upper=own.row_upper + more), in_full)

    def _with_capacity(self, cell: tuple[int, int], more: float, row: int) -> SparseModel:
        """The model in whole numbers; formulated anew where coefficients, such as those of setups, may rest on it."""
        if row < 0:
            capacity = float(self.decisions["regular"].upper[cell])
            changed = with_cell(self.decisions, "regular", cell, capacity + more)
            return formulate(self._problem, changed, kept=KEPT)
        if self._problem.runs_shifts[cell]:
            return formulate(_with_capacity(self._problem, cell, more), self.decisions, kept=KEPT)
        upper = self._model.row_upper.copy()
        upper[row] += more
        return replace(self._model, row_upper=upper)

    def with_problem(self, problem: Problem, decisions: Decisions) -> float:
        """How much more the cheapest plan of another problem costs, with other demand (money); ``nan``: not found."""
        before, after = self._model, formulate(problem, decisions, kept=KEPT)
        if after.at.keys() != before.at.keys() or after.row_upper.size != before.row_upper.size:
            return math.nan  # another kind of decision or rule
        if self.whole:
            return self.dearer(self._searched(after).objective)
        return self.dearer(self._resolved(Bounds.changed(before, after)).objective + (after.offset - before.offset))

    @property
    def cells(self) -> int:
        """Of how many products and periods at most a question solves the plan again."""
        return self._problem.demand.size if self.whole else self._kept.cells

    @property
    def noise(self) -> float:
        """Two costs that differ by no more are the same (money).

        What earlier steps have found is held with some room, which is worth money.
        """
        room = ROOM_IS_WORTH if self.decisions.held else 1.0
        return NOISE * room * max(1.0, stake(self.base, self._total_cost) / 1000.0)

    def dearer(self, objective: float) -> float:
        """How much more than the base this objective is (money), without the digits that are noise."""
        if not math.isfinite(objective):
            return objective
        return self.clean(objective - self.base)

    def clean(self, amount: float) -> float:
        """An amount of money without the digits that are noise."""
        return float(self.cleaned(np.array([amount]))[0])

    def cleaned(self, amounts: Array) -> Array:
        """(N,) amounts of money without the digits that are noise."""
        snap = snapped(amounts, np.zeros(()), np.zeros(()), self.noise)
        digits = max(0, -math.floor(math.log10(self.noise)))
        return np.array([round(amount, digits) for amount in snap.tolist()]) + 0.0

    def price_holds(self, cell: tuple[int, int], more: float) -> bool:
        """Whether the price of a regular capacity that is used up is known to hold for so many units more (or less);
        never with whole numbers."""
        if self.whole:
            return False
        return self._kept.holds(int(self._model.at["regular"][cell]), more)

    def _asked(self, changed: Decisions, in_full: bool = False) -> WhatIfAnswer:
        if self.whole:  # formulated anew, as coefficients may rest on floors and ceilings
            return self._searched(formulate(self._problem, changed, kept=KEPT))
        return self._resolved(self._changes(changed), in_full)

    def _resolved(self, changes: Bounds, in_full: bool = False) -> WhatIfAnswer:
        found = self._kept.asked(changes, in_full)
        answer = self._read(found)
        if found.values is None:
            return answer
        return replace(answer, quantities=self._model.quantities(found.values.columns, self.decisions))

    def _priced(self, changes: Bounds, in_full: bool) -> WhatIfAnswer:
        return self._read(self._kept.asked(changes, in_full))

    def _searched(self, model: SparseModel) -> WhatIfAnswer:
        """The answer in whole numbers; none once all branches are used up that may be, or someone waits for the end."""
        if self._work_left <= 0 or hurried():
            return WhatIfAnswer(math.nan)
        try:
            found = run(model, self._policies, most_branches=MOST_NODES)
        except DeadlineError:
            raise
        except SolverError:
            found = NOT_FOUND
        self._work_left -= MOST_WORK if found.ending.is_early else max(1, found.branches)
        if found.ending is not Ending.SOLVED:
            return WhatIfAnswer(math.inf if found.ending is Ending.NO_PLAN else math.nan)
        objective = math.fsum((model.cost * found.values).tolist()) + model.offset
        return WhatIfAnswer(objective, model.quantities(found.values, self.decisions))

    def _changes(self, changed: Decisions) -> Bounds:
        """The columns whose bounds are others, and the rows of safety stocks: all of one is what may be missing."""
        places, lowers, uppers = [np.zeros(0, np.int64)], [np.zeros(0)], [np.zeros(0)]
        for name, decision in changed.items():
            before = self.decisions[name]
            other = (decision.lower != before.lower) | (decision.upper != before.upper)
            if other.any():
                places.append(self._model.at[name][other])
                lowers.append(decision.lower[other])
                uppers.append(decision.upper[other])
        floors, rows = changed["shortfall"].upper, self._model.rows["safety"]
        other = (floors != self.decisions["shortfall"].upper) & (rows >= 0)
        return Bounds(
            np.concatenate(places), np.concatenate(lowers), np.concatenate(uppers),
            rows[other], floors[other], np.full(np.count_nonzero(other), math.inf),
        )  # fmt: skip

    def _read(self, found: Answer) -> WhatIfAnswer:
        if found.values is None:
            return WhatIfAnswer(found.objective)
        prices = -found.values.reduced[self._model.at["regular"]]
        for stated in (self._model.rows[name] for name in STATED_BY_ROWS):
            prices = np.where(stated >= 0, -found.values.duals[stated], prices)
        demand_prices = found.values.duals[self._model.rows["balance"]]
        return WhatIfAnswer(found.objective, None, np.maximum(prices, 0.0), demand_prices)


def _with_capacity(problem: Problem, cell: tuple[int, int], more: float) -> Problem:
    """The problem where a resource has so many units more, or less, besides those of its shifts."""
    capacity = problem.resources.capacity.copy()
    capacity[cell] += more
    return problem.replace(resources=problem.resources.replace(capacity=capacity))


def with_bounds(decisions: Decisions, family: str, lower: Array | None = None, upper: Array | None = None) -> Decisions:
    """The decisions with other floors or ceilings of one family."""
    before = decisions[family]
    after = replace(
        before, lower=before.lower if lower is None else lower, upper=before.upper if upper is None else upper
    )
    return decisions.exchanged({family: after})


def with_cell(decisions: Decisions, family: str, cell: tuple[int, int], upper: float) -> Decisions:
    """The decisions with another ceiling of one cell."""
    ceilings = decisions[family].upper.copy()
    ceilings[cell] = upper
    return with_bounds(decisions, family, upper=ceilings)
