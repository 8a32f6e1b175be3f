"""A folder of the program's own for each test, in which runs are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.own_places import DATABASE, HOME, JOURNAL, KEEP_RUNS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, which nobody has made yet; no other database is chosen."""
    folder = tmp_path / "own" / "home"
    monkeypatch.setenv(HOME, str(folder))
    monkeypatch.setenv(KEEP_RUNS, "yes")
    monkeypatch.delenv(DATABASE, raising=False)
    return folder


@pytest.fixture
def journal(home: Path) -> Path:
    """The file of the journal, which nobody has made yet."""
    return home / JOURNAL
