"""What a cluster on the same machine costs and takes off the command: a plan of plants, alone and with two workers.

    python -m tests.cluster.measure [products]

Nothing is to be gained on one machine, so that what is seen is the price; seconds depend on the machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from sop_excel import cluster
from sop_excel.hosts.cli.streams import say
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.linear import solved
from sop_excel.model.outcome import Solution
from tests.benchmarks.plants import Plants
from tests.cluster.processes import Cluster, scheduler

PRODUCTS, PERIODS, PLANTS = 10_000, 52, 20
CASES = ((0.6, False), (0.97, False), (0.85, True))


def measured(solve: Callable[[], Solution]) -> tuple[Solution, float, float]:
    """What is found, and the seconds and processor seconds of this process."""
    began, used = perf_counter(), process_time()
    found = solve()
    return found, perf_counter() - began, process_time() - used


def used_by(processes: list[int]) -> float:
    """The processor seconds of other processes until now."""
    fields = [Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split() for process in processes]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def row(model: SparseModel, machines: Cluster, processes: list[int]) -> str:
    """Seconds alone and with the cluster; processor seconds alone, of the command, and of the cluster."""
    alone, seconds, own = measured(lambda: solved(model))
    before = used_by(processes)
    with cluster(machines.address, lambda _: None):
        helped, with_help, here = measured(lambda: solved(model))
    if not np.array_equal(alone.values, helped.values):
        raise ValueError("the cluster found another plan")
    return f"{seconds:8.1f} s{with_help:8.1f} s{own:12.1f} s{here:8.1f} s{used_by(processes) - before:8.1f} s"


def main(products: int) -> None:
    """Print the table."""
    say(f"{'':24}{'alone':>10}{'helped':>10}{'cpu alone':>14}{'here':>10}{'there':>10}")
    with TemporaryDirectory() as folder, scheduler(Path(folder)) as machines, machines.workers("", "") as workers:
        processes = [machines.scheduler.pid, *(worker.pid for worker in workers)]
        for load, varying in CASES:
            problem, _ = Plants(products, PERIODS, PLANTS, load, varying).factory().problem().canonical()
            model = formulate(problem, decisions(problem))
            say(f"{load:.0%}, costs {'varying' if varying else 'constant':12}{row(model, machines, processes)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS)
