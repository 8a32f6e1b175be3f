"""A database that cannot be written: a sentence, exit 1, and what stood in it stands there still."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from sop_excel.domain.table import Value
from sop_excel.errors import MachineError
from sop_excel.own_places import KEEP_RUNS
from sop_excel.store import journal as runs_kept
from sop_excel.store.publish import PublishOptions, publish
from tests.tables import table
from tests.unit.store.books import MemoryBook, inputs, kept_run, planned
from tests.unit.store.databases import counts, rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and permissions as POSIX has them")
NOBODY = 65534


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond this size meanwhile, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def many_products() -> MemoryBook:
    """A plan of 3,600 rows, which is more than the disk has room for."""
    weeks = [f"2026-W{week:02}" for week in range(1, 37)]
    codes = [f"P{n:03}" for n in range(100)]
    costs: list[list[Value]] = [[code, 1.0] for code in codes]
    wanted: list[list[Value]] = [[code, *map(float, range(36))] for code in codes]
    products = table("Products", ["Product", "Production cost"], *costs)
    demand = table("Demand", ["Product", *weeks], *wanted)
    return planned("run-large", inputs(products, demand), name="large")


@pytest.mark.parametrize("kilobytes", [0, 60, 200])
def test_a_full_disk_leaves_what_was_published_whole(home: Path, tmp_path: Path, kilobytes: int) -> None:
    """Wherever in the file there is no more room; with room all of it is published."""
    file = tmp_path / "shared.sqlite"
    options = PublishOptions(f"sqlite:///{file}")
    publish(planned("run-a"), options)
    large = many_products()
    with (
        largest_file(kilobytes * 1024),
        pytest.raises(MachineError, match=r"the database .*make room and run it again"),
    ):
        publish(large, options)
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    assert counts(file) == (6, 1, 1, 1)
    assert publish(large, options).sums.rows == 3600
    assert counts(file) == (3606, 2, 2, 2)


def test_a_full_disk_is_a_note_of_the_journal(journal: Path) -> None:
    """The plan stands in the workbook already; with room its run is kept."""
    runs_kept.keep(kept_run("run-a"))
    with (
        largest_file(1024),
        pytest.raises(MachineError, match=r"plans.sqlite: (disk I/O error|database or disk is full)"),
    ):
        runs_kept.keep(kept_run("run-b"))
    assert rows(journal, "SELECT run_id FROM plan_runs") == [("run-a",)]
    runs_kept.keep(kept_run("run-b"))
    assert rows(journal, "SELECT count(*) FROM plan_runs") == [(2,)]


@contextmanager
def another_user() -> Iterator[None]:
    """Root may write everywhere: meanwhile the files are used as somebody who may not."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can read."""
    folder = Path(mkdtemp(prefix="sop-excel-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_file_that_may_only_be_read_is_refused(
    home: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a sentence; once it may be written the plan is published."""
    monkeypatch.setenv(KEEP_RUNS, "no")
    file = open_folder / "shared.sqlite"
    options = PublishOptions(f"sqlite:///{file}")
    publish(planned("run-a"), options)
    before = file.read_bytes()
    file.chmod(0o444)
    open_folder.chmod(0o555)
    with (
        another_user(),
        pytest.raises(MachineError, match="readonly database; use a role, or a file, that may do this"),
    ):
        publish(planned("run-b", name="other"), options)
    assert file.read_bytes() == before
    open_folder.chmod(0o755)
    file.chmod(0o644)
    assert publish(planned("run-b", name="other"), options).is_new
