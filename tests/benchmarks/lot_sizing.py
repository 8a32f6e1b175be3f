"""Classic lot-sizing problems: our engine beside HiGHS and CBC on the textbook's model, in one run.

    python -m tests.benchmarks.lot_sizing [SECONDS]

All have the same data, one thread, and as many seconds for one problem (60); ``first`` is when a first plan was there.
Quote the gaps beside each other: what is reached depends on the machine. Nothing here passes or fails.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import highspy
import numpy as np
import pulp

from sop_excel.domain.plan import Plan
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.progress import Progress, watched_by
from sop_excel.model.solve import solve
from tests.benchmarks.lot_sizes import LotSizes, instance
from tests.problems import simple_problem

SETS = (
    (10, 15, 1.05), (10, 30, 1.0), (10, 30, 1.1), (20, 20, 1.05), (20, 30, 1.05), (30, 15, 1.05), (30, 30, 1.05),
)  # fmt: skip
GAP = 1e-4  # at which all of them may stop
_FIGURE = r":\s+(-?[0-9.e+-]+)"


@dataclass(frozen=True)
class Reached:
    """The best cost and the bound (money) of one solver, and after how many seconds it had its first plan; ``nan``
    where it has none, or does not say."""

    cost: float
    bound: float
    first: float = math.nan

    @property
    def gap(self) -> float:
        """As a share of the cost."""
        return (self.cost - self.bound) / self.cost

    def __str__(self) -> str:
        """One column of the report."""
        return f"{self.cost:>12,.0f}{self.bound:>11,.0f}{self.gap:>9.3%}{self.first:>7.1f}"


def ours(lots: LotSizes, seconds: float) -> Reached:
    """Our engine on our model of a planner's problem, proof and all."""
    found: list[float] = []

    def watch(progress: Progress | None) -> None:
        if progress is not None and progress.has_plan:
            found.append(progress.seconds)

    with watched_by(watch):
        plan = solve(simple_problem(lots.demand, **lots.keywords(), time_limit=seconds, relative_gap=GAP))
    if not isinstance(plan, Plan):
        raise SystemExit(f"{lots.name} has no plan")
    return Reached(plan.objective, plan.proof.lower_bound, *found[:1])


def plain_highs(lots: LotSizes, seconds: float) -> Reached:
    """HiGHS on the textbook's model."""
    solver = loaded(lots.plain())
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", GAP)
    improved, began = list[float](), perf_counter()
    solver.setCallback(lambda *_: improved.append(perf_counter() - began), None)
    solver.startCallback(highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution)
    solver.run()
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.kSolutionStatusFeasible
    return Reached(info.objective_function_value if found else math.nan, info.mip_dual_bound, *improved[:1])


def plain_cbc(lots: LotSizes, seconds: float) -> Reached:
    """CBC on the textbook's model."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model.mps")
        loaded(lots.plain()).writeModel(str(model))
        limits = ["-timeMode", "elapsed", "-sec", str(seconds), "-ratio", str(GAP), "-threads", "1"]
        command = [pulp.PULP_CBC_CMD.pulp_cbc_path, str(model), *limits, "-solve"]
        log = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    cost, bound = (re.search(words + _FIGURE, log) for words in ("Objective value", "Lower bound"))
    reached = math.nan if cost is None else float(cost[1])
    return Reached(reached, reached if bound is None else float(bound[1]))


def loaded(model: SparseModel) -> Any:
    """HiGHS with the model as it is, silent, on one thread."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    order = np.argsort(model.entries.row, kind="stable")
    counts = np.bincount(model.entries.row, minlength=model.row_upper.size)
    solver.passModel(
        model.cost.size, model.row_upper.size, order.size, int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), model.offset, model.cost, model.lower, model.upper, model.row_lower,
        model.row_upper, np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        model.entries.column[order].astype(np.int32), model.entries.value[order], model.whole.astype(np.int32),
    )  # fmt: skip
    return solver


def main(seconds: float = 60.0) -> None:
    """Print the report."""
    solvers = {"sop-excel": ours, "plain HiGHS": plain_highs, "plain CBC": plain_cbc}
    print(f"{f'after {seconds:.0f} s: cost, bound, gap, first':<34}{''.join(f'{name:>39}' for name in solvers)}")
    gaps: list[list[float]] = []
    for items, periods, used in SETS:
        lots = instance(items, periods, used, seed=1)
        reached = [solver(lots, seconds) for solver in solvers.values()]
        gaps.append([max(one.gap, GAP) for one in reached])
        print(f"{lots.name:<34}{''.join(map(str, reached))}", flush=True)
    means = [math.exp(sum(map(math.log, column)) / len(column)) for column in zip(*gaps, strict=True)]
    print(f"{'geometric mean of the gaps':<34}{''.join(f'{mean:>39.3%}' for mean in means)}")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
