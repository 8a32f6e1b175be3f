"""What limits may need to be made that nobody asks for: with less than that as a ceiling, a plan would be lost."""

from __future__ import annotations

from typing import Any

import pytest

from sop_excel.model.rules.needed_by_limits import LARGEST
from sop_excel.model.rules.needs import made_anyway
from tests.plans import planned
from tests.problems import simple_problem

# The first product costs a setup, so that what it makes has a ceiling; nobody asks for it but a limit.
FIRST_TWO: dict[str, Any] = {"production_cost": 1.0, "setup_cost": [[1.0], [0.0]], "relative_gap": 0.0}


def _beyond(measure: str, at: int) -> list[dict[str, Any]]:
    """The first product is made by two more than this comes to."""
    return [{"terms": [("Production", 0, 1.0), (measure, at, -1.0)], "minimum": 2.0}]


@pytest.mark.parametrize(
    "setup",
    [
        {"usage": [(1, 0, 1.0)], "families": [([1], 0.0, 0, 5.0)]},
        {"usage": [(1, 0, 1.0, 5.0)]},
    ],
)
def test_a_load_counts_with_its_setups(setup: dict[str, Any]) -> None:
    """Three units and a setup of five hours load the line with eight: ten are made of the first product."""
    problem = simple_problem([[0.0], [3.0]], resources=["Line"], limits=_beyond("Load", 0), **FIRST_TWO, **setup)
    plan = planned(problem)
    assert (plan.production.tolist(), plan.total_cost) == ([[10], [3]], 10 + 3 + 1)


def test_what_a_min_load_asks_for_counts() -> None:
    """The line makes ten of the second product, or nothing, so that twelve are made of the first."""
    line: dict[str, Any] = {"resources": ["Line"], "usage": [(1, 0, 2.0)], "min_load": 20.0}
    problem = simple_problem([[0.0], [4.0]], limits=_beyond("Production", 1), **FIRST_TWO, **line)
    plan = planned(problem)
    assert (plan.production.tolist(), plan.total_cost) == ([[12], [10]], 12 + 10 + 1)


def test_what_is_no_good_counts() -> None:
    """For four good units eight are started of the second product: ten of the first, and no endless number."""
    half: dict[str, Any] = {"yield": [[1.0], [0.5]]}
    problem = simple_problem([[0.0], [4.0]], limits=_beyond("Production", 1), **half, **FIRST_TWO)
    plan = planned(problem)
    assert (plan.production.tolist(), plan.total_cost) == ([[10], [8]], 10 + 8 + 1)
    assert made_anyway(problem).max() < LARGEST
