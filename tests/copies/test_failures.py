"""What fails while a copy is kept never ends a run, and a stop at any step leaves no half copy."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sop_excel.copies import history
from sop_excel.own_places import HOME, KEEP_COPIES
from tests.commands import sop_excel
from tests.copies.books import copies, fine, planned_book, saved_by_somebody
from tests.damaged.stopping import ROOT, Stopping, stopping_in
from tests.damaged.test_killed import whole
from tests.forking import python

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")


@pytest.mark.parametrize("fault", ["a file", "config", "index"])
def test_where_no_copy_can_be_kept_the_run_says_so_and_goes_on(fault: str, tmp_path: Path, home: Path) -> None:
    """No folder can be made, the choices cannot be read, the index is a folder."""
    book = planned_book(tmp_path / "books")
    home.mkdir(parents=True)
    if fault == "a file":
        (home / "copies").write_bytes(b"")
    elif fault == "config":
        (home / "config.toml").write_text("keep_copies = 'perhaps'", encoding="utf-8")
    else:
        (home / "copies" / "index.sqlite").mkdir(parents=True)
    before = book.read_bytes()
    ran = fine("optimize", book)
    assert "note: no copy of plan.xlsx as it was before could be kept (" in ran.err
    assert book.read_bytes() != before
    assert "unexpected" not in ran.err
    assert fault == "a file" or copies(home) == {}


@pytest.mark.parametrize("broken", [b"no base at all" * 100, b"half of it"])
def test_a_damaged_index_is_put_aside_and_every_copy_can_be_restored(broken: bytes, tmp_path: Path, home: Path) -> None:
    """It is not known any more which copy is of what, so one is named; what is written from then on is known again."""
    book = planned_book(tmp_path / "books")
    first = book.read_bytes()
    fine("optimize", book)
    (copy,) = copies(home)
    index = home / "copies" / "index.sqlite"
    index.write_bytes(broken if broken.startswith(b"no") else index.read_bytes()[:2000] + b"\xff" * 6000)
    ran = sop_excel("undo", book)
    assert (ran.status, f'--from "{copy}"' in ran.err) == (2, True), ran.err
    fine("undo", book, "--from", copy, "--force")
    assert book.read_bytes() == first
    assert "could be kept" not in fine("optimize", book).err
    fine("undo", book)
    assert book.read_bytes() == first
    assert (home / "copies" / "index-damaged.sqlite").is_file()


def test_an_index_that_another_program_holds_is_waited_for_once(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run goes on then; as soon as the index is free copies are kept again."""
    book = planned_book(tmp_path / "books")
    fine("optimize", book)
    saved_by_somebody(book, "C2", 25)
    waited: list[Path] = []
    connected = history._connected

    def counted(place: Path) -> sqlite3.Connection:
        waited.append(place)
        return connected(place)

    monkeypatch.setattr(history, "_PATIENCE", 0.01)
    monkeypatch.setattr(history, "_connected", counted)
    with closing(sqlite3.connect(home / "copies" / "index.sqlite", isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert "could be kept" in fine("optimize", book).err
    assert len(waited) == 1
    saved_by_somebody(book, "C2", 26)
    assert "could be kept" not in fine("optimize", book).err


@pytest.fixture
def full_home(home: Path) -> Iterator[Path]:
    """A disk for the user's own folder with room for the index and not for a copy, where mounting is allowed."""
    home.mkdir(parents=True)
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24k", "sop-excel", home], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("no disk may be mounted here")
    yield home
    subprocess.run(["umount", home], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux has them")
def test_a_full_disk_keeps_no_half_copy_and_ends_no_run(full_home: Path, tmp_path: Path) -> None:
    """But undo replaces nothing of which it can keep no copy, unless it is told to."""
    book = planned_book(tmp_path / "books")
    fine("optimize", book, "--no-copy")
    planned = book.read_bytes()
    assert len(planned) > 24 * 1024
    ran = fine("optimize", book)
    assert "could be kept (No space left on device" in ran.err
    assert copies(full_home) == {}
    other = tmp_path / "other.xlsx"
    other.write_bytes(planned)
    now = book.read_bytes()
    ran = sop_excel("undo", book, "--from", other, "--force")
    assert (ran.status, book.read_bytes()) == (1, now)
    assert "run again with --no-copy" in ran.err
    fine("undo", book, "--from", other, "--force", "--no-copy")
    assert book.read_bytes() == planned


EIGHT = """
import os, sys
from sop_excel.__main__ import main
children = []
for book in sys.argv[1:]:
    if not (child := os.fork()):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(main(["optimize", book]))
    children.append(child)
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


@unix
def test_eight_runs_at_once_keep_a_copy_each(tmp_path: Path, home: Path) -> None:
    """Of six workbooks of one name, one of them planned three times: nothing is lost, and each comes back."""
    books = [planned_book(tmp_path / f"books {k}") for k in range(6)]
    before = [saved_by_somebody(book, "B2", 10 + k) for k, book in enumerate(books)]
    words = [*python(), "-c", EIGHT, *map(str, [*books, books[0], books[0]])]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, "copy" in ran.stderr) == (0, False), ran.stderr
    kept = [*copies(home).values()]
    assert len(kept) == 8
    assert {*before} <= {*kept}
    for _ in range(2):
        fine("undo", books[0])
    for book, state in zip(books, before, strict=True):
        fine("undo", book)
        assert book.read_bytes() == state


@pytest.fixture
def stopping(home: Path, tmp_path: Path) -> Iterator[Stopping]:
    folder = tmp_path / "stopping"
    folder.mkdir()
    with stopping_in(folder, **{HOME: str(home), KEEP_COPIES: "yes"}) as commands:
        yield commands


@unix
@pytest.mark.parametrize("name", [pytest.param("SIGINT", marks=pytest.mark.exhaustive), "SIGKILL"])
def test_a_stop_at_a_step_leaves_no_half_copy_and_a_way_back(
    name: str, stopping: Stopping, tmp_path: Path, home: Path
) -> None:
    """While a plan is written: at calls from the first for the copy to the last for the workbook."""
    book = planned_book(tmp_path / "books")
    for _ in range(2):  # the first makes the folder too
        calls = int(stopping(name, 0, book).out.split()[-1])
        fine("undo", book)
    for number in range(calls - 21, calls + 1, 5 if name == "SIGKILL" else 3):
        before = saved_by_somebody(book, "A9", number)
        ran = stopping(name, number, book)
        assert ran.status == {"SIGINT": 1, "SIGKILL": -signal.SIGKILL}[name], number
        assert whole(book, before), number
        kept = copies(home)
        if name == "SIGINT":
            assert not [path for path in kept if path.endswith(".tmp")], number
        wanted = {before} if book.read_bytes() != before else set()
        assert wanted <= {content for copy, content in kept.items() if copy.endswith(".xlsx")}, number
        if wanted:
            fine("undo", book)
            assert book.read_bytes() == before, number
        elif name == "SIGINT":
            assert before not in kept.values(), number


@unix
@pytest.mark.parametrize("name", [pytest.param("SIGINT", marks=pytest.mark.exhaustive), "SIGKILL"])
def test_a_stop_at_a_step_of_undo_leaves_one_of_two_states(
    name: str, stopping: Stopping, tmp_path: Path, home: Path
) -> None:
    """The plan, or the state before it; and in the end undo goes back."""
    book = planned_book(tmp_path / "books")
    before = book.read_bytes()
    fine("optimize", book)
    planned = book.read_bytes()
    calls = int(stopping(name, 0, book, "undo").out.split()[-1])
    assert calls > 20
    for number in range(2, calls + 1, 5):
        if book.read_bytes() == before:
            later = next(path for path, content in copies(home).items() if content == planned)
            fine("undo", book, "--from", later)
        stopping(name, number, book, "undo")
        assert book.read_bytes() in (before, planned), number
    if book.read_bytes() == planned:
        fine("undo", book)
    assert book.read_bytes() == before
    assert {before, planned} >= {content for path, content in copies(home).items() if path.endswith(".xlsx")}
    if name == "SIGINT":
        assert not [path for path in copies(home) if path.endswith(".tmp")]
