"""Linear models: our engine beside HiGHS on the same arrays, in one run.

    python -m tests.benchmarks.engine [most products]

Quote the ratios: seconds depend on the machine. Both minimise the same model; cost and the worst broken rule are
computed again from the values. Nothing here passes or fails.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np

from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.linear import solved
from sop_excel.model.engine.loading import loaded, solution_of
from sop_excel.model.engine.scale import unscaled
from sop_excel.model.outcome import Ending, Solution
from tests.benchmarks.plants import Plants

MOST = 2000  # products
LATE = {"Backorder cost": ("Holding cost", 20.0)}
LIMITS = LATE | {"Max production": ("Initial inventory", 4.0), "Max inventory": ("Initial inventory", 10.0)}
REGISTRY = (
    *(
        Plants(f"{products:,} x 52, {plants} plants, {load:.0%}{', varying costs' if varying else ''}", products, 52,
               plants, load, varying)
        for products, plants in ((100, 1), (1000, 2), (2000, 20), (2000, 1), (10_000, 20), (10_000, 1))
        for load in (0.6, 0.85, 0.97)
        for varying in (False, True)
    ),
    Plants("1,000 x 52, 2 plants, 85%, backorders", 1000, 52, 2, columns=LATE),
    Plants("1,000 x 52, 2 plants, 85%, lost sales", 1000, 52, 2, columns={"Lost sale cost": ("Production cost", 1.5)}),
    Plants("1,000 x 52, 2 plants, 85%, limits", 1000, 52, 2, columns=LIMITS),
    Plants("1,000 x 52, 2 plants, 85%, soft safety stock", 1000, 52, 2,
           settings=(("Safety stock rule", "soft"), ("Safety stock penalty", 0.5))),
)  # fmt: skip


def plain(model: SparseModel) -> Solution:
    """HiGHS as it comes, on one thread as ours on each of its own."""
    scale = unscaled(model)
    solver = loaded(model, scale, {"threads": 1})
    solver.run()
    return solution_of(solver, Ending.SOLVED, scale)


def measured(solve: Callable[[SparseModel], Solution], model: SparseModel) -> tuple[float, float, float]:
    """Seconds, the cost of the values, and by how much they break a rule at most (a share)."""
    began = perf_counter()
    found = solve(model)
    seconds = perf_counter() - began
    return seconds, float(model.cost @ found.values) + model.offset, model.broken_by(found.values)


def row(case: Plants) -> str:
    """One line of the report."""
    problem, _ = case.problem().canonical()
    model = formulate(problem, decisions(problem))
    seconds, cost, broken = measured(solved, model)
    peer_seconds, peer_cost, peer_broken = measured(plain, model)
    apart = abs(cost - peer_cost) / max(1.0, abs(peer_cost))
    return (
        f"{case.name:<48}{seconds:>8.2f} s{peer_seconds:>9.2f} s{peer_seconds / seconds:>7.1f} x{apart:>10.0e}"
        f"{broken:>9.0e}{peer_broken:>9.0e}"
    )  # fmt: skip


def main(most: int) -> None:
    """Print the report."""
    print(f"{'':<48}{'sop-excel':>10}{'HiGHS':>11}{'faster':>9}{'costs apart':>12}{'broken':>7}{'HiGHS':>9}")
    np.seterr(all="raise")
    for case in REGISTRY:
        if case.products <= most:
            print(row(case), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MOST)
