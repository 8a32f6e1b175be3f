"""Builds the templates: Meeting, About, inputs, outputs, workings, each drawn from the schema and an example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from sop_excel.contract.output_tables import PLAN_TOTALS
from sop_excel.shipped import TEMPLATES as SHIPPED
from sop_excel.shipped import TemplateKind
from templates.make.about import add_about
from templates.make.example_plan import example_outputs
from templates.make.examples import EXAMPLES, FULL, Example
from templates.make.input_sheets import add_input_sheets
from templates.make.language import CREATOR, FIRST, Words, words_of
from templates.make.meeting import add_meeting
from templates.make.output_sheets import add_output_sheets
from templates.make.stable_file import save

TEMPLATES: dict[TemplateKind, str] = {kind: Path(name).name for kind, name in SHIPPED.items()}


def build_template(kind: TemplateKind, path: Path, language: str = FIRST) -> None:
    """Build one template: inputs filled, output tables in the plan's shape with labels and blank numbers."""
    save(template_book(kind, language), path)


def template_book(kind: TemplateKind, language: str = FIRST) -> Any:
    """A template as an openpyxl workbook in memory, its output tables with labels and without numbers."""
    return book_of(next(example for example in EXAMPLES if example.kind == kind), words_of(language))


def build_full(path: Path, language: str = FIRST) -> None:
    """Build the template that has every table and column that there is."""
    save(book_of(FULL, words_of(language)), path)


def book_of(example: Example, words: Words) -> Any:
    """A workbook with any example, its words in any language."""
    book = Workbook()
    book.remove(book.active)
    book.security = None  # no empty protection element in the file
    book.properties.creator, book.properties.title = CREATOR, words(f"about.{example.kind}")
    book.properties.language = words.language
    outputs = example_outputs(example, words)
    add_meeting(book, words, outputs[PLAN_TOTALS.name], example.periods)
    add_about(book, example, words)
    add_input_sheets(book, example, words)
    add_output_sheets(book, example, outputs, words)
    add_output_sheets(book, example, outputs, words, workings=True)
    book.worksheets[0].sheet_view.tabSelected = True
    return book


def build_all(folder: Path) -> None:
    """Build every template into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name in TEMPLATES.items():
        build_template(kind, folder / name)
    build_full(folder / FULL.file)
