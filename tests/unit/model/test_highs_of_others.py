"""Our engine beside other users of HiGHS in the same process."""

from __future__ import annotations

from threading import Thread

import highspy
import numpy as np
import pytest

from tests.plans import planned
from tests.problems import article_problem


@pytest.mark.parametrize("threads", [0, 2])
def test_who_ran_highs_before_in_our_thread_does_not_stand_in_our_way(threads: int) -> None:
    """With HiGHS's own number of threads, or one that is chosen; in a thread of its own, in which nobody ran it."""
    costs = []

    def both() -> None:
        highspy.Highs.resetGlobalScheduler(True)
        theirs = highspy.Highs()  # type: ignore[no-untyped-call]
        theirs.setOptionValue("output_flag", False)
        theirs.setOptionValue("threads", threads)
        theirs.addVars(1, np.array([1.0]), np.array([2.0]))
        theirs.run()
        costs.append(planned(article_problem()).total_cost)

    thread = Thread(target=both)
    thread.start()
    thread.join()
    assert costs == [planned(article_problem()).total_cost]
