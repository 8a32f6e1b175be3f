"""Where a plan may be written to, and what is said where it may not; each beside a target that is written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sop_excel.__main__ import main
from sop_excel.shipped import DONOR as DONOR_NAME
from tests.damaged.running import book_in, names
from tests.forking import python

DONOR = Path(DONOR_NAME)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions, pipes and links as Unix has them")


def run(capsys: pytest.CaptureFixture[str], book: Path, *words: object) -> tuple[int, str]:
    """Exit status and message of ``optimize --json``, once the two streams say the same."""
    status = main(["optimize", str(book), *map(str, words), "--json"])
    caught = capsys.readouterr()
    answer = json.loads(caught.out)
    if status:
        assert answer.get("issues", [answer.get("message")]) == caught.err.splitlines()
    return status, caught.err


def _read_only(folder: Path) -> Path:
    path = book_in(folder, "out.xlsx")
    path.chmod(0o444)
    return path


def _folder(folder: Path) -> Path:
    (folder / "out.xlsx").mkdir()
    return folder / "out.xlsx"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "out.xlsx")
    return folder / "out.xlsx"


def _locked(lock: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / lock).write_bytes(b"Ann")
        return book_in(folder, "out.xlsx")

    return make


def _linked_to_locked(folder: Path) -> Path:
    (folder / "elsewhere").mkdir()
    target = book_in(folder / "elsewhere")
    (folder / "elsewhere" / "~$book.xlsx").write_bytes(b"Ann")
    (folder / "out.xlsx").symlink_to(target)
    return folder / "out.xlsx"


REFUSED: dict[str, tuple[Callable[[Path], Path], int, str]] = {
    "a read-only file": (_read_only, 1, "out.xlsx is read-only"),
    "a folder": (_folder, 2, "out.xlsx: expected"),
    "a pipe": (_pipe, 2, "out.xlsx: expected"),
    "a missing folder": (lambda folder: folder / "gone" / "out.xlsx", 2, "no folder"),
    "a file for a folder": (lambda folder: book_in(folder, "file.xlsx") / "out.xlsx", 2, "no folder"),
    "another extension": (lambda folder: folder / "out.xlsm", 2, "the input's extension .xlsx"),
    "no extension": (lambda folder: folder / "out", 2, "the input's extension .xlsx"),
    "open in Excel": (_locked("~$out.xlsx"), 1, "out.xlsx is open in Excel"),
    "open in LibreOffice": (_locked(".~lock.out.xlsx#"), 1, "out.xlsx is open in LibreOffice"),
    "a link to a file open in Excel": (_linked_to_locked, 1, "out.xlsx is open in Excel"),
    "too long a name": (lambda folder: folder / f"{'n' * 300}.xlsx", 1, "could not be written"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_target_that_cannot_be_written_is_refused_before_anything_is(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 for a wrong command, 1 for what the machine forbids; every file stays as it was."""
    make, expected, words = REFUSED[kind]
    book, target = book_in(tmp_path), make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    listed = names(tmp_path)
    status, message = run(capsys, book, "-o", target, "--force")
    assert (status, words in message) == (expected, True), message
    assert {path: path.read_bytes() for path in before} == before
    assert names(tmp_path) == listed


def _link(folder: Path) -> Path:
    (folder / "out.xlsx").symlink_to(book_in(folder, "real.xlsx"))
    return folder / "out.xlsx"


def _dangling(folder: Path) -> Path:
    (folder / "out.xlsx").symlink_to(folder / "new.xlsx")
    return folder / "out.xlsx"


