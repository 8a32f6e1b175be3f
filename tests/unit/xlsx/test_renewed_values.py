"""Every run renews the values of formulas of ours, whoever saved the file, and of no other formula."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from templates.make import meeting_layout as at
from tests.fidelity.parts import Parts, entries, loaded
from tests.instances.published import SAILBOATS
from tests.workbooks import make_workbook

TEMPLATES = {"Meeting": "templates/multi_product.xlsx", "Reunión": "templates/es/multi_product.xlsx"}
OLD = 777.0
CELL = r'<c r="(?P<place>[A-Z]+[0-9]+)"(?P<head>[^<>]*)><f>(?P<formula>[^<]*)</f><v>[^<]*</v></c>'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(resource(TEMPLATES["Meeting"]), tmp_path / "book.xlsx"))


def planned(path: Path) -> Path:
    return plan_workbook(path, path, Options(), resource(DONOR)).path


def shown(path: Path) -> dict[tuple[str, str], Any]:
    """What every cell of the workbook says without being computed."""
    cells = (cell for sheet in loaded(path, data_only=True) for row in sheet for cell in row)
    return {(cell.parent.title, cell.coordinate): cell.value for cell in cells if cell.value is not None}


def with_formula(path: Path, place: str, formula: str) -> None:
    """Another formula in a cell of the meeting page, with an old value."""
    parts = Parts.of(path)
    new = rf'<c r="{place}"\1><f>{formula}</f><v>{OLD}</v></c>'
    parts.change(parts.sheets()["Meeting"], rf'<c r="{place}"((?: s="\d+")?)[^<>]*><f>[^<]*</f><v>[^<]*</v></c>', new)
    parts.save(path)


@pytest.mark.parametrize("page", TEMPLATES)
def test_old_values_of_page_and_flags_are_renewed(page: str, tmp_path: Path) -> None:
    """All 385 formulas outside of tables: those of the page and the flag of each sheet."""
    path = Path(shutil.copy(resource(TEMPLATES[page]), tmp_path / "multi_product.xlsx"))
    wanted, parts, count = shown(path), Parts.of(path), 0
    for sheet in parts.sheets().values():
        text, changed = re.subn(CELL, r'<c r="\g<place>"><f>\g<formula></f><v>777</v></c>', parts[sheet].decode())
        parts[sheet], count = text.encode(), count + changed
    parts.save(path)
    assert count > 385
    after = shown(planned(path))
    info = next(sheet.title for sheet in loaded(path) if "RunInfo" in sheet.tables)  # its date is another one's
    passing = {key for key in wanted if key[0] == info}
    passing |= {(page, "A1"), *_of_scenarios(page)}  # what the plan is called, like its file; no scenario was planned
    assert {key for key in wanted if wanted[key] != after.get(key)} <= passing
    assert after[page, "A1"] == path.stem


def _of_scenarios(page: str) -> set[tuple[str, str]]:
    """The cells of the page that tell of scenarios: below the planner's own rule."""
    rows = range(at.FIRST_BESIDE + 1, at.FIRST_BESIDE + at.BESIDE)
    columns = (at.BESIDE_NAME[0], at.BESIDE_AMOUNT, at.BESIDE_DIFFERENCE)
    return {(page, f"{column}{row}") for column in columns for row in rows}


def test_formulas_that_cells_share_are_renewed(book: Path) -> None:
    """As Excel saves neighbours that read alike."""
    parts, wanted = Parts.of(book), shown(book)
    page = parts.sheets()["Meeting"]
    for row in range(12, 15):
        shared = '<f t="shared" si="0"/>' if row > 12 else r'<f t="shared" ref="K12:K14" si="0">\2</f>'
        old = rf'<c r="K{row}"( s="[0-9]+") t="str"><f>([^<]*)</f><v>[^<]*</v></c>'
        parts.change(page, old, rf'<c r="K{row}"\1 t="str">{shared}<v>old</v></c>')
    parts.save(book)
    after = shown(planned(book))
    names = [after.get(("Meeting", f"K{row}")) for row in range(12, 15)]
    assert names == [wanted.get(("Meeting", f"K{row}")) for row in range(12, 15)]
    assert names[:3] == ["Production", "Holding", "Total cost"]


def test_a_formula_that_the_planner_changed_keeps_what_it_says(book: Path) -> None:
    """Twice the total is no figure of ours; the cells around it are."""
    with_formula(book, "A5", 'IF($B$60=0,"",2*SUMIFS(CostSummary[Amount],CostSummary[Cost],"Total cost"))')
    with_formula(book, "B60", "COUNT(ProductSummary[Production])")
    after = shown(planned(book))
    assert after["Meeting", "A5"] == OLD
    assert after["Meeting", "B60"] == 3


def test_a_formula_that_follows_a_changed_one_shows_nothing_old(book: Path) -> None:
    """Its value is left to the program that opens the file, since nobody here knows it."""
    with_formula(book, "B60", "COUNT(ProductSummary[Demand])+0")
    with_formula(book, "A5", 'IF($B$60=0,"",SUMIFS(CostSummary[Amount],CostSummary[Cost],"Total cost"))')
    after = shown(planned(book))
    assert after["Meeting", "B60"] == OLD
    assert ("Meeting", "A5") not in after
    assert loaded(book)["Meeting"]["A5"].value.startswith("=IF($B$60=0")


def test_formulas_keep_their_text_and_their_attributes(book: Path) -> None:
    """Such as those that LibreOffice gives them."""
    parts = Parts.of(book)
    page = parts.sheets()["Meeting"]
    parts[page] = parts[page].replace(b"><f>", b' cm="0"><f aca="false">')
    parts.save(book)
    before = re.findall(r"<f aca=.*?</f>", parts[page].decode())
    planned(book)
    after = entries(book)[page].decode()
    assert re.findall(r"<f aca=.*?</f>", after) == before
    assert after.count(' cm="0"') == len(before) > 300


def test_a_planners_formula_that_reads_like_one_of_ours_stays_as_it_is(tmp_path: Path) -> None:
    """On a sheet without any formula of ours: not a byte of it changes."""
    template = Parts.of(resource(TEMPLATES["Meeting"]))
    page = template[template.sheets()["Meeting"]].decode()
    formulas = [unescape(formula) for _, _, formula in re.findall(CELL, page)]
    generic = next(text for text in formulas if re.fullmatch(r'IF\([$A-Z0-9]+="","",[$A-Z0-9]+\)', text))
    path = make_workbook(tmp_path / "book.xlsx", {**SAILBOATS.tables, "Mine": [["a", "b"], [f"={generic}", 1]]})
    before = entries(path)
    sheet = Parts.of(path).sheets()["Mine"]
    planned(path)
    assert generic in before[sheet].decode().replace("&quot;", '"')
    assert entries(path)[sheet] == before[sheet]


def test_of_the_programs_properties_only_its_name_changes(tmp_path: Path) -> None:
    """And only where it is one whose saved texts LibreOffice takes as they are."""
    path = make_workbook(tmp_path / "book.xlsx", SAILBOATS.tables)
    before = entries(path)["docProps/app.xml"].decode()
    assert "<Application>Microsoft Excel" in before
    after = entries(planned(path))["docProps/app.xml"].decode()
    assert after == re.sub("<Application>[^<]*<", "<Application>sop-excel<", before)
    parts = Parts.of(path)
    parts.change("docProps/app.xml", "sop-excel", "Another program")
    parts.save(path)
    assert "Another program" in entries(planned(path))["docProps/app.xml"].decode()
