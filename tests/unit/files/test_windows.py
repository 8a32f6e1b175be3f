"""The steps of Windows, by a stand-in for its calls as their documentation has them; nothing here ran on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.files.system import replace_file

DENIED, SHARING, NOT_SUPPORTED, MOVED_HALF_WAY, BROKEN = 5, 32, 50, 1177, 1


class ReplaceFile:
    """``ReplaceFileW``: the old file goes to the third name, the new one to the first; or one of its faults."""

    def __init__(self, fault: int = 0) -> None:
        self.fault = fault

    def __call__(self, replaced: str, replacement: str, backup: str, flags: int, *_: None) -> int:
        assert flags == 0, "what cannot be kept shall fail"
        if self.fault in (0, MOVED_HALF_WAY):
            Path(replaced).rename(backup)
        if not self.fault:
            Path(replacement).rename(replaced)
        return int(not self.fault)

    def last_error(self) -> int:
        return self.fault


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A draft and its target."""
    draft, target = tmp_path / ".~sop-1-2.tmp", tmp_path / "book.xlsx"
    draft.write_bytes(b"new")
    target.write_bytes(b"old")
    return draft, target


def both(files: tuple[Path, Path]) -> tuple[bytes, bytes]:
    """What draft and target hold, and nothing else is there."""
    draft, target = files
    assert sorted(draft.parent.iterdir()) == sorted(files)
    return draft.read_bytes(), target.read_bytes()


def test_two_files_are_exchanged_and_back(files: tuple[Path, Path]) -> None:
    """The old one stands at the draft's name, to be compared with what was read."""
    call = ReplaceFile()
    assert replace_file(*files, call, call.last_error)
    assert both(files) == (b"old", b"new")
    assert replace_file(*files, call, call.last_error)
    assert both(files) == (b"new", b"old")


@pytest.mark.parametrize("fault", [DENIED, SHARING, MOVED_HALF_WAY])
def test_a_fault_leaves_both_as_they_were(fault: int, files: tuple[Path, Path]) -> None:
    """Open in Excel, not allowed, or failed in the middle, as the documentation allows."""
    call = ReplaceFile(fault)
    with pytest.raises(PermissionError if fault != MOVED_HALF_WAY else OSError):
        replace_file(*files, call, call.last_error)
    assert both(files) == (b"new", b"old")


@pytest.mark.parametrize("fault", [NOT_SUPPORTED, BROKEN])
def test_a_file_system_without_it_is_told_from_a_fault(fault: int, files: tuple[Path, Path]) -> None:
    """Then the draft is renamed, as on other systems."""
    call = ReplaceFile(fault)
    assert not replace_file(*files, call, call.last_error)
    assert both(files) == (b"new", b"old")
