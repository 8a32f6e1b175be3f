"""How long each step of a command took, told at its end where that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import perf_counter

from sop_excel.running_step import Step, listened_by

OTHER = "all else"


@contextmanager
def step_times(told: Callable[[str], None]) -> Iterator[None]:
    """While the body runs, its steps are timed; at the end a line tells of each."""
    times = _Times()
    try:
        with listened_by(times.hear):
            yield
    finally:
        times.hear(None)
        told("\n".join(times.lines()))


class _Times:
    """Seconds by the names of steps, in the order in which they began."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._name, self._began, self._lock = OTHER, perf_counter(), Lock()

    def hear(self, step: Step | None) -> None:
        """Another step runs, or none; any thread."""
        with self._lock:
            now, name = perf_counter(), step.name if step else OTHER
            self._seconds[self._name] = self._seconds.get(self._name, 0.0) + now - self._began
            self._name, self._began = name, now

    def lines(self) -> Iterator[str]:
        """Each step with its seconds, and all of them."""
        for name in sorted(self._seconds, key=lambda name: name == OTHER):
            yield f"{self._seconds[name]:9.3f} s  {name}"
        yield f"{sum(self._seconds.values()):9.3f} s  in all"
