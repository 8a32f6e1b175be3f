"""LibreOffice as a writer of planners' workbooks, and as a reader of ours among everything that is foreign."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fidelity.foreign import DEMAND, foreign_book
from tests.fidelity.parts import entries, loaded
from tests.fidelity.plans import MONTHS, OUTPUTS, expected, outputs, run, saved, write
from tests.fidelity.test_dialects import by_openpyxl, check, figures
from tests.hosts.calc import needs_calc

pytestmark = [pytest.mark.host, needs_calc]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of workbooks as LibreOffice saved them: inputs alone, and the foreign one with a plan in it."""
    folder = tmp_path_factory.mktemp("libreoffice")
    books = [by_openpyxl(folder / "inputs.xlsx"), run(foreign_book(folder / "foreign.xlsm"))]
    command: list[str | Path] = [
        "soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "xlsx",
        "--outdir", folder / "made", *books,
    ]  # fmt: skip
    for _ in range(2):  # the first start on a new profile may end at once
        if not (folder / "made" / "foreign.xlsx").exists():
            subprocess.run(command, check=False, capture_output=True, timeout=120)
    return folder / "made"


def test_a_workbook_that_libreoffice_saved_is_planned_like_any_other(made: Path, tmp_path: Path) -> None:
    wanted: dict[str, Any] = figures(run(by_openpyxl(tmp_path / "inputs.xlsx")))
    book = tmp_path / "saved.xlsx"
    book.write_bytes((made / "inputs.xlsx").read_bytes())
    assert b"LibreOffice" in entries(book)["docProps/app.xml"]
    check(book, wanted)


def test_libreoffice_reads_plan_and_foreign_things_together(made: Path) -> None:
    """Every sheet, the plan's figures, and the planner's own."""
    book, original = loaded(made / "foreign.xlsx"), loaded(made.parent / "foreign.xlsm", data_only=True)
    assert book.sheetnames == original.sheetnames
    assert [cell.value for cell in book["Inputs"]["G4:K4"][0]] == DEMAND[0]
    assert [[cell.value for cell in row] for row in book["Plan"]["A4:G10"]] == [
        [cell.value for cell in row] for row in original["Plan"]["A4:G10"]
    ]


def test_a_plan_that_libreoffice_saved_takes_the_next_one(made: Path, tmp_path: Path) -> None:
    """Its tables are found as ours, and a larger plan is written into them."""
    tables = outputs(3, MONTHS[:9], rich=True)
    assert set(saved(made / "foreign.xlsx")) == set(OUTPUTS)
    assert saved(write(made / "foreign.xlsx", tables, tmp_path / "next.xlsx")) == expected(tables)
