"""One run at a time plans a workbook, and no crash of a run stands in anybody's way."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from sop_excel.errors import MachineError
from sop_excel.files import held, system
from sop_excel.files.lock import Owner, lock_of
from tests.damaged.running import book_in, names, sop_excel

LIVING = Owner(platform.node(), os.getpid(), system.born(os.getpid()), "Ann", "2026-11-27 09:30", "book.xlsx", "1")


def ended() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(book: Path, owner: Owner, age: float = 0.0) -> Path:
    """A lock of that owner, so many seconds old."""
    lock = lock_of(book)
    lock.write_text(json.dumps(asdict(owner)))
    os.utime(lock, (time.time() - age, time.time() - age))
    return lock


def test_a_run_keeps_others_away_and_says_who_it_is(tmp_path: Path) -> None:
    """And lets them in as soon as it ends, however it ends."""
    book = book_in(tmp_path)
    with held(book):
        who = rf"book\.xlsx is being planned by .* on {platform.node()}, since "
        with pytest.raises(MachineError, match=who), held(book, patience=0.0):
            pass
        with held(tmp_path / "other.xlsx", patience=0.0):
            pass
    with pytest.raises(ZeroDivisionError), held(book, patience=0.0):
        raise ZeroDivisionError
    with held(book, patience=0.0):
        assert names(tmp_path) == [lock_of(book).name, "book.xlsx"]
    assert names(tmp_path) == ["book.xlsx"]


STALE: dict[str, tuple[Callable[[], Owner], float]] = {
    "of a process that has ended": (lambda: replace(LIVING, process=ended()), 0.0),
    "of an earlier process of that number": (lambda: replace(LIVING, born="1"), 0.0),
    "of another machine, old": (lambda: replace(LIVING, host="PC-7"), 4000.0),
}
ALIVE: dict[str, tuple[Callable[[], Owner], float]] = {
    "of a process that lives": (lambda: LIVING, 4000.0),
    "of another machine, young": (lambda: replace(LIVING, host="PC-7", process=1), 1800.0),
}


@pytest.mark.parametrize("kind", STALE)
def test_a_lock_that_a_crash_has_left_stands_in_nobodys_way(kind: str, tmp_path: Path) -> None:
    """Nor does anything stay of it."""
    owner, age = STALE[kind]
    book = book_in(tmp_path)
    left(book, owner(), age)
    with held(book, patience=0.0):
        pass
    assert names(tmp_path) == ["book.xlsx"]


@pytest.mark.parametrize("kind", ALIVE)
def test_a_lock_of_a_run_that_may_live_is_kept(kind: str, tmp_path: Path) -> None:
    """The message names the file, for those who know better."""
    owner, age = ALIVE[kind]
    book = book_in(tmp_path)
    lock = left(book, owner(), age)
    before = lock.read_bytes()
    with pytest.raises(MachineError) as caught, held(book, patience=0.0):
        pass
    assert f"delete the hidden file {lock.name} beside it" in str(caught.value)
    assert "(Ann on" in str(caught.value)
    assert lock.read_bytes() == before
    assert names(tmp_path) == [lock.name, "book.xlsx"]


@pytest.mark.parametrize(("age", "taken"), [(600.0, True), (5.0, False)])
def test_a_lock_that_says_nothing_counts_for_a_minute(age: float, taken: bool, tmp_path: Path) -> None:
    """Somebody else's file of that name, or one of a system that broke down."""
    book = book_in(tmp_path)
    lock = lock_of(book)
    lock.write_bytes(b"")
    os.utime(lock, (time.time() - age, time.time() - age))
    if taken:
        with held(book, patience=0.0):
            pass
    else:
        with pytest.raises(MachineError), held(book, patience=0.0):
            pass
    assert names(tmp_path) == (["book.xlsx"] if taken else [lock.name, "book.xlsx"])


def test_the_lock_of_a_name_is_one_however_it_is_spelt(tmp_path: Path) -> None:
    """Some systems do not tell capitals, or two ways to write a letter with a sign."""
    assert (
        lock_of(tmp_path / "Pläne.XLSX") == lock_of(tmp_path / "pla\u0308ne.xlsx") != lock_of(tmp_path / "plane.xlsx")
    )


def test_a_target_that_another_run_writes_is_refused_by_the_command(tmp_path: Path) -> None:
    """Exit 1 and one line; the workbook itself may be read as often as one likes."""
    book, target = book_in(tmp_path), tmp_path / "out.xlsx"
    lock = left(target, LIVING)
    ran = sop_excel("optimize", book, "-o", target)
    assert ran.returncode == 1
    assert ran.stderr.startswith("out.xlsx is being planned by another run of sop-excel (Ann on ")
    assert len(ran.stderr.splitlines()) == 1
    lock.unlink()
    with held(book):
        assert sop_excel("optimize", book, "-o", target).returncode == 0


def test_of_two_runs_at_once_the_second_waits_or_says_for_whom(tmp_path: Path) -> None:
    """It plans what the first has left, if that comes soon enough; nothing stays but the workbook."""
    book = book_in(tmp_path)
    command = [sys.executable, "-m", "sop_excel", "optimize", str(book)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended_so = [(run.communicate(timeout=100)[1], run.returncode) for run in runs]
    assert ("", 0) in ended_so
    for err, status in ended_so:
        assert (status, err) == (0, "") or (status == 1 and "is being planned by another run of sop-excel" in err)
    assert names(tmp_path) == ["book.xlsx"]


def test_a_lock_that_can_be_neither_read_nor_made_is_waited_for_no_longer_than_any_other(tmp_path: Path) -> None:
    """A link to nowhere at its place is there for whoever makes a file, and not there for whoever reads one."""
    book = tmp_path / "book.xlsx"
    book.touch()
    lock_of(book).symlink_to(tmp_path / "nowhere")
    with pytest.raises(MachineError, match="delete the hidden file"), held(book, patience=0.2):
        pass
    left(tmp_path / "other.xlsx", replace(LIVING, process=ended()))
    with held(tmp_path / "other.xlsx", patience=0.2):
        pass
