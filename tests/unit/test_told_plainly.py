"""What is told beside a plan is written as planners read it, and what belongs together is not divided by a line."""

from pathlib import Path

import openpyxl
import pytest

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.output_tables import CAPACITY_USE, PLAN
from sop_excel.model.notes import unproved
from sop_excel.model.outcome import Ending

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize(("room", "told"), [(3459.904, "3,459.91"), (12.0, "12"), (0.001, "0.01")])
def test_how_much_cheaper_another_plan_could_be_is_told_in_cents_and_never_too_little(room: float, told: str) -> None:
    """The amount is a bound: it is rounded up."""
    sentence = unproved("HiGHS", room, Ending.STOPPED)
    assert sentence == f"The time limit ended the search: a plan could exist that is cheaper by up to {told}."


@pytest.mark.parametrize(("sheet", "form"), [("Capacity use", CAPACITY_USE), ("Plan", PLAN)])
def test_a_measure_that_the_template_did_not_have_gets_no_line_above_it(sheet: str, form: OutputForm) -> None:
    """Rows such as those of workers take their looks from a row within a resource, not from the one that opens it."""
    cells = openpyxl.load_workbook(TEMPLATES / "multi_product.xlsx")[sheet]
    rows = {row[1].value: row for row in reversed(cells[cells.tables[form.name].ref][1:])}
    lined = {measure for measure, row in rows.items() if row[1].border.top is not None and row[1].border.top.style}
    assert lined == {cells[cells.tables[form.name].ref][1][1].value}
    assert form.format_else in rows.keys() - lined
