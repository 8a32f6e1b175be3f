"""The About sheet: the example's story, how to use the workbook, what the cell styles mean, where things are."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet.hyperlink import Hyperlink

from sop_excel.domain.table import quoted_sheet
from sop_excel.sheets.schema import OUTPUT_FORMS
from sop_excel.sheets.templates import texts
from sop_excel.sheets.templates.examples import Example
from sop_excel.sheets.templates.inputs import input_tables
from sop_excel.sheets.templates.looks import write
from sop_excel.sheets.templates.page import open_sheet, printable, widths

LINE_LETTERS, LINE_POINTS = 132, 15.5


def add_about(book: Any, example: Example) -> None:
    """Put the sheet that a planner sees first into the book."""
    sheet = open_sheet(book, texts.ABOUT, "about", gridlines=False)
    widths(sheet, (3.0, 22.0, 100.0, 3.0))
    write(sheet, "B2", texts.TITLES[example.kind], "title")
    sheet.row_dimensions[2].height = 30.0
    write(sheet, "B3", texts.ABOUT_LEAD, "note")
    row = _list(sheet, 5, texts.STORY_HEAD, texts.STORIES[example.kind], numbered=False)
    row = _list(sheet, row + 1, texts.STEPS_HEAD, texts.STEPS, numbered=True)
    row = _legend(sheet, row + 1)
    _contents(sheet, row + 1)
    printable(sheet)
    sheet.sheet_view.tabSelected = True
    sheet.page_setup.orientation = "portrait"


def _heading(sheet: Any, row: int, words: str) -> int:
    write(sheet, f"B{row}", words, "heading")
    write(sheet, f"C{row}", None, "heading")
    sheet.row_dimensions[row].height = 20.0
    return row + 1


def _list(sheet: Any, row: int, heading: str, sentences: tuple[str, ...], numbered: bool) -> int:
    """Sentences below a heading, each across both columns; returns the row after them."""
    row = _heading(sheet, row, heading)
    for number, sentence in enumerate(sentences, start=1):
        sheet.merge_cells(f"B{row}:C{row}")
        words = f"{number}.  {sentence}" if numbered else sentence
        write(sheet, f"B{row}", words, "text", wrap=True)
        sheet.row_dimensions[row].height = 4 + LINE_POINTS * (1 + len(words) // LINE_LETTERS)
        row += 1
    return row


def _legend(sheet: Any, row: int) -> int:
    row = _heading(sheet, row, texts.LEGEND_HEAD)
    for role, (name, meaning) in texts.LEGEND.items():
        write(sheet, f"B{row}", name, role)
        write(sheet, f"C{row}", meaning, "text")
        sheet.row_dimensions[row].height = 18.0
        row += 1
    return row


def _contents(sheet: Any, row: int) -> None:
    """A link to every sheet with what its table is for, outputs first."""
    row = _heading(sheet, row, texts.SHEETS_HEAD)
    outputs = [(texts.OUTPUT_SHEETS, form.name, form.help) for form in OUTPUT_FORMS if form.name != "ChartChoices"]
    inputs = [(texts.INPUT_SHEETS, table.name, table.help) for table in input_tables()]
    lists = [(texts.OUTPUT_SHEETS, "ChartChoices", texts.LISTS_HELP)]
    for group, name, sentence in outputs + inputs + lists:
        title = texts.SHEETS[name]
        link = write(sheet, f"B{row}", title, "link")
        link.hyperlink = Hyperlink(ref=f"B{row}", location=f"{quoted_sheet(title)}!A1", display=title)
        write(sheet, f"C{row}", f"{group}: {sentence}", "text")
        sheet.row_dimensions[row].height = 16.0
        row += 1
