"""Stopped at any moment: the workbook is the old one or the new one, and whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.damaged.running import book_in, names, sop_excel
from tests.damaged.stopping import Stopping, stopping_in
from tests.examples import tried
from tests.forking import python

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")

MOMENTS = tried(8)  # of each signal


@pytest.fixture(scope="module")
def stopping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stopping]:
    with stopping_in(tmp_path_factory.mktemp("stopping")) as commands:
        yield commands


def whole(book: Path, before: bytes) -> bool:
    """Whether it is the old file, or a new one without a fault."""
    if book.read_bytes() == before:
        return True
    with zipfile.ZipFile(book) as package:
        return package.testzip() is None and "xl/worksheets/sheet17.xml" in package.namelist()


@pytest.mark.parametrize(
    ("name", "status"), [("SIGINT", 1), pytest.param("SIGTERM", 143, marks=pytest.mark.exhaustive)]
)
def test_an_interrupt_at_any_write_leaves_a_whole_file_and_nothing_else(
    name: str, status: int, stopping: Stopping, tmp_path: Path
) -> None:
    """One line and the status that a shell expects, from the first byte that is written to the last."""
    book = book_in(tmp_path)
    calls = int(stopping(name, 0, book).out.split()[-1])
    assert calls > 60
    last = range(calls - 9, calls + 1)
    for number in [1, 2, 3, 4, calls // 2, *last, *(-number for number in (2, *last[3:-2]))]:
        book = book_in(tmp_path)
        before = book.read_bytes()
        ran = stopping(name, number, book)
        assert ran.status == status, (number, ran.err)
        assert ran.err == "stopped; every file is whole\n", number
        assert whole(book, before), number
        assert names(tmp_path) == ["book.xlsx"], number


def test_a_kill_at_any_write_leaves_a_whole_file_that_can_be_planned(stopping: Stopping, tmp_path: Path) -> None:
    """What is left beside it is taken away by a later run, once it is certain that nobody writes it any more."""
    book = book_in(tmp_path)
    calls = int(stopping("SIGKILL", 0, book).out.split()[-1])
    for number in (2, calls // 2, *range(calls - 7, calls + 1)):
        book = book_in(tmp_path)
        before = book.read_bytes()
        assert stopping("SIGKILL", number, book).status == -signal.SIGKILL
        assert whole(book, before), number
    left = sorted(tmp_path.glob("*.tmp"))
    assert left
    young = left.pop()
    for path in left:
        os.utime(path, (time.time() - 7200, time.time() - 7200))
    stranger = tmp_path / ".~sop-00000000-0000000000000000.tmp"
    stranger.write_bytes(b"of another workbook")
    os.utime(stranger, (0, 0))
    assert sop_excel("optimize", book).returncode == 0
    assert names(tmp_path) == sorted([book.name, young.name, stranger.name])


@pytest.mark.parametrize(
    "name", ["SIGKILL", *(pytest.param(name, marks=pytest.mark.exhaustive) for name in ("SIGINT", "SIGTERM"))]
)
def test_a_signal_at_a_random_moment_leaves_a_whole_file(name: str, tmp_path: Path) -> None:
    """Moments over the half second that a run takes."""
    command = [*python(), "-c", f"{READY}\nsys.exit(main(['optimize', sys.argv[1]]))"]
    moments = random.Random(name)  # noqa: S311
    for _ in range(MOMENTS):
        book = book_in(tmp_path)
        before = book.read_bytes()
        with subprocess.Popen([*command, book], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout
            running.stdout.readline()
            time.sleep(moments.uniform(0, 0.4))
            running.send_signal(getattr(signal, name))
            _, err = running.communicate(timeout=60)
        assert whole(book, before)
        assert "Traceback" not in err
        number = getattr(signal, name)
        assert running.returncode in (0, -number, {signal.SIGINT: 1}.get(number, 128 + number)), err
        for path in tmp_path.glob(".~sop-*"):
            assert name == "SIGKILL"
            path.unlink()


# From here on an interrupt is caught; before, Python itself is at work. Its end, once all is done, is the default one.
READY = """
import signal, sys
from sop_excel.__main__ import main as command
def main(words):
    print("ready", flush=True)
    status = command(words)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    return status
"""
