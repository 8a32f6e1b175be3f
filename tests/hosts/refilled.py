"""A template with other figures: what a planner has after typing a published instance over the example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.hosts.books import Block, Book
from tests.instances.published import Instance, Tables


def refilled(template: Book, instance: Instance, path: Path) -> Book:
    """The template with the instance's tables in place of its own, solved."""
    book = openpyxl.load_workbook(template.path)
    for form in INPUT_TABLES:
        if not form.later:
            block = template.blocks[form.name]
            headers, rows = _content(form.wide, block, instance.tables, form.name)
            _write(book[block.sheet], form.name, block, [headers, *rows])
    book.save(path)
    plan_workbook(path, path, Options(), resource(DONOR))
    return Book(f"{template.name} with {instance.name}", path)


def _content(wide: bool, block: Block, tables: Tables, name: str) -> tuple[list[Any], list[list[Any]]]:
    """Headers and rows: a wide table's are the instance's, any other keeps the template's columns."""
    if wide:
        first, *rest = tables.get(name, [[block.headers[0], tables["Demand"][0][1]], [None, None]])
        return first, rest
    given = tables.get(name, [[*block.headers]])
    rows = [dict(zip(given[0], row, strict=True)) for row in given[1:]] or [{}]
    return [*block.headers], [[row.get(header) for header in block.headers] for row in rows]


def _write(sheet: Any, name: str, block: Block, rows: list[list[Any]]) -> None:
    for row in sheet.iter_rows(block.top, block.bottom, block.left, block.right):
        for cell in row:
            cell.value = None
    for n, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.cell(block.top + n, block.left + c, value)
    right = get_column_letter(block.left + len(rows[0]) - 1)
    ref = f"{get_column_letter(block.left)}{block.top}:{right}{block.top + len(rows) - 1}"
    del sheet.tables[name]
    sheet.add_table(Table(displayName=name, ref=ref))
