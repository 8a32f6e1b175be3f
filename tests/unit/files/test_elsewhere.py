"""Whoever has the workbook open is named, as far as the program's own file beside it tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.files.elsewhere import open_elsewhere


def of_excel(name: str) -> bytes:
    """Length and name in 54 bytes, filled up; then both once more in two bytes a letter."""
    short = bytes([len(name)]) + name.encode("latin-1")
    return short.ljust(55, b" ") + len(name).to_bytes(2, "little") + name.ljust(54).encode("utf-16-le")


TOLD = {
    "Excel": ("~$book.xlsx", of_excel("Ann Müller"), "Excel (Ann Müller)"),
    "Excel, of another version": ("~$book.xlsx", b"Ann", "Excel"),
    "LibreOffice": (
        ".~lock.book.xlsx#", b"Ann,ann,PC-7,27.11.2026 09:30,file:///home/ann;",
        "LibreOffice (Ann on PC-7, since 27.11.2026 09:30)",
    ),
    "LibreOffice without a name": (
        ".~lock.book.xlsx#", b",ann,PC-7,27.11.2026 09:30,file:///home/ann;",
        "LibreOffice (ann on PC-7, since 27.11.2026 09:30)",
    ),
    "LibreOffice without anything": (".~lock.book.xlsx#", b"", "LibreOffice"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TOLD)
def test_the_program_and_its_user_are_named(kind: str, tmp_path: Path) -> None:
    """And the file to delete if it is a mistake."""
    mark, content, told = TOLD[kind]
    (tmp_path / mark).write_bytes(content)
    assert open_elsewhere(tmp_path / "book.xlsx") == (told, mark)
    assert open_elsewhere(tmp_path / "other.xlsx") is None
