"""What ``python -m tests.rules`` prints comes from factories that are judged like this one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems import simple_problem
from tests.rules.__main__ import told
from tests.rules.study import FORWARD_BESIDE_STOCK, Factory, judge


def test_a_factory_is_judged_rule_by_rule() -> None:
    """Nothing is scarce: chasing demand with the same stocks is the cheapest plan, and level production is dearer."""
    chance = np.random.default_rng(3)
    problem = simple_problem(
        [[60.0, 140.0] * 3, [100.0] * 6], production_cost=10, holding_cost=0.2, safety_stock=20, initial_inventory=20
    )
    verdicts = {one.rule: one for one in judge(Factory(problem, 15 * chance.standard_normal((2, 12, 12))), 20)}
    assert list(verdicts) == [
        "forward coverage", "trailing coverage", "chasing demand", "level production", "safety stock",
        FORWARD_BESIDE_STOCK,
    ]  # fmt: skip
    assert verdicts["chasing demand"].share == pytest.approx(0.0, abs=0.01)
    assert (verdicts["level production"].share > 0.1, verdicts["level production"].sure) == (True, True)
    line = told("level production", [verdicts["level production"]] * 3)
    assert line.split()[:5] == ["level", "production", "3", "0", "0"]
