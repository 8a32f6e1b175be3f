"""Searches for whole numbers in parts that have nothing to do with each other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine import highs, whole, whole_parts
from sop_excel.model.engine.deadline import Stop, within
from sop_excel.model.engine.highs import run
from sop_excel.model.engine.progress import Progress, searching, watched_by
from sop_excel.model.engine.separable import parts_of
from sop_excel.model.engine.whole_parts import Whole, searched_apart
from sop_excel.model.outcome import Ending, Solution
from tests.benchmarks.lot_sizes import LotSizes, instance
from tests.problems import simple_problem

PLANTS, ITEMS, PERIODS = 5, 5, 8  # enough whole numbers that a search of everything is not the first thing to be tried
LOTS = [instance(ITEMS, PERIODS, 0.7, seed) for seed in range(PLANTS)]


def several(lots: list[LotSizes]) -> Problem:
    """Plants with a machine each."""
    times = [time for one in lots for time in one.setup_time.tolist()]
    return simple_problem(
        np.vstack([one.demand for one in lots]).tolist(),
        holding_cost=np.concatenate([one.holding for one in lots])[:, None],
        setup_cost=np.concatenate([one.setup_cost for one in lots])[:, None],
        resources=[f"Machine {k}" for k in range(len(lots))],
        usage=[(i, i // ITEMS, 1.0, time) for i, time in enumerate(times)],
        capacity=np.array([[one.capacity] for one in lots]),
        relative_gap=0.0,
    )


def model_of(problem: Problem) -> SparseModel:
    return formulate(problem, decisions(problem))


@pytest.fixture(scope="module")
def problem() -> Problem:
    return several(LOTS)


def test_a_plan_by_parts_costs_what_the_best_plans_of_the_plants_cost(problem: Problem) -> None:
    """And it is proved by the sum of their bounds."""
    alone = [several([lots]) for lots in LOTS]
    least = math.fsum(run(model_of(one), one.policies).bound for one in alone)
    model = model_of(problem)
    found = run(model, problem.policies)
    assert found.ending is Ending.SOLVED
    assert model.broken_by(found.values) <= 1e-9
    assert float(model.cost @ found.values) + model.offset == pytest.approx(least, rel=1e-9)
    assert found.bound == pytest.approx(least, rel=1e-6)


def test_every_part_is_searched_by_itself(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    """No search sees the machines of two plants."""
    seen: list[int] = []
    search = highs._search

    def seeing(model: SparseModel, *rest: object) -> Solution:
        seen.append(model.cost.size)
        return search(model, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(highs, "_search", seeing)
    model = model_of(problem)
    run(model, problem.policies)
    assert len(seen) >= PLANTS
    assert max(seen) <= model.cost.size / PLANTS * 2  # restated, a model has more columns


def test_one_part_without_a_plan_leaves_none() -> None:
    """The machine of one plant is too slow."""
    slow = replace(LOTS[0], capacity=LOTS[0].demand.sum() / PERIODS / 2)
    assert run(model_of(several([slow, *LOTS[1:]])), several(LOTS).policies).ending is Ending.NO_PLAN


def test_what_is_told_of_parts_is_told_of_the_whole(problem: Problem) -> None:
    """A cost once each part has a plan, and never below the bound."""
    heard: list[Progress] = []
    model = model_of(problem)
    with watched_by(lambda progress: heard.append(progress) if progress else None), searching():
        found = run(model, problem.policies)
    cost = float(model.cost @ found.values) + model.offset
    assert heard[-1].best == pytest.approx(cost, rel=1e-6)
    assert all(one.bound <= one.best + 1e-6 * abs(cost) for one in heard)


def test_a_search_that_is_settled_gives_a_plan_of_every_part(problem: Problem) -> None:
    """As Ctrl-C does once there is one."""
    stop, model = Stop(), model_of(problem)

    def settle(progress: Progress | None) -> None:
        if progress is not None and progress.has_plan:
            stop.settle()

    with within(600.0, stop), watched_by(settle), searching():
        found = run(model, problem.policies)
    assert stop.hurried
    assert model.broken_by(found.values) <= 1e-9


def answer(part: SparseModel, ending: Ending, units: float = 1.0, bound: float = 0.0) -> Solution:
    return Solution(ending, np.full(part.cost.size, units), np.zeros(0), bound, 1)


def apart(model: SparseModel, search: whole_parts.Search, plan: float | None = None, seconds: float = 60.0) -> Solution:
    known = None if plan is None else np.full(model.cost.size, plan)
    found = searched_apart(model, Whole(np.zeros(model.cost.size), known), seconds, search)
    assert found is not None
    return found


def test_what_some_parts_leave_of_the_time_is_for_those_whose_time_was_over(problem: Problem) -> None:
    """They are begun anew with at least twice the time; the better of both answers counts."""
    model = model_of(problem)
    asked: list[float] = []

    def search(part: SparseModel, seconds: float, gap: float) -> Solution:
        asked.append(seconds)
        again = len(asked) > PLANTS
        if len(asked) == 1:
            return answer(part, Ending.STOPPED, 2.0, 7.0)
        return answer(part, Ending.STOPPED if again else Ending.SOLVED, 3.0 if again else 1.0, 5.0)

    found = apart(model, search)
    assert len(asked) == PLANTS + 1
    assert asked[-1] >= 2 * asked[0]
    assert found.ending is Ending.STOPPED
    assert sorted(set(found.values.tolist())) == [1.0, 2.0]
    assert found.bound == pytest.approx(7.0 + 5.0 * (PLANTS - 1) + model.offset)
    assert found.branches == PLANTS + 1


def test_a_part_for_which_nothing_is_found_keeps_what_is_known(problem: Problem) -> None:
    """Without a plan that is known there are no values; a dearer one does not replace it."""
    model = model_of(problem)

    def nothing(part: SparseModel, seconds: float, gap: float) -> Solution:
        return Solution(Ending.STOPPED, np.zeros(0), np.zeros(0), 0.0)

    assert not apart(model, nothing, seconds=0.0).values.size
    assert set(apart(model, nothing, plan=4.0, seconds=0.0).values.tolist()) == {4.0}
    dearer = apart(model, lambda part, *_: answer(part, Ending.SOLVED, 5.0), plan=4.0)
    assert set(dearer.values.tolist()) == {4.0}


def test_what_hangs_together_is_not_searched_apart() -> None:
    model = model_of(several(LOTS[:1]))
    assert len(parts_of(model, worth_it=1)) == 1
    assert searched_apart(model, Whole(np.zeros(model.cost.size), None), 1.0, lambda *_: pytest.fail("asked")) is None


def test_in_no_time_there_is_what_was_known_before(problem: Problem) -> None:
    """What the linear model leads to is a plan, and its cost the bound."""
    model = model_of(problem)
    found = run(model, replace(problem.policies, time_limit=1e-9))
    assert found.ending is Ending.STOPPED
    assert model.broken_by(found.values) <= 1e-9
    assert found.bound < float(model.cost @ found.values) + model.offset


def test_without_a_time_limit_nothing_is_begun_anew(problem: Problem) -> None:
    """Another limit, such as the deadline of a command, has ended the searches, and would end them again."""
    asked: list[float] = []

    def search(part: SparseModel, seconds: float, gap: float) -> Solution:
        asked.append(seconds)
        return answer(part, Ending.STOPPED)

    assert apart(model_of(problem), search, seconds=math.inf).ending is Ending.STOPPED
    assert asked == [math.inf] * PLANTS


def test_that_parts_have_no_plan_is_not_believed_where_one_is_known(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is searched at once then; where none is known there is no plan."""
    model, nothing = model_of(problem), np.zeros(0)
    answers = Solution(Ending.NO_PLAN, nothing, nothing, math.inf)
    monkeypatch.setattr(highs, "searched_apart", lambda *_: answers)
    assert run(model, problem.policies).ending is Ending.SOLVED
    monkeypatch.setattr(whole, "roundings", lambda *_: ())
    assert run(model, problem.policies).ending is Ending.NO_PLAN
