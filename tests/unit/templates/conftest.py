"""All templates as they are built, before they are solved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from templates.make import build_all
from templates.make.examples import EXAMPLES, Example


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda example: example.kind)
def example(request: pytest.FixtureRequest) -> Example:
    chosen: Example = request.param
    return chosen


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all of them."""
    folder = tmp_path_factory.mktemp("built")
    build_all(folder)
    return folder


@pytest.fixture(scope="module")
def path(example: Example, built: Path) -> Path:
    return built / example.file


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)
