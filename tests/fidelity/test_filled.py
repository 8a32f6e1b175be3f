"""Input tables are filled in workbooks of any writer and dialect, and no part but theirs changes."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from sop_excel.domain.table import Filling
from sop_excel.hosts.xlsx.plans import read
from sop_excel.hosts.xlsx.sheet_formulas import formulas
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.input_changes import InputChanges
from sop_excel.spreadsheet.references import columns_used
from tests.examples import few
from tests.fidelity.dialects import DIALECTS, Dialect
from tests.fidelity.foreign import PERIODS, foreign_book
from tests.fidelity.parts import Parts, entries
from tests.fidelity.plans import run
from tests.fidelity.test_dialects import DAYS, by_openpyxl
from tests.fidelity.test_foreign import ANNOUNCED, changed
from tests.fidelity.test_schema import TEMPLATES, faults, is_first


def fill(path: Path, *fillings: Filling) -> Path:
    Workbook.open(path).write([], path, resource(DONOR), InputChanges(fillings=fillings))
    return path


def demand(periods: list[str], *products: str) -> Filling:
    rows = {product: [float(n) for n in range(1, len(periods) + 1)] for product in products}
    return Filling("Demand", "Product", periods, rows, periods=True)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.__name__)
def test_tables_are_filled_in_every_dialect(dialect: Dialect, tmp_path: Path) -> None:
    """One month more, the first gone, a product more and a column more: as the reader of plans sees it."""
    path = dialect(Parts.of(by_openpyxl(tmp_path / "book.xlsx"))).save(tmp_path / "book.xlsx")
    before, known = entries(path), faults(path)
    stock = Filling("Products", "Product", ("Safety stock",), {"Frame": (5.0,), "Lamp": (2.0,)})
    fill(path, demand([*DAYS, "2026-04"], "Frame", "Lamp"), stock)
    problem = read(path)
    assert list(problem.periods) == [*DAYS, "2026-04"]
    assert problem.demand.tolist() == [[10, 20, 30, 0], [1, 2, 3, 4], [1, 2, 3, 4]]
    assert problem.products.safety_stock[:, 0].tolist() == [0, 5, 2]
    after = entries(path)
    tables = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml", "xl/tables/table2.xml"}
    allowed = {name.lower() for name in ANNOUNCED | tables} - {"xl/_rels/workbook.xml.rels", "[content_types].xml"}
    assert {name.replace("\\", "/").lower() for name in changed(before, after)} <= allowed
    assert faults(path) - known == Counter()
    fill(path, demand([*DAYS, "2026-04"], "Frame", "Lamp"), stock)
    assert changed(after, entries(path)) == set()


@pytest.mark.parametrize("template", few(TEMPLATES, is_first), ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("count", [3, pytest.param(13, marks=pytest.mark.exhaustive), 20])
def test_templates_are_filled_and_no_formula_names_a_month_that_is_gone(
    template: Path, count: int, tmp_path: Path
) -> None:
    """Those of the plan before, which stand in our own tables, are about the new months or an error of the sheet."""
    path = Path(shutil.copy(template, tmp_path / "book.xlsx"))
    periods = [f"{2027 + n // 12}-{n % 12 + 1:02}" for n in range(count)]
    fill(path, demand(periods, "A new one"))
    table = Workbook.open(path).tables(["Demand"])["Demand"]
    assert list(table.headers) == ["Product", *periods]
    known = {header.lower() for header in table.headers}
    parts = Parts.of(path)
    for sheet in parts.sheets().values():
        for one in formulas(parts[sheet]):
            assert {name.lower() for name in columns_used(one.formula).get("demand", ())} <= known, one.formula
    assert faults(path) == Counter()


def test_a_filled_workbook_is_planned_as_before(tmp_path: Path) -> None:
    """Its plan of the months before makes way for the new one."""
    path = by_openpyxl(tmp_path / "book.xlsx")
    known = faults(path)
    run(path)
    table = Workbook.open(path).tables(["PeriodData"])["PeriodData"]
    assert len(table.rows) == 2
    periods = [*DAYS, "2026-04", "2026-05"]
    run(fill(path, demand(periods, "Frame", "Prëss & <Fan>")))
    plan = Workbook.open(path).tables(["Plan"])["Plan"]
    assert list(plan.headers) == ["Product", "Measure", *periods, "Total"]
    assert faults(path) - known == Counter()


def test_what_is_foreign_stays_as_it_was(tmp_path: Path) -> None:
    """Pictures, pivots, slicers, macros and extensions: the sheet of the table and its part alone change."""
    path = foreign_book(tmp_path / "book.xlsm")
    before, known = entries(path), faults(path)
    parts = Parts.of(path)
    fill(path, demand(PERIODS, "Press"), Filling("Products", "Product", ("Holding cost",), {"Frame": (2.5,)}))
    assert changed(before, entries(path)) <= {parts.sheets()["Inputs"], "xl/workbook.xml", "docProps/app.xml"}
    assert faults(path) - known == Counter()
    assert read(path).demand.tolist() == [[1, 2, 3, 4], [5, 0, 25, 40]]
