"""Any solver that PuLP knows, on the reference formulation.

Only what PuLP brings along is used by itself; a solver from elsewhere is looked for when it is named, and not before.
"""

from __future__ import annotations

import inspect
import math
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pulp
import pulp.apis

from sop_excel.domain.problem import Policies, Problem
from sop_excel.errors import DeadlineError, InputError, Issue, SolverError, SopError
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.cbc import Cbc
from sop_excel.model.engine.deadline import check, fair_share, hurried
from sop_excel.model.engine.digits import in_full_digits
from sop_excel.model.engine.finish import Engine
from sop_excel.model.engine.interruptible import Hearing, optimized
from sop_excel.model.engine.programs import program, safe_search_path
from sop_excel.model.engine.progress import searching
from sop_excel.model.engine.quiet import quiet_stdout
from sop_excel.model.engine.running import GRACE, household
from sop_excel.model.engine.tightened import is_endless
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.printed import Reference, reference

CBC, HIGHS = "CBC", "HiGHS"
SMALLEST_GAP = 1e-9  # money
NEARLY = 0.95  # of its time: who took so much may have been ended by it
_BUNDLED_CBC, _OTHER_CBC = "PULP_CBC_CMD", "COIN_CMD"


@dataclass(frozen=True)
class _Installed:
    """A way to call a solver: PuLP's class for it, and its program where it is one."""

    kind: Any
    path: Path | None = None

    @property
    def title(self) -> str:
        return _title(self.kind.name)


def pulp_engine(name: str) -> Engine:
    """The engine that solves the reference formulation with the solver of that name, whatever its case.

    Raises InputError when PuLP does not know the solver or cannot run it here.
    """
    found = _found(name)

    def engine(problem: Problem, decisions: Decisions) -> Outcome:
        title = f"{found.title} (PuLP {pulp.__version__})"
        if decisions.contradictory:  # which a model file for CBC cannot even state
            return Outcome(Ending.NO_PLAN, title)
        model = reference(problem, decisions)
        solver = _solver(found, problem.policies, bool(decisions.whole))
        search = searching(blind=isinstance(solver, Cbc)) if decisions.whole else nullcontext()
        with search, quiet_stdout(), safe_search_path():
            seconds = _solve(model, solver, found.kind, title)
        in_time = solver.timeLimit is None or seconds < NEARLY * solver.timeLimit
        return _outcome(problem, decisions, model, solver, title, in_time)

    return engine


def at_hand() -> tuple[str, ...]:
    """The solvers that come with PuLP and with us, by the names that planners may give; none is started for that."""
    return (CBC, HIGHS) if _bundled_cbc() else (HIGHS,)


class Highs(pulp.HiGHS):  # type: ignore[misc]
    """HiGHS through PuLP, under our clock and interrupts."""

    def callSolver(self, lp: Any) -> None:  # noqa: N802 - PuLP's name
        """Run HiGHS on the model that PuLP has built in it."""
        whole = any(variable.cat == pulp.LpInteger for variable in lp.variables())
        limit = math.inf if self.timeLimit is None else self.timeLimit
        hearing = Hearing(offset=float(lp.objective.constant or 0.0)) if whole else None
        optimized(lp.solverModel, limit, whole, hearing)


def _found(name: str) -> _Installed:
    """The first way to call the solver ``name`` that there is here."""
    kinds = _kinds()
    wanted = [kind for known, kind in kinds.items() if name.lower() in (known.lower(), _title(known).lower())]
    with safe_search_path():
        for kind in wanted:
            if found := _here(kind):
                return found
    told = f"'{name}', which is not installed here" if wanted else f"'{name}', which PuLP does not know"
    advice = f"choose one of {', '.join(at_hand())}, or another that is installed, or leave it out"
    raise InputError([Issue("--solver", "", "a solver that runs here", told, advice)])


def _kinds() -> dict[str, Any]:
    """PuLP's classes by its names for them, without asking any of them whether it runs: some start what they find."""
    kinds: list[Any] = [
        kind for kind in vars(pulp.apis).values() if isinstance(kind, type) and issubclass(kind, pulp.LpSolver)
    ]
    return {kind.name: kind for kind in kinds if kind not in (pulp.LpSolver, pulp.LpSolver_CMD)}


def _here(kind: Any) -> _Installed | None:
    """How to call a solver that was named, if it can be called here."""
    if kind.name == _BUNDLED_CBC:
        bundled = _bundled_cbc()
        return _Installed(kind, bundled) if bundled else None
    try:
        if not issubclass(kind, pulp.LpSolver_CMD):
            return _Installed(kind) if kind(msg=False).available() else None
        path = program(Path(kind(msg=False).path).name)
        return _Installed(kind, path) if path else None
    except Exception:  # a solver that cannot even be asked does not run here
        return None


def _bundled_cbc() -> Path | None:
    path = Path(pulp.PULP_CBC_CMD.pulp_cbc_path).absolute()
    return path if path.is_file() else None


