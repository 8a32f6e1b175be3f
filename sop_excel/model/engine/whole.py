"""Models with whole numbers: candidates from the linear model first, then searches that check each other.

A search is only exact up to its tolerances, and at narrow ones a solver may call a model that has a plan impossible, or
lose its best one. So it searches at the usual tolerances; what it finds counts once its whole numbers, rounded, stand
in the linear model; and that there is no plan is only said when the linear model or a second search says it too.

Where setups are many, the first search is of the model restated (``disaggregated.py``), if its linear model bounds the
cost better: that of the planner's own columns hardly knows of setups. Each plan is a plan of both, at the same cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.attempts import ANY, ATTEMPTS, BETTER, FIRST, Attempt
from sop_excel.model.engine.best_plan import AS_GOOD, BestPlan, Linear
from sop_excel.model.engine.deadline import hurried
from sop_excel.model.engine.disaggregated import disaggregated
from sop_excel.model.engine.first_plans import Bounded, dived, roundings, with_more_up
from sop_excel.model.engine.interruptible import Better
from sop_excel.model.engine.tightened import is_endless, modest, taken_a_little, tightened
from sop_excel.model.engine.whole_parts import Whole
from sop_excel.model.engine.windows import improved, relaxed_and_fixed
from sop_excel.model.outcome import Ending, Solution

GOOD = 1e-3  # of the cost: one that is dearer by no more needs no better one to start a search from
FAR = 1e-3  # of the cost: a gap after the first branches at which better plans are worked for apart
TIGHTER = 1e-3  # of the cost: by which the restated model must bound it better to be searched
AGAIN = 5  # times that a plan is looked for with more setups
QUARTER = 0.25  # of the time is for plans to start from at most,
HALF = 0.5  # and for making one that is far from a good bound better,
MOST_PARTS = 2 / 3  # and once this share is over better ones are no longer worked for apart
CLOSE = 2e-2  # of the cost: a plan that is dearer than the bound by no more is improved by the search of everything
AT_ONCE = 150  # whole columns: a search of so few finds its first plan by itself, and often its last;
FEW = 40  # so few it finds in less time than it takes to restate them
NEAR = 3e-3  # of the cost: a plan no dearer than the bound of a small model restated makes its search a short one

Apart = Callable[[SparseModel, Whole], Solution | None]
Again = Callable[[SparseModel], Bounded]  # a linear model, to be solved many times with bounds that change little


class Branched(Protocol):
    """What searches a model with whole columns."""

    def __call__(
        self, model: SparseModel, attempt: Attempt, start: Array | None, better: Better | None = None, /
    ) -> Solution:
        """Search once, from these values if there are any; it stops without values where it finds none in the time or
        the branches that it has. Who may know ``better`` ones is asked once the first branches are searched."""

    def is_late(self, share: float) -> bool:
        """Whether this share of the time is over."""


class Form(Protocol):
    """A model that is searched in the place of another one: the same plans, if in other columns."""

    @property
    def model(self) -> SparseModel:
        """The model to be searched."""

    def values(self, found: Array, /) -> Array:
        """The values of the other model's columns, of those of its own."""

    def restated(self, values: Array, /) -> Array:
        """The values of its own columns, of those of the other model."""


@dataclass(frozen=True)
class _AsItIs:
    model: SparseModel

    def values(self, found: Array) -> Array:
        return found

    def restated(self, values: Array) -> Array:
        return values


def searched(
    model: SparseModel,
    linear: Linear,
    branched: Branched,
    in_parts: bool = True,
    again: Again | None = None,
    apart: Apart | None = None,
) -> Solution:
    """The best values with whole numbers, exact in them, and the duals of the linear relaxation.

    ``linear`` solves a model without whole columns, ``again`` one whose bounds change, with which it may be restated.
    ``in_parts``: a plan to start from may be worked for. ``apart`` searches what has nothing to do with each other by
    itself. Where the search ends early, the best so far is the answer, without values where there is none. Raises
    SolverError where no whole numbers that were found make a plan.
    """
    relaxed = linear(replace(model, whole=np.zeros_like(model.whole)))
    if relaxed.ending is Ending.NO_PLAN:
        return relaxed
    best = BestPlan(model, linear, relaxed)
    for values in roundings(model, relaxed.values):
        best.stands(values)
        if best.is_within(AS_GOOD):
            return best.answer(Ending.SOLVED, relaxed.bound)
    count = np.count_nonzero(model.whole)
    if not in_parts or count <= AT_ONCE:
        return _small(best, branched, again if in_parts and count > FEW else None)
    return (apart and _apart(best, apart)) or _prepared(best, branched, again)


