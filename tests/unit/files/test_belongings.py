"""What belongs to a file stays with it: owner, permissions, access list, attributes, and the mark of the internet."""

from __future__ import annotations

import os
import stat
import struct
import sys
from pathlib import Path

import pytest

from sop_excel.files import belongings, write_bytes
from sop_excel.files.writer import standing_digest
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import sop_excel
from tests.damaged.running import book_in
from tests.unit.xlsx.books import costs, planner_book, template_book

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="attributes and access lists as Linux has them")

ACL = "system.posix_acl_access"
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 1, 2, 4, 16, 32
NOBODY = 2**32 - 1


def access_list(*entries: tuple[int, int, int]) -> bytes:
    """An access list as Linux keeps it: kind, permissions, whose."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


# The owner writes, the group reads, and one user more writes; the mask, which stat shows as the group's, is rw.
SHARED = access_list(
    (USER_OBJ, 6, NOBODY), (USER, 6, 1234), (GROUP_OBJ, 4, NOBODY), (MASK, 6, NOBODY), (OTHER, 0, NOBODY)
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook in a folder whose file system keeps attributes."""
    path = book_in(tmp_path)
    try:
        os.setxattr(path, "user.probe", b"1")
        os.setxattr(path, ACL, SHARED)
    except OSError:
        pytest.skip("no attributes or access lists here")
    os.removexattr(path, "user.probe")
    os.removexattr(path, ACL)
    path.chmod(0o644)
    return path


def test_attributes_and_access_list_stay_and_nobody_may_more_than_before(book: Path) -> None:
    """The group of a shared workbook goes on reading: what stat shows of an access list is its mask."""
    os.setxattr(book, "user.review", b"approved by Ann")
    os.setxattr(book, ACL, SHARED)
    before = stat.S_IMODE(book.stat().st_mode)
    ran = sop_excel("optimize", book)
    assert (ran.status, ran.err) == (0, "")
    assert os.getxattr(book, "user.review") == b"approved by Ann"
    assert os.getxattr(book, ACL) == SHARED
    assert stat.S_IMODE(book.stat().st_mode) == before == 0o660


def test_a_list_that_the_folder_gives_to_new_files_is_not_put_on_an_old_one(book: Path) -> None:
    """The neighbour: a workbook without an access list has none afterwards."""
    os.setxattr(book.parent, "system.posix_acl_default", SHARED)
    book.chmod(0o640)
    assert sop_excel("optimize", book).status == 0
    assert ACL not in os.listxattr(book)
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("kept", [True, False])
def test_where_the_access_list_cannot_be_kept_the_group_may_no_more_than_anybody(
    kept: bool, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Less is a nuisance, more would be a leak; and it is said."""
    os.setxattr(book, ACL, SHARED)
    real = os.setxattr

    def refuse(path: Path, name: str, value: bytes) -> None:
        if name == ACL:
            raise OSError(95, "Operation not supported")
        real(path, name, value)

    if not kept:
        monkeypatch.setattr(os, "setxattr", refuse)
    notes = write_bytes(book, b"new", standing_digest(book))
    assert stat.S_IMODE(book.stat().st_mode) == (0o660 if kept else 0o600)
    assert notes == (() if kept else (f"what else belongs to the file could not be kept: {ACL}",))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_owner_and_group_stay(book: Path) -> None:
    """A workbook that an administrator plans still belongs to its planner."""
    os.chown(book, 1234, 2345)
    book.chmod(0o640)
    assert sop_excel("optimize", book).status == 0
    status = book.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o640)


def test_other_names_of_the_file_keep_the_old_workbook_and_that_is_said(book: Path) -> None:
    """Written in place it would not survive a crash; a workbook with one name is planned without a word."""
    assert sop_excel("optimize", book).err == ""
    other = book.with_name("backup.xlsx")
    other.hardlink_to(book)
    before = other.read_bytes()
    ran = sop_excel("optimize", book)
    assert ran.status == 0
    assert ran.err == (
        "note: the file has another name on this disk (hard links); what stands there is the file as it was\n"
    )
    assert other.read_bytes() == before != book.read_bytes()


@pytest.mark.parametrize("mark", belongings.MARKS)
@pytest.mark.parametrize("into", ["the workbook", "a new file", "an old file"])
def test_the_mark_of_the_internet_stays_and_travels(mark: str, into: str, book: Path) -> None:
    """A mailed workbook does not lose its mark by being planned, wherever the plan goes; other attributes stay here."""
    os.setxattr(book, mark, b"[ZoneTransfer]\r\nZoneId=3\r\n")
    os.setxattr(book, "user.review", b"approved by Ann")
    target = book if into == "the workbook" else book.with_name("out.xlsx")
    if into == "an old file":
        target.write_bytes(b"old")
        os.setxattr(target, "user.mine", b"1")
    from sop_excel.hosts.xlsx.workbook import Workbook

    template = template_book(book.parent / "template.xlsx")
    planner_book(book.parent / "plain.xlsx")
    plain = (book.parent / "plain.xlsx").read_bytes()
    book.write_bytes(plain)
    Workbook.open(book).write([costs()], target, template)
    assert os.getxattr(target, mark) == b"[ZoneTransfer]\r\nZoneId=3\r\n"
    others = {name for name in os.listxattr(target) if name.startswith("user.")} - {mark}
    assert others == {"the workbook": {"user.review"}, "a new file": set(), "an old file": {"user.mine"}}[into]


def test_a_workbook_without_the_mark_gives_none(book: Path, tmp_path: Path) -> None:
    """The neighbour of a marked one."""
    target = tmp_path / "out.xlsx"
    assert sop_excel("optimize", book, "-o", target).status == 0
    assert os.listxattr(target) == []


def test_a_stream_is_copied_where_there_is_one(tmp_path: Path) -> None:
    """The way of Windows, by files whose names end as streams do: here a colon is a letter like any other."""
    source, target = tmp_path / "mailed.xlsm", tmp_path / "out.xlsm"
    assert belongings.copy_stream(source, target, belongings.STREAM)
    assert list(tmp_path.iterdir()) == []
    mark = tmp_path / "mailed.xlsm:Zone.Identifier"
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=3\r\n")
    assert belongings.copy_stream(source, target, belongings.STREAM)
    assert (tmp_path / "out.xlsm:Zone.Identifier").read_bytes() == mark.read_bytes()
    assert not belongings.copy_stream(source, tmp_path / "none" / "out.xlsm", belongings.STREAM)


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_every_new_file_respects_the_mask(mask: int, tmp_path: Path) -> None:
    """A model with all its costs is nobody else's where the user has said so."""
    before = os.umask(mask)
    try:
        book = tmp_path / "plan.xlsx"
        made = {
            book: ("new", "single", book),
            tmp_path / "out.xlsx": ("optimize", book, "-o", tmp_path / "out.xlsx"),
            tmp_path / "plan.lp": ("export", resource(TEMPLATES["single"]), tmp_path / "plan.lp"),
            tmp_path / "sop_excel.xlam": ("addin", "build", "-o", tmp_path / "sop_excel.xlam"),
        }
        for path, words in made.items():
            ran = sop_excel(*words)
            assert ran.status == 0, ran.err
            assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask, path.name
    finally:
        os.umask(before)
