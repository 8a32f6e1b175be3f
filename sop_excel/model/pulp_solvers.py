"""Any solver that PuLP knows, on the reference formulation."""

from __future__ import annotations

import inspect
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pulp

from sop_excel.domain.problem import Policies, Problem
from sop_excel.errors import InputError, Issue, SolverError
from sop_excel.model.decisions import Decisions
from sop_excel.model.finish import Engine
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.quiet import quiet_stdout
from sop_excel.model.reference import Reference, reference

GRACE = 10.0  # seconds past its time limit after which a solver's process is ended
_BUNDLED_CBC = "PULP_CBC_CMD"


def pulp_engine(name: str) -> Engine:
    """The engine that solves the reference formulation with the solver of that name, whatever its case.

    Raises InputError when PuLP does not know the solver or cannot run it here.
    """
    found = _found(name)

    def engine(problem: Problem, decisions: Decisions) -> Outcome:
        title = f"{_title(found)} (PuLP {pulp.__version__})"
        if decisions.contradictory:  # which a model file for CBC cannot even state
            return Outcome(Ending.NO_PLAN, title)
        model = reference(problem, decisions)
        solver = _solver(found, problem.policies, bool(decisions.whole))
        with quiet_stdout():
            _solve(model, solver, title)
        return _outcome(model, decisions, title)

    return engine


def available() -> tuple[str, ...]:
    """The solvers that can run here, by the names that planners may give."""
    return tuple(sorted({_title(name) for name in pulp.listSolvers(onlyAvailable=True)}, key=str.lower))


class TimedCbc(pulp.COIN_CMD):  # type: ignore[misc]
    """CBC under a clock: it does not always heed its own time limit, so its process is ended for it."""

    def available(self) -> bool:
        """Whether the program is there."""
        return bool(self.executable(self.path))

    def solve_CBC(self, lp: Any, use_mps: bool = True) -> int:  # noqa: N802 - PuLP's name
        """Write the model, run CBC on it, read its answer."""
        with tempfile.TemporaryDirectory() as folder:
            model, answer = Path(folder, "model.mps"), Path(folder, "answer.sol")
            variables, names, rows, _ = lp.writeMPS(str(model), rename=1)
            self._run([str(model), *self._arguments(), "-printingOptions", "all", "-solution", str(answer)])
            if not answer.exists():
                raise SolverError("CBC ended without an answer.")
            status, values, reduced, duals, slacks, found = self.readsol_MPS(str(answer), lp, variables, names, rows)
        lp.assignVarsVals(values)
        lp.assignVarsDj(reduced)
        lp.assignConsPi(duals)
        lp.assignConsSlack(slacks, activity=True)
        lp.assignStatus(status, found)
        return int(status)

    def _arguments(self) -> list[str]:
        limit = [] if self.timeLimit is None else ["-sec", str(self.timeLimit)]
        options = [word for option in self.getOptions() for word in f"-{option}".split()]
        return [*limit, *options, "-solve"]

    def _run(self, arguments: list[str]) -> None:
        limit = None if self.timeLimit is None else self.timeLimit + GRACE
        try:
            subprocess.run([self.path, *arguments], check=True, capture_output=True, timeout=limit)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise SolverError("CBC did not stop at its time limit and was ended without a plan.") from None
        except (OSError, subprocess.CalledProcessError) as error:
            raise SolverError(f"CBC broke down ({error}).") from error


def _found(name: str) -> str:
    """PuLP's name of the first solver that answers to ``name`` and can run here."""
    known = pulp.listSolvers()
    wanted = [pulp_name for pulp_name in known if name.lower() in (pulp_name.lower(), _title(pulp_name).lower())]
    here = pulp.listSolvers(onlyAvailable=True)
    for pulp_name in wanted:
        if pulp_name in here:
            return str(pulp_name)
    found = f"'{name}', which is not installed here" if wanted else f"'{name}', which PuLP does not know"
    advice = f"choose one of {', '.join(available())}, or leave it out"
    raise InputError([Issue("--solver", "", "a solver that runs here", found, advice)])


def _title(pulp_name: str) -> str:
    """The solver's own name behind PuLP's name for the way to call it.

    >>> _title("GUROBI_CMD"), _title("HiGHS"), _title("PULP_CBC_CMD"), _title("SCIP_PY")
    ('GUROBI', 'HiGHS', 'CBC', 'SCIP')
    """
    if pulp_name in (_BUNDLED_CBC, "COIN_CMD"):
        return "CBC"
    return pulp_name.removesuffix("_CMD").removesuffix("_PY").removesuffix("_DLL")


def _solver(pulp_name: str, policies: Policies, whole: bool) -> Any:
    """The solver, silent, on one thread; with the time limit and gap that whole models have."""
    wishes: dict[str, Any] = {"msg": False, "threads": 1}
    if whole:
        wishes |= {"timeLimit": policies.time_limit, "gapRel": policies.relative_gap, "gapAbs": 1e-9}
    if pulp_name == _BUNDLED_CBC:
        return TimedCbc(path=pulp.PULP_CBC_CMD.pulp_cbc_path, **wishes)
    if pulp_name == "COIN_CMD":
        return TimedCbc(**wishes)
    kind = type(pulp.getSolver(pulp_name, msg=False))
    understood = inspect.signature(kind.__init__).parameters
    return kind(**{wish: value for wish, value in wishes.items() if wish in understood})


def _solve(model: Reference, solver: Any, title: str) -> None:
    try:
        model.model.solve(solver)
    except pulp.PulpError as error:
        raise SolverError(f"{title} broke down ({error}).") from error


def _outcome(model: Reference, decisions: Decisions, title: str) -> Outcome:
    """What the solver found. Its status comes first: PuLP has an objective even after "infeasible"."""
    status, solution = model.model.status, model.model.sol_status
    if status == pulp.LpStatusInfeasible:
        return Outcome(Ending.NO_PLAN, title)
    if status != pulp.LpStatusOptimal:
        word = pulp.LpStatus[status].lower()
        raise SolverError(f"{title} found no plan within the time limit or broke down (status: {word}).")
    ending = Ending.SOLVED if solution == pulp.LpSolutionOptimal else Ending.STOPPED
    prices = None if decisions.whole else model.prices(decisions)
    return Outcome(ending, title, model.quantities(decisions), prices, _own_bound(model, decisions))


def _own_bound(model: Reference, decisions: Decisions) -> float | None:
    """The solver's dual bound, where PuLP lets it through (HiGHS); PuLP keeps the objective's constant to itself."""
    solver: Any = getattr(model.model, "solverModel", None)
    if not decisions.whole or not hasattr(solver, "getInfo"):
        return None
    return float(solver.getInfo().mip_dual_bound + (model.model.objective.constant or 0.0))
