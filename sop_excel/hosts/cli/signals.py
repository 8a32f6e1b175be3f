"""Signals that end a command: heard at once, whatever is at work, and never before files and programs are put right."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from sop_excel.errors import Stopped
from sop_excel.model.engine.deadline import Stop, within

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
_LITTLE = 2**19  # bytes of stack for a thread that only listens: it shall not take memory from the plan


@contextmanager
def stoppable(for_good: bool) -> Iterator[None]:
    """While the body runs, each of these signals raises Stopped in it with the signal's number.

    Python itself would wait with that until a solver's library returns, so a thread of our own hears the signal and
    ends what runs. A signal that is ignored stays so, as under ``nohup``; of several only the first counts.
    ``for_good``: in a process that ends with the body, none is heard after it, when there is nothing left to end.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread may ask for signals
        yield
        return
    stop = Stop()
    with _handled(stop, for_good), _heard(stop), within(float("inf"), stop):
        yield


def exit_status(error: BaseException, usual: int) -> int:
    """What a shell expects of a command that was ended by a signal; after an interrupt by hand the ``usual`` status."""
    number = error.args[0] if isinstance(error, Stopped) and error.args else signal.SIGINT
    return usual if number == signal.SIGINT or sys.platform == "win32" else 128 + int(number)


@contextmanager
def _handled(stop: Stop, for_good: bool) -> Iterator[None]:
    """Python's part, in the main thread, between two steps of ours."""

    handled: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        if not handled:
            handled.append(number)
            stop.give(number)
            if not stop.busy and not stop.raised:  # else what runs is ended first, and then it is raised
                raise Stopped(number)

    before = {number: signal.getsignal(number) for number in ENDING}
    ours = [number for number in ENDING if before[number] not in (signal.SIG_IGN, None)]
    for number in ours:
        signal.signal(number, handle)
    try:
        with _in_destructors(handled):
            yield
    except Exception as fault:  # such as of a library whose loading the signal broke off
        if handled:
            raise Stopped(handled[0]) from fault
        raise
    finally:
        handled.append(0)
        for number in () if for_good else ours:
            signal.signal(number, before[number])


@contextmanager
def _in_destructors(handled: list[int]) -> Iterator[None]:
    """Raise in the end what was raised where Python lets nothing out, which is while it throws something away.

    Python would print it and go on as if nothing had been asked. What else fails there once a signal was ``handled`` is
    of no interest.
    """
    swallowed = False
    usual = sys.unraisablehook

    def note(fault: sys.UnraisableHookArgs) -> None:
        nonlocal swallowed
        if not handled:
            usual(fault)
        elif issubclass(fault.exc_type, Stopped):  # not kept itself: its frames hold what is being thrown away
            swallowed = True

    sys.unraisablehook = note
    try:
        yield
    finally:
        sys.unraisablehook = usual
    if swallowed:
        raise Stopped(handled[0])


@contextmanager
def _heard(stop: Stop) -> Iterator[None]:
    """A thread that is told of a signal by the system itself, while the main thread is elsewhere."""
    hearing, telling = socket.socketpair()
    telling.setblocking(False)

    def listen() -> None:
        with suppress(OSError):
            while heard := hearing.recv(1):
                if heard[0] in ENDING:
                    stop.give(heard[0])

    before = signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
    listener = threading.Thread(target=listen, daemon=True)
    usual = threading.stack_size(_LITTLE)
    listener.start()
    threading.stack_size(usual)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        telling.close()
        listener.join()
        hearing.close()
