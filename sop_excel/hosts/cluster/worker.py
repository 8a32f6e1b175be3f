"""What runs on a worker of the cluster: tasks of the engine, until they are no longer wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from distributed import get_worker

from sop_excel.errors import Stopped
from sop_excel.model.engine.deadline import Stop, within
from sop_excel.model.engine.elsewhere import Errand
from sop_excel.model.outcome import Solution

TICK = 0.25  # seconds between two looks whether somebody still waits
_WANTED = ("executing", "long-running", "resumed")  # what Dask says of a task for whose end somebody waits


class UnwantedError(Exception):
    """A task was ended since nobody waits for it."""


def done(errand: Errand, tasks: Sequence[Any], seconds: float) -> list[Solution | None]:
    """The answers to the tasks, found within so many seconds. Raises as they do.

    Dask lets a task run to its end when whoever asked for it has gone or has cancelled it; ours ends then.
    """
    stop = Stop()
    try:
        with _while_wanted(stop), within(seconds, stop):
            return errand.here(tasks)
    except Stopped:  # which Dask would take for an end of the whole worker
        raise UnwantedError("nobody waits for it any more") from None


@contextmanager
def _while_wanted(stop: Stop) -> Iterator[None]:
    worker, over = get_worker(), threading.Event()
    key = worker.get_current_task()

    def is_wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state in _WANTED

    watch = threading.Thread(target=_watch, args=(is_wanted, over, stop), daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _watch(is_wanted: Callable[[], bool], over: threading.Event, stop: Stop) -> None:
    while not over.wait(TICK):
        if not is_wanted():
            stop.give()
            return
