"""Runs at once: answers in order, the caller's deadline in each, and the first fault once all have ended."""

from __future__ import annotations

import threading

import pytest

from sop_excel.model.engine.at_once import at_once
from sop_excel.model.engine.deadline import seconds_left, within


def test_answers_come_in_the_order_of_the_tasks() -> None:
    assert at_once(lambda n: n * n, range(20)) == [n * n for n in range(20)]
    assert at_once(lambda n: n, []) == []


def test_each_runs_under_the_deadline_of_the_caller() -> None:
    with within(50.0):
        assert all(0 < left <= 50.0 for left in at_once(lambda _: seconds_left(), range(4)))


def test_the_first_fault_in_the_order_of_the_tasks_is_raised_once_all_have_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    second_failed, running = threading.Event(), []

    def run(n: int) -> int:
        running.append(n)
        if n == 0:
            second_failed.wait(10)
            running.remove(n)
            raise ValueError("the first")
        second_failed.set()
        running.remove(n)
        raise KeyError("another")

    with pytest.raises(ValueError, match="the first"):
        at_once(run, range(2))
    assert not running
