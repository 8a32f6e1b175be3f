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

BRIDGE = Path("/usr/lib/python3/dist-packages/uno.py")

needs_calc = pytest.mark.skipif(
    not (SOFFICE and BRIDGE.exists()) and "CI" not in os.environ,
    reason="LibreOffice and its bridge are not installed: apt-get install libreoffice-calc-nogui python3-uno",
)


Change = tuple[str, str, float]
Cells = list[dict[str, Any]]


def recalculated(jobs: Sequence[tuple[Path, Sequence[Change]]], folder: Path) -> list[Cells]:
    """Every formula cell of each workbook after its changes (sheet, cell, number) and a hard recalculation."""
    assert SOFFICE is not None, "LibreOffice must be installed where CI runs"
    asked, answer = folder / "jobs.json", folder / "answer.json"
    asked.write_text(json.dumps([(str(book), changes) for book, changes in jobs]))
    command: list[str | Path] = [SYSTEM_PYTHON, DRIVER, SOFFICE, folder / "profile", asked, answer]
    subprocess.run(command, check=True, timeout=300, capture_output=True)
    found: list[Cells] = json.loads(answer.read_text())
    return found
