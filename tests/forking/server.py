"""``python -m tests.forking.server SOCKET``: forks a process for each that asks there, until its input ends."""

from __future__ import annotations

import atexit
import ctypes
import io
import locale
import marshal
import os
import resource
import runpy
import select
import signal
import socket
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TextIO

from tests.forking.warm import OF_A_BOOK, warm

# Words, folder, environment, encoding and errors of the streams and which are open, limits, ignored signals, umask.
Order = tuple[
    list[str], str, dict[str, str], list[tuple[str, str]], list[bool], list[tuple[int, int, int]], list[int], int
]  # fmt: skip


@dataclass
class Server:
    """Listens, forks, and tells each who asked how its process ended."""

    listening: socket.socket
    woken: int  # readable once a process has ended
    asked: dict[int, socket.socket] = field(default_factory=dict)  # by process

    def forked(self) -> Order | None:
        """In each forked process its order; in this one nothing, once nobody needs it any more."""
        while True:
            files: list[Any] = [0, self.woken, self.listening, *self.asked.values()]
            heard = select.select(files, [], [])[0]
            if 0 in heard:
                return None
            if self.woken in heard:
                os.read(self.woken, 4096)
                self._tell_ended()
            for process, client in [*self.asked.items()]:
                if client in heard:
                    self._signal(process, client)
            if self.listening in heard and (order := self._begun()) is not None:
                return order

    def _signal(self, process: int, client: socket.socket) -> None:
        """Hand on what came; from a client that is gone nothing comes, and nobody waits for its process any more."""
        numbers = b""
        with suppress(OSError):
            numbers = client.recv(16)
        for number in numbers or [signal.SIGKILL]:
            os.kill(process, number)
        if not numbers:
            os.waitpid(process, 0)
            self.asked.pop(process).close()

    def _tell_ended(self) -> None:
        for process in [*self.asked]:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                client = self.asked.pop(process)
                with suppress(OSError):  # it was killed meanwhile
                    client.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
                client.close()

    def _begun(self) -> Order | None:
        client = self.listening.accept()[0]
        length, files, _, _ = socket.recv_fds(client, 4, 3)
        content = b""
        while len(content) < int.from_bytes(length, "big") and (more := client.recv(65536)):
            content += more
        if not content:  # it was killed meanwhile
            client.close()
            return None
        threads = os.listdir("/proc/self/task")  # noqa: PTH208 - fast
        assert len(threads) == 1, "a process with threads cannot be forked"
        process = os.fork()
        if process:
            self.asked[process] = client
            for number in files:
                os.close(number)
            return None
        order: Order = marshal.loads(content)  # noqa: S302 - of our own client
        for one in (self.listening, client, *self.asked.values()):
            one.detach()
        _take(files, order[4])
        return order


def _take(files: list[int], opened: list[bool]) -> None:
    """The files that came become standard input, output and error; none else stays open."""
    high = [os.dup2(number, 100 + number, inheritable=False) for number in files]
    os.closerange(0, 100)
    for number, is_open in enumerate(opened):
        if is_open:
            os.dup2(high.pop(0), number)
    os.closerange(3, 256)


def _become(order: Order) -> list[str]:
    """Be as a new process would be; the words that it begins with."""
    words, folder, environment, how, opened, limits, ignored, umask = order
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.umask(umask)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for heard in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        usual = signal.default_int_handler if heard == signal.SIGINT else signal.SIG_DFL
        signal.signal(heard, signal.SIG_IGN if heard in ignored else usual)
    locale.setlocale(locale.LC_CTYPE, "")
    tempfile.tempdir = None  # which it looks up once
    sys.dont_write_bytecode = bool(environment.get("PYTHONDONTWRITEBYTECODE"))
    sys.path[0] = folder if words[0] == "-m" else ""
    unbuffered = bool(environment.get("PYTHONUNBUFFERED"))
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = _stream(number, name, *how[number], unbuffered) if opened[number] else None
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    for which, soft, hard in limits:
        if resource.getrlimit(which) != (soft, hard):
            resource.setrlimit(which, (soft, hard))
    return words


def _stream(number: int, name: str, encoding: str, errors: str, unbuffered: bool) -> TextIO:
    """As Python makes it when it starts (``create_stdio``)."""
    writes = number > 0
    raw: Any = open(number, "wb" if writes else "rb", 0 if unbuffered and writes else -1, closefd=False)  # noqa: SIM115
    (raw if unbuffered and writes else raw.raw).name = f"<{name}>"
    by_lines = not unbuffered and (raw.isatty() or number == 2)
    stream = io.TextIOWrapper(raw, encoding, errors, "\n", by_lines, write_through=unbuffered)
    stream.mode = "w" if writes else "r"  # type: ignore[misc]
    return stream


def _served(path: str) -> Order | None:
    warm(*OF_A_BOOK)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    listening.listen(64)
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    os.write(1, b"warm\n")
    order = Server(listening, woken).forked()
    if order is None:
        listening.close()
    return order


def _run(words: list[str]) -> None:
    if words[0] == "-m":
        sys.argv[:] = words[1:]
        sys.modules.pop(f"{words[1]}.__main__", None)
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - of a test


def _status(words: list[str]) -> int:
    """As Python tells how its main module ended."""
    try:
        _run(words)
    except SystemExit as end:
        if isinstance(end.code, int | None):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
    except KeyboardInterrupt:
        sys.excepthook(*sys.exc_info())
        return -signal.SIGINT
    except BaseException:
        sys.excepthook(*sys.exc_info())
    else:
        return 0
    return 1


def _end(status: int) -> None:
    """End as Python does (``Py_FinalizeEx``), and as a program of C does after it; only the modules are not taken
    apart, one object after the other, which would take longer than most commands."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError as fault:
            status = 120
            told = {
                "exc_type": type(fault),
                "exc_value": fault,
                "exc_traceback": None,
                "err_msg": None,
                "object": stream,
            }
            sys.unraisablehook(SimpleNamespace(**told))
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    ctypes.CDLL(None).exit(status)


if __name__ == "__main__" and (ORDER := _served(sys.argv[1])) is not None:
    _end(_status(_become(ORDER)))
