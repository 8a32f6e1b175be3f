"""A plan of many products is told by lines and groups before single products, and nothing is left out uncounted."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.comparing.own_rule import with_own_rule
from sop_excel.domain.depths import BRIEF
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import Plan
from sop_excel.model.explain.explained import MOST, explained
from sop_excel.model.explain.overview import GROUPS, LINES, MANY, PRODUCTS
from tests.plans import planned
from tests.problems import simple_problem

PERIODS, OF_LINES, OF_GROUPS = 6, 7, 6
SINGLE = {"product", "early", "demand", "floor", "overtime", "maximum"}


def factory(products: int, families: bool = False, grouped: bool = True) -> Plan:
    """Products on seven lines, of which the first is the tightest, with a peak at the end; in six groups."""
    season = np.array([60.0, 70.0, 80.0, 100.0, 150.0, 160.0])
    demand = np.array([season * (0.5 + 0.01 * (i % 37)) for i in range(products)])
    line = [i % OF_LINES for i in range(products)]
    load = np.array([demand[[k == r for k in line]].sum(axis=0).mean() for r in range(OF_LINES)])
    problem = simple_problem(
        demand,
        production_cost=(np.arange(products) % 11 + 5.0)[:, None],
        holding_cost=0.5,
        resources=[f"Line {r + 1}" for r in range(OF_LINES)],
        usage=[(i, line[i], 1.0) for i in range(products)],
        capacity=(load * (0.97 + 0.05 * np.arange(OF_LINES)))[:, None],
        overtime_cost=3.0,
        families=[(list(range(k, products, OF_GROUPS)), 0.0, -1, 0.0) for k in range(OF_GROUPS)] if families else (),
    )
    return planned(problem.replace(groups=tuple(f"G{i % OF_GROUPS}" if grouped else "" for i in range(products))))


@pytest.fixture(scope="module")
def told() -> tuple[Plan, list[Sentence]]:
    """Of 70 products."""
    plan = factory(70)
    return plan, list(explained(plan).sentences)


def test_lines_come_before_groups_and_these_before_single_products(told: tuple[Plan, list[Sentence]]) -> None:
    """The bottleneck first: it saves most with one unit more; the whole is one page."""
    plan, sentences = told
    kinds = [sentence.kind for sentence in sentences]
    order = ("total", "line", "lines", "built ahead", "group", "groups")
    parts = [*([kind] for kind in order), sorted(SINGLE & set(kinds)), ["products"]]
    places = [min(kinds.index(kind) for kind in part) for part in parts]
    assert places == sorted(places)
    assert (kinds.count("line"), kinds.count("group"), kinds[-1]) == (LINES, GROUPS, "products")
    assert len(kinds) <= 26
    marginals = explained(plan).marginals
    assert marginals is not None
    best = int(np.nan_to_num(marginals.one_more).max(axis=1).argmax())
    first = sentences[kinds.index("line")]
    assert first.what.startswith(f"Line {best + 1} is the bottleneck: it is full in ")
    assert first.figures["one more"] == marginals.one_more[best].max()


def test_what_is_left_out_is_counted(told: tuple[Plan, list[Sentence]]) -> None:
    """All lines, groups and products are named or counted, and the money of the groups is that of the products."""
    plan, sentences = told
    by_kind = {kind: [one for one in sentences if one.kind == kind] for kind in {one.kind for one in sentences}}
    assert by_kind["lines"][0].what == f"{OF_LINES - LINES} more lines limit the plan less"
    assert by_kind["groups"][0].what.startswith(f"{OF_GROUPS - GROUPS} more groups cause ")
    groups = sum(one.figures["amount"] for kind in ("group", "groups") for one in by_kind[kind])
    direct = plan.total_cost - plan.costs["overtime"]
    assert groups == pytest.approx(direct, rel=1e-12)
    singles = [one for one in sentences if one.item in plan.problem.product_codes]
    named = {one.item for one in singles}
    assert len(singles) <= PRODUCTS
    assert by_kind["products"][0].what.startswith(f"{70 - len(named)} products not named here cause ")


def test_what_is_made_ahead_is_told_of_the_line_that_is_full(told: tuple[Plan, list[Sentence]]) -> None:
    """All stock here is built for lines, and holding is what keeping it costs; the overtime is that of the plan."""
    plan, sentences = told
    (ahead,) = [one for one in sentences if one.kind == "built ahead"]
    assert ahead.figures["keeping"] == pytest.approx(plan.costs["holding"], rel=1e-9)
    assert ahead.figures["other"] == 0.0
    lines = [one for one in sentences if one.kind == "line"]
    assert 0 < sum(one.figures["keeping"] for one in lines) < ahead.figures["keeping"]
    assert all("made ahead for that" in one.why for one in lines if one.figures["keeping"])
    overtime = {one.item: one.figures["overtime"] for one in lines}
    used = dict(zip(plan.problem.resource_codes, plan.quantities.overtime.sum(axis=1).tolist(), strict=True))
    assert overtime == pytest.approx({line: used[line] for line in overtime})


def test_below_fifty_products_no_group_is_told_of() -> None:
    """One product fewer: what limits the plan comes first all the same, and nothing that is left out is counted."""
    few, many = (explained(factory(count)).sentences for count in (MANY - 1, MANY))
    assert not {one.kind for one in few} & {"group", "products"}
    assert len(few) <= MOST
    assert {"line", "group", "products"} <= {one.kind for one in many}


def test_families_take_the_place_of_groups_that_are_not_there() -> None:
    """And without either no group is told of; the rest is."""
    told = explained(factory(60, families=True, grouped=False)).sentences
    assert sum(one.kind == "group" for one in told) == GROUPS
    without = {one.kind for one in explained(factory(60, grouped=False)).sentences}
    assert "line" in without
    assert "group" not in without


def test_in_brief_lines_and_groups_are_told_too_and_the_own_rule_comes_after_what_limits_the_plan() -> None:
    """Nothing is cut off for it."""
    plan = factory(60)
    brief = explained(plan, BRIEF)
    assert {"total", "line", "group", "products"} <= {one.kind for one in brief.sentences}
    both = with_own_rule(plan, brief).sentences
    place = [one.kind for one in both].index("own_rule")
    assert {one.kind for one in both[:place]} == {"total", "line", "lines", "built ahead"}
    assert (*both[:place], *both[place + 1 :]) == brief.sentences
