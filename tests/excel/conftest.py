"""For every test of the Excel host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sop_excel import session_log
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.excel.books import small_book


@pytest.fixture(autouse=True)
def logs_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No session of a test writes into the user's folder of logs, or goes on into the next test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield
    session_log.stop()


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    """A workbook with a plan of two products over three months."""
    path = small_book(tmp_path / "planned.xlsx")
    plan_workbook(path, path, Options(), resource(DONOR))
    return path
