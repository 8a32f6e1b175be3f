"""How a search for whole numbers goes, as hosts hear of it, and how they end it with the plan that there is."""

from __future__ import annotations

import math
import threading
from itertools import pairwise
from typing import Any

import pytest

from sop_excel.domain.plan import FEASIBLE, Plan
from sop_excel.errors import SolverError, Stopped
from sop_excel.hosts.excel.patience import patiently
from sop_excel.model.engine.deadline import Stop, hurried, within
from sop_excel.model.engine.progress import Progress, searching, watched_by
from sop_excel.model.solve import solve
from tests.plans import planned
from tests.problems import simple_problem
from tests.unit.model.test_deadline import large


class Heard:
    """A host that listens; ``told`` is set once there is a plan."""

    def __init__(self) -> None:
        self.news: list[Progress | None] = []
        self.told = threading.Event()

    def __call__(self, progress: Progress | None) -> None:
        self.news.append(progress)
        if progress is not None and progress.has_plan:
            self.told.set()


@pytest.mark.parametrize("solver", [None, "highs"])
def test_what_is_told_of_a_search_only_gets_better_and_is_true(solver: str | None) -> None:
    """The best is never below the plan's in the end, the bound never above it; and in the end it is said to be over."""
    heard = Heard()
    with watched_by(heard):
        plan = solve(large(whole=True, time_limit=1.5), solver)
    assert isinstance(plan, Plan)
    told = [one for one in heard.news if one is not None]
    assert heard.news[-1] is None
    assert len(told) > 2
    assert all(a.best >= b.best and a.bound <= b.bound and a.seconds <= b.seconds for a, b in pairwise(told))
    assert told[-1].best == pytest.approx(plan.objective, rel=1e-9)
    assert told[-1].bound <= plan.objective * (1 - 1e-9)
    assert {one.what for one in told} == {"cost less revenue"}


def test_of_a_linear_model_nothing_is_told() -> None:
    """It is solved too soon; that of the smallest whole one is told once it is over."""
    heard = Heard()
    with watched_by(heard):
        planned(simple_problem([5.5, 2.0], production_cost=1.0))
    assert heard.news == []
    with watched_by(heard):
        planned(simple_problem([5.5, 2.0], production_cost=1.0, whole_units=True))
    assert [one and one.what for one in heard.news][-2:] == ["cost", None]


@pytest.mark.parametrize("solver", [None, "highs"])
def test_a_search_that_is_settled_gives_the_plan_that_it_has(solver: str | None) -> None:
    """Long before its ten minutes are over, with the bound so far and the note that somebody ended it."""
    heard, stop = Heard(), Stop()
    giver = threading.Thread(target=lambda: heard.told.wait() and stop.settle())
    giver.start()
    with within(math.inf, stop), watched_by(heard):
        plan = solve(large(whole=True, time_limit=600.0), solver)
    giver.join()
    assert isinstance(plan, Plan)
    assert plan.status == FEASIBLE
    assert "ended from outside" in " ".join(plan.notes)
    assert plan.proof.lower_bound < plan.objective


def test_without_a_plan_or_a_search_there_is_nothing_to_settle_and_it_is_settled_once() -> None:
    """So whoever asks knows that everything has to be stopped instead."""
    stop = Stop()
    assert not stop.settle()
    with within(math.inf, stop), searching() as search:
        search.report(bound=3.0)
        assert not stop.settle()
        search.report(best=5.0)
        assert not hurried()
        assert stop.settle()
        assert hurried()
        assert not stop.settle()


@pytest.mark.parametrize("ended_by", ["limit", "cancel"])
def test_excel_gets_the_plan_so_far_at_its_limit_and_when_somebody_cancels(ended_by: str) -> None:
    """While it is told every tick; nothing else is asked for."""
    heard, seconds = Heard(), list[float]()
    limit, presses = (600.0, [True]) if ended_by == "cancel" else (2.0, [])
    plan = patiently(
        lambda: solve(large(whole=True, time_limit=600.0)), seconds.append, limit, 0.1,
        watcher=heard, cancelled=lambda: heard.told.is_set() and bool(presses) and presses.pop(),
    )  # fmt: skip
    assert isinstance(plan, Plan)
    assert plan.status == FEASIBLE
    assert seconds


def test_excel_stops_what_has_no_plan() -> None:
    """At a limit an error says so; cancelled by hand it is as the planner wished."""
    never: dict[str, Any] = {"limit": 600.0, "tick": 0.01}
    with pytest.raises(Stopped):
        patiently(threading.Event().wait, lambda seconds: None, cancelled=lambda: True, **never)
    with pytest.raises(SolverError, match="stopped after 0 s without a plan"):
        patiently(threading.Event().wait, lambda seconds: None, limit=0.1)
