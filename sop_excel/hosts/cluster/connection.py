"""A connection to the scheduler of a Dask cluster: its workers, and what one of them answers."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Lock
from time import perf_counter
from typing import Any

import dask
from distributed import Client

from sop_excel.errors import MachineError
from sop_excel.hosts.cluster.introduction import introduced
from sop_excel.hosts.cluster.worker import UnwantedError, done
from sop_excel.model.engine.deadline import check, ending, seconds_left
from sop_excel.model.engine.elsewhere import Errand

PATIENCE = 5.0  # seconds until a scheduler that does not answer is given up
TO_SAY = 15.0  # seconds that a worker has to say what it is, as it loads the program for that
SILENT = 20.0  # seconds without a sign of life after which a worker is given up
TICK = 0.2  # seconds between two looks whether an answer is still wanted
LOOK = 1.0  # seconds between two looks whether the workers are still there
TO_FETCH = 60.0  # seconds that an answer that is there may take to come
SETTINGS = {  # of Dask, while there is a connection
    "distributed.comm.timeouts.connect": PATIENCE,
    "distributed.admin.large-graph-warning-threshold": "1TB",  # numbers are what is to be sent
}
_BROKEN = (CancelledError, asyncio.CancelledError, TimeoutError, OSError, UnwantedError)
_LOGS = ("distributed", "distributed.client", "tornado", "tornado.application")


class GoneError(Exception):
    """A worker is there no more; ``every``: no worker is, as the scheduler has gone."""

    def __init__(self, why: str, every: bool = False) -> None:
        super().__init__(why)
        self.every = every


class Connection:
    """A client of the scheduler at this address; MachineError where none answers. It is closed by ``close``."""

    def __init__(self, address: str) -> None:
        self._signs: dict[str, tuple[object, float]] = {}  # of life: the last one, and when it was first seen
        self._looked, self._looking = -LOOK, Lock()
        self._settings = ExitStack()
        self._settings.enter_context(_quiet())
        self._settings.enter_context(dask.config.set(SETTINGS))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of versions: what differs is told of each worker
                self._client = Client(address, timeout=PATIENCE, name="sop-excel", set_as_default=False)
        except BaseException as fault:
            self._settings.close()
            if isinstance(fault, Exception):  # whatever Dask, TLS or the network say
                raise MachineError(str(fault) or type(fault).__name__) from fault
            raise

    def threads(self) -> dict[str, int]:
        """How many tasks each worker takes at a time, by its address."""
        return {worker: int(told["nthreads"]) for worker, told in self._workers().items()}

    def introductions(self, workers: Sequence[str]) -> dict[str, object]:
        """What each worker says of itself: a mapping, or the fault that kept it from that."""
        asked = {worker: self._submit(worker, introduced) for worker in workers}
        until = perf_counter() + TO_SAY
        for future in asked.values():
            news = _noticed(future)
            while not future.done() and perf_counter() < until:
                news.wait(TICK)
                check()
        return {worker: _said(future) for worker, future in asked.items()}

    def answers(self, worker: str, errand: Errand, tasks: Sequence[Any]) -> object:
        """What the worker answers; raises what was raised there, GoneError where it is gone, and DeadlineError or
        Stopped as a run here would."""
        future: Any = None
        try:
            future = self._submit(worker, done, errand, list(tasks), seconds_left())
            self._await(worker, future)
            return future.result(timeout=TO_FETCH)
        except GoneError:
            raise
        except _BROKEN as fault:
            raise self._gone(f"the connection broke ({type(fault).__name__})") from fault
        except Exception as fault:
            if self._client.status != "running":
                raise self._gone(str(fault)) from fault
            raise
        finally:
            if future is not None:
                with suppress(Exception):  # a cluster that is gone has nothing to cancel
                    self._client.cancel([future], force=True)

    def _await(self, worker: str, future: Any) -> None:
        news = _noticed(future)
        with ending(news.set):
            while not future.done():
                news.wait(TICK)
                check()
                if not self._lives(worker):
                    raise self._gone("it is gone, or stuck")

    def _gone(self, why: str) -> GoneError:
        return GoneError(why, every=self._client.status != "running")

    def close(self) -> None:
        """Leave the cluster as it is."""
        with self._settings, suppress(Exception):
            self._client.close(timeout=PATIENCE)

    def _submit(self, worker: str, run: Callable[..., object], *arguments: object) -> Any:
        return self._client.submit(run, *arguments, workers=[worker], allow_other_workers=False, pure=False, retries=0)

    def _lives(self, worker: str) -> bool:
        with self._looking:
            now = perf_counter()
            if now >= self._looked + LOOK:
                self._looked = now
                seen = {name: told["last_seen"] for name, told in self._workers().items()}
                before = self._signs
                self._signs = {
                    name: before[name] if name in before and before[name][0] == sign else (sign, now)
                    for name, sign in seen.items()
                }
            sign = self._signs.get(worker)
            return sign is not None and now < sign[1] + SILENT

    def _workers(self) -> Mapping[str, Any]:
        try:
            workers: Mapping[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        except Exception as fault:  # whatever Dask raises where the scheduler is gone
            raise GoneError("the scheduler is gone", every=True) from fault
        return workers


def _noticed(future: Any) -> Event:
    """What is set once the future is done."""
    news = Event()
    future.add_done_callback(lambda _: news.set())
    return news


def _said(future: Any) -> object:
    if not future.done():
        return TimeoutError(f"no answer within {TO_SAY:.0f} s: it is busy, or stuck")
    try:
        return future.result(timeout=TO_SAY)
    except Exception as fault:  # such as a program that is not there
        return fault
    except asyncio.CancelledError as fault:  # which is no Exception
        return OSError(str(fault))


@contextmanager
def _quiet() -> Iterator[None]:
    """While the body runs, Dask says nothing by itself: what a planner has to know is told as a note."""
    logs = [logging.getLogger(name) for name in _LOGS]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
