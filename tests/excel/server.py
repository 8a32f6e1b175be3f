"""The server of the worksheet functions as a process of its own, with the Excel of the tests in it.

``xlwings.com_server`` and ``xlwings.udfs`` are the genuine modules; what is played is COM alone: what Excel's macros
would ask of the server comes as a line of JSON, and so does the answer. ``python -m tests.excel.server`` is the
process, ``Server`` the one that asks.
"""

from __future__ import annotations

import json
import locale
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.forking import python

MODULE = "sop_excel.hosts.excel.clicks"
SECONDS = 240.0  # generous: the machine may be busy


class Server:
    """A running server, from where Excel's macros stand."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [*python(), "-m", "tests.excel.server"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environ},
        )  # fmt: skip

    def ask(self, what: str, *arguments: object) -> Any:
        """What the process answers; EOFError where it has died."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([what, *arguments], default=str) + "\n")
        stdin.flush()
        if not (line := stdout.readline()):
            raise EOFError
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["is"]

    def start(self, command: str, book: str, scenario: int = 0) -> str:
        """The ticket of a command that was started."""
        word, ticket = self.clicked(command, book, scenario)
        assert word == "started", ticket
        return ticket

    def clicked(self, command: str, book: str, scenario: int = 0, version: str = "") -> tuple[str, str]:
        """What a click comes to: a word and a text."""
        version = version or self.ask("version")
        word, _, text = self.ask("start", command, str(self.ask("hwnd")), str(scenario), book, version).partition("\n")
        return word, text

    def told(self, ticket: str = "") -> tuple[str, str]:
        """How far a command is, in a word, and what the status bar shows."""
        word, _, text = self.ask("state", ticket).partition("\n")
        return word, text

    def ended(self, ticket: str = "", until: Callable[[str, str], bool] = lambda word, text: word != "running") -> str:
        """What is told once it has ended, or once it is as far as asked."""
        end = time.monotonic() + SECONDS
        while True:
            word, text = self.told(ticket)
            if until(word, text):
                return text
            assert word == "running", (word, text)
            assert time.monotonic() < end, text
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.read()  # up to its end: what was forked for it is gone too then

    def close(self) -> None:
        """End it."""
        if self._process.poll() is None:
            self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()


@contextmanager
def server(home: Path) -> Iterator[Server]:
    """A server whose user keeps everything in that folder."""
    started = Server({"SOP_EXCEL_HOME": str(home / "own"), "XDG_STATE_HOME": str(home / "state")})
    try:
        yield started
    finally:
        started.close()


