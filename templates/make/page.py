"""What every sheet has: a title, a sentence, a table at a fixed place, a way to be printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from sop_excel.contract.output_tables import CHECKS_FLAG
from sop_excel.spreadsheet.formulas import quoted_sheet
from templates.make.cell_formats import COLUMNS, result_rules
from templates.make.language import Words
from templates.make.looks import dress, write

ROW_POINTS = 15.0
TABLE_ROW = 4
NOTE_LETTERS = 150  # in a line of a note: some 800 pixels
FLAG_COLUMNS = 2  # the first columns: above a table, the flag and its label stand in them
A4 = 9  # in the numbering of paper sizes
READABLE = 60  # per cent of its size at which a text can still be read on paper
WINDOW = 1160  # pixels of a sheet that a window of 1,280 shows, beside the narrow bars of LibreOffice too
LINE_WIDTH = 1026  # pixels that are as wide as what is printed on A4 across
TAB_COLOURS = {"about": "66727F", "output": "1B4965", "input": "E8C547", "workings": "A9B3BD"}


@dataclass(frozen=True)
class SheetTable:
    """A table on a sheet from column A on, whose cells are found by header; ``header_row`` counts from 1.

    ``rows`` is the number of its data rows. Headers between the fixed ones are those of ``periods``.
    """

    sheet: Any
    header_row: int
    headers: Sequence[str]
    rows: int
    words: Words
    periods: Sequence[str] = ()

    @property
    def first_row(self) -> int:
        """The first data row."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last data row."""
        return self.header_row + self.rows

    def cell(self, row: int, header: str) -> Any:
        """The cell of a column in a row of the sheet."""
        return self.sheet.cell(row, self.headers.index(header) + 1)

    def letter(self, header: str) -> str:
        """The letters of a column."""
        return str(get_column_letter(self.headers.index(header) + 1))

    def first(self, header: str) -> str:
        """The address of a column's first data cell, such as ``C5``."""
        return f"{self.letter(header)}{self.first_row}"

    def texts(self, header: str) -> list[Any]:
        """What stands in a column's data cells, row by row."""
        return [self.cell(row, header).value for row in range(self.first_row, self.last_row + 1)]

    def of_row(self, header: str) -> str:
        """The column of a condition on each row, such as ``$A5``."""
        return f"${self.first(header)}"

    def name(self, header: str) -> str:
        """The address of a header, with the sheet's name."""
        return address(self.sheet, self.cell(self.header_row, header), self.cell(self.header_row, header))

    def column(self, header: str, rows: int | None = None) -> str:
        """The address of a column's data, or of its first rows, with the sheet's name."""
        bottom = self.last_row if rows is None else self.header_row + rows
        return address(self.sheet, self.cell(self.first_row, header), self.cell(bottom, header))

    def across(self, row: int) -> str:
        """The address of all periods in a row of the sheet, with the sheet's name."""
        return address(self.sheet, self.cell(row, self.periods[0]), self.cell(row, self.periods[-1]))


def address(sheet: Any, first: Any, last: Any) -> str:
    """The absolute address of all cells from the first to the last, with the sheet's name."""
    start, end = (f"${cell.column_letter}${cell.row}" for cell in (first, last))
    return f"{quoted_sheet(sheet.title)}!{start if start == end else f'{start}:{end}'}"


def open_sheet(book: Any, title: str, colour: str, gridlines: bool = False) -> Any:
    """A new last sheet with fixed row heights."""
    sheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = "FF" + TAB_COLOURS[colour]
    sheet.sheet_view.showGridLines = gridlines
    sheet.sheet_format.defaultRowHeight = ROW_POINTS
    sheet.sheet_format.customHeight = True
    return sheet


def head(sheet: Any, title: str, sentence: str, remark: str = "", beside: str = "A3") -> None:
    """The title and its note in the first two rows; of a long note the remark stands in the cell ``beside``.

    No cell is merged for it: a planner moves whole columns, which Excel refuses across merged cells.
    """
    write(sheet, "A1", title, "title")
    for place, line in zip(("A2", beside), note_lines(sentence, remark), strict=False):
        dress(write(sheet, place, line, "note"), "note", across=None if place[0] == "A" else "left")
    sheet.row_dimensions[1].height = 28.0
    sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 18.0


