"""Time and memory of whole commands, side by side with a plain script that does the same, in one run.

The peer is what an analyst would write: pandas reads the tables, PuLP builds the model row by row, CBC solves it,
openpyxl saves the workbook. Quote the ratios: seconds depend on the machine. Nothing here passes or fails.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sop_excel.shipped import TEMPLATES, resource
from tests.benchmarks.instances import shared_factory
from tests.workbooks import make_workbook

RUNS = 5


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MiB) of a whole process that must succeed."""
    started = time.perf_counter()
    process = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return seconds, usage.ru_maxrss / 1024


def pair(name: str, workbook: Path, folder: Path) -> str:
    """One row of the report: ours and the peer in turn, after one run of each that is not counted."""
    ours = [sys.executable, "-m", "sop_excel", "optimize", str(workbook), "-o", str(folder / "ours.xlsx"), "--force"]
    peer = [sys.executable, "-m", "tests.benchmarks.peer", str(workbook), str(folder / "peer.xlsx")]
    measured(ours)
    measured(peer)
    runs = [(*measured(ours), *measured(peer)) for _ in range(RUNS)]
    seconds, memory, peer_seconds, peer_memory = (statistics.median(column) for column in zip(*runs, strict=True))
    ratio = statistics.median(peer / our for our, _, peer, _ in runs)
    return (
        f"{name:<28}{seconds:>8.2f} s{memory:>7.0f} MiB{peer_seconds:>9.2f} s{peer_memory:>7.0f} MiB"
        f"{ratio:>8.1f} x"
    )  # fmt: skip


def main() -> None:
    """Print the report."""
    print(f"{'whole process, median of ' + str(RUNS):<28}{'sop-excel':>20}{'plain script':>21}{'faster':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(pair("single-product template", resource(TEMPLATES["single"]), folder), flush=True)
        print(pair("multi-product template", resource(TEMPLATES["multi"]), folder), flush=True)
        for products in (50, 300):
            workbook = make_workbook(folder / f"{products}.xlsx", shared_factory(products, 52))
            print(pair(f"{products} products x 52 weeks", workbook, folder), flush=True)


if __name__ == "__main__":
    main()
