"""What is computed for all cells or periods at once says what a look at one after the other does."""

from __future__ import annotations

import pickle
from dataclasses import fields

import numpy as np
import pytest

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.model import checked
from sop_excel.model.checked import Violation, broken_rules, worst_violation
from sop_excel.model.engine.finish import NOISE, snapped
from sop_excel.model.rules.balance import _one_after_the_other
from sop_excel.model.solve import solve
from tests.examples import tried
from tests.problems import article_problem, simple_problem


@pytest.mark.parametrize("seed", range(tried(100)))
def test_stocks_of_all_periods_are_those_that_follow_one_from_the_other(seed: int) -> None:
    """To the last bit, where noise is taken out of some, a little is a bound, and the next goes on from that."""
    chance = np.random.default_rng(seed)
    shape = (3, int(chance.integers(1, 30)))
    changes = np.round(chance.uniform(-9, 9, shape), int(chance.integers(0, 4))) + chance.choice(
        [0, 1e-10, 1e-9], shape
    )
    first = np.round(chance.uniform(0, 9, (3, 1)), 1)
    floor, moved = np.round(chance.uniform(-20, 20, shape), 1), chance.uniform(1, 1e5, shape)

    def written(stock: np.ndarray, rows: np.ndarray) -> np.ndarray:
        size = NOISE * np.maximum(1.0, moved[rows] / 1000.0)
        return snapped(stock, floor[rows], np.full(stock.shape, np.inf), size)

    expected, stock = np.empty(shape), first[:, 0]
    for t in range(shape[1]):
        size = NOISE * np.maximum(1.0, moved[:, t] / 1000.0)
        stock = snapped(stock + changes[:, t], floor[:, t], np.full(3, np.inf), size)
        expected[:, t] = stock
    assert _one_after_the_other(first, changes, written).tobytes() == expected.tobytes()


def plan_of(problem: Problem) -> Plan:
    """The plan of a problem that has one."""
    plan = solve(problem)
    assert isinstance(plan, Plan)
    return plan


@pytest.mark.parametrize("seed", range(tried(50)))
def test_the_worst_of_all_cells_is_the_worst_of_every_rule(seed: int) -> None:
    """Of a plan whose numbers were moved: the first of the largest shares, rule by rule."""
    chance = np.random.default_rng(seed)
    problem = article_problem()
    plan = plan_of(problem).quantities
    moved = chance.choice([0.0, 1.0, -200.0], plan.production.shape, p=[0.8, 0.1, 0.1])
    found = worst_violation(problem, plan.exchanged(production=plan.production + moved))
    worst, name = 0.0, "none"
    for broken in broken_rules(problem, plan.exchanged(production=plan.production + moved)):
        shares = broken.excess / np.maximum(1.0, broken.size)
        if shares.size and shares.max() > worst:
            worst, name = float(shares.max()), broken.name
    assert found.relative == worst
    assert found.rule.startswith(name)


def test_a_plan_is_checked_once_and_another_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found is remembered with the very numbers that it was found of, and for that problem."""
    problem, other = article_problem(), article_problem()
    plan = plan_of(problem).quantities
    checks: list[object] = []

    def counted(*given: object) -> Violation:
        checks.append(given)
        return Violation(0.0, 0.0, "none")

    monkeypatch.setattr(checked, "_worst_violation", counted)
    copy = plan.exchanged()
    for given in ((problem, copy), (problem, copy), (other, copy), (other, plan.exchanged())):
        worst_violation(*given)
    assert len(checks) == 3


def test_numbers_that_are_none_break_a_rule_without_end() -> None:
    """And hide nothing else that is broken."""
    problem = simple_problem([[5.0, 5.0]])
    plan = plan_of(problem).quantities
    nothing = plan.exchanged(inventory=np.array([[np.nan, 0.0]]))
    assert worst_violation(problem, nothing).relative == np.inf


def test_what_a_problem_has_nothing_of_is_told_in_its_own_words() -> None:
    """Where no product can be bought or be late, a plan that does is told as where one is dear: by the rule's check."""
    problem = simple_problem([[5.0, 5.0]])
    plan = plan_of(problem).quantities
    bought = plan.exchanged(subcontract=np.array([[1.0, 0.0]]))
    late = plan.exchanged(backorders=np.array([[1.0, 0.0]]))
    names = [{broken.name for broken in broken_rules(problem, one)} for one in (plan, bought, late)]
    assert "the max subcontract" in names[1] - names[0]
    assert "backorders not allowed" in names[2] - names[0]


def test_what_is_remembered_of_a_plan_stays_where_it_was_worked_out() -> None:
    """A plan that goes to another process is no larger for it, and is worth the same there."""
    problem = simple_problem([[5.0, 5.0]], resources=["Line"], capacity=9.0, usage=[(0, 0, 1.0)])
    plan = plan_of(problem)
    worst = worst_violation(problem, plan.quantities)
    other = pickle.loads(pickle.dumps(plan))  # noqa: S301 - our own
    assert vars(other.problem).keys() == {field.name for field in fields(problem)} < vars(problem).keys()
    assert vars(other.quantities).keys() == {"families", "axes"}
    assert worst_violation(other.problem, other.quantities) == worst
