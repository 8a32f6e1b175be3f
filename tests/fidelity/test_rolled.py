"""Workbooks of any writer and dialect roll on, and no part changes but those of the tables that do."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.package import Package
from sop_excel.hosts.xlsx.prepares import prepare_workbook
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_formulas import formulas
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import problem_of
from sop_excel.preparing.roll import RollOptions, roll_book
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.fidelity.dialects import DIALECTS, Dialect, spread_out, without_addresses
from tests.fidelity.parts import Parts, entries
from tests.fidelity.test_dialects import DAYS, WRITERS, by_openpyxl
from tests.fidelity.test_foreign import ANNOUNCED, changed
from tests.fidelity.test_schema import faults
from tests.unit.xlsx.test_rolled import save_values

UNUSUAL = (without_addresses, spread_out)  # cells that do not say where they stand, and remarks between cells
CAME = RawSheet("came", [["Product", "Inventory"], ["Prëss & <Fan>", 4.0], ["Frame", 5.0]])


def roll(path: Path, *, forced: bool = False) -> tuple[str, ...]:
    step = lambda of: replace(roll_book(of, RollOptions(forced=forced), [CAME]), outputs=())  # noqa: E731
    return prepare_workbook(lambda: Workbook.open(path), path, step).notes


def holds_what_it_should(path: Path) -> None:
    """What the reader of plans sees once the first month of ``tests.fidelity.test_dialects.TABLES`` is over."""
    problem, _ = problem_of(Workbook.open(path))
    assert list(problem.periods) == [*DAYS[1:], "2026-04"]
    assert problem.demand.tolist() == [[20, 30, 0], [5, 0.5, 0]]
    assert problem.products.initial_inventory.tolist() == [4, 5]
    assert problem.products.production_cost[1].tolist() == [70, 7.5, 7.5]
    assert problem.products.max_production[1].tolist()[1] == 0.25


def with_formulas(path: Path) -> Path:
    """One below a month, one elsewhere that names it, one that names all months."""
    workbook = openpyxl.load_workbook(path)
    workbook["Demand"]["C2"] = "=B2*2"
    workbook["Settings"]["D1"] = "=SUM(Demand[2026-01])"
    workbook["Settings"]["D2"] = "=SUM(Demand[[2026-01]:[2026-03]])"
    workbook.save(path)
    save_values(path, {"C2": 20}, "Demand")
    save_values(path, {"D1": 10, "D2": 65.5}, "Settings")
    return path


@pytest.mark.parametrize("dialect", UNUSUAL, ids=lambda dialect: dialect.__name__)
def test_formulas_that_nobody_can_move_are_named(dialect: Dialect, tmp_path: Path) -> None:
    """A workbook without formulas rolls on."""
    path = by_openpyxl(tmp_path / "book.xlsx")
    path = dialect(Parts.of(path)).save(path)
    roll(path)
    holds_what_it_should(path)
    path = with_formulas(by_openpyxl(tmp_path / "book.xlsx"))
    dialect(Parts.of(path)).save(path)
    with pytest.raises(InputError, match="Demand!C2: expected a formula that can move with its period"):
        roll(path, forced=True)


@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one not in UNUSUAL], ids=lambda one: one.__name__)
def test_tables_roll_on_in_every_dialect(dialect: Dialect, tmp_path: Path) -> None:
    """So does a formula below a month; one elsewhere that names a month that leaves is its value, if that is wanted."""
    path = with_formulas(by_openpyxl(tmp_path / "book.xlsx"))
    path = dialect(Parts.of(path)).save(path)
    before, known = entries(path), faults(path)
    roll(path, forced=True)
    holds_what_it_should(path)
    after = entries(path)
    tables = {f"xl/{kind}{n}.xml" for kind in ("worksheets/sheet", "tables/table") for n in (1, 2, 3, 4)}
    allowed = {name.lower() for name in ANNOUNCED | tables} - {"xl/_rels/workbook.xml.rels", "[content_types].xml"}
    assert {name.replace("\\", "/").lower() for name in changed(before, after)} <= allowed
    assert faults(path) - known == Counter()
    draft = Revision(Package(path))
    texts = [one.text for sheet in draft.book().sheets for one in formulas(draft.read(sheet.part))]
    assert sorted(texts) == ["10*2", "SUM(Demand[[2026-02]:[2026-04]])"]


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_tables_of_every_writer_roll_on(writer: Callable[[Path], Path], tmp_path: Path) -> None:
    path = writer(tmp_path / "book.xlsx")
    known = faults(path)
    roll(path)
    holds_what_it_should(path)
    assert faults(path) - known == Counter()


def test_a_template_rolls_on_and_what_is_not_about_periods_stays_byte_for_byte(tmp_path: Path) -> None:
    path = Path(shutil.copy(resource(DONOR), tmp_path / "book.xlsx"))
    before = entries(path)
    prepare_workbook(lambda: Workbook.open(path), path, lambda of: roll_book(of, RollOptions()))
    after = entries(path)
    assert faults(path) == Counter()
    assert list(before) == list(after)
    tables = {name for name in changed(before, after) if "/tables/" in name}
    parts = Parts.of(path)
    rolled = ("Demand", "Capacity", "Receipts", "FirmProduction", "PublishedPlan")
    assert tables == {parts.table(name) for name in rolled}
    assert not [name for name in changed(before, after) if "worksheets" not in name and "/tables/" not in name]
