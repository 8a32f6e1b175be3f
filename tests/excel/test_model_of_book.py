"""A workbook that is open in Excel gives analysts the model that its file gives."""

from __future__ import annotations

from pathlib import Path

from sop_excel import Model
from tests.excel.books import small_tables
from tests.excel.engine import open_book
from tests.workbooks import make_workbook


def test_an_open_workbook_is_read_as_its_file_is(tmp_path: Path) -> None:
    """A number that was typed since counts; a plan goes into a new file."""
    path = make_workbook(tmp_path / "open.xlsx", small_tables())
    book = open_book(path)
    model, of_file = Model.read(book), Model.read(path)
    assert (model.name, model.problem.demand.tolist()) == ("open", of_file.problem.demand.tolist())
    plan = model.solve(explain="none")
    assert plan.total_cost == of_file.solve(explain="none").total_cost
    book.sheets["Demand"]["B2"].value = 20
    assert Model.read(book).problem.demand[0, 0] == 20.0
    assert Model.read(plan.to_excel(tmp_path / "new.xlsx")).solve(explain="none").total_cost == plan.total_cost
