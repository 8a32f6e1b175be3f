"""The About sheet: the example's story, how to use the workbook, what the cell styles mean, where things are."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink

from sop_excel.spreadsheet.formulas import quoted_sheet
from templates.make import cell_formats
from templates.make.examples import Example
from templates.make.input_sheets import input_tables
from templates.make.language import Words
from templates.make.looks import paint, write
from templates.make.output_sheets import WORKINGS, output_forms
from templates.make.page import Paper, flag, open_sheet, printable, widths

LINE_LETTERS, LINE_POINTS = 140, 14.5
BESIDE_LETTERS = 105  # of a sentence beside the link to its sheet
LEGEND = ("header", "input", "output", "decision", "calculated", "good", "bad", "warning", "note")
_INDENTED = Alignment(vertical="center", indent=1)
_STATES = {"good": cell_formats.GREEN, "bad": cell_formats.RED, "warning": cell_formats.AMBER}


def add_about(book: Any, example: Example, words: Words) -> None:
    """Put the sheet that says how to use the workbook into the book."""
    sheet = open_sheet(book, words("sheets.About"), "about")
    widths(sheet, (3.0, 24.0, 16.0, 88.0, 3.0))
    write(sheet, "B2", words(f"about.{example.kind}"), "title")
    sheet.row_dimensions[2].height = 30.0
    write(sheet, "B3", words("about.lead"), "note")
    flag(sheet, words, "B4", "C4")
    write(sheet, "D4", words("flag.meaning", sheet=words("sheets.Checks")), "note").alignment = _INDENTED
    row = _list(sheet, 6, words("about.story"), words.lines(f"about.stories_{example.kind}"), numbered=False)
    row = _list(sheet, row + 1, words("about.steps"), words.lines("about.steps_list"), numbered=True)
    row = _legend(sheet, row + 1, words)
    _contents(sheet, row + 1, example, words)
    printable(sheet, Paper(upright=True, one_page=True))


def _heading(sheet: Any, row: int, title: str) -> int:
    for column in "BCD":
        write(sheet, f"{column}{row}", title if column == "B" else None, "heading")
    sheet.row_dimensions[row].height = 20.0
    return row + 1


def _list(sheet: Any, row: int, heading: str, sentences: tuple[str, ...], numbered: bool) -> int:
    """Sentences below a heading, each across all columns; returns the row after them."""
    row = _heading(sheet, row, heading)
    for number, sentence in enumerate(sentences, start=1):
        sheet.merge_cells(f"B{row}:D{row}")
        line = f"{number}.  {sentence}" if numbered else sentence
        write(sheet, f"B{row}", line, "text", wrap=True)
        sheet.row_dimensions[row].height = 4 + LINE_POINTS * (1 + len(line) // LINE_LETTERS)
        row += 1
    return row


def _legend(sheet: Any, row: int, words: Words) -> int:
    row = _heading(sheet, row, words("about.legend"))
    for role in LEGEND:
        cell = write(sheet, f"B{row}", words(f"legend.{role}.name"), "flag" if role in _STATES else role)
        if role in _STATES:
            paint(cell, *_STATES[role])
        write(sheet, f"C{row}", words(f"legend.{role}.meaning"), "text").alignment = _INDENTED
        sheet.row_dimensions[row].height = 18.0
        row += 1
    return row


def _contents(sheet: Any, row: int, example: Example, words: Words) -> None:
    """A link to every sheet with what it is for: inputs, outputs, workings."""
    row = _heading(sheet, row, words("about.contents"))
    for group, name, sentence in sheets_in_order(example, words):
        title = words(f"sheets.{name}")
        link = write(sheet, f"B{row}", title, "link")
        link.hyperlink = Hyperlink(ref=f"B{row}", location=f"{quoted_sheet(title)}!A1", display=title)
        write(sheet, f"C{row}", words(f"about.{group}"), "note")
        write(sheet, f"D{row}", sentence, "text", wrap=True)
        sheet.row_dimensions[row].height = 16.0 * (1 + len(sentence) // BESIDE_LETTERS)
        row += 1


def sheets_in_order(example: Example, words: Words) -> list[tuple[str, str, str]]:
    """(group, name, sentence) of every sheet but this one, in the order in which they stand."""
    said = words.of_schema
    plans = [("output", form.name, said(form.help)) for form in output_forms(example) if form not in WORKINGS]
    inputs = [("input", table.name, said(table.help)) for table in input_tables(example)]
    workings = [("workings", form.name, said(form.help)) for form in WORKINGS]
    return [("output", "Meeting", words("about.meeting_help")), *inputs, *plans, *workings]
