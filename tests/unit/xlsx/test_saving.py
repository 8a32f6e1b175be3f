"""The old file stays whole, whatever happens while the new one is made."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sop_excel.errors import InputError, MachineError
from sop_excel.files import system
from sop_excel.files.writer import stem
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import contents, costs, planner_book, template_book


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return planner_book(tmp_path / "files" / "book.xlsx")


FULL = OSError(28, "No space left on device")


@pytest.mark.parametrize("fault", [FULL, PermissionError(13, "Permission denied"), KeyboardInterrupt()])
@pytest.mark.parametrize(
    ("owner", "step"),
    [
        (system, "exchange"),
        (os, "fsync"),
        (zipfile.ZipFile, "writestr"),
        (zipfile.ZipFile, "_write_end_record"),
        (Path, "chmod"),
    ],
)
def test_a_failure_at_any_step_leaves_the_old_file_alone(
    book: Path, template: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str, fault: BaseException
) -> None:
    before = book.read_bytes()
    workbook = Workbook.open(book)

    def fail(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, fail)
        expected = MachineError if isinstance(fault, OSError) else KeyboardInterrupt
        with pytest.raises(expected, match=r"book.xlsx could not be written" if expected is MachineError else None):
            workbook.write([costs()], book, template)
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == ["book.xlsx"]


def test_a_killed_process_leaves_the_old_file_whole(book: Path, template: Path) -> None:
    before = book.read_bytes()
    program = (
        "import os, signal, sys, zipfile\n"
        "from pathlib import Path\n"
        "from sop_excel.hosts.xlsx.workbook import Workbook\n"
        "from tests.unit.xlsx.books import costs\n"
        "real = zipfile.ZipFile.writestr\n"
        "def slow(self, entry, data, **how):\n"
        "    real(self, entry, data, **how)\n"
        "    if 'styles' in entry.filename:\n"
        "        self.fp.flush()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "zipfile.ZipFile.writestr = slow\n"
        "book, template = map(Path, sys.argv[1:])\n"
        "Workbook.open(book).write([costs()], book, template)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, book, template], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert book.read_bytes() == before


def test_the_file_keeps_its_permissions_and_a_new_one_gets_the_usual(book: Path, template: Path) -> None:
    book.chmod(0o640)
    Workbook.open(book).write([costs()], book, template)
    assert stat.S_IMODE(book.stat().st_mode) == 0o640
    new = book.with_name("new.xlsx")
    Workbook.open(book).write([costs()], new, template)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(new.stat().st_mode) == 0o666 & ~mask


def test_nobody_else_reads_the_new_file_while_it_is_made(
    book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook that only its owner may read is not open to all for the moment of a save."""
    real = zipfile.ZipFile.writestr
    seen: set[int] = set()

    def look(package: zipfile.ZipFile, entry: zipfile.ZipInfo, content: bytes, compresslevel: int | None) -> None:
        seen.update(stat.S_IMODE(left.stat().st_mode) for left in book.parent.glob(".~sop-*.tmp"))
        real(package, entry, content, compresslevel=compresslevel)

    monkeypatch.setattr(zipfile.ZipFile, "writestr", look)
    Workbook.open(book).write([costs()], book, template)
    assert seen == {0o600}


def test_what_a_killed_run_left_is_swept_away_once_it_is_old(book: Path, template: Path) -> None:
    """A young one may belong to a run that still writes, one of another name to another workbook."""
    target = book.with_name("out.xlsx")
    begin = stem(target)
    old, young, other = (book.with_name(name) for name in (f"{begin}1.tmp", f"{begin}2.tmp", ".~sop-00000000-1.tmp"))
    for path in (old, young, other):
        path.write_bytes(b"half a workbook")
    for path in (old, other):
        os.utime(path, (0, 0))
    Workbook.open(book).write([costs()], target, template)
    assert (old.exists(), young.exists(), other.exists()) == (False, True, True)


def test_a_link_stays_a_link_to_the_file_that_changes(book: Path, template: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    Workbook.open(link).write([costs()], link, template)
    assert link.is_symlink()
    assert "xl/worksheets/sheet2.xml" in contents(book)


def test_a_file_that_changed_since_it_was_read_is_not_overwritten(book: Path, template: Path) -> None:
    """The plan stands beside it; and it may as well be written elsewhere."""
    workbook = Workbook.open(book)
    planner_book(book)
    book.write_bytes(book.read_bytes() + b"\0")
    before = book.read_bytes()
    with pytest.raises(MachineError, match=r"book.xlsx has changed on disk since it was read") as caught:
        workbook.write([costs()], book, template)
    assert book.read_bytes() == before
    (kept,) = (path for path in book.parent.iterdir() if path != book)
    assert f"the plan of what was read is in '{kept.name}' beside it" in str(caught.value)
    assert "xl/worksheets/sheet2.xml" in contents(kept)
    workbook.write([costs()], book.with_name("other.xlsx"), template)


@pytest.mark.parametrize(("program", "lock"), [("Excel", "~$book.xlsx"), ("LibreOffice", ".~lock.book.xlsx#")])
def test_a_file_that_is_open_elsewhere_is_not_overwritten(program: str, lock: str, book: Path, template: Path) -> None:
    """Its next save would lose the plan."""
    book.with_name(lock).write_bytes(b"Ann")
    with pytest.raises(MachineError, match=rf"book.xlsx is open in {program}; close it there"):
        Workbook.open(book).write([costs()], book, template)
    Workbook.open(book).write([costs()], book.with_name("other.xlsx"), template)


def test_a_read_only_file_is_not_overwritten(book: Path, template: Path) -> None:
    book.chmod(0o444)
    with pytest.raises(MachineError, match=r"book.xlsx is read-only"):
        Workbook.open(book).write([costs()], book, template)


@pytest.mark.parametrize("target", ["missing/out.xlsx", "folder.xlsx"])
def test_a_target_that_cannot_be_a_file_is_a_wrong_command(book: Path, template: Path, target: str) -> None:
    book.with_name("folder.xlsx").mkdir()
    with pytest.raises(InputError):
        Workbook.open(book).write([costs()], book.parent / target, template)


def test_the_input_stays_as_it_was_when_the_plan_goes_elsewhere(book: Path, template: Path) -> None:
    before = book.read_bytes()
    Workbook.open(book).write([costs()], book.with_name("out.xlsx"), template)
    assert book.read_bytes() == before


def test_what_stands_against_a_target_is_said_before_there_is_a_plan(book: Path) -> None:
    """So that nobody waits for a plan that cannot be saved."""
    workbook = Workbook.open(book)
    workbook.target(book)
    with pytest.raises(InputError, match="extension"):
        workbook.target(book.with_suffix(".xlsm"))
    book.chmod(0o444)
    with pytest.raises(MachineError, match="read-only"):
        workbook.target(book)
