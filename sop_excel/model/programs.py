"""Programs of others: where they may be taken from, and that they never outlive us.

A workbook may come in a folder full of files from anywhere, so no program is ever taken from the current folder: the
search path may name it as ``.`` or leave it empty, and Windows looks there by itself.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sop_excel.model.deadline import ending

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


def ran(command: Sequence[str | Path], seconds: float) -> str:
    """Run a program, silently, and return what it prints; it ends with a stop, an interrupt or after so many seconds.

    Raises OSError and subprocess.CalledProcessError where it fails, subprocess.TimeoutExpired where it was ended.
    """
    limit = None if seconds == float("inf") else seconds
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of Windows
    with subprocess.Popen(  # noqa: S603 - a program by its absolute path
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        errors="replace", creationflags=hidden,
    ) as process:  # fmt: skip
        try:
            with ending(process.kill):
                said, _ = process.communicate(timeout=limit)
        except BaseException:  # whoever interrupts us wants nothing left behind
            process.kill()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return said


def _same(folder: Path, other: Path) -> bool:
    try:
        return folder.samefile(other)
    except OSError:
        return False
