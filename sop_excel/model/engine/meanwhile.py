"""What does not depend on the answer is worked out by another processor while HiGHS, which lets go of Python, seeks it.

    with meanwhile(partial(on_forecast, problem, rule)) as followed:
        plan = solve(problem)     # where HiGHS runs for long, a thread begins with the work
    followed()                    # what it gave, or raises what it raised; if nobody has begun with it, it is done now

The work must give the same whenever it is done, change nothing that others see, and report no steps. Nobody waits for
it where the body fails, or the command is stopped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar, copy_context
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from sop_excel.model.engine.at_once import has_room

LARGE = 20_000  # columns of a linear model for which HiGHS takes much longer than a thread takes to start

Answer = TypeVar("Answer")


class _DoneOnce(Generic[Answer]):
    """Something that is done once, by whoever comes first."""

    def __init__(self, work: Callable[[], Answer]) -> None:
        self.context: Context = copy_context()  # with the deadline and the stop in force
        self.is_begun = False
        self._work, self._doing = work, Lock()
        self._found: list[Answer] = []
        self._fault: BaseException | None = None

    def do(self) -> None:
        """Do it, unless it is done; who comes second waits."""
        with self._doing:
            if not self._found and self._fault is None:
                try:
                    self._found.append(self._work())
                except BaseException as fault:  # told to who asks for the answer
                    self._fault = fault

    def answer(self) -> Answer:
        """What it gave. Raises what it raised."""
        self.do()
        if self._fault is not None:
            raise self._fault
        return self._found[0]


_WORKS: ContextVar[tuple[_DoneOnce[Any], ...]] = ContextVar("works", default=())


@contextmanager
def meanwhile(work: Callable[[], Answer]) -> Iterator[Callable[[], Answer]]:
    """The body has a solver search, in which time this work is done; what is yielded gives its answer."""
    one = _DoneOnce(work)
    token = _WORKS.set((one, *_WORKS.get()))  # what is asked for within is needed first
    try:
        yield one.answer
    finally:
        _WORKS.reset(token)


def waiting(columns: int) -> None:
    """This thread is about to wait for HiGHS and a linear model with so many columns."""
    works = [one for one in _WORKS.get() if not one.is_begun]
    if works and columns >= LARGE:
        _begin(works)


def begun(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Begin with work that lets go of Python by itself, such as to compress; what is returned gives its answer."""
    one = _DoneOnce(work)
    _begin([one])
    return one.answer


def _begin(works: Sequence[_DoneOnce[Any]]) -> None:
    """In a thread, if there is a processor and memory for one; else they are done when they are asked for."""
    if (os.cpu_count() or 1) < 2 or not has_room(1):
        return
    for one in works:
        one.is_begun = True
    with suppress(RuntimeError):  # no more threads
        Thread(target=_do_all, args=(works,), daemon=True).start()


def _do_all(works: Sequence[_DoneOnce[Any]]) -> None:
    for one in works:
        one.context.run(one.do)
