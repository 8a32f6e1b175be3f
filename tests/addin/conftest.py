"""What pytest must not import here; and the Python of the tests, which is asked once what it can run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from sop_excel.hosts.addin import install
from sop_excel.hosts.addin.probe import complaint

collect_ignore = ["basic_driver.py"]  # runs under the system's Python, which has LibreOffice's bridge

_ASKED: dict[Path, str | None] = {}


@pytest.fixture(autouse=True)
def asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every installation asks its Python whether it can run the add-in, in a process that takes half a second."""
    monkeypatch.setattr(install, "complaint", _complaint)


def _complaint(interpreter: Path, environ: Mapping[str, str]) -> str | None:
    """As before; our own Python gives the answer that it gave, since it is isolated from its environment."""
    if interpreter != Path(sys.executable):
        return complaint(interpreter, environ)
    if interpreter not in _ASKED:
        _ASKED[interpreter] = complaint(interpreter, environ)
    return _ASKED[interpreter]
