"""What follows from a problem is worked out once for it, and anew for every other one."""

from __future__ import annotations

from sop_excel.domain.problem import Problem
from sop_excel.domain.remembered import remembered
from tests.problems import simple_problem

asked: list[str] = []


@remembered
def _total(problem: Problem) -> float:
    asked.append(problem.name)
    return float(problem.demand.sum())


@remembered
def _periods(problem: Problem) -> int:
    return problem.shape[1]


def test_a_problem_remembers_each_of_its_answers() -> None:
    """One for each function; a problem that was changed knows nothing of the answers for the one before."""
    asked.clear()
    problem = simple_problem([1.0, 2.0])
    assert [_total(problem), _periods(problem), _total(problem), _periods(problem)] == [3.0, 2, 3.0, 2]
    assert len(asked) == 1
    assert _total(problem.replace(demand=problem.demand * 2.0)) == 6.0
    assert len(asked) == 2
