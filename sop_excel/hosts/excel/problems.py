"""Many problems at once: a list in a new workbook, so that the planner's own stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from sop_excel.errors import Issue
from sop_excel.hosts.excel.typed import typed

HEADERS = ("Where", "What", "Expected", "Found", "What to do")
WIDTHS = (22.0, 32.0, 44.0, 32.0, 60.0)


def list_problems(app: xw.App, issues: Sequence[Issue]) -> None:
    """A new workbook with a table, one row a problem, behind the workbook that is active."""
    active = app.books.active
    sheet = app.books.add().sheets[0]
    rows = [HEADERS, *((one.place, one.subject, one.expected, one.found, one.advice) for one in issues)]
    listed = sheet.range((1, 1), (len(rows), len(HEADERS)))
    listed.value = [[typed(text) for text in row] for row in rows]
    for column, width in enumerate(WIDTHS, 1):
        sheet.range((1, column)).column_width = width
    sheet.tables.add(listed, name="Problems")
    active.activate()
