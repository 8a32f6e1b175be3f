"""Tables of any shape, filled in any way, by file and by open workbook: what was given stands there, all else stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from sop_excel.domain.table import Filling, Value
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from tests.examples import tried
from tests.excel.engine import open_book, saved
from tests.excel.test_fillings import content
from tests.fidelity.parts import entries
from tests.unit.xlsx.books import put_table

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
CODES = ["Press", "Frame", "Lamp", "Fan", "Belt", "Axle"]
OWN = ["Note", "Comment", "Total", "Column7"]


class Shape:
    """A table Demand at any place: own columns at either side of the key and of the months, blank rows, sums."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)  # noqa: S311 - only to be mixed
        own = random.sample(OWN[:2], random.randint(0, 2))
        first = random.randint(0, 5)
        self.months = MONTHS[first : first + random.randint(1, 6)]
        self.left, self.right = own, random.choice([[], ["Total"], ["Total", "Column7"]])
        self.top, self.at = random.randint(1, 4), random.randint(1, 4)
        self.by_name = random.random() < 0.5
        self.rows: list[list[Any]] = []
        for number, code in enumerate(random.sample(CODES, random.randint(1, 4))):
            months = [random.choice([None, float(random.randint(0, 99)), 0.5]) for _ in self.months]
            self.rows.append([*(f"{name} {code}" for name in own), code, *months, *self._sums(number)])
        if random.random() < 0.3:
            self.rows.append([None] * len(self.headers))
        start = random.randint(0, 6)
        self.periods = MONTHS[start : start + random.randint(1, 6)]
        keys = random.sample(CODES, random.randint(1, 4))
        self.given = {key: [random.choice([None, float(random.randint(0, 99))]) for _ in self.periods] for key in keys}

    @property
    def headers(self) -> list[str]:
        return [*self.left, "Product", *self.months, *self.right]

    def _sums(self, number: int) -> list[Any]:
        return [self.total(number, self.months), 7.0][: len(self.right)]

    def total(self, number: int, months: Sequence[str]) -> str:
        """The sum of the months in a row, by their names or by their addresses."""
        if self.by_name:
            return f"=SUM(Demand[[#This Row],[{months[0]}]:[{months[-1]}]])"
        row, first = self.top + 1 + number, self.at + len(self.left) + 1
        last = get_column_letter(first + len(months) - 1)
        return f"=SUM({get_column_letter(first)}{row}:{last}{row})"

    def save(self, path: Path) -> Path:
        book: Any = openpyxl.Workbook()
        sheet = book.active
        headers: list[object] = [*self.headers]
        put_table(sheet, "Demand", self.top, [headers, *self.rows], left=self.at)
        sheet["Z40"] = "far away"
        book.create_sheet("Mine")["A1"] = "=SUM(Demand[Product])"
        book.save(path)
        return path

    def wanted(self) -> list[list[Any]]:
        """The rows to be, told by no code under test."""
        found: list[list[Any]] = []
        left = len(self.left)
        new = [key for key in self.given if key not in [row[left] for row in self.rows]]
        for number, row in enumerate(self.rows):
            code = row[left]
            if code is None and new:
                code = new.pop(0)
            old = dict(zip(self.months, row[left + 1 :], strict=False))
            numbers = self.given.get(code) or [old.get(period) for period in self.periods]
            own = [row[-len(self.right) + k] for k in range(len(self.right))]
            own = [self.total(number, self.periods) if str(one).startswith("=") else one for one in own]
            found.append([*row[:left], code, *numbers, *own])
        for number, code in enumerate(new, len(self.rows)):
            above = self.rows[-1][-len(self.right)] if self.right else None
            own = [self.total(number, self.periods) if str(above).startswith("=") else None, None][: len(self.right)]
            found.append([*[None] * left, code, *self.given[code], *own])
        return found

    @property
    def filling(self) -> Filling:
        rows: dict[str, list[Value]] = {key: list(values) for key, values in self.given.items()}
        return Filling("Demand", "Product", self.periods, rows, periods=True)


def table_in(path: Path) -> list[list[Any]]:
    """Headers and cells of the table, formulas as such, as another program reads them."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet[sheet.tables["Demand"].ref]]


@pytest.mark.parametrize("seed", range(tried(200)))
def test_any_table_is_filled_by_file_and_by_open_workbook_alike(seed: int, tmp_path: Path) -> None:
    """And filled again it is the same to the byte."""
    shape = Shape(seed)
    changes = InputChanges(fillings=(shape.filling,))
    path = shape.save(tmp_path / "book.xlsx")
    book = open_book(path)
    Workbook.open(path).write([], path, resource(DONOR), changes)
    headers = [*shape.left, "Product", *shape.periods, *shape.right]
    assert table_in(path) == [headers, *shape.wanted()]
    assert openpyxl.load_workbook(path).worksheets[0]["Z40"].value == "far away"
    before = entries(path)
    Workbook.open(path).write([], path, resource(DONOR), changes)
    assert entries(path) == before
    OpenBook(book).write([], resource(DONOR), changes)
    assert content(saved(book, tmp_path / "saved.xlsx")) == content(path)
