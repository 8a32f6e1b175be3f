"""Every sheet of ours prints on the pages meant for it, with nothing cut off."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sop_excel.contract.schema import OUTPUT_FORMS
from tests.examples import is_exhaustive
from tests.hosts.books import Block, Book
from tests.hosts.calc import Calc, Step, needs_calc

pytestmark = [
    pytest.mark.host,
    needs_calc,
    pytest.mark.skipif(
        not shutil.which("pdftotext") and "CI" not in os.environ,
        reason="the tools that read a PDF are not installed: apt-get install poppler-utils",
    ),
]

PRINTED = ("multi_product", "factory_planning")
PRINTED_TOO = ("single_product", "es/multi_product")  # where nothing is left out
OURS = {form.name for form in OUTPUT_FORMS}
A4 = {(595, 842), (842, 595)}  # in points


@dataclass(frozen=True)
class Measured:
    """A table by the office's own measure: height of its header and width of each column, as is and as needed."""

    table: str
    heights: list[list[int]]
    widths: dict[str, list[int]]


@dataclass(frozen=True)
class Sheet:
    """A sheet as the office prints it: the text and size of its pages, the texts and measures of its cells."""

    book: Book
    name: str
    pages: list[str]
    sizes: set[tuple[int, int]]
    held: list[str]
    measured: list[Measured]

    @property
    def setup(self) -> Any:
        """The sheet with its page set-up."""
        return self.book.formulas[self.name]


@pytest.fixture(scope="module")
def sheets(
    request: pytest.FixtureRequest, calc: Calc, books: tuple[Book, ...], tmp_path_factory: pytest.TempPathFactory
) -> list[Sheet]:
    """Every sheet of some templates, and the output sheets of a solved instance; one job a workbook."""
    folder = tmp_path_factory.mktemp("paper")
    names = {*PRINTED, *(PRINTED_TOO if is_exhaustive(request.config) else ())}
    chosen = [book for book in books if book.name in names]
    assert {book.name for book in chosen} == names
    return [sheet for book in chosen for sheet in _printed(calc, book, folder)]


def _printed(calc: Calc, book: Book, folder: Path) -> Iterator[Sheet]:
    names = (
        book.formulas.sheetnames
        if is_template(book)
        else sorted({b.sheet for n, b in book.blocks.items() if n in OURS})
    )
    steps: list[Step] = [{"do": "recalculate"}]
    for n, name in enumerate(names):
        steps.append({"do": "values", "sheet": name, "area": _printed_area(book.formulas[name])})
        steps.append({"do": "print", "sheet": name, "target": str(folder / f"{n}.pdf")})
    tables = [(name, block) for name, block in book.blocks.items() if block.sheet in names]
    free = [step for name, block in tables for step in _out_of_the_way(book, name, block)]
    measuring = [step for _, block in tables for step in _measuring(block)]
    answers = calc.job(book.path, *steps, *free, *measuring)
    measured = _by_three(answers[len(steps) + len(free) :])
    measures = [_measured(*table, *three) for table, three in zip(tables, measured, strict=True)]
    for n, (name, rows) in enumerate(zip(names, answers[1 : len(steps) : 2], strict=True)):
        held = [value for row in rows for value in row if isinstance(value, str) and value]
        paper, own = folder / f"{n}.pdf", [one for one in measures if book.blocks[one.table].sheet == name]
        yield Sheet(book, name, _pages(paper), _sizes(paper), held, own)


def _out_of_the_way(book: Book, table: str, block: Block) -> Iterator[Step]:
    """Empty the texts that may run on over blank cells at their right, as notes in table Checks do."""
    for n, row in enumerate(book.rows(table)):
        beside = [*list(row.values())[1:], None]
        for (header, value), right in zip(row.items(), beside, strict=True):
            if isinstance(value, str) and right is None:
                yield {"do": "put", "sheet": block.sheet, "cell": block.cell(header, n), "value": None}


def _measuring(block: Block) -> list[Step]:
    """What stands above the data is measured by its height, then out of the way: it may be wider than the column."""
    left, right = block.letter(block.headers[0]), block.letter(block.headers[-1])
    rows = f"{left}{block.top + 1}:{right}{block.bottom}"
    return [
        {"do": "heights", "sheet": block.sheet, "area": f"{left}{block.top}:{right}{block.top}"},
        {"do": "clear", "sheet": block.sheet, "area": f"A1:{right}{block.top}"},
        {"do": "widths", "sheet": block.sheet, "area": rows},
    ]


