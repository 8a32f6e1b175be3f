"""Missing output sheets come back in the language of the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.languages import LANGUAGES
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource, template
from templates.make.language import words_of
from tests.instances.published import SAILBOATS
from tests.workbooks import make_workbook


def planned(path: Path) -> list[str]:
    """The names of the sheets after a run."""
    plan_workbook(path, path, Options(), resource(DONOR))
    names: list[str] = openpyxl.load_workbook(path).sheetnames
    return names


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deleted_sheet_returns_in_the_language_of_the_workbook(language: str, tmp_path: Path) -> None:
    """Whichever program saved it since; its words too."""
    book = openpyxl.load_workbook(resource(template("multi", language)))
    [title] = [sheet.title for sheet in book if "CostSummary" in sheet.tables]
    sentence = book[title]["A2"].value
    del book[title]
    book.save(tmp_path / "book.xlsx")
    assert title in planned(tmp_path / "book.xlsx")
    assert openpyxl.load_workbook(tmp_path / "book.xlsx")[title]["A2"].value == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_workbook_gets_sheets_in_the_language_of_its_own(language: str, tmp_path: Path) -> None:
    """As its names of sheets tell."""
    words = words_of(language)
    path = make_workbook(tmp_path / "book.xlsx", SAILBOATS.tables)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        sheet.title = words(f"sheets.{sheet.title}")
    book.save(path)
    assert words("sheets.CostSummary") in planned(path)


def test_in_a_language_that_there_is_not_they_come_in_english(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "book.xlsx", SAILBOATS.tables)
    book = openpyxl.load_workbook(path)
    for number, sheet in enumerate(book):
        sheet.title = f"Blatt {number}"
    book.save(path)
    assert "Cost summary" in planned(path)
