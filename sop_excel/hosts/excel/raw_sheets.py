"""The sheets of an open workbook as raw cells, in a bounded number of calls back into Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import xlwings as xw

from sop_excel.domain.table import Value
from sop_excel.hosts.excel.cells import exact_rows, raw_rows
from sop_excel.hosts.excel.merged import Merged
from sop_excel.hosts.excel.shown_numbers import ShownNumbers
from sop_excel.hosts.excel.tables import area_of, blocks, counts_from_1904, filled, formulas, range_of
from sop_excel.spreadsheet.areas import Area, NotationError, parse_area
from sop_excel.spreadsheet.formulas import unquoted_sheet
from sop_excel.spreadsheet.raw_sheet import OF_PROGRAMS, RawSheet, RawTable

MOST_CELLS = 3_000_000  # of one sheet; a sheet with more is no planner's table
MOST_NAMES = 2_000

_NAMED = re.compile(r"=('(?:[^']|'')+'|[^'!\[\]=(,]+)!(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)")
# Names that Excel makes for what it prints and filters; a file has them under names of programs.
_EXCELS_OWN = re.compile(rf"{OF_PROGRAMS}.*|_FilterDatabase|Print_Area|Print_Titles|Criteria|Extract", re.IGNORECASE)


def raw_sheets(book: xw.Book) -> tuple[RawSheet, ...]:
    """Every worksheet with all that its cells hold, hidden ones included; filters hide nothing from it."""
    names = _named_areas(book)
    epoch_1904 = counts_from_1904(book)
    by_hand = book.app.calculation != "automatic"
    return tuple(_raw_sheet(sheet, names.get(sheet.name.lower(), {}), epoch_1904, by_hand) for sheet in book.sheets)


def _raw_sheet(sheet: xw.Sheet, names: dict[str, Area], epoch_1904: bool, by_hand: bool) -> RawSheet:
    hidden = sheet.visible not in (True, _VISIBLE)
    tables = tuple(_tables(sheet))
    used = area_of(filled(sheet))
    if used.width * used.height > MOST_CELLS:
        told = f"{used.height:,} x {used.width:,} cells are used: more than {MOST_CELLS:,}, so it is not read"
        return RawSheet(sheet.name, (), tables=tables, names=names, hidden=hidden, notes=(told,))
    read = _Read(epoch_1904)
    for block in blocks(used):
        read.add(sheet, block)
    notes = list(read.shown.notes)
    merged = Merged(sheet)
    merged.look(used)
    if not merged.whole:
        notes.append("it has more merged cells than are looked for")
    if by_hand and read.formulas:
        notes.append("Excel calculates by hand, so what formulas show may be old")
    rows = _from_a1(used, read.rows)
    return RawSheet(
        sheet.name, rows, tuple(merged.found), tables, names, frozenset(read.formulas), read.shown.formats, hidden,
        notes=tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _tables(sheet: xw.Sheet) -> Iterator[RawTable]:
    for one in sheet.tables:
        yield RawTable(one.name, area_of(one.range), int(bool(one.show_totals)), int(bool(one.show_headers)))


def _from_a1(used: Area, rows: list[list[Value]]) -> list[list[Value]]:
    """The rows from the sheet's first cell on, without the blank ones that formats alone make a part of the sheet."""
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    width = max((at for row in rows for at, cell in enumerate(row, 1) if cell is not None), default=0)
    before: list[Value] = [None] * (used.left - 1)
    above: list[list[Value]] = [[] for _ in range(used.top - 1)]
    return [*above, *([*before, *row[:width]] for row in rows)] if rows else []


class _Read:
    """What was read of a sheet so far."""

    def __init__(self, epoch_1904: bool) -> None:
        self.rows: list[list[Value]] = []
        self.formulas: set[tuple[int, int]] = set()
        self.shown = ShownNumbers(epoch_1904)

    def add(self, sheet: xw.Sheet, block: Area) -> None:
        """One block of rows: its values in one call, the texts of its formulas in another if it has any."""
        range_ = range_of(sheet, block)
        rows = raw_rows(exact_rows(range_))
        self.formulas |= set(_formula_cells(range_, rows, block))
        self.shown.show(range_, rows)
        self.rows += rows


def _formula_cells(range_: xw.Range, rows: list[list[Value]], block: Area) -> Iterator[tuple[int, int]]:
    """The cells that hold formulas; a text that looks like one shows itself."""
    with suppress(Exception):  # an Excel for Mac, which calls it otherwise
        if range_.api.HasFormula is False:
            return
    for row, (texts, values) in enumerate(zip(formulas(range_), rows, strict=True), block.top):
        for column, (text, value) in enumerate(zip(texts, values, strict=True), block.left):
            if text.startswith("=") and text != value:
                yield row, column


def _named_areas(book: xw.Book) -> dict[str, dict[str, Area]]:
    """By sheet (in lower case), the names that stand for one area there."""
    found: dict[str, dict[str, Area]] = {}
    for number, name in enumerate(book.names):
        if number >= MOST_NAMES:
            break
        plain = name.name.rpartition("!")[2]
        with suppress(Exception):  # a name that Excel itself cannot read
            told = None if _EXCELS_OWN.fullmatch(plain) else _NAMED.fullmatch(str(name.refers_to))
            if told:
                with suppress(NotationError):
                    found.setdefault(unquoted_sheet(told[1]).lower(), {})[plain] = parse_area(told[2])
    return found


_VISIBLE = -1  # as Windows says it; very hidden sheets are 2, which is true as well
