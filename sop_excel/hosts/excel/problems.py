"""Many problems at once: a list in a new workbook, so that the planner's own stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from sop_excel.domain.said import in_language, word
from sop_excel.errors import Issue
from sop_excel.hosts.excel.typed import typed
from sop_excel.hosts.excel.ways import way
from sop_excel.languages import ENGLISH

HEADERS = word("Where"), word("What"), word("Expected"), word("Found"), word("What to do")
WIDTHS = (22.0, 32.0, 44.0, 32.0, 60.0)


def list_problems(app: xw.App, issues: Sequence[Issue], language: str = ENGLISH) -> None:
    """A new workbook with a table, one row a problem, behind the workbook that is active, in whose language it is."""
    rows = [(one.place, one.subject, one.expected, one.found, one.advice) for one in issues]
    _list(app, "Problems", [in_language(one, language) for one in HEADERS], WIDTHS, rows)


def list_notes(app: xw.App, notes: Sequence[str]) -> None:
    """A new workbook with a table, one row a note, behind the workbook that is active."""
    _list(app, "Notes", ("To know",), (120.0,), [(note,) for note in notes])


def _list(
    app: xw.App, name: str, headers: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]
) -> None:
    way().reach()
    active = app.books.active
    sheet = app.books.add().sheets[0]
    listed = sheet.range((1, 1), (len(rows) + 1, len(headers)))
    listed.value = [[typed(text) for text in row] for row in (headers, *rows)]
    for column, width in enumerate(widths, 1):
        sheet.range((1, column)).column_width = width
    sheet.tables.add(listed, name=name)
    active.activate()
