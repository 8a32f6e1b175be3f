"""Random packages are refused with a sentence or written without harm; more of them with SOP_EXCEL_FUZZ=10000."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.examples import tried

COUNT = int(os.environ.get("SOP_EXCEL_FUZZ", tried(60)))
FIRST = int(os.environ.get("SOP_EXCEL_FUZZ_FIRST", "0"))
WORKERS = 2

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an alarm ends what hangs, as Unix has it")


def test_random_packages_are_refused_or_written_without_harm() -> None:
    """No hang, no changed input, no broken rule of packages, and openpyxl reads all that is not ours as before."""
    share = COUNT // WORKERS
    workers = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.damaged.fuzz", str(FIRST + k * share), str(share)],
            stdout=subprocess.PIPE, text=True,
        )
        for k in range(WORKERS)
    ]  # fmt: skip
    verdicts = [json.loads(line) for worker in workers for line in worker.communicate()[0].splitlines()]
    wrong = [(one["seed"], one["wrong"]) for one in verdicts if one["wrong"]]
    assert wrong == []
    assert [worker.returncode for worker in workers] == [0] * WORKERS, f"hangs behind seed {verdicts[-1]['seed']}"
    outcomes = Counter(one["outcome"] for one in verdicts)
    assert outcomes["accepted"] > COUNT // 4
    assert outcomes["refused"] > COUNT // 4
    assert sum(one["compared"] for one in verdicts) > COUNT // 5
