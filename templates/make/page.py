"""What every sheet has: a title, a sentence, a table at a fixed place, a way to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from sop_excel.contract.output_tables import CHECKS_FLAG
from sop_excel.domain.table import quoted_sheet
from templates.make.cell_formats import COLUMNS, TEXT_COLUMNS, result_rules
from templates.make.language import Words
from templates.make.looks import dress, write

ROW_POINTS = 15.0
TABLE_ROW = 4
A4 = 9  # in the numbering of paper sizes
TAB_COLOURS = {"about": "66727F", "output": "1B4965", "input": "E8C547", "workings": "A9B3BD"}


@dataclass(frozen=True)
class Block:
    """A table on a sheet: its header row and column count from 1, its first column is A."""

    sheet: Any
    header_row: int
    headers: Sequence[str]
    rows: int
    words: Words

    @property
    def first_row(self) -> int:
        """The first data row."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last data row."""
        return self.header_row + self.rows

    def letter(self, column: int) -> str:
        """Letters of column ``column`` (0 is the first)."""
        return str(get_column_letter(column + 1))

    def address(self, top: int, left: int, bottom: int, right: int) -> str:
        """An absolute address with the sheet's name; rows as on the sheet, columns from 0."""
        start = f"${self.letter(left)}${top}"
        end = f"${self.letter(right)}${bottom}"
        where = start if start == end else f"{start}:{end}"
        return f"{quoted_sheet(self.sheet.title)}!{where}"


def open_sheet(book: Any, title: str, colour: str, gridlines: bool = False) -> Any:
    """A new last sheet with fixed row heights."""
    sheet = book.create_sheet(title)
    sheet.sheet_properties.tabColor = "FF" + TAB_COLOURS[colour]
    sheet.sheet_view.showGridLines = gridlines
    sheet.sheet_format.defaultRowHeight = ROW_POINTS
    sheet.sheet_format.customHeight = True
    return sheet


def head(sheet: Any, title: str, sentence: str) -> None:
    """The title and its sentence in the first two rows."""
    write(sheet, "A1", title, "title")
    write(sheet, "A2", sentence, "note")
    sheet.row_dimensions[1].height = 28.0
    sheet.row_dimensions[2].height = 18.0


def flag(sheet: Any, words: Words, label: str = "A3", place: str = "B3") -> None:
    """Show at the top of a sheet whether all checks of the workbook hold: the cell above table Checks, once more."""
    write(sheet, label, words("flag.label"), "label")
    cell = write(sheet, place, f"={quoted_sheet(words('sheets.Checks'))}!{CHECKS_FLAG}", "flag")
    dress(cell, "flag", across="center")
    sheet.row_dimensions[cell.row].height = 18.0
    for rule in result_rules(place):
        sheet.conditional_formatting.add(place, rule)


def add_table(block: Block, name: str, filters: bool, left: Sequence[str] = TEXT_COLUMNS) -> None:
    """Write the headers, those in ``left`` at the left, and lay an Excel Table over the block without a table style."""
    for column, header in enumerate(block.headers):
        cell = block.sheet.cell(block.header_row, column + 1, header)
        dress(cell, "header", "@", "left" if header in left else "center", wrap=True)
    block.sheet.row_dimensions[block.header_row].height = 32.0
    reference = f"A{block.header_row}:{block.letter(len(block.headers) - 1)}{block.last_row}"
    table = Table(displayName=name, ref=reference)
    table._initialise_columns()
    for column, header in zip(table.tableColumns, block.headers, strict=True):
        column.name = header
    if not filters:
        table.autoFilter = None
    block.sheet.add_table(table)


def widths(sheet: Any, wanted: Sequence[float], further: float = 0.0) -> None:
    """Column widths in characters, from column A on; ``further`` for those that a longer horizon would fill."""
    for column, width in enumerate(wanted, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if further:
        rest = sheet.column_dimensions[get_column_letter(len(wanted) + 1)]
        rest.min, rest.max, rest.width = len(wanted) + 1, COLUMNS, further


@dataclass(frozen=True)
class Paper:
    """How a sheet lies on A4: upright or across, and whether on one page however long it is."""

    upright: bool = False
    one_page: bool = False


def printable(sheet: Any, paper: Paper, header_row: int | None = None, key_columns: int = 0) -> None:
    """A4, as wide as one page, the header row and key columns repeated, a name and page numbers."""
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "portrait" if paper.upright else "landscape", A4
    setup.fitToWidth, setup.fitToHeight = 1, 1 if paper.one_page else 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
    sheet.oddFooter.left.text, sheet.oddFooter.center.text = "&F", "&A"
    sheet.oddFooter.right.text = "&P / &N"
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"
    if key_columns:
        sheet.print_title_cols = f"A:{get_column_letter(key_columns)}"
