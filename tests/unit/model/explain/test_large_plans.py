"""Of a large plan few values are solved for; how large it is, is how much of it hangs together."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.domain.problem import Problem
from sop_excel.model.engine import linear, separable
from sop_excel.model.explain import explained as explaining
from sop_excel.model.explain.explained import explained
from sop_excel.model.solve import solve
from tests.problems import simple_problem


def on_lines(*lines: int) -> Problem:
    """Four products over two periods on these lines, each half an hour short: one more saves half of what it would."""
    hours = [[15.5 * lines.count(line) - 0.5] * 2 for line in (0, 1)]
    return simple_problem(
        np.full((4, 2), 15.5), production_cost=2.0, holding_cost=1.0, resources=["A", "B"], overtime_cost=3.0,
        usage=[(i, line, 1.0) for i, line in enumerate(lines)], capacity=hours,
    )  # fmt: skip


def notes_of(problem: Problem) -> tuple[str, ...]:
    found = explained(solve(problem)).marginals
    assert found is not None
    return found.notes


def test_a_plan_of_small_parts_is_explained_as_small_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cells in all, four of them on each line; or six on one."""
    for module in (linear, separable):
        monkeypatch.setattr(module, "WORTH_IT", 0)
    monkeypatch.setattr(explaining, "LARGE", 4)
    monkeypatch.setattr(explaining, "FEW_SOLVES", 0)
    assert notes_of(on_lines(0, 0, 1, 1)) == ()
    (told,) = notes_of(on_lines(0, 0, 0, 1))
    assert "only 0 of them are solved for" in told
