"""Builds the templates: About, outputs, inputs, each drawn from the schema and an example."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook

from sop_excel.sheets.schema import CHART_CHOICES, OUTPUT_FORMS
from sop_excel.sheets.templates import texts
from sop_excel.sheets.templates.about import add_about
from sop_excel.sheets.templates.examples import EXAMPLES
from sop_excel.sheets.templates.inputs import add_input_sheets
from sop_excel.sheets.templates.outputs import add_output_sheets
from sop_excel.sheets.templates.package import save

TEMPLATES = {example.kind: example.file for example in EXAMPLES}


def build_template(kind: Literal["single", "multi"], path: Path) -> None:
    """Build one template: inputs filled, output tables in the plan's shape with labels and blank numbers."""
    save(template_book(kind), path)


def template_book(kind: Literal["single", "multi"]) -> Any:
    """The same as an openpyxl workbook in memory."""
    example = next(example for example in EXAMPLES if example.kind == kind)
    book = Workbook()
    book.remove(book.active)
    book.security = None  # no empty protection element in the file
    book.properties.creator, book.properties.title = texts.CREATOR, texts.TITLES[kind]
    add_about(book, example)
    add_output_sheets(book, example, [form for form in OUTPUT_FORMS if form is not CHART_CHOICES])
    add_input_sheets(book, example)
    add_output_sheets(book, example, [CHART_CHOICES])
    return book


def build_all(folder: Path) -> None:
    """Build every template into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for example in EXAMPLES:
        build_template("single" if example.kind == "single" else "multi", folder / example.file)
