"""A scheduler and workers as an administrator starts them, on free ports of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import TypeVar

from distributed import Client

Found = TypeVar("Found")
ROOT = Path(__file__).parents[2]
PRELOADS = Path(__file__).parent / "preloads"
SIGNS = "SOP_EXCEL_TEST_SIGNS"  # the folder in which a worker leaves signs of what it does
PATIENCE = 60.0  # seconds until something that must come counts as missing


@dataclass(frozen=True)
class Cluster:
    """A scheduler that runs at this address, and the folder of what its processes keep and say."""

    address: str
    scheduler: subprocess.Popen[bytes]
    folder: Path

    @contextmanager
    def workers(self, *preloads: str, signs: Path | None = None) -> Iterator[list[subprocess.Popen[bytes]]]:
        """While the body runs, so many workers more; each has loaded this preload, or none where it is blank."""
        started = [self._worker(preload, signs or self.folder) for preload in preloads]
        try:
            until(lambda: {one.pid for one in started} <= self._pids())
            yield started
        finally:
            ended(started)
            until(lambda: not {one.pid for one in started} & self._pids())

    def _worker(self, preload: str, signs: Path) -> subprocess.Popen[bytes]:
        words = ["--no-nanny", "--nthreads", "1", "--local-directory", str(self.folder)]
        words += ["--preload", str(PRELOADS / f"{preload}.py")] if preload else []
        return started("dask_worker", self.address, *words, folder=self.folder, signs=signs)

    def _pids(self) -> set[int]:
        """The processes of the workers that the scheduler knows."""
        if self.scheduler.poll() is not None:
            return set()
        with Client(self.address, set_as_default=False, timeout=PATIENCE) as client:
            return set(client.run(os.getpid).values())


@contextmanager
def scheduler(folder: Path) -> Iterator[Cluster]:
    """A scheduler, for as long as the body runs."""
    file = folder / "scheduler.json"
    process = started("dask_scheduler", "--port", "0", "--scheduler-file", str(file), folder=folder, signs=folder)
    try:
        yield Cluster(until(lambda: _address(file)), process, folder)
    finally:
        ended([process])


def started(program: str, *words: str, folder: Path, signs: Path) -> subprocess.Popen[bytes]:
    """One of Dask's programs, on this machine alone."""
    command = [sys.executable, "-m", f"distributed.cli.{program}", *words, "--host", "127.0.0.1", "--no-dashboard"]
    environment = os.environ | {SIGNS: str(signs)}
    with (folder / f"{program}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=ROOT)


def ended(processes: list[subprocess.Popen[bytes]]) -> None:
    """None of these processes runs any more, however it was left."""
    for process in processes:
        process.kill()
    for process in processes:
        process.wait(PATIENCE)


def until(found: Callable[[], Found]) -> Found:
    """What is found once there is something; it must come in time."""
    late = perf_counter() + PATIENCE
    while perf_counter() < late:
        if there := found():
            return there
        sleep(0.1)
    raise TimeoutError("it did not come")


def _address(file: Path) -> str:
    with suppress(FileNotFoundError, json.JSONDecodeError):
        return str(json.loads(file.read_text())["address"])
    return ""
