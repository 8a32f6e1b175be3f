"""For every test of the Excel host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sop_excel.hosts.excel import log


@pytest.fixture(autouse=True)
def logs_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No session of a test writes into the user's folder of logs, or goes on into the next test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield
    log.stop()
