"""A folder of the user's own for each test, in which copies are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.own_places import HOME, KEEP_COPIES


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody has made it yet."""
    own = tmp_path / "home" / "own"
    monkeypatch.setenv(HOME, str(own))
    monkeypatch.delenv(KEEP_COPIES)
    return own
