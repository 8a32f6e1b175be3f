"""Who has a workbook open: the files that spreadsheet programs put beside one while it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_NAME_IN_EXCELS = 54  # bytes: the length of the name, then the name in the machine's own alphabet, filled up


def _of_excel(content: bytes) -> str:
    if len(content) <= _NAME_IN_EXCELS:
        return ""
    return content[1 : 1 + min(content[0], _NAME_IN_EXCELS - 1)].decode("latin-1").strip()


def _of_libreoffice(content: bytes) -> str:
    """Name, login, machine, date: the first two may be empty."""
    fields = [field.strip() for field in content.decode("utf-8", "replace").split(",")]
    if len(fields) < 4:
        return ""
    who = fields[0] or fields[1]
    return f"{who} on {fields[2]}, since {fields[3]}" if who and fields[2] else who


_PROGRAMS: tuple[tuple[str, str, Callable[[bytes], str]], ...] = (
    ("Excel", "~${}", _of_excel),
    ("LibreOffice", ".~lock.{}#", _of_libreoffice),
)


def open_elsewhere(path: Path) -> tuple[str, str] | None:
    """The program that has the file open, with the name of who uses it where that is told, and the file that says so.

    None if no program does.
    """
    for program, pattern, who in _PROGRAMS:
        mark = path.with_name(pattern.format(path.name))
        if os.path.exists(mark):  # noqa: PTH110 - where the name of the mark is too long there can be none
            told = ""
            with suppress(OSError):
                told = who(mark.read_bytes()[:1024])
            return (f"{program} ({told})" if told else program), mark.name
    return None
