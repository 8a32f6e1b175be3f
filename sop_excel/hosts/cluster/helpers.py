"""The cluster as helper of the engine: who is asked, whose answers count, and what is told of the others."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sop_excel.domain.vocabulary import counted
from sop_excel.errors import DeadlineError, Issue, MachineError
from sop_excel.extras import EXTRAS
from sop_excel.hosts.cluster.address import checked
from sop_excel.hosts.cluster.places import HERE, Places
from sop_excel.model.engine.deadline import check
from sop_excel.model.engine.elsewhere import Errand, helped_by
from sop_excel.model.outcome import Solution

if TYPE_CHECKING:  # Dask takes long to load, and is only needed once there is something to send
    from sop_excel.hosts.cluster.connection import Connection, GoneError

MOST_LOST = 2  # workers that may be lost with the same tasks, which may be what ends them, as by a lack of memory
ALONE = "this machine plans alone"
Tell = Callable[[str], None]


def _warn(note: str) -> None:
    warnings.warn(note, UserWarning, stacklevel=2)


@contextmanager
def cluster(address: str, tell: Tell | None = None) -> Iterator[None]:
    """While the body runs, a Dask cluster helps: parts of a large plan, and scenarios, are solved by its workers.

    ``address`` is that of its scheduler, such as ``tcp://planning.local:8786``. Plans are the same to the last bit with
    and without it; workers that would find others are not asked. Where it cannot be reached, or is lost, this machine
    goes on alone. ``tell`` hears of that, and in the end of what the cluster did; without it, what went wrong is a
    ``UserWarning``.

    Raises InputError for what is no address, MissingPackageError without the package ``distributed``.
    """
    helpers = ClusterHelpers(checked(address), tell or _warn)
    try:
        with helped_by(helpers):
            yield
    finally:
        helpers.close()
    if tell is not None and (report := helpers.report()):
        tell(report)


class ClusterHelpers:
    """The workers of a cluster that would find the same answers as this process; it connects when it is first asked."""

    def __init__(self, address: str, tell: Tell) -> None:
        self._address, self._tell = address, tell
        self._connection: Connection | None = None
        self._places: Places | None = None
        self._opening, self._noting = Lock(), Lock()
        self._done: Counter[str] = Counter()  # tasks, by whose answers were taken

    @property
    def places(self) -> int:
        """How many groups of tasks are done at a time; 0 where no worker can help."""
        return self._opened().count

    def done(self, errand: Errand, tasks: Sequence[Any]) -> list[Solution | None]:
        """The answers to the tasks, of whoever is free; done here where nobody else does it right."""
        places = self._opened()
        for lost in count():
            with places.one(at_home=lost >= MOST_LOST) as place:
                answers = errand.here(tasks) if place == HERE else self._from(place, errand, tasks)
            if answers is not None:
                with self._noting:
                    self._done[place if place in places.workers else HERE] += len(tasks)
                return answers
        raise AssertionError("the last place is always here")

    def close(self) -> None:
        """Leave the cluster."""
        if self._connection is not None:
            self._connection.close()

    def report(self) -> str:
        """What the cluster did; blank where nothing came of it, which was told."""
        if self._places is None:
            why = "nothing here is large enough to be solved sooner elsewhere"
            return f"{self._address}: nothing was sent, as {why}"
        elsewhere = self._done.total() - self._done[HERE]
        workers = counted(len(set(self._done) - {HERE}), "worker")
        return f"{self._address}: {workers} solved {elsewhere} of {self._done.total()} parts" if elsewhere else ""

    def _opened(self) -> Places:
        with self._opening:
            if self._places is None:
                self._places = Places(self._reached())
            return self._places

    def _reached(self) -> dict[str, int]:
        """The workers that may be asked, and how many tasks each takes at a time."""
        try:
            from sop_excel.hosts.cluster.connection import PATIENCE, Connection, GoneError
        except ImportError as fault:
            advice = f"{ALONE}; install it again: pip install {EXTRAS['distributed'].requirement}"
            self._tell(str(Issue(self._address, "", "the package distributed", f"none that works ({fault})", advice)))
            return {}
        try:
            self._connection = Connection(self._address)
            threads = self._connection.threads()
        except (MachineError, GoneError) as fault:
            advice = "look whether 'dask scheduler' runs there, and whether a firewall keeps this machine from it"
            if self._address.startswith("tls:"):
                advice += ", and name the certificates in Dask's configuration"
            found = f"none within {PATIENCE:.0f} s ({fault})"
            self._tell(f"{Issue(self._address, '', 'a Dask scheduler', found, ALONE)}; {advice}")
            return {}
        if not threads:
            advice = f"{ALONE}; start some there: dask worker {self._address}"
            self._tell(str(Issue(self._address, "", "a scheduler that has workers", "none", advice)))
        return self._vetted(self._connection, threads)

    def _vetted(self, connection: Connection, threads: dict[str, int]) -> dict[str, int]:
        """Those of the workers that would find our answers; it is told of the others, once for each host."""
        from sop_excel.hosts.cluster.introduction import introduced, refusal

        ours = introduced()
        refused = {
            worker: why
            for worker, theirs in connection.introductions(list(threads)).items()
            if (why := refusal(ours, theirs)) is not None
        }
        told = Counter((urlsplit(worker).hostname or worker, *why) for worker, why in refused.items())
        for (host, expected, found, advice), number in sorted(told.items()):
            self._tell(str(Issue(f"{counted(number, 'worker')} on {host}", "", expected, found, advice)))
        if threads and len(refused) == len(threads):
            self._tell(f"{self._address}: no worker is left that finds the same answers; {ALONE}")
        return {worker: count for worker, count in threads.items() if worker not in refused}

    def _from(self, worker: str, errand: Errand, tasks: Sequence[Any]) -> list[Solution | None] | None:
        """The answers of a worker, as far as they are right; None where it is gone, and all is still to be done."""
        from sop_excel.hosts.cluster.connection import GoneError

        assert self._connection is not None  # noqa: S101 - or nobody would know the worker
        try:
            answers = self._connection.answers(worker, errand, tasks)
        except GoneError as fault:
            self._lost(worker, fault)
            return None
        except Exception as fault:  # whatever was raised there is raised here too, or is the worker's own fault
            check()
            if errand.search and isinstance(fault, DeadlineError):
                raise
            own = errand.here(tasks)
            self._refuse(worker, f"{type(fault).__name__}: {fault}")
            return own
        if not isinstance(answers, list) or len(answers) != len(tasks):
            answers = [None] * len(tasks)
        return [self._right(worker, errand, task, answer) for task, answer in zip(tasks, answers, strict=True)]

    def _right(self, worker: str, errand: Errand, task: Any, answer: object) -> Solution | None:
        """The answer where it stands, else our own; a worker whose answer is not ours is asked no more."""
        if isinstance(answer, Solution) and _stands(errand, task, answer):
            return answer
        (own,) = errand.here([task])
        if not _is_same(answer, own):
            self._refuse(worker, "another one")
        return own

    def _lost(self, worker: str, fault: GoneError) -> None:
        if fault.every:
            self._end()
        elif self._places is not None and self._places.drop(worker):
            self._tell(f"{worker}: {fault}; what it had is solved elsewhere")

    def _end(self) -> None:
        with self._noting:
            dropped = [self._places.drop(worker) for worker in self._places.workers] if self._places else []
        if any(dropped):
            self._tell(f"{self._address}: the scheduler is gone; {ALONE} from here on")

    def _refuse(self, worker: str, found: str) -> None:
        if self._places is not None and self._places.drop(worker):
            advice = "ours counts, and the worker is asked no more; stop it, or install there what is installed here"
            self._tell(str(Issue(worker, "", "the answer that this machine finds", found, advice)))


def _stands(errand: Errand, task: Any, answer: Solution) -> bool:
    try:
        return errand.stands(task, answer)
    except Exception:  # of numbers that are none
        return False


def _is_same(answer: object, own: Solution | None) -> bool:
    if not isinstance(answer, Solution) or own is None:
        return answer is own
    numbers = ((answer.values, own.values), (answer.duals, own.duals))
    same = all(getattr(one, "tobytes", bytes)() == other.tobytes() for one, other in numbers)
    return same and (answer.ending, answer.bound, answer.branches) == (own.ending, own.bound, own.branches)
