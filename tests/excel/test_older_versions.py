"""An open workbook that an older version wrote gains the columns of its output tables as its file would (rule O4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop_excel.hosts.excel.ribbon import COMMANDS
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.formulas import quoted_sheet
from tests.excel.books import alerts, plan_of, state
from tests.excel.engine import open_book, saved
from tests.fidelity.older import without_columns
from tests.fidelity.parts import loaded
from tests.fidelity.test_older_versions import END, MIDDLE, charts, lost_columns

PASSING = ("Run id", "Date", "Seconds")  # fields of table RunInfo that differ from run to run


def shown(path: Path) -> dict[tuple[str, str], object]:
    """What stands in every cell, formulas as they are typed; and how numbers are shown."""
    found: dict[tuple[str, str], object] = {}
    for sheet in loaded(path):
        for row in sheet.iter_rows():
            if row[0].value not in PASSING:
                for cell in row:
                    number = isinstance(cell.value, float | int)
                    if cell.value is not None:
                        found[sheet.title, cell.coordinate] = (cell.value, cell.number_format if number else "")
    return found


def series(path: Path) -> set[tuple[str, ...]]:
    """The places that each series of the charts shows: its name, its labels and its values."""
    return {tuple(re.findall(r"<f>([^<]*)</f>", one)) for chart in charts(path).values() for one in chart}


@pytest.mark.parametrize("gone", [MIDDLE, END], ids=["in the middle", "at the end"])
def test_an_open_workbook_gains_its_columns_as_the_file_does(gone: dict[str, str], tmp_path: Path) -> None:
    """All output tables lack one: cells, formats of numbers and charts become those of the template's own plan."""
    shipped, expected = resource(DONOR), tmp_path / "expected.xlsx"
    plan_workbook(shipped, expected, Options(), shipped)
    book = open_book(without_columns(shipped, tmp_path / shipped.name, gone))
    COMMANDS["optimize"](book.app, 0)
    assert alerts(book) == []
    live = saved(book, tmp_path / "live.xlsx")
    found, wanted = shown(live), shown(expected)
    assert {place: cell for place, cell in found.items() if wanted.get(place) != cell} == {}
    assert found.keys() == wanted.keys()
    lost = [f"{quoted_sheet(sheet)}!${letter}$" for sheet, letter in lost_columns(expected, gone).items()]
    kept = {one for one in series(expected) if not any(address in place for place in one for address in lost)}
    assert len(kept) > 5
    assert kept <= series(live)


def test_a_run_that_fails_leaves_the_columns_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formulas of one table that name columns of another are typed again once all headers have come back."""
    from sop_excel.hosts.excel import writing

    older = without_columns(resource(DONOR), tmp_path / "older.xlsx", {"RunInfo": "Field", "CostSummary": "Amount"})
    book = open_book(older)
    before = state(book)
    monkeypatch.setattr(writing.TableWriter, "tidy", lambda self: (_ for _ in ()).throw(OSError("busy")))
    COMMANDS["optimize"](book.app, 0)
    assert "busy" in alerts(book)[0]
    after = state(book)
    for sheet, seen in before.items():
        assert after[sheet][1] == seen[1], sheet
        assert after[sheet][3] == seen[3], sheet


def test_a_formula_that_refers_to_a_moving_column_by_its_address_is_refused(tmp_path: Path) -> None:
    """Nothing is written; one that names the column is as good as before."""
    older = without_columns(resource(DONOR), tmp_path / "older.xlsx", {"CostSummary": "Amount"})
    book = open_book(older)
    book.sheets["Demand"]["A50"].formula = "='Cost summary'!B28"
    before = state(book)
    COMMANDS["optimize"](book.app, 0)
    assert "Demand!A50: expected no reference by its address to CostSummary[Share], which moves" in alerts(book)[0]
    assert state(book) == before
    book.sheets["Demand"]["A50"].formula = "=SUM(CostSummary[Share])"
    COMMANDS["optimize"](book.app, 0)
    assert len(alerts(book)) == 1
    assert book.sheets["Demand"]["A50"].formula == "=SUM(CostSummary[Share])"


def test_a_formula_that_refers_to_a_vanishing_period_by_its_address_is_refused(planned: Path) -> None:
    """As in a file: the next plan begins a month later, and the cell would show another month."""
    book = open_book(planned)
    place = plan_of(book).range[1, 2]
    book.sheets["Products"]["H1"].formula = f"=Plan!{place.get_address(False, False)}"
    demand = next(table for table in book.sheets["Demand"].tables if table.name == "Demand")
    demand.range[0, 1].value = "'2026-04"
    before = state(book)
    COMMANDS["optimize"](book.app, 0)
    assert (
        "Products!H1: expected no reference to Plan[2026-01], a column that this plan does not have" in alerts(book)[0]
    )
    assert state(book) == before
