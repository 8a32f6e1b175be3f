"""What is written keeps to the schema of the format, by a port of the validator of the Open XML SDK."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator, ValidationSeverity

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.languages import LANGUAGES
from sop_excel.planning import Options
from sop_excel.shipped import DEMAND_DONOR, DONOR, LIFE_DONOR, resource
from tests.examples import few
from tests.fidelity.dialects import DIALECTS, Dialect, with_empty_shells
from tests.fidelity.foreign import foreign_book
from tests.fidelity.parts import Parts
from tests.fidelity.plans import MONTHS, input_book, outputs, write
from tests.fidelity.test_dialects import WRITERS, by_openpyxl
from tests.unit.test_scenario_runs import TABLES
from tests.workbooks import Rows, make_workbook

TEMPLATES = sorted(resource(DONOR).parent.rglob("*.xlsx"))
LENT = {Path(name).name for name in (DEMAND_DONOR, LIFE_DONOR)}
DONORS = [path for path in TEMPLATES if path.name in LENT]  # without inputs of a plan
VALIDATOR = OpenXmlValidator(max_errors=0)
Faults = Counter[tuple[str, str, str | None]]


def faults(path: Path) -> Faults:
    """Part, sentence and element of each fault; advice, such as to keep texts in a part of their own, is none."""
    found = VALIDATOR.validate(path).errors
    return Counter((e.part_uri, e.description, e.node) for e in found if e.severity is ValidationSeverity.ERROR)


def new_faults(path: Path, scenario: str = "base") -> Faults:
    """What a run brings into the file that was not there before, and what a second run brings."""
    before = faults(path)
    for _ in range(2):
        plan_workbook(path, path, Options(scenario=scenario), resource(DONOR))
        if found := faults(path) - before:
            return found
    return Counter()


def is_first(template: Path) -> bool:
    """Of the largest template in both languages, and of the one with setups, every run is held to the schema."""
    return template.stem == "multi_product_full" or template == resource("templates/lot_sizing.xlsx")


def test_the_validator_sees_a_font_out_of_order(tmp_path: Path) -> None:
    """Here bold behind the name: so no fault elsewhere means something."""
    copy = Path(shutil.copy(TEMPLATES[0], tmp_path))
    parts = Parts.of(copy)
    parts.change("xl/styles.xml", r"<font>(<b[^>]*/>)(.*?)</font>", r"<font>\2\1</font>")
    assert {part for part, _, _ in faults(parts.save(copy))} == {"/xl/styles.xml"}


def test_the_add_in_has_no_fault() -> None:
    assert faults(resource("addin/excel/sop_excel.xlam")) == Counter()


def test_the_sheets_of_what_is_before_and_after_the_plan_have_no_fault_in_any_language() -> None:
    assert len(DONORS) == len(LENT) * len(LANGUAGES)
    assert [faults(path) for path in DONORS] == [Counter()] * len(DONORS)


@pytest.mark.parametrize(
    "template",
    few((path for path in TEMPLATES if path not in DONORS), is_first),
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_templates_have_no_fault_new_or_planned_again(template: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(template, tmp_path))
    assert faults(copy) == Counter()
    assert new_faults(copy) == Counter()


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_grafted_sheets_bring_no_fault_whoever_wrote_the_workbook(
    writer: Callable[[Path], Path], tmp_path: Path
) -> None:
    assert new_faults(writer(tmp_path / "book.xlsx")) == Counter()


@pytest.mark.parametrize(
    "dialect", few(DIALECTS, lambda one: one in DIALECTS[::3]), ids=lambda dialect: dialect.__name__
)
def test_grafted_sheets_bring_no_fault_in_any_dialect(dialect: Dialect, tmp_path: Path) -> None:
    path = dialect(Parts.of(by_openpyxl(tmp_path / "book.xlsx"))).save(tmp_path / "book.xlsx")
    assert new_faults(path) == Counter()


def test_a_workbook_without_styles_gets_them_by_the_schema(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "book.xlsx", TABLES)
    assert new_faults(with_empty_shells(Parts.of(path)).save(path)) == Counter()


def test_a_workbook_full_of_foreign_things_gets_no_fault(tmp_path: Path) -> None:
    assert new_faults(foreign_book(tmp_path / "book.xlsm")) == Counter()


def test_a_plan_that_grows_shrinks_and_grows_again_brings_no_fault(tmp_path: Path) -> None:
    """Rows, columns, charts and formats that come and go with it."""
    path = input_book(tmp_path / "book.xlsx", 2, MONTHS[:3])
    before = faults(path)
    for products, months, rich in ((5, 14, True), (1, 1, False), (4, 9, True)):
        assert faults(write(path, outputs(products, MONTHS[:months], rich=rich))) - before == Counter()


@pytest.mark.parametrize("scenario", ["base", "all", "Stock"])
def test_scenarios_bring_no_fault(scenario: str, tmp_path: Path) -> None:
    assert new_faults(make_workbook(tmp_path / "book.xlsx", TABLES), scenario) == Counter()


def test_numbers_blanked_for_want_of_a_plan_bring_no_fault(tmp_path: Path) -> None:
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 2]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
    }
    assert new_faults(make_workbook(tmp_path / "book.xlsx", tables)) == Counter()
