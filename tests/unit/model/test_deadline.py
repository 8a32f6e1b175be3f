"""One deadline and one stop for all that a command does."""

from __future__ import annotations

import math
import threading
from time import perf_counter

import highspy
import numpy as np
import pytest
from highspy import HighsModelStatus

from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, SopError, Stopped
from sop_excel.model.engine.deadline import LEAST, MOST, Stop, check, ending, for_plan, seconds_left, within
from sop_excel.model.engine.interruptible import optimized
from sop_excel.model.solve import solve
from tests.plans import planned
from tests.problems import simple_problem

SOON = 20.0  # seconds on any machine


def large(whole: bool, time_limit: float = 60.0) -> Problem:
    """Many products on one line; in whole units nobody proves the cheapest plan soon."""
    chance = np.random.default_rng(0)
    products, periods = (40, 6) if whole else (600, 104)
    usage = [(i, 0, float(chance.integers(20, 60)) + 0.37) for i in range(products)]
    demand = chance.integers(1, 9, (products, periods)).astype(float)
    load = sum(use * demand[i].mean() for i, _, use in usage)
    return simple_problem(
        demand,
        production_cost=np.round(chance.uniform(2, 60, (products, 1)), 2),
        holding_cost=np.round(chance.uniform(0.01, 0.3, (products, 1)), 3),
        price=(chance.integers(60, 99, (products, 1)) + 0.5) if whole else math.nan,
        initial_inventory=0.0 if whole else demand.max(axis=1) * 2,
        resources=["Line"],
        usage=usage,
        capacity=0.6 * load if whole else load / 0.95,
        whole_units=whole,
        relative_gap=0.0,
        time_limit=time_limit,
    )


def test_an_inner_deadline_never_outlasts_the_outer_one() -> None:
    """And may be shorter; without one there is no end."""
    assert seconds_left() == math.inf
    with within(100.0):
        with within(1000.0):
            assert 90.0 < seconds_left() <= 100.0
        with within(10.0):
            assert seconds_left() <= 10.0
        assert seconds_left() > 90.0
    assert seconds_left() == math.inf


def test_a_deadline_that_has_passed_lets_nothing_begin() -> None:
    """One sentence that says what to raise; before it everything may begin."""
    with within(SOON):
        check()
    with within(0.0), pytest.raises(DeadlineError, match="raise the setting Time limit"):
        check()
    with within(0.0), pytest.raises(DeadlineError), ending(lambda: None):
        raise AssertionError("begun")
    with within(0.0), pytest.raises(DeadlineError):
        optimized(highspy.Highs())  # type: ignore[no-untyped-call]


def test_the_deadline_of_a_plan_is_a_multiple_of_its_time_limit() -> None:
    """Though a hurried search for whole numbers does not hurry what is no search."""
    with for_plan(simple_problem([1.0], time_limit=60.0).policies):
        assert seconds_left() == pytest.approx(MOST * 60.0, abs=5.0)
    with for_plan(simple_problem([1.0], time_limit=1e-9).policies):
        assert seconds_left() == pytest.approx(LEAST, abs=5.0)


@pytest.mark.parametrize("whole", [False, True])
def test_a_stop_ends_a_search_at_once(whole: bool) -> None:
    """Given by another thread, while HiGHS is at work in this one; it is no error that something could keep."""
    stop, started = Stop(), perf_counter()
    giver = threading.Thread(target=_given_while_busy, args=(stop,))
    giver.start()
    with within(math.inf, stop), pytest.raises(Stopped) as caught:
        solve(large(whole, time_limit=600.0))
    giver.join()
    assert caught.value.args == (15,)
    assert not isinstance(caught.value, SopError | Exception)
    assert perf_counter() - started < SOON
    with within(math.inf, stop), pytest.raises(Stopped):
        check()


def test_a_linear_plan_that_takes_too_long_is_told() -> None:
    """A fraction of a second for what takes longer: no plan, no endless work, and what to raise."""
    started = perf_counter()
    with within(0.2), pytest.raises(DeadlineError, match="Time limit"):
        solve(large(whole=False))
    assert perf_counter() - started < SOON


def test_a_deadline_that_is_not_met_changes_no_answer() -> None:
    """To the last bit; where there is time, nobody sees that it was measured."""
    problem = simple_problem(
        np.random.default_rng(1).integers(0, 50, (5, 12)).astype(float),
        holding_cost=np.array([[0.3], [0.2], [0.5], [0.1], [0.4]]),
        resources=["Line"],
        usage=[(i, 0, 1.0 + i / 7) for i in range(5)],
        capacity=230.0,
        overtime_cost=3.0,
    )
    free = planned(problem)
    with within(300.0):
        hurried = planned(problem)
    assert hurried.costs == free.costs
    assert np.array_equal(hurried.quantities.production, free.quantities.production)


def test_a_kept_solver_has_the_same_seconds_for_every_question() -> None:
    """HiGHS counts what it ran before; a second run must not end for that."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.addVar(0.0, 1.0)
    assert optimized(solver, 1.0) == HighsModelStatus.kOptimal
    ran = solver.getRunTime()
    solver.changeColBounds(0, 0.5, 1.0)
    assert optimized(solver, 1.0) == HighsModelStatus.kOptimal
    assert solver.getOptionValue("time_limit")[1] == pytest.approx(ran + 1.0)


def _given_while_busy(stop: Stop) -> None:
    wait = threading.Event()
    while not stop.busy:
        wait.wait(0.01)
    wait.wait(0.3)
    stop.give(15)
