"""What cannot be read of a file, as one sentence that names it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sop_excel.errors import InputError, Issue, MachineError

READABLE = "a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods) or a table as text (.csv, .tsv, .txt)"
UNDAMAGED = "get an undamaged copy, for example from a backup"
AS_XLSX = "open it in the spreadsheet program, save it as .xlsx and run again"


def refused(path: Path, found: str, advice: str, expected: str = READABLE) -> InputError:
    """The error of a file that cannot be read at all."""
    return InputError([Issue(path.name, "", expected, found, advice)])


@contextmanager
def _machine(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as fault:
        raise MachineError(
            f"{path.name} could not be read: permission denied; close it in Excel if it is open there, "
            "and check that you may read it."
        ) from fault
    except OSError as fault:
        raise MachineError(f"{path.name} could not be read: {fault.strerror or fault}.") from fault


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file open for reading. Raises InputError where there is none, and MachineError where it may not be read."""
    with _machine(path):
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise refused(path, "no such file", "check the name and the folder") from fault
        if not stat.S_ISREG(status.st_mode):
            raise refused(path, "a folder or device", "name the file itself")
        with path.open("rb") as file:
            yield file


def content_of(path: Path, most: int) -> bytes:
    """The bytes of a file of at most so many. Raises InputError, and MachineError where it may not be read."""
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            found, expected = f"one of {size / 2**20:.0f} MB", f"a file of at most {most / 2**20:.0f} MB"
            raise refused(path, found, "export fewer years, products or columns", expected)
        data = file.read()
    if not data:
        raise refused(path, "an empty file", "export it again")
    return data
