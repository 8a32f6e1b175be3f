"""What a workbook shows when it is opened, before anything is computed: the same as after a hard recalculation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.fidelity.parts import Parts
from tests.hosts.books import Book, address, templates
from tests.hosts.calc import Calc, Step, needs_calc

pytestmark = [pytest.mark.host, needs_calc]

PAGES = ("multi_product", "es/single_product")  # one of each shape, one of each language


@pytest.fixture(params=[book for book in templates() if book.name in PAGES], ids=lambda book: book.name)
def template(request: pytest.FixtureRequest) -> Book:
    book: Book = request.param
    return book


def saved(calc: Calc, template: Book, path: Path, *steps: Step) -> Path:
    """The template after changes, as the office saves it."""
    calc.job(template.path, *steps, {"do": "save", "target": str(path)})
    return path


def demand(template: Book, value: float) -> Step:
    """The first product's demand in the third period."""
    block = template.blocks["Demand"]
    return {"do": "put", "sheet": block.sheet, "cell": block.cell(block.headers[3]), "value": value}


def planned(path: Path, scenario: str = "base") -> str:
    """The status of a run on the workbook itself."""
    return plan_workbook(path, path, Options(scenario=scenario), resource(DONOR)).answer.report.found.status


def stale(calc: Calc, path: Path) -> list[Any]:
    """Formula cells whose value in the file or as loaded is not what a recalculation gives; at least 300 are seen."""
    book = Book(path.stem, path)
    loaded, _, cells = calc.job(path, {"do": "formulas"}, {"do": "recalculate"}, {"do": "formulas"})
    assert len(cells) > 300
    found = []
    for before, after in zip(loaded, cells, strict=True):
        in_file = book.values[after["sheet"]].cell(after["row"] + 1, after["column"] + 1).value
        for value in (before["value"], "" if in_file is None else in_file):
            if value != after["value"] and value != pytest.approx(after["value"], rel=1e-9, abs=1e-9):
                found.append((address(after["sheet"], after["column"], after["row"]), value, after["value"]))
    return found


def test_after_an_edit_in_the_office_every_formula_shows_the_new_plan(
    template: Book, calc: Calc, tmp_path: Path
) -> None:
    """The total and its flag beside the new revenue, on every sheet."""
    path = saved(calc, template, tmp_path / "book.xlsx", demand(template, 130.0))
    assert planned(path) == "optimal"
    assert stale(calc, path) == []


def test_where_no_plan_exists_no_formula_shows_one(template: Book, calc: Calc, tmp_path: Path) -> None:
    path = saved(calc, template, tmp_path / "book.xlsx", demand(template, 1e7))
    assert planned(path) == "infeasible"
    assert stale(calc, path) == []


def test_a_scenario_is_shown_by_every_formula(template: Book, calc: Calc, tmp_path: Path) -> None:
    block = template.blocks["Scenarios"]
    row = {"Scenario": "Low", "Field": "Demand", "Change": "multiply", "Value": 0.75}
    steps = [
        {"do": "put", "sheet": block.sheet, "cell": block.cell(name), "value": value} for name, value in row.items()
    ]
    path = saved(calc, template, tmp_path / "book.xlsx", *steps)
    assert planned(path, "Low") == "optimal"
    assert stale(calc, path) == []


def test_a_page_that_was_moved_and_renamed_follows_as_before(template: Book, calc: Calc, tmp_path: Path) -> None:
    """Rows above it, among its figures and in its workings; its sheet and that of the checks with other names."""
    page = template.formulas.sheetnames[1]
    steps: list[Step] = [{"do": "insert rows", "sheet": page, "row": row, "count": 2} for row in (60, 44, 20, 2)]
    names = {page: "For Monday", template.blocks["Checks"].sheet: "Tom's checks"}
    steps += [{"do": "rename", "sheet": sheet, "name": name} for sheet, name in names.items()]
    path = saved(calc, template, tmp_path / "book.xlsx", *steps, demand(template, 130.0))
    assert planned(path) == "optimal"
    assert stale(calc, path) == []


@pytest.mark.parametrize("program", ["Microsoft Excel", "LibreOffice/7.4.7.2$Linux_X86_64"])
def test_texts_of_the_planners_own_formulas_are_computed_on_load(program: str, calc: Calc, tmp_path: Path) -> None:
    """Calc takes the saved texts of programs that it knows as they are, so the file no longer names one."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Mine")
        for name, left, column, value in (("Products", 0, "Production cost", 5), ("Demand", 3, "Jan", 7)):
            columns = [{"header": "Product"}, {"header": column}]
            sheet.add_table(0, left, 1, left + 1, {"name": name, "columns": columns, "data": [["Fan", value]]})
        sheet.write_formula("G1", '="Demand "&E2', None, "old")
    parts = Parts.of(path)
    parts.change("docProps/app.xml", "Microsoft Excel", program)
    parts.save(path)
    plan_workbook(path, path, Options(), resource(DONOR))
    assert calc.job(path, {"do": "values", "sheet": "Mine", "area": "G1"}) == [[["Demand 7"]]]
