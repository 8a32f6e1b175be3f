"""A small model's solver is used again: no answer depends on what was solved with it before."""

from __future__ import annotations

import threading

import highspy
import pytest

from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine import loading
from sop_excel.model.engine.highs import highs
from sop_excel.model.engine.scale import one_scale
from sop_excel.model.solve import cheapest
from tests.problems import simple_problem

DEMAND = [[30.0, 70.0, 20.0, 80.0]]


def _tight(cost: float) -> Problem:
    return simple_problem(
        DEMAND, production_cost=cost, holding_cost=1.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=51.0
    )


def test_an_answer_is_the_same_to_the_last_bit_whatever_was_solved_before() -> None:
    """A larger problem, one without a plan, and the same one at another cost."""
    fresh = _in_a_thread_of_its_own(_tight(5.0))
    for before in (simple_problem([[5.0] * 40] * 3), simple_problem(DEMAND, max_production=1.0), _tight(9.0)):
        assert isinstance(cheapest(before, highs), Plan | NoPlan)
        again = cheapest(_tight(5.0), highs)
        assert isinstance(again, Plan)
        assert again.objective == fresh.objective
        assert again.quantities.inventory.tolist() == fresh.quantities.inventory.tolist()
        assert again.proof.lower_bound == fresh.proof.lower_bound


def _in_a_thread_of_its_own(problem: Problem) -> Plan:
    found: list[Plan] = []

    def work() -> None:
        plan = cheapest(problem, highs)
        assert isinstance(plan, Plan)
        found.append(plan)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


def test_a_solver_is_taken_again_unless_its_body_failed() -> None:
    """One that is in use is nobody else's."""
    problem = _tight(5.0)
    model = formulate(problem, decisions(problem))
    with loading.at_hand(model, one_scale(model), {}) as first, loading.at_hand(model, one_scale(model), {}) as other:
        assert first is not other
    with loading.at_hand(model, one_scale(model), {}) as again:
        assert again in (first, other)
    with pytest.raises(ValueError, match="failed"), loading.at_hand(model, one_scale(model), {}) as lost:
        raise ValueError("failed")
    with loading.at_hand(model, one_scale(model), {}) as anew:
        assert anew is not lost


def test_a_solver_has_the_options_that_are_asked_for_whatever_became_of_the_one_before() -> None:
    """It failed, was set otherwise by its body, or was asked for with others."""
    problem, wanted = _tight(5.0), loading.tolerances(loading.TIGHT)
    model = formulate(problem, decisions(problem))

    def tolerance(solver: highspy.Highs) -> object:
        status, found = solver.getOptionValue("primal_feasibility_tolerance")
        assert status == highspy.HighsStatus.kOk
        assert solver.getOptionValue("output_flag")[1] is False
        return found

    def asked() -> object:
        with loading.at_hand(model, one_scale(model), wanted) as solver:
            return tolerance(solver)

    assert asked() == loading.TIGHT
    with pytest.raises(ValueError, match="failed"), loading.at_hand(model, one_scale(model), wanted):
        raise ValueError("failed")
    assert asked() == loading.TIGHT
    with loading.at_hand(model, one_scale(model), wanted) as solver:
        loading.set_options(solver, loading.tolerances(loading.USUAL))
    assert asked() == loading.TIGHT
    with loading.at_hand(model, one_scale(model), loading.tolerances(loading.USUAL)) as solver:
        assert tolerance(solver) == loading.USUAL
    assert asked() == loading.TIGHT
