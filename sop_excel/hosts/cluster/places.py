"""Where a task can be done: at workers elsewhere first, then on the processors of this machine."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, zip_longest
from threading import Condition

from sop_excel.model.engine.deadline import check

HERE = ""  # this machine, among the addresses of workers
MOST = 48  # tasks elsewhere at a time
TICK = 0.2  # seconds between two looks whether somebody still waits


class Places:
    """The places of some workers, as many as each has threads, and those of this machine."""

    def __init__(self, threads: Mapping[str, int]) -> None:
        shares = zip_longest(*([worker] * count for worker, count in sorted(threads.items())))
        in_turn = [worker for worker in chain.from_iterable(shares) if worker is not None]
        self._free = deque([*in_turn[:MOST], *[HERE] * (os.cpu_count() or 1)])
        self._workers = set(threads)
        self._changed = Condition()
        self.count = len(self._free) if in_turn else 0

    @property
    def workers(self) -> list[str]:
        """The workers that are used."""
        with self._changed:
            return sorted(self._workers)

    @contextmanager
    def one(self, at_home: bool = False) -> Iterator[str]:
        """The address of a place that is free, or will be; the body has it for itself. Raises as ``check`` does.

        ``at_home``: only a place of this machine will do.
        """
        place = self._taken(at_home)
        try:
            yield place
        finally:
            with self._changed:
                if place in self._workers or place == HERE:
                    self._free.append(place)
                self._changed.notify_all()

    def drop(self, worker: str) -> bool:
        """Use the worker no further; whether it was used until now."""
        with self._changed:
            was_used = worker in self._workers
            self._workers.discard(worker)
            self._free = deque(place for place in self._free if place != worker)
            return was_used

    def _taken(self, at_home: bool) -> str:
        with self._changed:
            while (place := self._best(at_home)) is None:
                check()
                self._changed.wait(TICK)
            self._free.remove(place)
            return place

    def _best(self, at_home: bool) -> str | None:
        """The free place that is used next, if there is any: one elsewhere that was free for longest, else one here."""
        elsewhere = () if at_home else (place for place in self._free if place != HERE)
        return next(iter(elsewhere), HERE if HERE in self._free else None)
