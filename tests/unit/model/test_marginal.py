"""The value of one unit more and one less of a capacity, by numbers that can be checked by hand or are published."""

from __future__ import annotations

from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

import sop_excel
from sop_excel.domain.explanation import Marginals
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import decisions
from sop_excel.model.engine import what_if
from sop_excel.model.engine.what_if import WhatIf
from sop_excel.model.explain.explained import explained
from sop_excel.model.explain.marginal import marginals
from sop_excel.model.solve import solve
from tests.instances.published import steel
from tests.plans import planned
from tests.problems import simple_problem
from tests.workbooks import make_workbook


def values_of(problem: Problem) -> Marginals:
    found = explained(solve(problem)).marginals
    assert found is not None
    return found


@pytest.mark.parametrize(("hours", "value"), [(32, 3400.0), (37, 3400.0), (42, 3400.0), (47, 2980.0)])
def test_an_hour_of_the_steel_mill_is_worth_what_its_book_says(hours: float, value: float, tmp_path: Path) -> None:
    """AMPL, chapter 4: the marginal value of an hour in week 3, by the hours that there are."""
    problem = sop_excel.read(make_workbook(tmp_path / "steel.xlsx", steel(hours, 0.0).tables))
    found = values_of(problem)
    assert found.one_more[0, 2] == value
    assert found.one_less[0, 2] == value


def test_at_a_kink_one_less_costs_more_than_one_more_saves() -> None:
    """10 are needed and 10 fit: a unit less must be bought for 7 instead of made for 2, a unit more is idle."""
    problem = simple_problem(
        [10.0], production_cost=2.0, subcontract_cost=7.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.0
    )
    found = values_of(problem)
    assert found.one_more.tolist() == [[0.0]]
    assert found.one_less.tolist() == [[5.0]]
    assert found.notes == ()


def test_half_a_unit_of_slack_leaves_half_the_loss() -> None:
    """Of 10.5 one less leaves 9.5, so that only half a unit must be bought instead."""
    problem = simple_problem(
        [10.0], production_cost=2.0, subcontract_cost=7.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.5
    )
    found = values_of(problem)
    assert found.one_more.tolist() == [[0.0]]
    assert found.one_less.tolist() == [[2.5]]


def test_with_overtime_the_value_is_what_overtime_costs_more() -> None:
    """12 are made of which 2 in overtime at 9 instead of 4: each regular unit more saves 5."""
    problem = simple_problem(
        [12.0], resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.0, cost=4.0, overtime_cost=9.0
    )  # fmt: skip
    found = values_of(problem)
    assert found.one_more.tolist() == [[5.0]]
    assert found.one_less.tolist() == [[5.0]]


def test_a_capacity_is_full_though_its_load_less_overtime_is_not_quite_it() -> None:
    """148 - (148 - 39.207) is 39.206999999999994; an hour more saves 14 of overtime, in the table and in words."""
    problem = simple_problem(
        [148.0], production_cost=2.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=39.207, overtime_cost=14.0
    )
    plan = planned(problem)
    found = explained(plan)
    assert found.marginals is not None
    assert plan.quantities.regular.tolist() == [[39.207]]
    assert (found.marginals.one_more.tolist(), found.marginals.one_less.tolist()) == ([[14.0]], [[14.0]])
    assert any("all 39.21 are used, and 108.79 of overtime" in sentence.why for sentence in found.sentences)
    assert not any("never full" in sentence.why for sentence in found.sentences)


def test_a_warehouse_has_values_too() -> None:
    """8 are needed in period 2, of which 5 can be made then; a place more in store saves buying one for 9, net of 1."""
    problem = simple_problem(
        [0.0, 8.0], holding_cost=1.0, max_production=5.0, subcontract_cost=9.0,
        resources=["Store"], kinds=["storage"], usage=[(0, 0, 1.0)], capacity=[[2.0, 0.0]],
    )  # fmt: skip
    found = values_of(problem)
    assert found.one_more.tolist() == [[8.0, 0.0]]
    assert found.one_less[0, 0] == 8.0


