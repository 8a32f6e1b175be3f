"""The one door: solvers by name, statuses by proof, and errors that are sentences."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.plan import FEASIBLE, INFEASIBLE, OPTIMAL, WITHIN_GAP
from sop_excel.domain.problem import Problem
from sop_excel.errors import InputError, SolverError
from sop_excel.hosts.frames.outputs import to_frame
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.highs import run
from sop_excel.model.proof import CLAIMED, SOLVERS
from sop_excel.model.solve import solve
from tests.plans import not_planned, planned
from tests.problems import article_problem, simple_problem


@pytest.mark.parametrize(
    ("name", "title"), [("highs", "HiGHS (PuLP "), ("HiGHS", "HiGHS (PuLP "), ("CBC", "CBC (PuLP ")]
)
def test_a_solver_is_found_by_its_name_in_any_case(name: str, title: str) -> None:
    """The plan says which solver it is from, and costs the same."""
    plan = planned(article_problem(), name)
    assert plan.solver.startswith(title)
    assert (plan.status, plan.total_cost) == (OPTIMAL, 2213.0)


@pytest.mark.parametrize(("name", "why"), [("glop", "does not know"), ("gurobi", "not installed here")])
def test_a_solver_that_cannot_run_here_is_an_input_error_that_names_those_that_can(name: str, why: str) -> None:
    """One issue, at --solver."""
    with pytest.raises(InputError) as caught:
        solve(article_problem(), name)
    (issue,) = caught.value.issues
    assert issue.place == "--solver"
    assert why in issue.found
    assert "CBC, HiGHS" in issue.advice


def test_solvers_write_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither through Python nor on file descriptor 1, where HiGHS greets."""
    for solver in (None, "highs", "cbc"):
        solve(article_problem(whole_units=True), solver)
    assert capfd.readouterr().out == ""


def test_a_solver_that_proved_its_plan_is_taken_at_its_word_and_named() -> None:
    """CBC searched to the end for whole units: 2,220 is optimal, though prices alone prove no more than 2,213."""
    plan = planned(article_problem(whole_units=True), "cbc")
    assert plan.proof is not None
    assert (plan.total_cost, plan.proof.lower_bound, plan.proof.bound_source) == (2220.0, 2220.0, CLAIMED)
    assert (plan.status, plan.notes) == (OPTIMAL, ())


def test_a_solver_that_was_stopped_proves_what_it_says_that_it_has_proved() -> None:
    """CBC's bound, from its log; that it ended is no proof of its plan."""
    plan = planned(_hard(time_limit=0.5, relative_gap=0.0), "cbc")
    assert plan.proof is not None
    assert (plan.status, plan.proof.bound_source) == (FEASIBLE, SOLVERS)
    assert plan.notes[-1].startswith("The time limit ended the search: a plan could exist that is cheaper by up to ")


def test_the_solvers_own_bound_is_named_as_such() -> None:
    """In whole units the tree search proves more than any prices can."""
    proof = planned(article_problem(whole_units=True, relative_gap=0.0)).proof
    assert proof is not None
    assert proof.bound_source == SOLVERS


def test_a_gap_that_was_asked_for_is_called_within_gap() -> None:
    """A knapsack of lines: within 50 % is not optimal, and is not called so."""
    plan = planned(_hard(relative_gap=0.5))
    assert plan.status in (OPTIMAL, WITHIN_GAP)
    assert plan.gap <= 0.5


def test_no_plan_within_the_time_limit_is_a_solver_error() -> None:
    """One sentence that says what to do; of a line that is exactly full no rounding is a plan."""
    with pytest.raises(SolverError, match="time limit"):
        solve(_exactly_full(time_limit=0.0))


def test_a_rounded_plan_is_there_before_any_search() -> None:
    """No time for one, and a plan all the same, with how much cheaper another could be."""
    plan = solve(_hard(time_limit=0.0))
    assert plan.status == FEASIBLE
    assert plan.notes[-1].startswith("The time limit ended the search: a plan could exist that is cheaper by up to ")


def test_a_small_linear_plan_needs_no_time_limit() -> None:
    """The limit itself is for models with whole-number decisions; all work on a plan has seconds at least."""
    assert solve(article_problem(time_limit=1e-9)).status == OPTIMAL


def test_an_option_that_is_refused_is_an_error() -> None:
    """HiGHS would otherwise run with its default without a word."""
    problem = article_problem(whole_units=True, relative_gap=-1.0)
    with pytest.raises(SolverError, match="mip_rel_gap"):
        run(formulate(problem, decisions(problem)), problem.policies)


def test_a_model_without_decisions_is_not_taken_for_solved() -> None:
    """HiGHS calls it empty even where its rows cannot hold."""
    nothing: dict[str, Any] = {"max_production": 0.0, "max_inventory": 0.0}
    assert solve(simple_problem([0.0], **nothing)).status == OPTIMAL
    assert solve(simple_problem([1.0], **nothing)).status == INFEASIBLE


def test_without_a_plan_there_are_no_quantities_and_a_table_of_them_is_an_error_that_says_so() -> None:
    """Nobody reads an empty plan by mistake."""
    found = not_planned(simple_problem([1.0], max_production=0.0))
    for name in ("quantities", "production", "inventory", "total_cost", "objective"):
        with pytest.raises(AttributeError, match=name):
            getattr(found, name)
    with pytest.raises(ValueError, match="no plan exists"):
        to_frame(found)
    assert to_frame(planned(simple_problem([1.0])))["Production"].tolist() == [1.0]


def test_seconds_are_told_by_step() -> None:
    """With or without a plan."""
    for problem in (simple_problem([1.0]), simple_problem([1.0], max_production=0.0)):
        assert set(solve(problem).seconds) == {"solve", "certify", "explain"}


def _exactly_full(**policies: Any) -> Problem:
    """A line that one mix in whole units fills in every period, all of it wanted in the last: hard to find."""
    random = np.random.default_rng(0)
    usage, mix = random.integers(20, 60, 5) + 0.37, random.integers(10, 900, (5, 4))
    return simple_problem(
        np.hstack([np.zeros((5, 3)), mix.sum(axis=1, keepdims=True)]), holding_cost=random.integers(1, 9, (5, 1)),
        resources=["Line"], usage=[(i, 0, float(u)) for i, u in enumerate(usage)], capacity=(usage @ mix).round(2),
        whole_units=True, **policies,
    )  # fmt: skip


def _hard(**policies: Any) -> Problem:
    """Whole units on one tight line: not solved at the root."""
    random = np.random.default_rng(0)
    usage = [(i, 0, float(u)) for i, u in enumerate(random.integers(20, 60, 12) + 0.37)]
    return simple_problem(
        random.integers(1, 9, (12, 4)),
        price=random.integers(20, 60, (12, 1)) + 0.5,
        resources=["Line"],
        usage=usage,
        capacity=900,
        whole_units=True,
        **policies,
    )


def test_a_plan_that_costs_nothing_is_proved_by_another_solver_too() -> None:
    """PuLP has no value for an objective without costs, which is then its constant."""
    plan = planned(simple_problem([0.0], whole_units=True), "cbc")
    assert (plan.status, plan.objective) == (OPTIMAL, 0.0)


def test_a_problem_that_was_built_wrongly_is_refused_with_all_its_faults() -> None:
    """What a workbook's reader would have refused: each field that is wrong is named."""
    problem = simple_problem([1.0, math.nan], production_cost=-1, resources=["L"], capacity=3, cost=2, overtime_cost=1)
    with pytest.raises(ValueError, match=r"demand: .*; production_cost: .*; overtime_cost: "):
        solve(problem)
