"""Programs of others, while they run: that they never outlive us, nor their time, nor a stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from sop_excel.model.engine.deadline import ending, seconds_left

GRACE = 10.0  # seconds past its own time limit after which a program is ended
_APART: dict[str, Any] = {  # no window on Windows, no terminal of ours elsewhere
    "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0), "start_new_session": sys.platform != "win32",
}  # fmt: skip
_WATCH = 'read -r nothing; kill -s KILL -- "-$1" 2>/dev/null'  # it reads until we close its input, or are no more


class Program(subprocess.Popen[Any]):
    """A program of others, in a group of its own with all that it starts in turn: none of them outlives us.

    It hears nothing from our terminal. Should our own process be killed, on Unix a guard ends the group.
    """

    def __init__(self, command: Any, **wishes: Any) -> None:
        """As for ``subprocess.Popen``; raises OSError where the program cannot be started."""
        super().__init__(command, **({"stdin": subprocess.DEVNULL} | wishes | _APART))
        self._guard: subprocess.Popen[bytes] | None = None
        try:
            self._guard = _guard(self.pid)
        except BaseException:
            self.end()
            raise

    def interrupt(self) -> None:
        """Ask it to end with what it has, as Ctrl-C does; where that cannot be asked, nothing happens. Any thread."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGINT)

    def end(self) -> None:
        """End the whole group at once; nothing happens where none is left. Any thread may ask for it."""
        if sys.platform == "win32":
            if self.poll() is None:
                _end_tree(self.pid)
                self.kill()
            return
        with suppress(ProcessLookupError, PermissionError):  # on a Mac the latter, of a group that is about to end
            os.killpg(self.pid, signal.SIGKILL)
        if self._guard:
            self._guard.communicate()


def ran(command: Sequence[str | Path], seconds: float) -> str:
    """Run a program, silently, and return what it prints; it ends with a stop, an interrupt, after so many seconds or
    at the deadline in force. Where it is part of a search that is settled, it is asked to end with what it has.

    Raises OSError and subprocess.CalledProcessError where it fails, subprocess.TimeoutExpired where it was ended.
    """
    seconds = min(seconds, seconds_left())
    limit = None if seconds == float("inf") else seconds
    wishes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True, "errors": "replace"}
    with Program(command, **wishes) as process:
        try:
            with ending(process.end, process.interrupt):
                said, _ = process.communicate(timeout=limit)
        finally:  # whoever interrupts us wants nothing left behind
            process.end()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return str(said)


class Household:
    """The programs that a library starts while it works for us, and the folder in which they do."""

    def __init__(self, folder: str) -> None:
        self.folder, self.late = folder, False  # late: their time was over
        self._programs, self._ended = list[Program](), threading.Event()

    def start(self, command: Any, **wishes: Any) -> Program:
        """Start one, as ``subprocess.Popen`` does."""
        started = Program(command, **({"cwd": self.folder} | wishes))
        self._programs.append(started)
        if self._ended.is_set():
            started.end()
        return started

    def end(self) -> None:
        """End all of them, and any that is started from now on. Any thread may ask for it."""
        self._ended.set()
        for started in list(self._programs):
            started.end()

    def wait(self) -> None:
        """Until none runs any more."""
        for started in self._programs:
            started.wait()

    def end_late(self) -> None:
        """End the programs, since their time is over."""
        self.late = True
        self.end()


@contextmanager
def household(module: ModuleType, seconds: float) -> Iterator[Household]:
    """While the body runs, what a library's ``module`` starts by its ``subprocess`` is ours: it ends with the body, a
    stop, after so many seconds or at the deadline in force, and so does all that it has started. One body at a time.

    Raises Stopped after a stop, and DeadlineError where the deadline has passed before.
    """
    with TemporaryDirectory(prefix="sop-excel-") as folder:
        ours = Household(folder)
        clock = threading.Timer(min(seconds, seconds_left(), threading.TIMEOUT_MAX), ours.end_late)
        clock.daemon = True
        before = getattr(module, "subprocess", subprocess)
        try:
            vars(module)["subprocess"] = _Started(ours)
            clock.start()
            with ending(ours.end):
                yield ours
        finally:
            vars(module)["subprocess"] = before
            clock.cancel()
            ours.end()
            ours.wait()


class _Started:
    """``subprocess`` for a library, with programs of a household."""

    def __init__(self, household: Household) -> None:
        self.Popen = household.start

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def call(self, *command: Any, **wishes: Any) -> int:
        with self.Popen(*command, **wishes) as started:
            return int(started.wait())

    def check_call(self, *command: Any, **wishes: Any) -> int:
        status = self.call(*command, **wishes)
        if status:
            raise subprocess.CalledProcessError(status, command[0])
        return status


def _guard(group: int) -> subprocess.Popen[bytes] | None:
    """A shell that ends the group once our end of its input is closed, as it is when our process ends in any way."""
    if sys.platform == "win32":
        return None
    nothing = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - a program of the system by its absolute path
        ["/bin/sh", "-c", _WATCH, "sh", str(group)], stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, cwd="/",
        **_APART,
    )  # fmt: skip


def _end_tree(process: int) -> None:
    """End a process of Windows with all that it has started."""
    system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    with suppress(OSError):
        subprocess.run(  # noqa: S603 - a program of the system by its absolute path
            [system / "taskkill.exe", "/F", "/T", "/PID", str(process)], capture_output=True, check=False, **_APART
        )
