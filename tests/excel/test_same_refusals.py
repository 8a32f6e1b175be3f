"""What stands against a plan is told in the same words by the file and by the Excel that is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.domain.table import OutputTable
from sop_excel.errors import InputError
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import Options, PlanningBook, options_for, plan_tables, tables_of
from sop_excel.shipped import DONOR, resource
from tests.excel.books import MONTHS
from tests.excel.engine import open_book

MORE = [*MONTHS, "2026-04"]


def _grow(book: Any) -> None:
    """A month more in table Demand: the plan gets one column more."""
    sheet = book["Demand"]
    for row, value in enumerate((MORE[-1], 40, 40), 1):
        sheet.cell(row, len(MORE) + 1).value = value
    table = sheet.tables["Demand"]
    table.ref = "A1:E3"
    table.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=5, name=MORE[-1]))


def _area(book: Any, name: str) -> tuple[Any, tuple[int, int, int, int]]:
    sheet = next(sheet for sheet in book.worksheets if name in sheet.tables)
    return sheet, openpyxl.utils.range_boundaries(sheet.tables[name].ref)


def _cells_beside(count: int) -> Callable[[Any], None]:
    """So many cells right of the plan, where it grows."""

    def change(book: Any) -> None:
        _grow(book)
        sheet, (_, top, right, _) = _area(book, "Plan")
        for row in range(top + 1, top + 1 + count):
            sheet.cell(row, right + 1).value = "mine"

    return change


def _formula_of_a_column(book: Any) -> None:
    """A formula that names a month of the plan, while the months roll on by one."""
    sheet = book["Demand"]
    for column, month in enumerate(MORE[1:], 2):
        sheet.cell(1, column).value = month
        sheet.tables["Demand"].tableColumns[column - 1].name = month
    book["Products"]["H9"] = f"=SUM(Plan[{MONTHS[0]}])"


def _totals(book: Any) -> None:
    """A totals row below the plan."""
    sheet, (left, top, right, bottom) = _area(book, "Plan")
    table = sheet.tables["Plan"]
    corner = openpyxl.utils.get_column_letter
    table.ref = f"{corner(left)}{top}:{corner(right)}{bottom + 1}"
    table.totalsRowCount = 1


CASES: dict[str, tuple[Callable[[Any], None], str]] = {
    "one cell in the way": (_cells_beside(1), " in use; move these cells, or the table"),
    "seven cells in the way": (_cells_beside(7), ", … in use; move these cells, or the table"),
    "a formula of a column that will be gone": (_formula_of_a_column, f"no reference to Plan[{MONTHS[0]}]"),
    "a totals row": (_totals, "switch off Total Row in Table Design"),
}


def _outputs(book: PlanningBook) -> tuple[OutputTable, ...]:
    return plan_tables(tables_of(book), options_for(book, Options())).outputs


@pytest.mark.parametrize("name", CASES)
def test_a_plan_that_does_not_fit_is_refused_in_the_same_words(name: str, planned: Path) -> None:
    """Beside the same workbook without the change, which takes the plan from both."""
    change, words = CASES[name]
    template = resource(DONOR)
    live = OpenBook(open_book(planned))
    live.write(_outputs(live), template)
    book = openpyxl.load_workbook(planned)
    change(book)
    book.save(planned)
    told = []
    filed = Workbook.open(planned)
    with pytest.raises(InputError) as of_file:
        filed.write(_outputs(filed), planned, template)
    told.append([str(issue) for issue in of_file.value.issues])
    live = OpenBook(open_book(planned))
    with pytest.raises(InputError) as of_excel:
        live.write(_outputs(live), template)
    told.append([str(issue) for issue in of_excel.value.issues])
    assert told[0] == told[1]
    assert any(words in line for line in told[0]), told[0]