class _Process:
    """The other side."""

    def __init__(self) -> None:
        from tests.excel.engine import ENGINE

        self._engine = ENGINE
        self.books: dict[str, Any] = {}

    @property
    def _app(self) -> Any:
        return self._engine.running[0]

    def _called(self, what: str, *arguments: str) -> str:
        """As the macros call: by way of xlwings' server."""
        com = sys.modules["xlwings.com_server"].XLPython()
        return str(com.Str(com.Call(com.Module(MODULE), what, com.Tuple(*arguments))))

    def start(self, *arguments: str) -> str:
        return self._called("start", *arguments)

    def state(self, ticket: str) -> str:
        return self._called("state", ticket)

    def cancel(self, ticket: str = "") -> str:
        return self._called("cancel", ticket)

    def version(self) -> str:
        import sop_excel

        return sop_excel.__version__

    def hwnd(self) -> int:
        return int(self._engine.running[0].hwnd)

    def open(self, path: str) -> str:
        """The first opens an Excel, all others open beside it."""
        from tests.excel.engine import open_book

        if Path(path).name in self.books:
            self.close(Path(path).name)
        beside = next(iter(self.books.values()), None)
        book = open_book(Path(path), beside=beside)
        book.app.impl.threads.add(threading.get_ident())  # from here the tests look on
        self.books[book.name] = book
        return str(book.name)

    def save(self, name: str, path: str) -> str:
        self._app.answer()
        self.books[name].save(path)
        self.books[Path(path).name] = self.books.pop(name)
        return path

    def close(self, name: str) -> None:
        self.books.pop(name).close()

    def activate(self, name: str) -> None:
        self.books[name].activate()

    def cold(self, command: str) -> int:
        """The command as a Python of its own runs it; the macro gives no number of a window, as on a Mac."""
        from sop_excel.hosts.excel import __main__ as ribbon_command

        ribbon_command.SECONDS_TO_READ = 0.0
        return ribbon_command.main([command])

    def formula(self, name: str, *arguments: object) -> Any:
        from sop_excel.functions import FUNCTIONS
        from tests.excel.windows import MISSING, call

        missing = len(next(one for one in FUNCTIONS if one.name == name).arguments) - len(arguments)
        given = [tuple(one) if isinstance(one, list) else one for one in arguments]
        return call("sop_excel.hosts.excel.udfs", name, [*given, *[MISSING] * missing])

    def formula_in_calculation(self, name: str, *arguments: object) -> None:
        """Whenever Excel calculates, it asks the server's first thread for a formula, and waits for it."""
        answers: list[Any] = []
        self.answers = answers

        def calculating() -> None:
            asked = threading.Thread(target=lambda: answers.append(self.formula(name, *arguments)), daemon=True)
            asked.start()
            asked.join(SECONDS)
            assert answers, "a command that calls Excel holds what a formula needs"

        self._engine.running[0].calculating = calculating

    def answered_in_calculation(self) -> Any:
        return self.answers

    def editing(self, begin: bool) -> None:
        """The planner begins to edit a cell, or has finished."""
        app = self._engine.running[0]
        if begin:
            app.edit()
        else:
            app.is_editing = False

    def answers_next(self, *answers: str) -> None:
        self._engine.running[0].answers.extend(answers)

    def seen(self) -> dict[str, Any]:
        """What Excel is left like."""
        app = self._app
        settings = ("calculation", "enable_events", "screen_updating", "display_alerts", "interactive")
        return {name: getattr(app, name) for name in settings} | {
            "alerts": [alert.prompt for alert in app.alerts],
            "status": [*map(str, app.status_texts)],
            "log": app.settings_log,
        }

    def cells(self, name: str, sheet: str) -> Any:
        self._app.answer()
        used = self.books[name].sheets[sheet].used_range
        return used.formula

    def facts(self) -> dict[str, Any]:
        """What of a process could go over from one command to the next."""
        import gc

        from sop_excel.domain.problem import Problem
        from sop_excel.session_log import LOGGER

        gc.collect()
        return {
            "folder": os.getcwd(),  # noqa: PTH109
            "environment": dict(os.environ),
            "locale": locale.setlocale(locale.LC_ALL),
            "warnings": [str(one) for one in warnings.filters],
            "signals": [str(signal.getsignal(number)) for number in signal.valid_signals()],
            "threads": sorted(thread.name for thread in threading.enumerate()),
            "handlers": [type(handler).__name__ for handler in LOGGER.handlers],
            "streams": [
                stream is getattr(sys, f"__{name}__") for name, stream in _streams().items() if name != "stdout"
            ],
            "problems": sum(isinstance(one, Problem) for one in gc.get_objects()),
            "files": sorted(_open_files()),
        }


def _streams() -> dict[str, Any]:
    return {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}


def _open_files() -> Iterator[str]:
    for entry in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ():
        try:
            target = os.readlink(entry)  # noqa: PTH115 - what is open need not be a path
        except OSError:
            continue
        if target.startswith("/") and not target.startswith(("/proc", "/dev")):
            yield target


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w")  # what a library prints, or a solver is kept from printing, is no answer
    sys.stdout = sys.stderr
    from tests.excel.windows import windows

    with windows():
        from sop_excel.hosts.excel import patience

        patience.TICK = 0.1  # seconds in which a cancel is heard of
        process = _Process()
        for line in sys.stdin:
            what, *arguments = json.loads(line)
            try:
                answer = {"is": getattr(process, what)(*arguments)}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            answers.write(json.dumps(answer, default=str) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
    os._exit(0)