ACCEPTED: dict[str, Callable[[Path], Path]] = {
    "a new file": lambda folder: folder / "out.xlsx",
    "a file that is there": lambda folder: book_in(folder, "out.xlsx"),
    "a link": _link,
    "a link to a file to come": _dangling,
    "an extension in capitals": lambda folder: folder / "out.XLSX",
    "a name with blanks and letters": lambda folder: folder / "größter Plan 図.xlsx",
    "a neighbour that is open": lambda folder: _locked("~$other.xlsx")(folder),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_a_target_that_can_be_written_is(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a link stays a link; what is there already only if it is asked for."""
    book, target = book_in(tmp_path), ACCEPTED[kind](tmp_path)
    linked = target.is_symlink()
    if target.exists():
        before = target.read_bytes()
        status, message = run(capsys, book, "-o", target)
        assert status == 2, message
        assert f"{target}: expected the name of a new file, found a file of that name; " in message
        assert target.read_bytes() == before
    status, message = run(capsys, book, "-o", target, "--force")
    assert status == 0, message
    assert target.is_symlink() == linked
    assert target.read_bytes().startswith(b"PK")
    assert not [name for name in names(tmp_path) if name.endswith(".tmp")]


SOURCES: dict[str, tuple[Callable[[Path], Path], int, str]] = {
    "a missing file": (lambda folder: folder / "gone.xlsx", 2, "gone.xlsx: expected an Excel workbook"),
    "a folder": (lambda folder: _folder(folder), 2, "a folder or device"),
    "a pipe": (lambda folder: _pipe(folder), 2, "a folder or device"),
    "a device": (lambda folder: Path("/dev/zero"), 2, "a folder or device"),
    "open in Excel": (_locked("~$out.xlsx"), 1, "out.xlsx is open in Excel"),
    "a link to itself": (lambda folder: _looped(folder), 1, "could not be read"),
}


def _looped(folder: Path) -> Path:
    (folder / "out.xlsx").symlink_to(folder / "out.xlsx")
    return folder / "out.xlsx"


@pytest.mark.parametrize("kind", SOURCES)
def test_a_workbook_that_cannot_be_read_or_replaced_is_named(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At once: nothing waits for a pipe or reads a device to its end."""
    make, expected, words = SOURCES[kind]
    status, message = run(capsys, make(tmp_path))
    assert (status, words in message) == (expected, True), message


def test_a_workbook_that_is_open_elsewhere_is_planned_into_another_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading disturbs nobody."""
    book = _locked("~$out.xlsx")(tmp_path)
    assert run(capsys, book)[0] == 1
    assert run(capsys, book, "-o", tmp_path / "other.xlsx")[0] == 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


# Once root has planned a copy, and so loaded all of the program, another user need not reach its files.
AS_NOBODY = """
import os, sys
from sop_excel.__main__ import main
main(["optimize", sys.argv[1]])
os.setgid(65534)
os.setuid(65534)
print("-", file=sys.stderr)
sys.exit(main(["optimize", *sys.argv[2:]]))
"""


def as_nobody(copy: Path, *words: object) -> tuple[int, str]:
    """Exit status and message of ``optimize`` under another user's id."""
    ran = subprocess.run(
        [*python(), "-c", AS_NOBODY, str(copy), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    message = ran.stderr.rpartition("-\n")[2]
    if DONOR.name in message:
        pytest.skip("the templates are out of reach for other users here")
    return ran.returncode, message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_is_not_ours_is_refused_and_our_own_is_not(open_folder: Path, tmp_path: Path) -> None:
    """Told before the plan is made: no permission to write, to look into a folder, or to read."""
    copy, book = book_in(tmp_path), book_in(open_folder)
    book.chmod(0o666)
    status, message = as_nobody(copy, book)
    assert (status, "the folder of book.xlsx is read-only" in message) == (1, True), message
    hidden = open_folder / "hidden"
    hidden.mkdir(mode=0o700)
    status, message = as_nobody(copy, book, "-o", hidden / "out.xlsx")
    assert (status, "out.xlsx" in message, "unexpected" in message) == (1, True, False), message
    book.chmod(0o600)
    status, message = as_nobody(copy, book)
    assert (status, "book.xlsx could not be read: permission denied" in message) == (1, True), message
    book.chmod(0o666)
    open_folder.chmod(0o777)
    status, message = as_nobody(copy, book)
    assert status == 0, message
    assert names(open_folder) == ["book.xlsx", "hidden"]
