"""Programs of others: where they may be taken from.

A workbook may come in a folder full of files from anywhere, so no program is ever taken from the current folder: the
search path may name it as ``.`` or leave it empty, and Windows looks there by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_CURRENT_FOLDER = "NoDefaultCurrentDirectoryInExePath"  # what Windows heeds when it looks for a program


def program(name: str) -> Path | None:
    """The program of that name on the search path, as an absolute path; None where there is none."""
    for folder in safe_folders():
        found = Path(folder, name)
        if found.is_file() and os.access(found, os.X_OK):
            return found
    return None


def safe_folders() -> list[str]:
    """The folders of the search path without the current one and whatever depends on it."""
    here = Path.cwd()
    return [folder for folder in os.get_exec_path() if Path(folder).is_absolute() and not _same(Path(folder), here)]


@contextmanager
def safe_search_path() -> Iterator[None]:
    """While the body runs, what libraries start by name comes from these folders too."""
    before = {name: os.environ.get(name) for name in ("PATH", _NO_CURRENT_FOLDER)}
    os.environ["PATH"] = os.pathsep.join(safe_folders())
    os.environ[_NO_CURRENT_FOLDER] = "1"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _same(folder: Path, other: Path) -> bool:
    try:
        return folder.samefile(other)
    except OSError:
        return False