def _measured(table: str, block: Block, heights: Any, _: None, widths: Any) -> Measured:
    return Measured(table, heights, dict(zip(block.headers, widths, strict=True)))


def _by_three(answers: list[Any]) -> Iterator[list[Any]]:
    for n in range(0, len(answers), 3):
        yield answers[n : n + 3]


def goes_on(sheet: Sheet) -> bool:
    """Whether a sheet has its own size, and more pages side by side where it is wider."""
    return not sheet.setup.sheet_properties.pageSetUpPr.fitToPage


def is_template(book: Book) -> bool:
    """Whether all sheets of the workbook are ours."""
    return "product" in book.name.split("_")


def _printed_area(sheet: Any) -> str:
    area = sheet.print_area or sheet.dimensions
    return str(area).rpartition("!")[2].replace("$", "")


def _pages(paper: Path) -> list[str]:
    said = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout
    return said.split("\f")[:-1]


def _sizes(paper: Path) -> set[tuple[int, int]]:
    command: list[str | Path] = ["pdfinfo", "-l", "-1", paper]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    lines = [line.split(":")[1].split() for line in said.splitlines() if line.startswith("Page") and "size:" in line]
    return {(round(float(words[0])), round(float(words[2]))) for words in lines}


def test_every_sheet_of_a_template_prints_on_one_page(sheets: list[Sheet]) -> None:
    """Of A4, upright or across; more than 50 sheets. A certificate has a row for each price, and an explanation is
    printed as large as it is easily read, so they take more; a table that is too wide goes on beside."""
    of_templates = [sheet for sheet in sheets if is_template(sheet.book)]
    longer = [(s.book.name, s.name, len(s.pages)) for s in of_templates if len(s.pages) != 1 and not goes_on(s)]
    assert {name for _, name, _ in longer} <= {"Certificate", "Certificado", "Explanation", "Explicación"}
    assert all(pages <= 3 for _, _, pages in longer)
    assert [(s.book.name, s.name, s.sizes) for s in sheets if not s.sizes <= A4] == []
    assert len(of_templates) > 50 * len({s.book.name for s in of_templates}) / 3


def test_a_longer_table_goes_on_with_its_headers_on_the_next_page(sheets: list[Sheet]) -> None:
    """A sheet that is meant for one page has one; another repeats the rows that are its print titles."""
    long = [sheet for sheet in sheets if len(sheet.pages) > 1]
    assert "Capacity use" in {sheet.name for sheet in long if sheet.book.name == "factory_planning"}
    for sheet in long:
        assert goes_on(sheet) or sheet.setup.page_setup.fitToHeight == 0, (sheet.book.name, sheet.name)
        block = next(block for block in sheet.book.blocks.values() if block.sheet == sheet.name)
        for page in sheet.pages:
            assert block.headers[0] in page, (sheet.book.name, sheet.name)
            assert goes_on(sheet) or block.headers[-1] in page, (sheet.book.name, sheet.name)
        assert any(block.headers[-1] in page for page in sheet.pages), (sheet.book.name, sheet.name)


def words(text: str) -> list[str]:
    """What stays together on paper.

    >>> words("full (2026-01 to 2026-08)")
    ['full', '(2026-', '01', 'to', '2026-', '08)']
    """
    return re.findall(r"[^\s-]*-|[^\s-]+", text)


def test_every_text_of_a_sheet_is_on_its_paper(sheets: list[Sheet]) -> None:
    """Each word of each cell, and with them the last column's header and the last row's label; no ``###``. A line may
    end after a hyphen."""
    for sheet in sheets:
        where = (sheet.book.name, sheet.name)
        paper = "".join("".join(sheet.pages).split())
        assert "###" not in paper, where
        assert [text for text in sheet.held if not all(word in paper for word in words(text))] == [], where
        assert sheet.held, where


def test_every_column_is_as_wide_and_every_header_as_high_as_its_texts_need(sheets: list[Sheet]) -> None:
    """By the office's own measure of the cells of every table, in the fonts of this machine."""
    measured = 0
    for sheet, one in [(owner, one) for owner in sheets for one in owner.measured]:
        assert [height for height in one.heights if height[1] > height[0]] == [], (sheet.book.name, one.table)
        filled = {header for row in sheet.book.rows(one.table) for header, value in row.items() if value is not None}
        narrow = {header: width for header, width in one.widths.items() if header in filled and width[1] > width[0]}
        assert narrow == {}, (sheet.book.name, one.table)
        measured += len(filled)
    assert measured > 100
