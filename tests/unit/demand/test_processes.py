"""Work in processes of their own: in order, and ended with whoever asked for it."""

from __future__ import annotations

import time
from math import factorial
from multiprocessing import active_children

import pytest

from sop_excel.demand.forecasting.processes import on_all_processors


@pytest.mark.parametrize("processes", [1, 2])
def test_answers_come_in_the_order_of_the_pieces(processes: int) -> None:
    assert list(on_all_processors(factorial, [3, 0, 5, 1], processes)) == [6, 1, 120, 1]


def test_where_no_more_is_asked_for_the_processes_end_with_all_that_they_do() -> None:
    """After a stop nothing goes on: the other pieces would have slept for hours."""
    before = active_children()
    answers = on_all_processors(time.sleep, [0, 9999, 9999, 9999], 2)
    next(answers)
    assert len(active_children()) > len(before)
    answers.close()  # type: ignore[attr-defined]
    assert set(active_children()) <= set(before)


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_the_work_is_raised_here(processes: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        list(on_all_processors(factorial, [1, -1, 2], processes))
