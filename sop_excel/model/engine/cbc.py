"""CBC, a program of its own that PuLP brings along: run under our clock, and read for what it has proved."""

from __future__ import annotations

import math
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pulp

from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.engine.deadline import check, hurried
from sop_excel.model.engine.running import GRACE, ran

LOG_DIGITS = 5e-4  # by which the bound in its log may be rounded
_FIGURE = r":\s+(-?[0-9.e+-]+)"
_FOUND, _BOUND = re.compile("Objective value" + _FIGURE), re.compile("Lower bound" + _FIGURE)


class Cbc(pulp.COIN_CMD):  # type: ignore[misc]
    """CBC under a clock: it does not always heed its own time limit, so its process is ended for it.

    ``proved_within`` is how far from the cheapest its plan may be by its own account (money), whether it was done or
    not; ``nan`` where it gives none.
    """

    proved_within = math.nan

    def available(self) -> bool:
        """Whether the program is there; it is not started for that."""
        return Path(self.path).is_file()

    def solve_CBC(self, lp: Any, use_mps: bool = True) -> int:  # noqa: N802 - PuLP's name
        """Write the model, run CBC on it, read its answer."""
        with tempfile.TemporaryDirectory() as folder:
            model, answer = Path(folder, "model.mps"), Path(folder, "answer.sol")
            variables, names, rows, _ = lp.writeMPS(str(model), rename=1)
            log = self._run([str(model), *self._arguments(), "-printingOptions", "all", "-solution", str(answer)])
            if not answer.exists():
                raise SolverError("CBC ended without an answer.")
            status, values, reduced, duals, slacks, found = self.readsol_MPS(str(answer), lp, variables, names, rows)
        lp.assignVarsVals(values)
        lp.assignVarsDj(reduced)
        lp.assignConsPi(duals)
        lp.assignConsSlack(slacks, activity=True)
        lp.assignStatus(status, found)
        self.proved_within = proved_within(log)
        return int(status)

    def _arguments(self) -> list[str]:
        limit = [] if self.timeLimit is None else ["-sec", str(self.timeLimit)]
        limit += ["-maxSolutions", "1"] if hurried() else []
        options = [word for option in self.getOptions() for word in f"-{option}".split()]
        return [*limit, *options, "-solve"]

    def _run(self, arguments: list[str]) -> str:
        limit = math.inf if self.timeLimit is None else self.timeLimit + GRACE
        try:
            return ran([self.path, *arguments], limit)
        except subprocess.TimeoutExpired:
            check()
            raise DeadlineError("CBC did not stop at its time limit and was ended without a plan.") from None
        except subprocess.CalledProcessError as error:
            raise SolverError(f"CBC broke down (exit status {error.returncode}).") from None
        except OSError as error:
            raise SolverError(f"CBC could not be started ({error.strerror}).") from error


def proved_within(log: str) -> float:
    """How far from the cheapest the plan may be, as CBC's log says (money).

    What is optimal without a bound is so by 0, since it found none; a search that was ended has a plan with a bound, or
    says nothing. Both figures of the log lack the same constant, so only their difference is used.

    >>> proved_within("Result - Optimal solution found (within gap)\\nObjective value: 12.5\\nLower bound: 12.000")
    0.5005
    >>> proved_within("Result - Stopped on time limit\\nObjective value: 12.5\\nLower bound: 11.000")
    1.5005
    >>> proved_within("Result - Optimal solution found\\nObjective value: 12.5"), proved_within("Result - Stopped")
    (0.0, nan)
    """
    found, bound = _FOUND.search(log), _BOUND.search(log)
    if not found or not bound:
        return 0.0 if "Optimal solution found" in log else math.nan
    return max(0.0, float(found[1]) - float(bound[1])) + LOG_DIGITS
