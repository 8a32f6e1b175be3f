"""Which step of a command runs, such as reading or solving, told to the host that waits for it.

A host listens, and whoever does the work says what it does; neither knows the other::

    with listened_by(show):                  # the host: hears a Step at every change, None when there is none any more
        with running("solving"):             # whoever does it, for as long as it takes
            get_on(7, 20)                    # 7 of its 20 parts are done; any thread with the caller's context

Steps may stand in steps. Listeners are called by the thread that does the work and must come back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from threading import Lock

READING, SOLVING, EXPLAINING, PROVING, WRITING = "reading", "solving", "explaining", "proving", "writing"


@dataclass(frozen=True)
class Step:
    """What runs, as a planner is told: its ``name``, and how many of how many parts of it are done (0 of 0: not known).

    >>> str(Step("solving")), str(Step("scenario High: solving", 1200, 2000))
    ('solving', 'scenario High: solving, 1,200 of 2,000')
    >>> str(Step("rows read", 500))
    'rows read, 500'
    """

    name: str
    done: int = 0
    of: int = 0

    def __str__(self) -> str:
        """The name, and how far it is."""
        how_far = f", {self.done:,} of {self.of:,}" if self.of else f", {self.done:,}" if self.done else ""
        return self.name + how_far


Listener = Callable[[Step | None], None]

_LISTENERS: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())
_STEP: ContextVar[Step | None] = ContextVar("step", default=None)


@contextmanager
def listened_by(listener: Listener) -> Iterator[None]:
    """While the body runs, the listener hears of every step in it, beside those who listen already."""
    token = _LISTENERS.set((*_LISTENERS.get(), listener))
    try:
        yield
    finally:
        _LISTENERS.reset(token)


@contextmanager
def running(name: str) -> Iterator[None]:
    """The body is a step of this name, or a part of the step that runs, which then goes on."""
    before = _STEP.get()
    current = Step(_within(before, name))
    token = _STEP.set(current)
    _tell(current)
    try:
        yield
    finally:
        _STEP.reset(token)
        _tell(before)


def get_on(done: int, of: int) -> None:
    """So many of how many parts of the step that runs are done; outside of any step nobody is told."""
    current = _STEP.get()
    if current is not None:
        _tell(replace(current, done=done, of=of))


def doing(what: str, done: int, of: int) -> None:
    """Say what is done in the step that runs, and how far it is; outside of any step nobody is told."""
    current = _STEP.get()
    if current is not None:
        _tell(Step(_within(current, what), done, of))


def counting(of: int) -> Callable[[], None]:
    """To be called when one more of so many parts of the step is done, by any thread with the caller's context."""
    done, lock = 0, Lock()

    def one_more() -> None:
        nonlocal done
        with lock:
            done += 1
            if of > 1:
                get_on(done, of)

    return one_more


def _within(outer: Step | None, name: str) -> str:
    """The name of a step in another one; one that is called the same is that one itself."""
    if outer is None or outer.name.split(": ")[-1] == name:
        return name if outer is None else outer.name
    return f"{outer.name}: {name}"


def _tell(heard: Step | None) -> None:
    for listener in _LISTENERS.get():
        listener(heard)
