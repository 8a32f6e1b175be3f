"""The copy of a workbook that the office opens in place of it."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

WORKBOOK = "xl/workbook.xml"
_TITLES = re.compile(rb'<definedName [^>]*?name="_xlnm\.Print_Titles".*?</definedName>', re.DOTALL)


def copied(book: Path, target: Path) -> Path:
    """The same file: the office leaves a lock file beside what it opens."""
    shutil.copyfile(book, target)
    return target


def quick_copy(book: Path, target: Path) -> Path:
    """A workbook without the rows and columns that each page of a sheet repeats.

    They take the office five times as long to open as all else of a template, and mean nothing to cells and charts. A
    file that has none, or is no package, is copied as it is.
    """
    if not zipfile.is_zipfile(book):
        return copied(book, target)
    with zipfile.ZipFile(book) as package:
        workbook = package.read(WORKBOOK) if WORKBOOK in package.namelist() else b""
        plain, count = _TITLES.subn(b"", workbook)
        if not count:
            return copied(book, target)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for info in package.infolist():
                copy.writestr(info.filename, plain if info.filename == WORKBOOK else package.read(info))
    return target