def _apart(best: BestPlan, apart: Apart) -> Solution | None:
    """The answer put together from searches of the parts; None where there is one part, or what they say cannot be
    believed: that they have no plan where one is known, or values that make none together."""
    known = None if best.found is None else best.found.values
    try:
        found = apart(best.model, Whole(best.relaxed.values, known))
    except SolverError:
        return None
    if found is None:
        return None
    best.branches += found.branches
    if found.ending is Ending.NO_PLAN:
        return replace(found, branches=best.branches) if known is None else None
    stands = best.stands(found.values)
    return best.answer(found.ending, found.bound) if stands or found.ending.is_early else None


def _prepared(best: BestPlan, branched: Branched, again: Again | None) -> Solution:
    """The search of a large model, in the form that is searched best, from the best plan that is found before."""
    form: Form = _AsItIs(best.model)
    if not best.is_within(GOOD):
        form = (again and _restated(best, branched, again)) or form
    if best.is_within(AS_GOOD):
        return best.answer(Ending.SOLVED, -math.inf)
    parts = _Parts(form, best, branched)
    if not best.is_within(CLOSE):
        parts.begin()
    if best.found is not None and (hurried() or branched.is_late(1.0)):
        return best.answer(Ending.SETTLED if hurried() else Ending.STOPPED, -math.inf)
    return _in_turn(form, best, branched, parts)


def _small(best: BestPlan, branched: Branched, again: Again | None) -> Solution:
    """The search of a small model: restated only where a plan is known then that is close to the bound. Elsewhere the
    branches are many, and each takes longer in more columns."""
    form: Form = _AsItIs(best.model)
    if again and not best.is_within(GOOD) and (bounded := _bounded_better(best, again)):
        form = bounded[0] if best.is_within(NEAR) else form
    if best.is_within(AS_GOOD):
        return best.answer(Ending.SOLVED, -math.inf)
    return _in_turn(form, best, branched, None)


def _bounded_better(best: BestPlan, again: Again) -> tuple[Form, Bounded, Array] | None:
    """The model restated, if that bounds the cost better, how it is solved without whole columns, and its values then.
    Its broken numbers are few, and plans close to it."""
    form = disaggregated(best.model)
    if form is None:
        return None
    solved = again(replace(form.model, whole=np.zeros_like(form.model.whole)))
    relaxed = solved(form.model.lower, form.model.upper)
    if not relaxed.values.size or relaxed.bound <= best.bound + TIGHTER * abs(best.bound):
        return None
    best.proves(relaxed.bound)
    for values in with_more_up(form.model, relaxed.values):
        best.stands(form.values(values))
    return form, solved, relaxed.values


def _restated(best: BestPlan, branched: Branched, again: Again) -> Form | None:
    """The model restated, if that bounds the cost better, and a plan to start its search from."""
    bounded = _bounded_better(best, again)
    if bounded is None:
        return None
    form, solved, relaxed = bounded
    _find_any(best, branched)
    if not best.is_within(GOOD):
        found = dived(form.model, solved, relaxed, lambda: branched.is_late(QUARTER))
        best.stands(np.zeros(0) if found is None else form.values(found))
    return form


def _find_any(best: BestPlan, branched: Branched) -> None:
    if best.found is None:
        found = branched(best.model, ANY, None)
        best.branches += found.branches
        best.stands(found.values)