def _title(pulp_name: str) -> str:
    """The solver's own name behind PuLP's name for the way to call it.

    >>> _title("GUROBI_CMD"), _title("HiGHS"), _title("PULP_CBC_CMD"), _title("SCIP_PY")
    ('GUROBI', 'HiGHS', 'CBC', 'SCIP')
    """
    if pulp_name in (_BUNDLED_CBC, _OTHER_CBC):
        return CBC
    return pulp_name.removesuffix("_CMD").removesuffix("_PY").removesuffix("_DLL")


def _solver(found: _Installed, policies: Policies, whole: bool) -> Any:
    """The solver, silent, on one thread; with its share of the time, and the gap that models in whole numbers have."""
    wishes: dict[str, Any] = {"msg": False, "threads": 1}
    seconds = min(policies.time_limit if whole else math.inf, fair_share())
    if math.isfinite(seconds):
        wishes["timeLimit"] = math.ceil(seconds) if found.path else seconds  # some programs take no fraction
    if whole:
        wishes |= {"gapRel": policies.relative_gap, "gapAbs": SMALLEST_GAP}
    if found.path:
        wishes["path"] = str(found.path)
    kind = {_BUNDLED_CBC: Cbc, _OTHER_CBC: Cbc, pulp.HiGHS.name: Highs}.get(found.kind.name, found.kind)
    understood = inspect.signature(kind.__init__).parameters
    return kind(**{wish: value for wish, value in wishes.items() if wish in understood})


def _solve(model: Reference, solver: Any, kind: Any, title: str) -> float:
    """Let the solver work; the seconds that it took.

    Raises SolverError for whatever PuLP or the solver trips over, DeadlineError where a program had to be ended.
    """
    limit = math.inf if solver.timeLimit is None else solver.timeLimit + GRACE
    broken: Exception | None = None
    began = perf_counter()
    with household(sys.modules[kind.__module__], limit) as programs:
        solver.tmpDir = programs.folder
        try:
            model.model.solve(solver)
        except (SopError, MemoryError):
            raise
        except Exception as error:  # of PuLP, or of the answer that a program left
            broken = error
    if programs.late:
        check()
        raise DeadlineError(f"{title} did not stop at its time limit and was ended without a plan.")
    if broken is not None:
        kind_of = "" if isinstance(broken, pulp.PulpError) else f"{type(broken).__name__}: "
        raise SolverError(f"{title} broke down ({kind_of}{broken}).") from broken
    return perf_counter() - began


def _outcome(
    problem: Problem, decisions: Decisions, model: Reference, solver: Any, title: str, in_time: bool
) -> Outcome:
    """What the solver found. Its status comes first: PuLP has an objective even after "infeasible".

    PuLP calls optimal whatever some programs, such as GLPK, have found when their time is up, and impossible what
    others have found nothing for: that is believed only ``in_time``, of those who give no bound of their own.
    """
    status, solution = model.model.status, model.model.sol_status
    believed = in_time or isinstance(solver, Highs | Cbc)
    if status == pulp.LpStatusInfeasible and believed:
        return Outcome(Ending.NO_PLAN, title)
    if status != pulp.LpStatusOptimal:
        word = pulp.LpStatus[status].lower()
        when = "before it was ended" if hurried() else "within the time limit"
        raise DeadlineError(f"{title} found no plan {when} or broke down (status: {word}).")
    solved = solution == pulp.LpSolutionOptimal and (believed or not decisions.whole)
    ending = Ending.SOLVED if solved else Ending.SETTLED if hurried() else Ending.STOPPED
    quantities = model.quantities(decisions)
    if not decisions.whole:
        return Outcome(ending, title, in_full_digits(problem, decisions, quantities), model.prices(problem, decisions))
    if _lets_much_through(problem, decisions):
        return Outcome(ending, title, quantities)
    bound = _dual_bound(model) if isinstance(solver, Highs) else _claim(model, solver, ending)
    return Outcome(ending, title, quantities, None, bound, claimed=solved and not isinstance(solver, Highs))


def _lets_much_through(problem: Problem, decisions: Decisions) -> bool:
    """Whether a whole number lets so much through that the little of it which a solver takes for none lets through
    hundreds of units: then its word that a plan is optimal is not taken."""
    return is_endless(formulate(problem, decisions))


def _dual_bound(model: Reference) -> float:
    """HiGHS's own, which PuLP lets through; the objective's constant PuLP keeps to itself."""
    return float(model.model.solverModel.getInfo().mip_dual_bound + (model.model.objective.constant or 0.0))


def _claim(model: Reference, solver: Any, ending: Ending) -> float | None:
    """What no plan costs less than if the solver's plan is optimal within the gap asked for, as it says (money); of a
    search that was ended, CBC alone says how far it was."""
    if ending is not Ending.SOLVED and not isinstance(solver, Cbc):
        return None
    constant = float(model.model.objective.constant or 0.0)
    found = pulp.value(model.model.objective)  # none where no decision costs anything
    objective = constant if found is None else float(found)
    if isinstance(solver, Cbc):
        return None if math.isnan(solver.proved_within) else objective - solver.proved_within
    asked = getattr(solver, "gapRel", None) or solver.optionsDict.get("gapRel") or 0.0
    return objective - max(SMALLEST_GAP, asked * max(abs(objective), abs(objective - constant)))
