"""Running the command line as a planner does, and reading what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The JSON object on standard output; an error if there is anything else."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer


def sop_excel(*words: object) -> Ran:
    """Run ``sop-excel`` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sop_excel", *map(str, words)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)
