"""The workbooks under judgement: every template that is shipped, and every published instance solved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.instances.published import PUBLISHED
from tests.workbooks import make_workbook, solved_templates


@dataclass(frozen=True)
class Block:
    """Where a table stands: its sheet, its rows and columns from 1, its headers."""

    sheet: str
    left: int
    top: int
    right: int
    bottom: int
    headers: tuple[str, ...]

    def cell(self, header: str, row: int = 0) -> str:
        """The address of a data cell; row 0 is the first."""
        return f"{self.letter(header)}{self.top + 1 + row}"

    def column(self, header: str) -> str:
        """The address of a column's data cells."""
        return f"{self.letter(header)}{self.top + 1}:{self.letter(header)}{self.bottom}"

    def holds(self, sheet: str, column: int, row: int) -> bool:
        """Whether a cell, its column and row from 0, is one of the table's data cells."""
        return sheet == self.sheet and self.left <= column + 1 <= self.right and self.top <= row < self.bottom

    def letter(self, header: str) -> str:
        """The letters of a column."""
        return str(get_column_letter(self.left + self.headers.index(header)))

    @property
    def rows(self) -> int:
        """How many data rows there are."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Book:
    """A workbook: as it says its formulas and as it says their values."""

    name: str
    path: Path

    @cached_property
    def formulas(self) -> Any:
        """Cells with their formulas."""
        return openpyxl.load_workbook(self.path)

    @cached_property
    def values(self) -> Any:
        """Cells with the values that the file holds."""
        return openpyxl.load_workbook(self.path, data_only=True)

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """All tables by their names."""
        return {name: block for sheet in self.formulas for name, block in _blocks(sheet)}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The data rows of a table by header, as the file holds their values."""
        block = self.blocks[table]
        cells = self.values[block.sheet].iter_rows(
            block.top + 1, block.bottom, block.left, block.right, values_only=True
        )
        return [dict(zip(block.headers, row, strict=True)) for row in cells]

    def named(self, name: str) -> tuple[str, str]:
        """Sheet and cell that a defined name of the book or of a sheet refers to."""
        scopes = [self.formulas.defined_names, *(sheet.defined_names for sheet in self.formulas)]
        found = next(scope[name] for scope in scopes if name in scope)
        sheet, cell = next(iter(found.destinations))
        return sheet, cell.replace("$", "")

    def formula_cells(self) -> Iterator[tuple[str, str, str]]:
        """Sheet, cell and text of every formula."""
        for sheet in self.formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate, getattr(cell.value, "text", cell.value)


def _blocks(sheet: Any) -> Iterator[tuple[str, Block]]:
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        headers = tuple(str(sheet.cell(top, column).value) for column in range(left, right + 1))
        yield table.name, Block(sheet.title, left, top, right, bottom, headers)


@cache
def templates() -> tuple[Book, ...]:
    """Every solved template, whatever its language; each is read once."""
    folder = resource(DONOR).parent
    paths = solved_templates()
    return tuple(Book(path.relative_to(folder).with_suffix("").as_posix(), path) for path in paths)


def solved(folder: Path) -> tuple[Book, ...]:
    """The tables of every published instance, typed into a bare workbook and solved there."""
    books = []
    for instance in PUBLISHED:
        path = make_workbook(folder / f"{instance.name}.xlsx", instance.tables)
        plan_workbook(path, path, Options(), resource(DONOR))
        books.append(Book(instance.name, path))
    return tuple(books)


def address(sheet: str, column: int, row: int) -> str:
    """A cell's place as a person writes it; column and row from 0."""
    return f"{quote_sheetname(sheet)}!{get_column_letter(column + 1)}{row + 1}"
