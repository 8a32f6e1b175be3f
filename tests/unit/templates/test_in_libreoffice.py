"""A real spreadsheet program opens the templates, calculates them and prints them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.sheets.schema import PLAN_CHART
from sop_excel.sheets.templates.build import template_book
from sop_excel.sheets.templates.examples import EXAMPLES, Example
from tests.hosts.calc import SOFFICE, needs_calc

pytestmark = [
    pytest.mark.host,
    needs_calc,
]
ERRORS = ("#", "Err:")


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda example: example.kind)
def example(request: pytest.FixtureRequest) -> Example:
    chosen: Example = request.param
    return chosen


@pytest.fixture
def filled(example: Example, tmp_path: Path) -> Path:
    """The template with a number in every cell of Plan and the last product chosen; no formula has a value."""
    book = template_book("single" if example.kind == "single" else "multi")
    for number, row in enumerate(book["Plan"].iter_rows(min_row=5, min_col=3)):
        for cell in row:
            cell.value = 100 * number + cell.column
    book["Plan chart"]["B3"] = example.product_names[-1]
    book.save(tmp_path / "filled.xlsx")
    return tmp_path / "filled.xlsx"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def converted(source: Path, form: str, profile: Path) -> Path:
    """The file as LibreOffice saves it, with a profile of its own; a new profile may ask for a second start."""
    folder = source.parent / form
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
    for _ in range(2):
        subprocess.run([*command, "--outdir", str(folder), str(source)], capture_output=True, timeout=120, check=False)
        if (folder / f"{source.stem}.{form}").is_file():
            break
    return folder / f"{source.stem}.{form}"


def test_it_calculates_without_errors_and_shows_the_product_chosen(
    filled: Path, example: Example, profile: Path
) -> None:
    book: Any = openpyxl.load_workbook(converted(filled, "xlsx", profile), data_only=True)
    for sheet in book:
        values = [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
        assert not [value for value in values if value.startswith(ERRORS)]
    chart = book["Plan chart"]
    first = next(cell.row for cell in chart["A"] if cell.value == "Period") + 1
    measures = len(PLAN_CHART.lead) - 1
    skipped = measures * (len(example.product_names) - 1)
    for t in range(len(example.periods)):
        row = [chart.cell(first + t, 2 + k).value for k in range(measures)]
        assert row == [100 * (skipped + k) + 3 + t for k in range(measures)]
    assert book["Checks"]["B3"].value == "OK"


def test_it_prints(filled: Path, profile: Path) -> None:
    printed = converted(filled, "pdf", profile)
    assert printed.read_bytes().startswith(b"%PDF")
