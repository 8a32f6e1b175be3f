"""From a messy file to numbers that are planned with: adopted, written, and read back by every command's own reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sop_excel.adoption.rows import number_in
from sop_excel.domain.number_texts import COMMA, number_text
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Value
from sop_excel.hosts.xlsx.prepares import prepare_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import problem_of
from sop_excel.preparing.adopt import adopt_sheets
from sop_excel.spreadsheet.areas import column_number
from tests.adoption.files import saved
from tests.adoption.generator import generated
from tests.adoption.handmade import HANDMADE
from tests.adoption.measure import judged
from tests.adoption.messy import Messy, Truth
from tests.examples import tried

SEEDS = range(tried(50))
ATTRIBUTES = {
    "Production cost": "production_cost",
    "Initial inventory": "initial_inventory",
    "Safety stock": "safety_stock",
}


def clear(book: Messy) -> bool:
    """Whether a workbook can be planned without an answer: costs and demand, and nothing to be asked."""
    tables = [truth.table for truth in book.truths]
    return {"Products", "Demand"} <= set(tables) and not judged(book).asked


PLANNED = [book for make in HANDMADE if clear(book := make())] + [b for seed in SEEDS if clear(b := generated(seed))]


def number(value: Value) -> float:
    """A cell's number; texts of these workbooks have a comma where they do not tell."""
    told = number_text(value) if isinstance(value, str) else None
    if told is not None and told.is_open:
        return float(told.number(COMMA) or 0.0)
    return number_in(value) or 0.0


def true_sum(book: Messy, truth: Truth, columns: list[int]) -> float:
    """What the cells of these columns add up to, in the rows with data."""
    (sheet,) = [sheet for sheet in book.sheets if sheet.name == truth.sheet]
    rows = [row for row in range(truth.rows[0], truth.rows[1] + 1) if row not in truth.left_out]
    return sum(number(sheet.at(row, column)) for row in rows for column in columns)


def true_columns(truth: Truth, meaning: str) -> list[int]:
    """The columns that mean this, or hold demand."""
    if truth.periods and meaning == "Demand":
        first, last = map(column_number, truth.periods)
        return [n for n in range(first, last + 1) if n not in map(column_number, truth.no_periods)]
    wanted = "Quantity" if meaning == "Demand" else meaning
    return [column_number(letter) for letter, meant in truth.columns.items() if meant == wanted]


def planned(book: Messy, folder: Path) -> Problem:
    """The planning problem of the adopted file."""
    path = saved(book, folder / f"{book.name}.xlsx")
    sheets = Workbook.open(path).raw_sheets()
    prepare_workbook(lambda: Workbook.open(path), path, lambda _: adopt_sheets(sheets), force=True)
    return problem_of(Workbook.open(path))[0]


@pytest.mark.parametrize("book", PLANNED, ids=lambda book: book.name)
def test_what_is_planned_with_is_what_stood_in_the_planners_cells(book: Messy, tmp_path: Path) -> None:
    """Demand, costs and stocks add up to what the messy sheets hold, sums, notes and other measures left out."""
    problem = planned(book, tmp_path)
    demand = sum(true_sum(book, t, true_columns(t, "Demand")) for t in book.truths if t.table == "Demand")
    assert np.isclose(problem.demand.sum(), demand)
    for meaning, key in ATTRIBUTES.items():
        stated = [t for t in book.truths if t.table == "Products" and meaning in t.columns.values()]
        if stated:
            read = np.asarray(getattr(problem.products, key))
            read = read[:, 0] if read.ndim == 2 else read
            assert np.isclose(read.sum(), sum(true_sum(book, t, true_columns(t, meaning)) for t in stated))
