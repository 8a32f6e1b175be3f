"""What a workbook shows when it is opened, before anything is computed: the same as after a hard recalculation."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.commands import sop_excel
from tests.fidelity.parts import Parts
from tests.hosts.books import Block, Book, address, templates
from tests.hosts.calc import Calc, Step, needs_calc

pytestmark = [pytest.mark.host, needs_calc]

PAGES = ("multi_product", "es/single_product")  # one of each shape, one of each language


@pytest.fixture(scope="module", params=[book for book in templates() if book.name in PAGES], ids=lambda book: book.name)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A template with a table of scenarios, which not every one has from the beginning."""
    book: Book = request.param
    if "Scenarios" in book.blocks:
        return book
    path = Path(shutil.copy(book.path, tmp_path_factory.mktemp("template") / "book.xlsx"))
    ran = sop_excel("add", "Scenarios", path)
    assert ran.status == 0, ran.err
    assert planned(path) == "optimal"
    return Book(book.name, path)


@pytest.fixture(scope="module")
def saved(calc: Calc, template: Book, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The template after each of some edits, as the office saves it; one job, as opening it takes long."""
    folder = tmp_path_factory.mktemp("saved")
    demand, scenario = template.blocks["Demand"], template.blocks["Scenarios"]
    row: dict[str, float | str] = {"Scenario": "Low", "Field": "Demand", "Change": "multiply", "Value": 0.75}
    some = put(demand, demand.headers[3], 130.0)
    edits: dict[str, list[Step]] = {
        "edited": [some],
        "impossible": [put(demand, demand.headers[3], 1e7)],
        "scenario": [
            put(demand, demand.headers[3], template.rows("Demand")[0][demand.headers[3]]),
            *(put(scenario, name, value) for name, value in row.items()),
        ],
        "moved": [
            *(put(scenario, name, template.rows("Scenarios")[0][name]) for name in row),
            *moved(template),
            some,
        ],
    }
    paths = {name: folder / f"{name}.xlsx" for name in edits}
    steps = [[*edit, {"do": "save", "target": str(paths[name])}] for name, edit in edits.items()]
    calc.job(template.path, *(step for one in steps for step in one))
    return paths


def put(block: Block, header: str, value: float | str | None) -> Step:
    """A value in the first row of a table."""
    return {"do": "put", "sheet": block.sheet, "cell": block.cell(header), "value": value}


def moved(template: Book) -> list[Step]:
    """Rows above the page, among its figures and in its workings; its sheet and that of the checks with other names."""
    page = template.formulas.sheetnames[0]
    rows: list[Step] = [{"do": "insert rows", "sheet": page, "row": row, "count": 2} for row in (60, 44, 20, 2)]
    names = {page: "For Monday", template.blocks["Checks"].sheet: "Tom's checks"}
    return rows + [{"do": "rename", "sheet": sheet, "name": name} for sheet, name in names.items()]


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


def test_after_an_edit_in_the_office_every_formula_shows_the_new_plan(saved: dict[str, Path], calc: Calc) -> None:
    """The total and its flag beside the new revenue, on every sheet."""
    assert planned(saved["edited"]) == "optimal"
    assert stale(calc, saved["edited"]) == []


def test_where_no_plan_exists_no_formula_shows_one(saved: dict[str, Path], calc: Calc) -> None:
    assert planned(saved["impossible"]) == "infeasible"
    assert stale(calc, saved["impossible"]) == []


def test_a_scenario_is_shown_by_every_formula(saved: dict[str, Path], calc: Calc) -> None:
    assert planned(saved["scenario"], "Low") == "optimal"
    assert stale(calc, saved["scenario"]) == []


def test_a_page_that_was_moved_and_renamed_follows_as_before(saved: dict[str, Path], calc: Calc) -> None:
    """As before it was, with an edit."""
    assert planned(saved["moved"]) == "optimal"
    assert stale(calc, saved["moved"]) == []


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
