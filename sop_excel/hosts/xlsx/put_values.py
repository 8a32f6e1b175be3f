"""Values put into cells of the planner's, each in the format that the cell has, as far as that shows such a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sop_excel.domain.table import Value
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_cells import cell_xml
from sop_excel.hosts.xlsx.sheet_formulas import unshared
from sop_excel.hosts.xlsx.sheet_map import Place, SheetMap
from sop_excel.hosts.xlsx.styles import StyleGraft
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.unit_formats import format_for

Values = Mapping[Place, Value]


def put_cells(draft: Revision, cells: Mapping[str, Values]) -> Iterator[Issue]:
    """Put the values into the cells of the sheets; why that cannot be, if it cannot."""
    by_name = {sheet.name.lower(): sheet for sheet in draft.book().sheets if sheet.part}
    for name, values in cells.items():
        sheet = by_name.get(name.lower())
        if sheet is None:
            yield Issue(name, "", "a sheet with cells", "none of that name", "check the sheet's name")
        elif values:
            yield from formula_issues(draft, sheet.part, sheet.name, values)
            put_values(draft, sheet.part, values)


def formula_issues(draft: Revision, part: str, sheet: str, values: Values) -> Iterator[Issue]:
    """The cells that hold a formula, or a result of one, where a value is to stand."""
    rows = [row for row, _ in values]
    found = SheetMap(draft.read(part), min(rows), max(rows))
    for row, column in sorted(values):
        cell = found.cell(row, column)
        in_array = any(area.holds(row, column) for area in found.arrays)
        if in_array or (cell and cell.has_formula):
            place = f"{quoted_sheet(sheet)}!{letters(column)}{row}"
            told = "a result of an array formula" if in_array else "a formula"
            yield Issue(place, "", "no formula in a cell that gets a value", told, "put its value in its place")


def put_values(draft: Revision, part: str, values: Values) -> None:
    """Put the values into the cells of a sheet part."""
    if not values:
        return
    rows, columns = [row for row, _ in values], [column for _, column in values]
    area = Area(min(rows), min(columns), max(rows), max(columns))
    grid = TableReader(draft.book()).grid(part, area)
    data = unshared(draft.read(part), Cells(values))
    sheet, styles = SheetMap(data, area.top, area.bottom), styles_of(draft)
    epoch_1904 = draft.book().setting("workbookPr", "date1904")
    elements = {}
    for (row, column), value in values.items():
        style, before = sheet.style(row, column), grid.row(row, area)
        if styles:
            style = style_for(styles, style, value, before[column - area.left] if before else None)
        elements[row, column] = cell_xml(sheet.prefix, f"{letters(column)}{row}", style, value, epoch_1904).encode()
    draft.put(part, sheet.result(elements))
    if styles:
        draft.put(draft.book().related("styles"), styles.result())


def styles_of(draft: Revision) -> StyleGraft | None:
    """The workbook's styles, to which some may be added; None where it has none."""
    part = draft.book().related("styles")
    return StyleGraft(data := draft.read(part), data) if part else None


def style_for(styles: StyleGraft, style: str | None, value: Value, before: Value) -> str | None:
    """The style that shows a value as what it is, nearest to that of the cell in which ``before`` stood."""
    code = format_for(styles.code_of(style), value, before)
    return style if code is None else styles.shown_as(style, code)


class Cells:
    """Single cells, as an area tells whether it holds one."""

    def __init__(self, places: Collection[Place]) -> None:
        self._places = places

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is one of them."""
        return (row, column) in self._places
