"""Eight planners at once, each in a process of its own on one file: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.store.databases import counts, rows

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="publishers are forked")
ROOT = Path(__file__).parents[3]
PUBLISHERS = 8


def all_at_once(count: int, force: str, url: str) -> list[str]:
    """What each of eight publishers says of each of its runs; they begin when all of them are ready."""
    words = [sys.executable, "-W", "error", "-m", "tests.unit.store.publisher", str(PUBLISHERS), str(count), force, url]
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return sorted(done.stdout.splitlines())


def test_of_eight_who_did_not_know_of_each_other_one_publishes(journal: Path, tmp_path: Path) -> None:
    """On a file that none of them has made yet; forced, each does, one after the other. Their journal is one too: of
    the runs that all of them keep at once each is there."""
    file = tmp_path / "shared.sqlite"
    said = all_at_once(1, "", f"sqlite:///{file}")
    assert said == ["published 6", *["refused"] * (PUBLISHERS - 1)]
    assert counts(file) == (6, 1, 1, 1)
    assert rows(journal, "SELECT count(*), count(published_at) FROM plan_runs") == [(PUBLISHERS, 1)]
    said = all_at_once(2, "force", f"sqlite:///{file}")
    assert set(said) <= {"published 6", "unchanged 6"}
    assert len(said) == 2 * PUBLISHERS
    assert counts(file) == (6, 1, 2 * PUBLISHERS, 1)
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    ((current,),) = rows(file, "SELECT run_id FROM plan_current")
    assert rows(file, "SELECT DISTINCT run_id FROM supply_plans") == [(current,)]
    kept = rows(journal, "SELECT count(*), count(published_at) FROM plan_runs")
    assert kept == [(2 * PUBLISHERS, 2 * PUBLISHERS)]
