"""The office and the workbooks under judgement as fixtures, and what pytest must not import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.hosts.books import Book, solved, templates
from tests.hosts.calc import Calc, Cells, shared

collect_ignore = ["office"]  # for the system's Python, which has LibreOffice's bridge


@dataclass(frozen=True)
class Judged:
    """A workbook after a hard recalculation: its error cells, formula cells and charts."""

    book: Book
    errors: list[str]
    cells: Cells
    charts: list[dict[str, Any]]


@pytest.fixture(scope="session")
def calc() -> Iterator[Calc]:
    """The warm office of this test run; it starts with the first job."""
    yield shared()
    shared().close()


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, ...]:
    """Templates first, then solved instances."""
    return (*templates(), *solved(tmp_path_factory.mktemp("solved")))


@pytest.fixture(scope="session")
def judged(calc: Calc, books: tuple[Book, ...]) -> tuple[Judged, ...]:
    """All of them, recalculated; one job each."""
    steps = [{"do": "recalculate"}, {"do": "errors"}, {"do": "formulas"}, {"do": "charts"}]
    return tuple(Judged(book, *calc.job(book.path, *steps)[1:]) for book in books)
