"""One peer on one instance, in a process of its own: what it takes, and how good its plan is; printed as JSON.

    python -m tests.benchmarks.one_peer PEER INSTANCE

What is timed is from the arrays to the plan's arrays; making the instance, loading libraries and judging the plan are
not. What takes less than a moment is run again and again, and the median counts.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from statistics import median
from time import perf_counter, process_time

from tests.benchmarks.checking import PlannedUnits, Verdict, judged
from tests.benchmarks.factory import Factory
from tests.benchmarks.plants import Plants
from tests.benchmarks.processes import mebibytes
from tests.benchmarks.registry import INSTANCES, OURS, PEERS, PROVED

MOMENT = 0.5  # seconds in which a short run is repeated
MOST_RUNS = 200
FIRST = Plants(2, 6)  # that each peer plans before it is timed, so that all is loaded


@dataclass(frozen=True)
class Taken:
    """Wall and processor seconds of a run, and the peak memory of its process (MiB)."""

    seconds: float
    processor: float
    memory: float


def prepared(peer: str, factory: Factory) -> Callable[[], PlannedUnits]:
    """A run of the peer on what it takes: the arrays, or, of ours, the same as a problem."""
    planned = import_module(f"tests.benchmarks.peers.{PEERS[peer]}").planned
    found: Callable[[], PlannedUnits] = partial(planned, factory.problem() if peer in (OURS, PROVED) else factory)
    return found


def processor_seconds() -> float:
    """Of this process and of the programs that it has run."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + others.ru_utime + others.ru_stime


def timed(run: Callable[[], PlannedUnits]) -> tuple[PlannedUnits, float, float]:
    """The plan, and the wall and processor seconds of one run."""
    gc.collect()
    began, worked = perf_counter(), processor_seconds()
    units = run()
    return units, perf_counter() - began, processor_seconds() - worked


def repeated(run: Callable[[], PlannedUnits]) -> tuple[PlannedUnits, Taken]:
    """The plan, and what one run takes."""
    units, *first = timed(run)
    count = min(MOST_RUNS, int(MOMENT / first[0]))
    runs = [timed(run)[1:] for _ in range(count)] if count >= 2 else [first]
    seconds, processor = (median(column) for column in zip(*runs, strict=True))
    return units, Taken(seconds, processor, _peak())


def _peak() -> float:
    """MiB, of this process or of the largest program that it has run."""
    return mebibytes(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main(peer: str, instance: str) -> None:
    """Print what it takes and how good the plan is."""
    warnings.simplefilter("ignore")  # a library's own, of what will come in its next version
    prepared(peer, FIRST.factory())()
    factory = next(one for one in INSTANCES if one.name == instance).plants.factory()
    units, taken = repeated(prepared(peer, factory))
    verdict: Verdict = judged(factory, units)
    print(json.dumps(asdict(taken) | asdict(verdict) | {"claimed": units.cost}))


if __name__ == "__main__":
    main(*sys.argv[1:])
