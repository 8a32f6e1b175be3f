"""LibreOffice Calc opens what we write, recalculates every formula, and comes to our numbers."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sop_excel.hosts.files import DONOR, TEMPLATES, plan_workbook
from sop_excel.planning import Options
from sop_excel.resources import resource
from tests.hosts.calc import Cells, needs_calc, recalculated
from tests.instances.published import PUBLISHED
from tests.workbooks import make_workbook

pytestmark = [pytest.mark.host, needs_calc]

# One cell of the single-product template, typed over by hand, and the check that must see it.
ALTERED = (
    ("Plan", "D6", 7.0, "Plan unchanged since the solve"),
    ("Plan", "O6", 200.0, "Units in are units out"),
    ("Demand", "C5", 5.0, "Demand unchanged since the solve"),
    ("Products", "C5", 10.001, "Products unchanged since the solve"),
    ("Cost summary", "B27", 1.0, "Cost lines add up to the total"),
    ("Product summary", "H27", 1.0, "Products add up to the total cost"),
    ("Cost summary", "B29", 2300.0, "Cost is proved: gap to the lower bound"),
)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[Cells]]:
    """Shipped templates and solved published instances, then the altered templates, as Calc computes them."""
    folder = tmp_path_factory.mktemp("calc")
    books = [resource(name) for name in TEMPLATES.values()]
    for instance in PUBLISHED:
        book = make_workbook(folder / f"{instance.name}.xlsx", instance.tables)
        plan_workbook(book, book, Options(), resource(DONOR))
        books.append(book)
    altered = [(books[0], [change[:3]]) for change in ALTERED]
    return books, recalculated([*((book, []) for book in books), *altered], folder)


def test_no_formula_gives_an_error(judged: tuple[list[Path], list[Cells]]) -> None:
    """After a hard recalculation, in any workbook."""
    books, answers = judged
    assert len(books) == len(PUBLISHED) + 2
    wrong = [(book.name, cell) for book, cells in zip(books, answers, strict=False) for cell in cells if cell["error"]]
    assert wrong == []


def test_every_formula_gives_the_value_that_we_wrote(judged: tuple[list[Path], list[Cells]]) -> None:
    """To 1e-9 relative, texts exactly; more than 400 cells in all."""
    compared = 0
    for book, cells in zip(*judged, strict=False):
        ours = openpyxl.load_workbook(book, data_only=True)
        for cell in cells:
            value = ours[cell["sheet"]].cell(cell["row"] + 1, cell["column"] + 1).value
            assert value is not None, (book.name, cell)
            if isinstance(cell["value"], str):
                assert cell["value"] == value, (book.name, cell)
            else:
                assert cell["value"] == pytest.approx(value, rel=1e-9, abs=1e-9), (book.name, cell)
            compared += 1
    assert compared > 400


@pytest.mark.parametrize("number", range(len(ALTERED)), ids=[f"{change[0]} {change[1]}" for change in ALTERED])
def test_a_cell_altered_after_the_solve_turns_its_check_and_the_flag(
    number: int, judged: tuple[list[Path], list[Cells]]
) -> None:
    """The check that must see it reads CHECK, and so does the flag above the table."""
    books, answers = judged
    sheet, cell, _, check = ALTERED[number]
    assert isinstance(openpyxl.load_workbook(books[0])[sheet][cell].value, int | float), "a number must be altered"
    names = openpyxl.load_workbook(books[0], data_only=True)["Checks"]
    results = {
        names.cell(found["row"] + 1, 1).value: found["value"]
        for found in answers[len(books) + number]
        if found["sheet"] == "Checks" and found["column"] == 1
    }
    assert results[check] == "CHECK"
    assert results["Overall"] == "CHECK"
