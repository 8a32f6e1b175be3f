"""Running the command line in a process of its own, to be limited, interrupted or killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.damaged.books import fresh, packed, planned

Limit = Callable[[], None]


def book_in(folder: Path, name: str = "book.xlsx", plan: bool = False) -> Path:
    """The good workbook as a file."""
    path = folder / name
    path.write_bytes(packed(planned() if plan else fresh()))
    return path


def sop_excel(*words: object, limit: Limit | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``sop-excel``; ``limit`` is called in the new process first."""
    return subprocess.run(
        [sys.executable, "-B", "-W", "error", "-m", "sop_excel", *map(str, words)], capture_output=True, text=True,
        timeout=60, check=False, preexec_fn=limit,
    )  # fmt: skip


def names(folder: Path) -> list[str]:
    """What a folder holds."""
    return sorted(path.name for path in folder.iterdir())
