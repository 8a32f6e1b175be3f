"""Every peer of the benchmarks plans the same factory, and their judge sees what is wrong with a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from sop_excel.sheets.read import read_problem
from tests.benchmarks.checking import PlannedUnits, broken_rules, judged
from tests.benchmarks.factory import Factory
from tests.benchmarks.one_peer import prepared
from tests.benchmarks.plants import Plants
from tests.benchmarks.registry import HIGHSPY, LATE, LIMITS, LINOPY, LOST, PEERS, SETUPS, SOFT
from tests.tables import table

FAMILIES = {
    "constant costs": Plants(9, 8),
    "varying costs": Plants(9, 8, varying=True),
    "plants of their own": Plants(90, 4, 2),
    "backorders": Plants(9, 8, load=1.1, times=LATE),
    "lost sales": Plants(9, 8, load=1.1, times=LOST),
    "both": Plants(9, 8, load=1.1, times=LATE | LOST),
    "limits": Plants(9, 8, load=1.1, times=LIMITS),
    "stores and limits of overtime": Plants(90, 6, 2, times=LOST, max_overtime=0.15, stores=True),
    "soft safety stocks": Plants(9, 8, load=1.1, shortfall_cost=SOFT),
    "setups": Plants(3, 5, times=SETUPS),
}
needs_linopy = pytest.mark.skipif(find_spec("linopy") is None, reason="only `make bench` installs linopy")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("peer", [pytest.param(peer, marks=needs_linopy if peer == LINOPY else ()) for peer in PEERS])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_peer_finds_a_plan_of_the_least_cost_that_keeps_every_rule(family: str, peer: str) -> None:
    """By the judge's own account; and it says itself what the plan costs."""
    factory = FAMILIES[family].factory()
    found, least = (prepared(one, factory)() for one in (peer, HIGHSPY))
    verdict = judged(factory, found)
    assert verdict.broken <= 1e-6, verdict.rule
    assert verdict.cost == pytest.approx(judged(factory, least).cost, rel=1e-6)
    assert found.cost == pytest.approx(verdict.cost, rel=1e-6)


FACTORY = FAMILIES["stores and limits of overtime"].factory()
BETTER: dict[str, Callable[[PlannedUnits], dict[str, Any]]] = {
    "the balance": lambda plan: {"production": 0.9 * plan.production},
    "production is never negative": lambda plan: {"production": plan.production - 5.0},
    "the floor of the stock": lambda plan: {"inventory": 0.0 * plan.inventory},
    "demand that may be late": lambda plan: {"backorders": plan.backorders + 1.0},
    "demand that may be lost": lambda plan: {"lost_sales": plan.lost_sales + FACTORY.demand + 1.0},
    "the capacity": lambda plan: {"production": 3.0 * plan.production},
}


@pytest.mark.parametrize("rule", BETTER)
def test_the_judge_names_a_rule_that_a_plan_breaks(rule: str) -> None:
    """Each of these plans is the cheapest one with one thing changed; the balance may be broken even more."""
    good = prepared(HIGHSPY, FACTORY)()
    assert judged(FACTORY, good).broken <= 1e-6
    bad = replace(good, **BETTER[rule](good))
    assert judged(FACTORY, bad).broken > 1e-3
    assert rule in {name for share, name in broken_rules(FACTORY, bad) if share > 1e-3}


def test_the_judge_counts_what_follows_from_a_plan() -> None:
    """Two units of one product for one of demand, 1 below its safety stock of 2; a line of 1 hour, an hour each: made
    at 10, kept at 1, 5 for the setup, 7 for an hour of overtime, 3 for the unit that is missing."""
    one = np.ones(1)
    factory = Factory(
        demand=np.array([[1.0]]), production_cost=np.array([[10.0]]), holding_cost=one, initial_inventory=0 * one,
        safety_stock=2 * one, max_production=np.inf * one, max_inventory=np.inf * one, backorder_cost=np.nan * one,
        lost_sale_cost=np.nan * one, setup_cost=5 * one, capacity=one, overtime_cost=7 * one, max_overtime=np.inf * one,
        is_store=np.zeros(1, np.bool_), product=np.zeros(1, np.intp), resource=np.zeros(1, np.intp), use=one,
        shortfall_cost=3.0,
    )  # fmt: skip
    none = np.zeros((1, 1))
    units = PlannedUnits(np.array([[2.0]]), np.array([[1.0]]), none, none, 36.0)
    assert (judged(factory, units).cost, judged(factory, units).broken) == (36.0, 0.0)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_factory_is_the_same_as_a_workbook_states_it(family: str) -> None:
    factory = FAMILIES[family].factory()
    tables = {name: table(name, rows[0], *rows[1:]) for name, rows in factory.tables().items()}
    read, built = read_problem(tables, "test")[0], factory.problem()
    assert read.policies == built.policies
    assert read.resource_kinds == built.resource_kinds
    for ours, theirs in ((read.products, built.products), (read.resources, built.resources)):
        assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    assert np.array_equal(read.demand, built.demand)
    for name in ("product", "resource", "usage"):
        assert np.array_equal(getattr(read.routings, name), getattr(built.routings, name))
