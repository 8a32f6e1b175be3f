"""The sheets of what becomes of a plan, from which workbooks receive those that they need."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from sop_excel.contract.life_tables import LIFE_FORMS
from templates.make.form_sheets import add_forms
from templates.make.language import CREATOR, FIRST, words_of
from templates.make.stable_file import save


def build_life_book(path: Path, language: str = FIRST) -> None:
    """Write the workbook in a language: every sheet with its empty table."""
    words, book = words_of(language), Workbook()
    book.remove(book.active)
    book.security = None
    book.properties.creator, book.properties.title = CREATOR, words("life_book.title")
    book.properties.language = words.language
    add_forms(book, LIFE_FORMS, words)
    save(book, path)