def note_lines(sentence: str, remark: str) -> list[str]:
    """A note in lines that can be read at a glance: one, or of each the sentences that a line has room for.

    >>> note_lines("What to make.", "In units.")
    ['What to make. In units.']
    """
    whole = f"{sentence} {remark}".strip()
    return [whole] if len(whole) <= NOTE_LETTERS else [line for line in (_begin(sentence), remark) if line]


def _begin(text: str) -> str:
    """As many whole sentences as a line has room for, one at least."""
    first, *others = re.split(r"(?<=\.) ", text)
    for other in others:
        if len(f"{first} {other}") > NOTE_LETTERS:
            break
        first = f"{first} {other}"
    return first


def flag(sheet: Any, words: Words, label: str = "A3", place: str = "B3") -> None:
    """Show at the top of a sheet whether all checks of the workbook hold: the cell above table Checks, once more."""
    write(sheet, label, words("flag.label"), "label")
    cell = write(sheet, place, f"={quoted_sheet(words('sheets.Checks'))}!{CHECKS_FLAG}", "flag")
    dress(cell, "flag", across="center")
    sheet.row_dimensions[cell.row].height = 18.0
    for rule in result_rules(place):
        sheet.conditional_formatting.add(place, rule)


def add_table(placed: SheetTable, name: str, filters: bool, left: Sequence[str]) -> None:
    """Write the headers, those in ``left`` at the left, of numbers at the right, and lay an Excel Table over the cells.

    It has no style.
    """
    for header in placed.headers:
        cell = placed.cell(placed.header_row, header)
        cell.value = header
        dress(cell, "header", "@", "left" if header in left else "right", wrap=True)
        if filters:  # whose buttons stand in the lower right corner: the words above them
            cell.alignment = Alignment(cell.alignment.horizontal, "top", wrap_text=True, indent=cell.alignment.indent)
    placed.sheet.row_dimensions[placed.header_row].height = 42.0 if filters else 32.0
    reference = (
        f"{placed.letter(placed.headers[0])}{placed.header_row}:{placed.letter(placed.headers[-1])}{placed.last_row}"
    )
    table = Table(displayName=name, ref=reference)
    table._initialise_columns()
    for column, header in zip(table.tableColumns, placed.headers, strict=True):
        column.name = header
    if not filters:
        table.autoFilter = None
    placed.sheet.add_table(table)


def widths(sheet: Any, wanted: Sequence[float], further: float = 0.0) -> None:
    """Column widths in characters, from column A on; ``further`` for those that a longer horizon would fill."""
    for column, width in enumerate(wanted, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if further:
        rest = sheet.column_dimensions[get_column_letter(len(wanted) + 1)]
        rest.min, rest.max, rest.width = len(wanted) + 1, COLUMNS, further


def pixels(wanted: Sequence[float]) -> float:
    """How wide columns of these widths are on a screen."""
    return sum(7 * width + 5 for width in wanted)


def freeze(placed: SheetTable, wanted: Sequence[float], keys: int, chart: bool) -> int:
    """Keep headers and key columns in sight, of a table wider than a window one at least; returns how many columns.

    Below a chart the headers move, as the chart would fill a small window.
    """
    columns = max(keys, int(pixels(wanted) > WINDOW))
    placed.sheet.freeze_panes = placed.sheet.cell(1 if chart else placed.first_row, columns + 1)
    return columns


@dataclass(frozen=True)
class Paper:
    """How a sheet lies on A4: upright or across, whether on one page however long it is, and whether it is so wide that
    it goes on over several pages side by side."""

    upright: bool = False
    one_page: bool = False
    goes_on: bool = False

    @classmethod
    def across(cls, wanted: Sequence[float], grows: bool) -> Paper:
        """For columns of these widths: on one page if they can be read there, and none are to come."""
        return cls(goes_on=grows or pixels(wanted) * READABLE > 100 * LINE_WIDTH)


def printable(sheet: Any, paper: Paper, header_row: int | None = None, key_columns: int = 0) -> None:
    """A4, as wide as one page or in a size that can be read, the header row and key columns repeated, a name and page
    numbers."""
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "portrait" if paper.upright else "landscape", A4
    if paper.goes_on:
        setup.scale, setup.pageOrder = READABLE, "overThenDown"
    else:
        setup.fitToWidth, setup.fitToHeight = 1, 1 if paper.one_page else 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = not paper.goes_on
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
    sheet.oddFooter.left.text, sheet.oddFooter.center.text = "&F", "&A"
    sheet.oddFooter.right.text = "&P / &N"
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"
    if key_columns:
        sheet.print_title_cols = f"A:{get_column_letter(key_columns)}"