class _Parts:
    """What is searched part by part: a plan to start from, and better ones where everything at once is far from done
    after its first branches. The parts are small, and those of the model as it is are over soonest."""

    def __init__(self, form: Form, best: BestPlan, branched: Branched) -> None:
        self._form, self._best, self._branched, self._tried = form, best, branched, False

    def begin(self) -> None:
        """Find a plan to start from that is close to the bound: any, then one part by part, in a quarter of the time at
        most; and where the bound is one to be trusted better ones, until half of it is over."""
        best, over = self._best, lambda: self._is_over(QUARTER) or self._best.is_within(CLOSE)
        _find_any(best, self._branched)
        values = relaxed_and_fixed(best.model, self._small, over)
        best.stands(np.zeros(0) if values is None else values)
        if not isinstance(self._form, _AsItIs):
            self._improve(lambda: self._is_over(HALF) or best.is_within(CLOSE))

    def better(self, values: Array | None, cost: float, bound: float) -> Array | None:
        """A plan that is better than these values, which are the best so far at this cost; None where there is none or
        it is not worth while. It is worked for once, for two thirds of the time at most."""
        if self._tried or cost - bound <= FAR * abs(cost):
            return None
        self._tried = True
        if values is not None:
            self._best.stands(self._form.values(values))
        if self._best.found is None:
            return None
        self._improve(lambda: self._is_over(MOST_PARTS))
        return self._form.restated(self._best.found.values)

    def _improve(self, over: Callable[[], bool]) -> None:
        if self._best.found is not None:
            improved(self._best.model, self._best.found.values, self._small, self._best.take, over)

    def _small(self, part: SparseModel, start: Array | None) -> Solution:
        found = self._branched(part, FIRST if start is None else BETTER, start)
        self._best.branches += found.branches
        return found

    def _is_over(self, share: float) -> bool:
        return self._branched.is_late(share) or (hurried() and self._best.found is not None)


def _in_turn(form: Form, best: BestPlan, branched: Branched, parts: _Parts | None) -> Solution:
    """Searches of everything, the later ones, of the model as it is, where those before were not exact enough: what
    they found makes no plan once it is rounded, or a dearer one, as a little of a whole number had let much be made."""
    verdicts, left = 0, list(ATTEMPTS)
    model = best.model
    if is_endless(model):
        model = _ended(best, branched)
        form, parts = _AsItIs(model), None
    while left:
        start = None if best.found is None else form.restated(best.found.values)
        found = branched(form.model, left.pop(0), start, None if parts is None else parts.better)
        best.branches += found.branches
        form, parts, values = _AsItIs(model), None, form.values(found.values) if found.values.size else found.values
        if found.ending is Ending.NO_PLAN:
            verdicts += 1
            if verdicts > 1 and best.found is None:
                return replace(found, branches=best.branches)
            continue
        exact = best.stands(values) and best.is_no_dearer(values)
        if exact or found.ending.is_early:
            return best.answer(found.ending, found.bound)
        if model is best.model:  # begin anew where whole numbers let through no more than they must
            _find_one(model, best, branched, values)
            model = tightened(model, best.cost, best.linear)
            left, form = left if model is best.model else list(ATTEMPTS), _AsItIs(model)
    if best.found is None:
        raise SolverError("The solver's whole numbers do not make a plan; its tolerance was too loose for them.")
    return best.answer(Ending.SOLVED, -math.inf)


def _ended(best: BestPlan, branched: Branched) -> SparseModel:
    """The model where whole numbers let through no more than they must, before anything is searched: beside what has no
    end no search is exact, and none is to be believed that there is no plan."""
    if best.found is None:
        best.stands(branched(modest(best.model), ATTEMPTS[0], None).values)
    return tightened(best.model, best.cost, best.linear)


def _find_one(model: SparseModel, best: BestPlan, branched: Branched, values: Array) -> None:
    """A plan where none is known, with the whole of each number of which these values have but a little."""
    for _ in range(AGAIN):
        little = taken_a_little(model, values)
        if best.found is not None or not little.any():
            return
        model = replace(model, lower=np.where(little, 1.0, model.lower))
        found = branched(model, ATTEMPTS[0], None)
        best.branches += found.branches
        if not found.values.size:
            return
        values = found.values
        best.stands(values)
