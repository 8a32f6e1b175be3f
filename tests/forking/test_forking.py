"""A forked command is as one that was started: what it sees, what it does, how it ends. Each command is started here
once."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sop_excel.hosts.cli.usage import COMMANDS
from tests.commands import bare
from tests.damaged.running import book_in
from tests.examples import few, is_exhaustive
from tests.forking import COLD, NEW, command, python

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")

# All of what a process has from whoever starts it, on its standard error or into a file.
SEEN = """
import fcntl, json, locale, os, resource, signal, sys, tempfile, threading, warnings
import numpy  # which ignores some warnings
def stream(one):
    facts = "encoding", "errors", "line_buffering", "write_through", "mode", "name", "closed"
    return one and [*(getattr(one, fact) for fact in facts), one.isatty(), one.fileno(), type(one.buffer).__name__]
def flags(number):
    try:
        return fcntl.fcntl(number, fcntl.F_GETFL)
    except OSError:
        return None
umask = os.umask(0)
os.umask(umask)
seen = {
    "streams": [stream(one) for one in (sys.stdin, sys.stdout, sys.stderr)],
    "first streams": [stream(one) for one in (sys.__stdin__, sys.__stdout__, sys.__stderr__)],
    "files": [flags(number) for number in range(20)],
    "words": sys.argv, "path": sys.path[:1], "name": __name__, "folder": os.getcwd(), "umask": umask,
    "environment": dict(os.environ), "locale": locale.setlocale(locale.LC_ALL), "python": sys.executable,
    "limits": [resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")],
    "signals": [str(signal.getsignal(number)) for number in signal.valid_signals()],
    "masked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "threads": threading.active_count(), "warnings": [*map(str, warnings.filters)],
    "temporary": tempfile.gettempdir(), "bytecode": sys.dont_write_bytecode, "main": sys.modules["__main__"].__name__,
}
with open(sys.argv[1], "w") as told:
    json.dump(seen, told)
"""


def seen(start: list[str], line: str, folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a Python sees that a line of the shell starts, in which it is ``"$@"``."""
    told = folder / "told.json"
    words = ["bash", "-c", line, "bash", *start, "-c", SEEN, str(told), "größer", ""]
    subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    found["environment"].pop("_")  # bash's: the program that it starts
    told.unlink()
    return found


@pytest.mark.parametrize(
    "line",
    [
        '"$@"', '"$@" <&-', '"$@" >&-', '"$@" 2>&-', '"$@" <&- >&- 2>&-', '"$@" </dev/zero >>file 2>/dev/full',
        'ulimit -f 100 -n 300; umask 007; "$@"', 'trap "" INT HUP; "$@"', 'PYTHONUNBUFFERED=1 "$@"',
        'cd /; TMPDIR=/dev/shm PYTHONDONTWRITEBYTECODE=1 "$@"', 'LC_ALL=C "$@"', 'echo text | "$@" | cat',
        'exec 7<>file; "$@"',
    ],
)  # fmt: skip
def test_a_forked_process_sees_what_a_new_one_sees(line: str, tmp_path: Path) -> None:
    """Streams, files, words, folder, environment, limits and signals, and no other open file."""
    new = seen(NEW, line, tmp_path, bare())
    if "exec" in line:
        assert new["files"][7] is not None
        new["files"][7] = None
    assert seen(python(), line, tmp_path, bare()) == new


ENDS: dict[str, str] = {
    "of itself": "print('all')",
    "exit with a number": "import sys; print('all'); sys.exit(3)",
    "exit with words": "import sys; sys.exit('words')",
    "an error": "print('all'); raise ValueError('wrong')",
    "an interrupt": "raise KeyboardInterrupt",
    "a signal": "import os; os.kill(os.getpid(), 15)",
    "at once": "import os; os._exit(5)",
    "what is left to the end": "import atexit; atexit.register(print, 'last'); print('first')",
    "a thread": "import threading, time; threading.Thread(target=lambda: (time.sleep(0.2), print('late'))).start()",
    "a buffer of C": "import ctypes; ctypes.CDLL(None).printf(b'noise'); print('all')",
    "an answer that is lost": "import sys; sys.stdout = open('/dev/full', 'w', closefd=True); print('all')",
    "what it reads": "print(input())",
}


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_a_forked_process_ends_as_a_new_one_ends(code: str) -> None:
    """Status, and what is printed in the end."""
    forked, new = (
        subprocess.run([*start, "-c", code], env=bare(), input="typed\n", capture_output=True, text=True, timeout=60)
        for start in (python(), NEW)
    )
    assert (forked.returncode, forked.stdout) == (new.returncode, new.stdout)
    assert forked.stderr.splitlines()[-1:] == new.stderr.splitlines()[-1:]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_reaches_a_forked_process_as_a_new_one(number: signal.Signals) -> None:
    """It hears of it itself, but of the one that nobody hears of."""
    code = """
import os, signal, sys, time
def heard(number, frame):
    os.write(1, b"heard %d\\n" % number)  # a signal may come while a line is printed
    sys.exit(7)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, heard)
os.write(1, b"%d\\n" % os.getpid())
time.sleep(30)
"""
    ended = []
    for start in (python(), NEW):
        with subprocess.Popen([*start, "-c", code], stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            process = int(running.stdout.readline())
            running.send_signal(number)
            ended.append((running.stdout.read(), running.wait(20)))
        assert _is_gone(process)
    assert ended[0] == ended[1]


def _is_gone(process: int) -> bool:
    """Within a moment: one whose starter was killed is killed by others."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_processes_that_are_forked_run_beside_each_other() -> None:
    """The first waits for the second."""
    first = subprocess.Popen(
        [*python(), "-c", "print(input())"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    second = subprocess.run([*python(), "-c", "print('second')"], stdout=subprocess.PIPE, text=True, timeout=60)
    assert first.communicate(second.stdout, timeout=60)[0] == "second\n"


def test_what_would_make_a_difference_is_not_forked() -> None:
    """Nothing is run where Python itself would read the environment as it starts."""
    ran = subprocess.run(
        [*python(), "-c", "print('run')"], env=bare(PYTHONUTF8="0"), capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stdout) == (97, "")
    assert ran.stderr == "to be started in a new process: PYTHONUTF8 -c print('run')\n"


# In their order in one folder, each command once.
WORDS = (
    "--version", "--help", "nonsense", "optimize book.xlsx", "check book.xlsx", "explain book.xlsx",
    "verify book.xlsx", "export book.xlsx plan.lp", "compare book.xlsx book.xlsx", "diff book.xlsx book.xlsx",
    "compare-rules book.xlsx", "undo book.xlsx", "publish book.xlsx", "runs book.xlsx", "database check",
    "show 0123456789ab", "replay 0123456789ab", "new sales sales.csv", "clean sales.csv -o history.xlsx",
    "forecast history.xlsx --horizon 3", "safety-stock history.xlsx", "roll book.xlsx", "pull book.xlsx",
    "add book.xlsx Scenarios", "adopt book.xlsx", "chain sales.csv -o chain.xlsx", "doctor", "addin status",
    "completion bash",
)  # fmt: skip
OFTEN = ("--version", "nonsense", "optimize book.xlsx", "check book.xlsx")


@pytest.fixture(scope="module")
def answered(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[tuple[int, str, str, list[str]]]]:
    """Status, answers and the files of the folder behind each command, forked and started."""
    found: dict[str, list[tuple[int, str, str, list[str]]]] = {words: [] for words in WORDS}
    for start in (command(), COLD):
        folder = tmp_path_factory.mktemp("folder")
        book_in(folder)
        environment = bare(
            SOP_EXCEL_HOME=str(tmp_path_factory.mktemp("home")), SOP_EXCEL_DATABASE="sqlite:///runs.sqlite"
        )
        for words in WORDS if is_exhaustive(request.config) else OFTEN:
            ran = subprocess.run([*start, *words.split()], cwd=folder, env=environment, capture_output=True, text=True)
            files = sorted(path.name for path in folder.iterdir())
            told, wrong = (_steady(text.replace(str(folder), "")) for text in (ran.stdout, ran.stderr))
            found[words].append((ran.returncode, told, wrong, files))
    return found


_VOLATILE = (
    r"\d{4}-\d\d-\d\d \d\d[:.]\d\d(?:[:.]\d\d)?(?:, 2(?=\)))?",  # of a run, and in the name of a copy
    r"\b[0-9a-f]{12}\b", r"^Seconds: .*$", r"\d\.\d\d s\b", r"\d\.\d ms\b", r"/[\w-]+\d+/",
)  # fmt: skip


def _steady(text: str) -> str:
    """Without what differs from run to run: dates, names of runs, seconds, folders."""
    return re.sub("|".join(_VOLATILE), "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("words", few(WORDS, lambda words: words in OFTEN))
def test_a_forked_command_answers_as_one_that_is_started(
    words: str, answered: dict[str, list[tuple[int, str, str, list[str]]]]
) -> None:
    """And leaves the same files behind."""
    forked, started = answered[words]
    assert forked == started


def test_each_command_is_started_once() -> None:
    """What it loads as it starts is loaded by a process that has loaded nothing."""
    assert [name for name in COMMANDS if not any(words.split()[0] == name for words in WORDS)] == []
