"""A real LibreOffice Calc, headless, as the judge of workbooks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

SOFFICE = shutil.which("soffice")
SYSTEM_PYTHON = "/usr/bin/python3"  # the one for which the distribution packages LibreOffice's bridge
DRIVER = Path(__file__).with_name("calc_driver.py")

needs_calc = pytest.mark.skipif(
    SOFFICE is None and "CI" not in os.environ, reason="LibreOffice is not installed: apt-get install libreoffice-calc"
)


def recalculated(
    books: Sequence[Path], folder: Path, changes: Sequence[tuple[str, str, float]] = ()
) -> dict[Path, list[dict[str, Any]]]:
    """Every formula cell of each workbook after ``changes`` (sheet, cell, number) and a hard recalculation."""
    assert SOFFICE is not None, "LibreOffice must be installed where CI runs"
    answer = folder / "answer.json"
    words = [str(word) for change in changes for word in ("set", *change)]
    subprocess.run(
        [SYSTEM_PYTHON, DRIVER, SOFFICE, folder / "profile", answer, *words, "--", *books],
        check=True, timeout=300, capture_output=True,
    )  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = json.loads(answer.read_text())
    return {Path(name): cells for name, cells in found.items()}
