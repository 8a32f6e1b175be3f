"""Work that does not depend on the answer: done beside a long run of HiGHS, else when it is asked for, and once."""

from __future__ import annotations

import threading
from threading import current_thread, main_thread

import numpy as np
import pytest

from sop_excel.comparing.own_rule import own_rule
from sop_excel.domain.plan import Plan
from sop_excel.model.engine.deadline import seconds_left, within
from sop_excel.model.engine.meanwhile import LARGE, begun, meanwhile, waiting
from sop_excel.planning import explained_plan
from tests.problems import simple_problem


@pytest.fixture(autouse=True)
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)


def test_a_long_run_is_used_and_a_short_one_is_not() -> None:
    """HiGHS has solved few columns before a thread has begun."""
    with meanwhile(current_thread) as worker:
        waiting(LARGE - 1)
        assert worker() is main_thread()
    with meanwhile(current_thread) as worker:
        waiting(LARGE)
        assert worker() is not main_thread()


def test_one_processor_does_it_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    with meanwhile(current_thread) as worker:
        waiting(LARGE)
        assert worker() is main_thread()
    assert begun(current_thread)() is main_thread()


def test_it_is_done_once_however_often_highs_runs_and_somebody_asks() -> None:
    done: list[int] = []
    with meanwhile(lambda: done.append(1)) as answer:
        for _ in range(3):
            waiting(LARGE)
        answer()
        answer()
    assert done == [1]


def test_works_within_each_other_are_all_done_and_each_gives_its_own() -> None:
    with meanwhile(lambda: "outer") as outer, meanwhile(lambda: "inner") as inner:
        waiting(LARGE)
        assert (outer(), inner()) == ("outer", "inner")


def test_what_it_raises_is_raised_by_whoever_asks() -> None:
    """And by nobody else: the solver goes on."""
    with meanwhile(lambda: 1 / 0) as answer:
        waiting(LARGE)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                answer()


def test_it_works_under_the_deadline_of_the_caller() -> None:
    with within(50.0), meanwhile(seconds_left) as left:
        waiting(LARGE)
        assert 0 < left() <= 50.0


def test_nobody_waits_for_it_where_the_body_fails() -> None:
    going, over = threading.Event(), threading.Event()

    def work() -> None:
        going.set()
        over.wait(60)

    def failing() -> None:
        with meanwhile(work):
            waiting(LARGE)
            going.wait(60)
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert not over.is_set()
    over.set()


def test_the_own_rule_of_a_large_plan_costs_the_same_as_followed_afterwards() -> None:
    demand = np.random.default_rng(5).integers(0, 90, (110, 100)).astype(float)
    usage = [(i, 0, 1.0) for i in range(110)]
    problem = simple_problem(
        demand, resources=("Line",), usage=usage, capacity=5_000.0, overtime_cost=4.0,
        production_cost=5.0, holding_cost=0.2, initial_inventory=100.0,
    )  # fmt: skip
    plan, told = explained_plan(problem)
    assert isinstance(plan, Plan)
    assert told.own_rule == own_rule(plan)
