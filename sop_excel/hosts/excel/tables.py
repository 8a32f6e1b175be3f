"""The Excel Tables of an open workbook as tables of raw cells, the same as those of a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import xlwings as xw

from sop_excel.domain.table import Table, Value
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.excel.cells import RawCells, rows_of
from sop_excel.running_step import counting
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet, SheetPlaces, unusable

AT_ONCE = 200_000  # cells that Excel hands over, or takes, in one call
_MANY = 200_000  # cells that are read in a moment


@dataclass(frozen=True)
class LiveTable:
    """A ListObject of an open workbook; ``placed`` tells where it stands."""

    table: xw.main.Table
    sheet: xw.Sheet
    placed: PlacedTable


def live_tables(book: xw.Book, names: Collection[str]) -> dict[str, LiveTable]:
    """The tables of these names, in any case, by the name asked for; hidden sheets count too."""
    wanted = {name.lower(): name for name in names}
    return {
        wanted[table.name.lower()]: described(table, sheet)
        for sheet in book.sheets
        for table in sheet.tables
        if table.name.lower() in wanted
    }


def described(table: xw.main.Table, sheet: xw.Sheet) -> LiveTable:
    """A table and what there is to know about its place."""
    row = table.header_row_range if table.show_headers else None
    headers = () if row is None else tuple(str(value or "") for value in cells(row)[0])
    where = Sheet(sheet.name, sheet.name, sheet.index - 1)
    placed = PlacedTable(
        table.name, where, table.name, area_of(table.range), headers, int(row is not None), int(bool(table.show_totals))
    )
    return LiveTable(table, sheet, placed)


def area_of(cells_: xw.Range) -> Area:
    """The rectangle of a range."""
    rows, columns = cells_.shape
    return Area(cells_.row, cells_.column, cells_.row + rows - 1, cells_.column + columns - 1)


def range_of(sheet: xw.Sheet, area: Area) -> xw.Range:
    """The range of a rectangle on a sheet."""
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def blocks(area: Area) -> Iterator[Area]:
    """An area in pieces of whole rows that Excel hands over, or takes, in one call."""
    height = max(1, AT_ONCE // area.width)
    for top in range(area.top, area.bottom + 1, height):
        yield area._replace(top=top, bottom=min(area.bottom, top + height - 1))


def pieces(range_: xw.Range) -> Iterator[tuple[xw.Range, slice]]:
    """A range in such pieces, and which of its rows each is."""
    area = area_of(range_)
    for block in blocks(area):
        yield range_of(range_.sheet, block), slice(block.top - area.top, block.bottom - area.top + 1)


def cells(range_: xw.Range) -> list[list[Value]]:
    """What a range holds, row by row."""
    rows: list[list[Value]] = []
    for piece, _ in pieces(range_):
        rows += piece.options(RawCells).value
    return rows


def read_tables(book: xw.Book, names: Collection[str], headers_of: Collection[str] = ()) -> dict[str, Table]:
    """The tables of these names; of those in ``headers_of`` the headers alone.

    Raises InputError for a table without a header row.
    """
    found = live_tables(book, names)
    issues: list[Issue] = [issue for live in found.values() if (issue := unusable(live.placed, [live.placed]))]
    if issues:
        raise InputError(issues)
    manual = book.app.calculation != "automatic"
    one_more, tables = counting(len(found)), {}
    for name, live in found.items():
        tables[name] = _table(name, live, name in headers_of, manual)
        one_more()
    return tables


def _table(name: str, live: LiveTable, headers_only: bool, manual: bool) -> Table:
    placed = live.placed
    places = SheetPlaces(placed.sheet.name, placed.area.top, placed.area.left)
    body = placed.data
    if headers_only or body.bottom < body.top:
        return Table(name, placed.headers, (), places)
    range_ = range_of(live.sheet, body)
    table = Table(name, placed.headers, cells(range_), places)
    return replace(table, unsure=frozenset(_formulas(range_))) if manual else table


def _formulas(range_: xw.Range) -> Iterator[tuple[int, int]]:
    """The cells that hold a formula; their values may be old where the planner calculates by hand."""
    for row, line in enumerate(formulas(range_)):
        for column, text in enumerate(line):
            if text.startswith("="):
                yield row, column


def is_protected(sheet: xw.Sheet) -> bool:
    """Whether Excel says so; where it does not, as on a Mac, the first cell that is written tells."""
    with suppress(Exception):  # each kind of Excel has its own class of refusal
        return bool(sheet.api.ProtectContents)
    return False


def protected_issues(sheet: xw.Sheet, cell: str, subject: str) -> Iterator[Issue]:
    """That a sheet is protected which must be written to, at this cell."""
    if is_protected(sheet):
        advice = "unprotect it (Review, Unprotect Sheet) and run again"
        place = f"{quoted_sheet(sheet.name)}!{cell}"
        yield Issue(place, subject, "a sheet that may be written to", "a protected one", advice)


def counts_from_1904(book: xw.Book) -> bool:
    """Whether the days of a workbook count from 1904."""
    with suppress(Exception):  # an Excel for Mac, which calls it otherwise and gives dates as such
        return bool(book.api.Date1904)
    return False


def count_filled(range_: xw.Range) -> int | None:
    """How many cells hold something, formulas that give an empty text included; None where Excel does not say."""
    with suppress(Exception):  # an Excel for Mac, which calls it otherwise
        return int(range_.sheet.api.Application.WorksheetFunction.CountA(range_.api))
    return None


def filled(sheet: xw.Sheet) -> xw.Range:
    """The used cells of a sheet; where formats alone reach far, only up to the last row and column that hold something.

    What holds something is counted, since Excel's search for the last cell passes over rows that a filter hides.
    """
    used = sheet.used_range
    if used.count <= _MANY:
        return used
    found = count_filled(used)
    if not found:
        return used if found is None else used[0, 0]
    area = area_of(used)
    bottom = _last(area.top, area.bottom, lambda row: count_filled(range_of(sheet, area._replace(top=row))))
    right = _last(area.left, area.right, lambda column: count_filled(range_of(sheet, area._replace(left=column))))
    return range_of(sheet, area._replace(bottom=bottom, right=right))


def _last(first: int, last: int, holds: Callable[[int], object]) -> int:
    """The last line that holds something, if ``holds`` says whether anything stands in a line or behind it."""
    while first < last:
        middle = (first + last + 1) // 2
        first, last = (middle, last) if holds(middle) else (first, middle - 1)
    return first


def formulas(range_: xw.Range) -> list[list[str]]:
    """The formulas of a range, row by row; of a cell without one its value as text."""
    rows = (row for piece, _ in pieces(range_) for row in rows_of(piece.formula))
    return [["" if cell is None else str(cell) for cell in row] for row in rows]
