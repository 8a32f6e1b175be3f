"""Which step runs is told to who listens, and to nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import numpy as np
import pytest

from sop_excel.model.engine import linear, separable
from sop_excel.model.solve import solve
from sop_excel.planning import Options, plan_tables
from sop_excel.running_step import counting, get_on, listened_by, running
from tests.problems import simple_problem
from tests.tables import small_book, table


def test_a_listener_hears_of_every_step_and_of_none_at_the_end() -> None:
    """A step in a step is told with both names, and the outer one goes on after it."""
    heard: list[str] = []
    with listened_by(lambda step: heard.append(str(step))), running("outer"), running("inner"):
        get_on(2, 5)
    assert heard == ["outer", "outer: inner", "outer: inner, 2 of 5", "outer", "None"]


def test_a_step_that_fails_is_over() -> None:
    """Nothing is left standing, and all who listen have heard it; nobody hears anything once he listens no more."""
    one: list[str] = []
    other: list[str] = []
    with listened_by(lambda step: one.append(str(step))), listened_by(lambda step: other.append(str(step))):
        with pytest.raises(ValueError, match="broken"), running("outer"):
            raise ValueError("broken")
        get_on(1, 2)
    with running("later"):
        pass
    assert one == other == ["outer", "None"]


def test_parts_that_are_done_in_threads_are_counted() -> None:
    """Each of them once, whichever thread did it; a single part is nothing to count."""
    heard: list[str] = []
    with listened_by(lambda step: heard.append(str(step))), running("outer"):
        counting(1)()
        one_more = counting(20)
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(copy_context().run, one_more) for _ in range(20)]:
                done.result()
    assert heard == ["outer", *(f"outer, {k} of 20" for k in range(1, 21)), "None"]


def test_planning_tells_its_steps() -> None:
    """From the solve to the comparison, with every scenario by its name."""
    heard: list[str] = []
    scenarios = table(
        "Scenarios",
        ["Scenario", "Field", "Item", "Period", "Change", "Value"],
        ["High", "Demand", None, None, "add", 1.0],
    )
    with listened_by(lambda step: heard.append(str(step))):
        plan_tables(small_book(scenarios), Options(scenario="all"))
    told = list(dict.fromkeys(step for step in heard if step != "None"))
    scenario = "scenario High (1 of 1)"
    assert told == [
        "checking", "solving", "explaining", scenario, f"{scenario}: solving",
        "comparing with the plan before", "proving",
    ]  # fmt: skip


def test_what_makes_a_plan_possible_is_a_step_of_its_own() -> None:
    """A problem without a plan is solved first, and then looked into."""
    heard: list[str] = []
    with listened_by(lambda step: heard.append(str(step))):
        solve(simple_problem([10.0, 10.0], max_production=5.0))
    told = list(dict.fromkeys(heard))
    assert told == ["solving", "None", "looking for what makes a plan possible"]


def test_the_parts_of_a_linear_model_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Products that share nothing are solved apart, and each is told when it is done."""
    for module in (linear, separable):
        monkeypatch.setattr(module, "WORTH_IT", 0)
    heard: list[str] = []
    with listened_by(lambda step: heard.append(str(step))):
        solve(simple_problem(np.full((3, 4), 10.0), production_cost=1.0, holding_cost=1.0, max_production=15.0))
    assert [step for step in heard if " of " in step][:3] == [f"solving, {k} of 3" for k in (1, 2, 3)]
