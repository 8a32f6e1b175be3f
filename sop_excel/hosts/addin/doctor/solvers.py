"""A plan whose optimum is known, found with every solver that runs here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from sop_excel.domain.plan import NoPlan
from sop_excel.domain.problem import Problem
from sop_excel.domain.vocabulary import money_in_full
from sop_excel.errors import SopError
from sop_excel.hosts.addin.doctor.finding import FIX, NOTE, OK, Observation
from sop_excel.hosts.addin.locations import Machine
from sop_excel.model.solve import solve

OPTIMUM = 2213.00  # of the single-product template, in its currency
TOLERANCE = 1e-6


def solvers(machine: Machine, sample: Callable[[], Problem]) -> Iterator[Observation]:
    """Our own engine, and where PuLP is installed the solvers that it brings along, on the single-product template,
    which ``sample`` reads.

    Others are not looked for: a doctor who starts whatever bears a solver's name would be dangerous.
    """
    problem = sample()
    yield tried(problem, None, machine)
    if "pulp" in machine.versions:
        yield from (tried(problem, name, machine) for name in _through_pulp())


def _through_pulp() -> tuple[str, ...]:
    from sop_excel.model.engine.pulp_solvers import at_hand  # PuLP, which takes long to load

    return at_hand()


def tried(problem: Problem, solver: str | None, machine: Machine) -> Observation:
    """What one solver makes of the problem; our own engine, for None, must not fail."""
    started = perf_counter()
    try:
        plan = solve(problem, solver)
    except SopError as error:
        return _failed(solver, str(error), machine)
    except Exception as error:  # one broken solver says nothing of the others
        return _failed(solver, f"it broke down ({type(error).__name__}: {error})", machine)
    seconds = f"in {perf_counter() - started:.2f} s"
    if isinstance(plan, NoPlan):
        return _failed(solver, "it found no plan for the single-product template, which has one", machine)
    cost = money_in_full(plan.total_cost)
    if abs(plan.total_cost - OPTIMUM) > TOLERANCE:
        return _failed(solver, f"it found a cost of {cost} {seconds}, and {money_in_full(OPTIMUM)} is right", machine)
    return Observation(OK, _subject(solver), f"the known optimum of {cost} {seconds}")


def _failed(solver: str | None, what: str, machine: Machine) -> Observation:
    if solver is None:
        return Observation(FIX, _subject(solver), what, machine.pip_install("--force-reinstall highspy"))
    advice = f"do not use '--solver {solver.lower()}', or install that solver again"
    return Observation(NOTE, _subject(solver), what, advice)


def _subject(solver: str | None) -> str:
    return f"Solver {solver} through PuLP" if solver else "Solver HiGHS, our own"
