"""Workbooks that were opened to be read and stayed as they were: reading a template takes a quarter of a second."""

from __future__ import annotations

from typing import Any

from openpyxl.worksheet.formula import ArrayFormula

MOST = 8
Held = dict[str, tuple[object, ...]]


def held(workbook: Any) -> Held:
    """What could be changed in a workbook of openpyxl's, sheet by sheet; blank cells without a look left out."""
    found: Held = {"": (_names(workbook), workbook.sheetnames)}
    for sheet in workbook.worksheets:
        cells = {
            place: (cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value, tuple(cell._style))
            for place, cell in sheet._cells.items()
            if cell.value is not None or cell.has_style
        }
        tables = [(table.name, table.ref, *(column.name for column in table.tableColumns)) for table in _tables(sheet)]
        lines = {key: (line.height, line.hidden) for key, line in sheet.row_dimensions.items()}
        found[sheet.title] = (cells, tables, lines, sheet.sheet_state, _names(sheet))
    return found


def _tables(sheet: Any) -> list[Any]:
    return list(sheet.tables.values())


def _names(owner: Any) -> dict[str, str]:
    return {name: part.attr_text for name, part in owner.defined_names.items()}


class AtHand:
    """The last few of them by their files; each is lent to one reader at a time."""

    def __init__(self) -> None:
        self._books: dict[bytes, Any] = {}

    def taken(self, content: bytes) -> Any | None:
        """The workbook of a file, if it is here."""
        return self._books.pop(content, None)

    def put_back(self, content: bytes, workbook: Any) -> None:
        """Keep it for the next reader, in place of the one that was kept for longest."""
        self._books[content] = workbook
        while len(self._books) > MOST:
            del self._books[next(iter(self._books))]


AT_HAND = AtHand()