def test_what_has_no_value_is_blank() -> None:
    """No limit; less than one unit of it; and no plan with one less, which a note names."""
    problem = simple_problem(
        [3.0, 0.0, 0.0], resources=["Line"], usage=[(0, 0, 1.0)], capacity=[[3.0, 0.5, inf]]
    )  # fmt: skip
    found = values_of(problem)
    assert found.one_more.tolist()[0][:2] == [0.0, 0.0]
    assert np.isnan(found.one_more[0, 2])
    assert np.isnan(found.one_less).all()
    assert found.notes == ("With one unit less of Line in 1 no plan is possible; Value of one less is blank there.",)


def test_after_the_work_of_a_fixed_count_of_runs_the_rest_is_blank_and_counted() -> None:
    """Half a unit is bought in each period: a unit more saves 16 for that half, then overtime, so it takes a solve.

    One less is bought like that half, for 16 more, which takes none. Three answers that are found without a run are the
    work of one. By resource and period, so that the same plan always has the same blanks.
    """
    problem = simple_problem(
        [12.0] * 4, holding_cost=50.0, subcontract_cost=20.0,
        resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.0, cost=4.0, overtime_cost=9.0, overtime_capacity=1.5,
    )  # fmt: skip
    plan = planned(problem)
    found = marginals(problem, plan.quantities, WhatIf(problem, decisions(problem), plan.objective), most=1)
    assert found.one_more.tolist()[0][:3] == [10.5] * 3
    assert np.isnan(found.one_more[0, 3])
    assert found.one_less.tolist() == [[16.0] * 4]
    assert found.notes == (
        (
            "Value of one more and Value of one less in CapacityUse are blank for 1 of 4 capacities: "
            "only 3 of them are solved for."
        ),
    )


def test_whole_units_use_spare_capacity_only_with_one_unit_more() -> None:
    """Of 10.5 a whole plan uses 10; one more is 11.5, and the eleventh unit need not be bought."""
    problem = simple_problem(
        [12.0], production_cost=2.0, subcontract_cost=7.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.5,
        whole_units=True, relative_gap=0.0,
    )  # fmt: skip
    found = values_of(problem)
    assert found.one_more.tolist() == [[5.0]]
    assert found.one_less.tolist() == [[5.0]]


def test_a_plan_that_is_not_proved_at_gap_0_has_no_values() -> None:
    """A note says so; the sentences are those that need no other plan."""
    problem = simple_problem(
        [12.0], production_cost=2.0, subcontract_cost=7.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.5,
        whole_units=True, relative_gap=0.0,
    )  # fmt: skip
    plan = planned(problem)
    assert plan.proof is not None
    looser = type(plan.proof)(0.0, "", plan.proof.lower_bound - 0.001, plan.proof.bound_source)
    told = explained(type(plan)(**{**vars(plan), "proof": looser}))
    assert told.marginals is not None
    assert np.isnan(told.marginals.one_more).all()
    assert told.marginals.notes == (
        ("Value of one more and Value of one less in CapacityUse are blank: "
        "the plan is not proved to be the cheapest, with no gap at all."),
    )  # fmt: skip
    assert not any("without it" in sentence.why for sentence in told.sentences)


def test_a_problem_without_resources_has_no_values_and_no_note() -> None:
    found = values_of(simple_problem([3.0], price=nan))
    assert found.one_more.shape == (0, 1)
    assert found.notes == ()


def test_whole_units_are_solved_again_only_as_long_as_few_branches_are_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A count of branches, never a time; what is left is blank with a note."""
    monkeypatch.setattr(what_if, "MOST_WORK", 1)
    found = values_of(
        simple_problem(
            [12.0, 12.0], holding_cost=50.0, production_cost=2.0, subcontract_cost=7.0,
            resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.5, whole_units=True, relative_gap=0.0,
        )
    )  # fmt: skip
    assert found.one_more[0, 0] == 5.0
    assert np.isnan(found.one_more[0, 1])
    assert found.notes == (
        (
            "Value of one more and Value of one less in CapacityUse are blank for 2 of 2 capacities: "
            "in whole numbers each takes a search of its own, of which few are made."
        ),
    )
