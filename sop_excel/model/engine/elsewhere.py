"""Work that others may do, such as other machines: an engine says what is to be done, and a host by whom.

Neither knows the other::

    with helped_by(helpers):             # the host
        found = shared_out(errand, tasks)  # the engine: in the order of the tasks, whoever did them

An answer is the same to the last bit wherever it is found, so helpers change the time alone. What they answer counts
once it stands a check of the errand's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sop_excel.model.engine.at_once import at_once
from sop_excel.model.outcome import Solution
from sop_excel.running_step import counting

WORTH_SENDING = 20_000  # columns of what is sent at a time: fewer are solved before they have travelled
WORTH_SEARCHING = 200  # columns of a search that is sent: one of fewer takes as little time
Task = TypeVar("Task")
Answer = TypeVar("Answer")


def _as_it_is(task: Any) -> Any:
    return task


@dataclass(frozen=True)
class Errand:
    """What is to be done with each of some tasks: ``run`` is a function of a module, by whose name others know it, and
    needs nothing but the task. ``columns`` tells the size of a task.

    ``stands`` says of an answer from elsewhere whether it is known to be right; where it is not, the task is done here
    again. A ``search`` ends by the time that it has, so that two of them may find two answers.
    """

    run: Callable[[Any], Solution | None]
    columns: Callable[[Any], int]
    stands: Callable[[Any, Solution], bool]
    search: bool = False

    def here(self, tasks: Sequence[Any]) -> list[Solution | None]:
        """The answers, found by this process alone."""
        with helped_by(None):
            return [self.run(task) for task in tasks]


class Helpers(Protocol):
    """Who does what is handed over, one group of tasks after the other at each of its places."""

    @property
    def places(self) -> int:
        """How many groups are done at a time, here and elsewhere; 0 where nobody elsewhere can be reached."""

    def done(self, errand: Errand, tasks: Sequence[Any]) -> list[Solution | None]:
        """The answers to one group of tasks, once a place was free; any thread. Raises as a run here would."""


_HELPERS: ContextVar[Helpers | None] = ContextVar("helpers", default=None)
_SENDING_WHOLE: ContextVar[bool] = ContextVar("sending whole", default=False)


@contextmanager
def helped_by(helpers: Helpers | None) -> Iterator[None]:
    """While the body runs, the helpers do what is worth to be sent; with None nobody does."""
    token = _HELPERS.set(helpers)
    try:
        yield
    finally:
        _HELPERS.reset(token)


def shared_out(errand: Errand, stated: Sequence[Any], ready: Callable[[Any], Any] = _as_it_is) -> list[Solution | None]:
    """The answers to the tasks, in their order, by as many as there are; raises as ``at_once`` does.

    ``ready`` makes a task of what is stated, at once with others too where all are done here.
    """
    helpers = None if _SENDING_WHOLE.get() else _HELPERS.get()
    groups = _groups(errand, [ready(one) for one in stated]) if helpers else []
    one_more = counting(len(stated))
    if helpers is None or len(groups) < 2 or not helpers.places:

        def done_here(one: Any) -> Solution | None:
            found = errand.run(ready(one))
            one_more()
            return found

        return at_once(done_here, stated)

    def done(group: Sequence[Any]) -> list[Solution | None]:
        found = helpers.done(errand, group)
        for _ in group:
            one_more()
        return found

    answers = at_once(done, groups, helpers.places)
    return [answer for group in answers for answer in group]


def sent_whole(errand: Errand, task: Any) -> Solution | None:
    """The answer to a task that is sent as a whole where several problems are solved at once, else done here."""
    helpers = _HELPERS.get() if _SENDING_WHOLE.get() else None
    if helpers is None or errand.columns(task) < (WORTH_SEARCHING if errand.search else WORTH_SENDING):
        return errand.run(task)
    return helpers.done(errand, [task])[0]


def each_by_itself(solve: Callable[[Task], Answer], problems: Sequence[Task], most: int) -> list[Answer]:
    """The answers to problems that have nothing to do with each other, as many at a time as helpers have places, and at
    ``most`` so many; one after the other without helpers. May raise as ``at_once`` does."""
    helpers = _HELPERS.get()
    if helpers is None or min(len(problems), most) < 2 or not helpers.places:
        return [solve(problem) for problem in problems]
    token = _SENDING_WHOLE.set(True)
    try:
        return at_once(solve, problems, min(most, helpers.places))
    finally:
        _SENDING_WHOLE.reset(token)


def _groups(errand: Errand, tasks: Sequence[Any]) -> list[list[Any]]:
    """The tasks in their order, as many together as are worth to be sent."""
    groups: list[list[Any]] = []
    filled = WORTH_SENDING
    for task in tasks:
        if filled >= WORTH_SENDING:
            groups.append([])
            filled = 0
        groups[-1].append(task)
        filled += errand.columns(task)
    if filled < WORTH_SENDING and len(groups) > 1:
        last = groups.pop()
        groups[-1] += last
    return groups
