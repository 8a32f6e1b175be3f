"""Damaged files of other forms are read or refused with a sentence: none of them hangs, crashes or takes all memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.forking import python

KINDS = ("xls", "xlsb", "ods", "fods", "csv", "html", "xml")
COUNT = 150

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process, as Unix has them")


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused(kind: str) -> None:
    """Within 10 seconds of a processor and 1 GB, each in a process of its own."""
    ran = subprocess.run(
        [*python(), "-m", "tests.unit.sources.damaged", kind, "0", str(COUNT)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    verdicts = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one for one in verdicts if one["outcome"] not in ("read", "refused")] == []
    assert len(verdicts) == COUNT
    outcomes = Counter(one["outcome"] for one in verdicts)
    assert outcomes["refused"] > COUNT // 10  # so the damage is felt
    assert outcomes["read"] > 0  # and not all of the reading ends before it begins


@pytest.mark.parametrize("seed", [260, 342])
def test_a_workbook_that_once_was_read_for_ever_is_refused(seed: int) -> None:
    """The library that reads the records follows the chains of a compound file in circles; ours does not."""
    ran = subprocess.run(
        [*python(), "-m", "tests.unit.sources.damaged", "xls", str(seed), "1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout)["outcome"] in ("read", "refused")


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_values_that_are_long_and_nearly_numbers_take_no_longer_than_others(kind: str) -> None:
    """Within the same limits, where a careless pattern would take a minute."""
    ran = subprocess.run(
        [*python(), "-m", "tests.unit.sources.damaged", kind, "-1", "1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(ran.stdout)["outcome"] == "read"
