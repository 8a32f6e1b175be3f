"""Steps on cells: set, type, recalculate, and tell what was computed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

FORMULAS, ERRORS = 16, 4  # of com.sun.star.sheet: CellFlags.FORMULA, FormulaResult.ERROR
DATE, LOGICAL = 2, 1024  # of com.sun.star.util.NumberFormat

Value = float | str | None


def put(document: Any, sheet: str, cell: str, value: Value) -> None:
    """Set a cell past its validation, as a macro would: a number, a text as it is, or nothing."""
    place = _range(document, sheet, cell)
    if isinstance(value, str | None):
        place.String = value or ""
    else:
        place.Value = value


def type_in(document: Any, sheet: str, cell: str, text: str) -> dict[str, Any]:
    """Enter a text as from the keyboard, and tell what the cell then holds: its kind, its value, what it shows.

    What looks like a number, a date or TRUE becomes one, unless the cell is formatted as text.
    """
    place = _range(document, sheet, cell)
    place.FormulaLocal = text
    kind = place.Type.value
    if kind == "VALUE":
        form = document.NumberFormats.getByKey(place.NumberFormat).Type
        kind = "date" if form & DATE else "yes/no" if form & LOGICAL else "number"
        return {"kind": kind, "value": place.Value, "shown": place.String}
    return {"kind": "blank" if kind == "EMPTY" else "text", "value": place.String, "shown": ""}


def recalculate(document: Any) -> None:
    """Compute every formula anew."""
    document.calculateAll()


def formulas(document: Any) -> list[dict[str, Any]]:
    """Every formula cell: sheet, column and row from 0, formula, value (number, text, or None where it is an error)."""
    found = []
    for sheet in document.Sheets:
        for area in sheet.queryContentCells(FORMULAS).RangeAddresses:
            block = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for r, (texts, values) in enumerate(zip(block.FormulaArray, block.DataArray, strict=True), area.StartRow):
                for c, (text, value) in enumerate(zip(texts, values, strict=True), area.StartColumn):
                    found.append({"sheet": sheet.Name, "column": c, "row": r, "formula": text, "value": value})
    return found


def errors(document: Any) -> list[str]:
    """The address of every formula cell that is an error."""
    return [
        f"{sheet.Name}!{area.StartColumn},{area.StartRow}:{area.EndColumn},{area.EndRow}"
        for sheet in document.Sheets
        for area in sheet.queryFormulaCells(ERRORS).RangeAddresses
    ]


def values(document: Any, sheet: str, area: str) -> list[list[Value]]:
    """Numbers and texts of a range, blank cells as empty texts."""
    return [list(row) for row in _range(document, sheet, area).DataArray]


def invalid(document: Any, sheet: str) -> list[list[int]]:
    """Column and row from 0 of every cell around which the office draws a circle: its validation refuses the content.

    It is the office's own judgement ("Mark Invalid Data"), by the code that runs when a planner presses Enter.
    """
    cells = document.Sheets.getByName(sheet)
    page = cells.DrawPage
    before = page.Count
    cells.showInvalid()
    circles = [page.getByIndex(n) for n in range(before, page.Count)]
    middles = [(c.Position.X + c.Size.Width // 2, c.Position.Y + c.Size.Height // 2) for c in circles]
    cells.clearArrows()
    across = _edges(max((x for x, _ in middles), default=0), lambda n: cells.Columns.getByIndex(n).Position.X)
    down = _edges(max((y for _, y in middles), default=0), lambda n: cells.Rows.getByIndex(n).Position.Y)
    return [[bisect_right(across, x) - 1, bisect_right(down, y) - 1] for x, y in middles]


def _edges(furthest: int, edge: Callable[[int], int]) -> list[int]:
    """Where columns or rows begin, as far as the furthest place."""
    edges = [edge(0)]
    while edges[-1] <= furthest:
        edges.append(edge(len(edges)))
    return edges


def _range(document: Any, sheet: str, area: str) -> Any:
    return document.Sheets.getByName(sheet).getCellRangeByName(area)


STEPS: dict[str, Callable[..., Any]] = {
    "put": put,
    "type": type_in,
    "recalculate": recalculate,
    "formulas": formulas,
    "errors": errors,
    "values": values,
    "invalid": invalid,
}
