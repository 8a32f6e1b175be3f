"""Signals that end a command: heard at once, whatever is at work, and never before files and programs are put right."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from select import select
from types import FrameType

from sop_excel.errors import Stopped
from sop_excel.model.engine.deadline import Stop, within

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
SETTLED = "the search ends with the plan that it has; once more (Ctrl-C) stops everything and leaves the file as it was"
_SOON = 1.0  # seconds
_LITTLE = 2**19  # bytes of stack for a thread that only listens: it shall not take memory from the plan


@contextmanager
def stoppable(for_good: bool, settled: Callable[[str], None] | None = None) -> Iterator[None]:
    """While the body runs, each of these signals raises Stopped in it with the signal's number.

    Python itself would wait with that until a solver's library returns, so a thread of our own hears the signal and
    ends what runs. A signal that is ignored stays so, as under ``nohup``; of several only the first counts.
    ``for_good``: in a process that ends with the body, none is heard after it, when there is nothing left to end.
    ``settled``: an interrupt by hand (Ctrl-C) during a search for whole numbers that has a plan ends the search alone,
    which is told there, and the command goes on with this plan; the next signal raises.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread may ask for signals
        yield
        return
    stop = Stop()
    with _heard(stop, settled) as ears, _handled(ears, for_good), within(float("inf"), stop):
        yield


def exit_status(error: BaseException, usual: int) -> int:
    """What a shell expects of a command that was ended by a signal; after an interrupt by hand the ``usual`` status."""
    number = error.args[0] if isinstance(error, Stopped) and error.args else signal.SIGINT
    return usual if number == signal.SIGINT or sys.platform == "win32" else 128 + int(number)


class _Ears:
    """Where the system leaves a byte for each signal, and what is decided on it: once, by whichever thread takes it."""

    def __init__(self, stop: Stop, hearing: socket.socket, settled: Callable[[str], None] | None) -> None:
        self.stop, self._hearing, self._settled = stop, hearing, settled
        self._decided = self._known = 0  # signals so far, and those of which the main thread knows
        self._untold = False  # that a search was settled

    def listen(self) -> None:
        """Decide on every signal until there is nobody left to send one; a thread of its own, as the main thread may be
        elsewhere."""
        with suppress(OSError):
            while select([self._hearing], [], [])[0]:
                with self.stop.lock:  # which the main thread may hold, but never waits for what is decided here
                    more = self._take()
                self._tell()
                if not more:
                    return

    def handle(self) -> None:
        """The main thread's part, between two steps of ours; raises Stopped where nothing runs that would."""
        with self.stop.lock:
            self._take()
            if self._decided == self._known and select([self._hearing], [], [], _SOON)[0]:
                self._take()  # the system tells us first, and leaves the byte then
            self._known = self._decided
            given = self.stop.given
        self._tell()
        if given is not None and not self.stop.busy and not self.stop.raised:  # else what runs is ended first
            raise Stopped(*given)

    def _take(self) -> bool:
        """Decide on what is there; False once nothing can come."""
        try:
            heard = self._hearing.recv(64)
        except BlockingIOError:
            return True
        for number in heard:
            if number in ENDING:
                self._decided += 1
                self._decide(number)
        return bool(heard)

    def _decide(self, number: int) -> None:
        if self._settled and number == signal.SIGINT and self.stop.settle():
            self._untold = True
        else:
            self.stop.give(number)

    def _tell(self) -> None:
        """That a search was settled, without a lock of ours: whoever tells has one of their own."""
        with self.stop.lock:
            untold, self._untold = self._untold, False
        if untold and self._settled:
            self._settled(SETTLED)


@contextmanager
def _handled(ears: _Ears, for_good: bool) -> Iterator[None]:
    """Python's part: the handler of these signals."""
    over = False

    def handle(number: int, frame: FrameType | None) -> None:
        if not over:
            ears.handle()

    before = {number: signal.getsignal(number) for number in ENDING}
    ours = [number for number in ENDING if before[number] not in (signal.SIG_IGN, None)]
    for number in ours:
        signal.signal(number, handle)
    try:
        with _in_destructors(ears.stop):
            yield
    except Exception as fault:  # such as of a library whose loading the signal broke off
        if ears.stop.given is not None:
            raise Stopped(*ears.stop.given) from fault
        raise
    finally:
        over = True
        for number in () if for_good else ours:
            signal.signal(number, before[number])


@contextmanager
def _in_destructors(stop: Stop) -> Iterator[None]:
    """Raise in the end what was raised where Python lets nothing out, which is while it throws something away.

    Python would print it and go on as if nothing had been asked. What else fails there once a stop was given is of no
    interest.
    """
    swallowed = False
    usual = sys.unraisablehook

    def note(fault: sys.UnraisableHookArgs) -> None:
        nonlocal swallowed
        if stop.given is None:
            usual(fault)
        elif issubclass(fault.exc_type, Stopped):  # not kept itself: its frames hold what is being thrown away
            swallowed = True

    sys.unraisablehook = note
    try:
        yield
    finally:
        sys.unraisablehook = usual
    if swallowed:
        raise Stopped(*(stop.given or ()))


@contextmanager
def _heard(stop: Stop, settled: Callable[[str], None] | None) -> Iterator[_Ears]:
    """A thread that is told of a signal by the system itself, while the main thread is elsewhere."""
    hearing, telling = socket.socketpair()
    for end in (hearing, telling):
        end.setblocking(False)
    ears = _Ears(stop, hearing, settled)
    before = signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
    listener = threading.Thread(target=ears.listen, daemon=True)
    usual = threading.stack_size(_LITTLE)
    listener.start()
    threading.stack_size(usual)
    try:
        yield ears
    finally:
        signal.set_wakeup_fd(before)
        telling.close()
        listener.join()
        hearing.close()
