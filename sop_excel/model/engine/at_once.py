"""Several runs of a solver at once, as many as there are processors: they do not hold each other up."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextvars import copy_context
from typing import TypeVar

import numpy as np

NEEDED = 2**28  # bytes of address space for a thread: its stack, its heap, and what libraries have of their own in each
Task = TypeVar("Task")
Answer = TypeVar("Answer")


def at_once(run: Callable[[Task], Answer], tasks: Sequence[Task], most: int | None = None) -> list[Answer]:
    """What ``run`` answers to each task, in their order; at most so many at a time, by default one on each processor.

    Each runs in a thread under the caller's deadline and stop; fewer at a time where memory is short, since a thread
    that lacks any ends the whole process. Where one raises, none that waits is begun any more, and the first of
    those that were raised, in the order of the tasks, is raised once all have ended.
    """
    workers = min(len(tasks), most or os.cpu_count() or 1)
    while workers > 1 and not has_room(workers):
        workers //= 2
    if workers <= 1:
        return [run(task) for task in tasks]
    from concurrent.futures import ThreadPoolExecutor  # takes long to load, which small models need not wait for

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(copy_context().run, run, task) for task in tasks]
        try:
            return [one.result() for one in running]
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def has_room(threads: int) -> bool:
    """Whether there is memory for so many threads: one that lacks any ends the whole process."""
    try:
        np.empty(threads * NEEDED, dtype=np.uint8)  # asked for and given back, never used
    except MemoryError:
        return False
    return True
