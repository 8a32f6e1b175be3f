"""A workbook that an older version wrote is planned without a word: output tables gain their columns in place (O4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.sheets.run_info import Stamp
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.formulas import quoted_sheet
from tests.examples import few
from tests.fidelity.older import Place, letters, without_columns
from tests.fidelity.parts import Parts, filled, loaded
from tests.workbooks import solved_templates

STAMP = Stamp("older", "2026-02-01 00:00:00+00:00", 0.0)
# Those with scenarios were compared with them: that table cannot be trusted once it lacks a column, and is blanked.
COMPARED = ("multi_product", "aggregate_plan", "lot_sizing")
SHIPPED = [path for path in solved_templates() if path.stem not in COMPARED]
PlanOf = Callable[[Path], Path]


def columns(form: OutputForm) -> tuple[str, ...]:
    """The columns of a form that no period names."""
    return (*form.lead, *form.tail)


GROWING = [form for form in OUTPUT_FORMS if len(columns(form)) > 1]
OF_PLANS = ("Up to ", "Starts of ")  # how notes begin that the plans of some templates have
MIDDLE = {form.name: columns(form)[len(columns(form)) // 2] for form in GROWING}
END = {form.name: columns(form.with_stated(()))[-1] for form in GROWING}  # of those that every workbook has
# Each column of each table once: the first of all tables, then the second of those that have so many, and so on.
EACH = [
    {form.name: of_form for form in GROWING for of_form in columns(form)[number : number + 1]}
    for number in range(max(len(columns(form)) for form in GROWING))
]


def planned(source: Path, target: Path) -> Path:
    """The workbook with a plan; no warning, no note but of what a template's plan serves late or does not start."""
    written = plan_workbook(source, target, Options(stamp=STAMP), resource(DONOR))
    told = [note for note in written.answer.report.notes if not note.startswith(OF_PLANS)]
    assert (written.answer.warnings, told) == ((), [])
    return target


@pytest.fixture(scope="module")
def plan_of(tmp_path_factory: pytest.TempPathFactory) -> PlanOf:
    """Each shipped workbook, planned as it is when it is first asked for."""
    folder = tmp_path_factory.mktemp("plans")
    return cache(lambda path: planned(path, folder / f"{SHIPPED.index(path)}.xlsx"))


def cells(book: Path) -> dict[tuple[str, str], tuple[Any, str]]:
    """What stands in each cell of each sheet, its formula and its value apart, and how a number is shown."""
    values = {place: value for place, value, _ in filled(book, data_only=True)}
    return {
        place: ((typed, values.get(place)), "" if isinstance(values.get(place), str) else number_format)
        for place, typed, number_format in filled(book)
    }


@cache
def cells_of_plan(plan: Path) -> dict[tuple[str, str], tuple[Any, str]]:
    """Of a workbook that stays as it is, which many others are held against."""
    return cells(plan)


def rules(book: Path) -> dict[str, list[tuple[str, list[str]]]]:
    """The areas and formulas of the conditional formats of each sheet, without those of one column that are new."""
    parts = Parts.of(book)
    return {
        name: [
            (area, re.findall(r"<formula>(.*?)</formula>", text))
            for text in re.findall(r"<conditionalFormatting.*?</conditionalFormatting>", parts[sheet].decode())
            for area in re.findall(r'sqref="([^"]*)"', text)[0].split()
        ]
        for name, sheet in parts.sheets().items()
    }


def charts(book: Path) -> dict[str, list[str]]:
    """Every series of every chart, without the values that it remembers."""
    return {
        name: [re.sub(r"<(?:str|num)Cache>.*?</(?:str|num)Cache>", "", one) for one in _series(content)]
        for name, content in Parts.of(book).items()
        if name.startswith("xl/charts/chart")
    }


def _series(chart: bytes) -> list[str]:
    return re.findall(r"<ser>.*?</ser>", chart.decode(), re.DOTALL)


def agree(older: Path, plan: Path, gone: Mapping[str, str]) -> None:
    """The older workbook holds what the plan does: cells, formats, conditional formats and charts.

    Conditional formats and series that speak of a column which was gone are left out: the older version had none.
    """
    assert cells(older) == cells_of_plan(plan)
    after, lost = rules(older), lost_columns(plan, gone)
    for sheet, before in rules(plan).items():
        address = re.compile(rf"(?<![A-Z]){lost.get(sheet, 'XX')}\$?\d")
        kept = [rule for rule in before if not address.search(" ".join((rule[0], *rule[1])))]
        assert [rule for rule in after[sheet] if rule in kept] == kept, sheet
    in_charts = tuple(f"{quoted_sheet(sheet)}!${letter}$" for sheet, letter in lost.items())
    for name, before_series in charts(plan).items():
        series = [one for one in before_series if not any(address in one for address in in_charts)]
        assert [one for one in charts(older)[name] if one in series] == series, name


def lost_columns(plan: Path, gone: Mapping[str, str]) -> dict[str, str]:
    """The letters of the column that was gone, by the sheet of its table."""
    parts = Parts.of(plan)
    titles = {part: title for title, part in parts.sheets().items()}
    places = {titles[sheet]: (name, Place.of(parts[part].decode())) for name, part, sheet in parts.table_parts()}
    return {
        title: letters(place.headers.index(gone[name]) + 1) for title, (name, place) in places.items() if name in gone
    }


@pytest.mark.parametrize(
    "gone", [MIDDLE, pytest.param(END, marks=pytest.mark.exhaustive)], ids=["in the middle", "at the end"]
)
@pytest.mark.parametrize(
    "shipped", few(SHIPPED, lambda path: path == resource(DONOR)), ids=lambda path: f"{path.parent.name} {path.stem}"
)
def test_every_table_gains_a_column_in_place(
    shipped: Path, gone: dict[str, str], plan_of: PlanOf, tmp_path: Path
) -> None:
    """All output tables of each template lack one: with the plan they are what the template itself becomes."""
    older = without_columns(shipped, tmp_path / shipped.name, gone)
    assert cells(older) != cells(shipped)
    agree(planned(older, older), plan_of(shipped), gone)


@pytest.mark.parametrize(
    "gone", few(EACH, lambda one: one in EACH[:4]), ids=[f"column {number}" for number in range(1, len(EACH) + 1)]
)
def test_whichever_column_a_table_lacks_it_returns(gone: dict[str, str], plan_of: PlanOf, tmp_path: Path) -> None:
    """Also the first one, whose texts tell the rows apart; beside tables that lack one, and beside whole ones."""
    shipped = resource(DONOR)
    older = without_columns(shipped, tmp_path / shipped.name, gone)
    agree(planned(older, older), plan_of(shipped), gone)


def test_totals_stand_out_in_a_column_that_returns(plan_of: PlanOf, tmp_path: Path) -> None:
    """As in the column beside it: what a conditional format says of whole rows holds there too."""
    shipped = resource(DONOR)
    older = planned(without_columns(shipped, tmp_path / "o.xlsx", {"CostSummary": "Share"}), tmp_path / "o.xlsx")
    assert set(map(repr, rules(plan_of(shipped))["Cost summary"])) == set(map(repr, rules(older)["Cost summary"]))


def test_a_table_that_would_grow_over_a_planner_s_cell_is_refused(tmp_path: Path) -> None:
    """Rule F4, with a column as with a row: the cell is named, and nothing is written."""
    older = without_columns(resource(DONOR), tmp_path / "older.xlsx", {"CostSummary": "Share"})
    book = Parts.of(older)
    sheet = book.sheet_of("CostSummary")
    top = Place.of(book[book.table("CostSummary")].decode()).top
    book.change(sheet, rf'(<row r="{top + 1}".*?)</row>', rf'\1<c r="C{top + 1}"><v>7</v></c></row>')
    book.save(older)
    before = older.read_bytes()
    with pytest.raises(InputError, match=rf"C{top + 1}.*in use; move these cells, or the table"):
        planned(older, older)
    assert older.read_bytes() == before
    book.change(sheet, rf'<c r="C{top + 1}">', f'<c r="D{top + 1}">')
    book.save(older)
    kept = loaded(planned(older, older))["Cost summary"]
    assert (kept[f"C{top}"].value, kept[f"D{top + 1}"].value) == ("Share", 7)


def test_a_planner_s_own_column_is_refused_though_one_of_ours_is_missing(tmp_path: Path) -> None:
    """By name, and nothing is written."""
    older = without_columns(resource(DONOR), tmp_path / "older.xlsx", {"CostSummary": "Amount"})
    book = Parts.of(older)
    book.change(book.table("CostSummary"), 'name="Share"', 'name="Budget"')
    book.change(book.sheet_of("CostSummary"), "<t>Share</t>", "<t>Budget</t>")
    book.save(older)
    with pytest.raises(InputError, match=r"CostSummary\[Budget\]: expected only columns of the plan"):
        planned(older, older)


def test_a_formula_that_refers_to_a_moving_column_by_its_address_is_refused(tmp_path: Path) -> None:
    """It would show another column from then on; one that names the column, or one that stays, is as good as before."""
    older = without_columns(resource(DONOR), tmp_path / "older.xlsx", {"CostSummary": "Amount"})
    shown = Parts.of(older)
    row = Place.of(shown[shown.table("CostSummary")].decode()).top + 1
    for formula in (f"'Cost summary'!B{row}", f"SUM('Cost summary'!A{row}:B{row})"):
        with pytest.raises(
            InputError, match=r"Demand!A50: expected no reference by its address to CostSummary\[Share\]"
        ):
            planned(*_with_formula(older, formula, tmp_path))
    for formula in (f"'Cost summary'!A{row}", "SUM(CostSummary[Share])", f"'Cost summary'!B{row - 20}"):
        kept = loaded(planned(*_with_formula(older, formula, tmp_path)))["Demand"]
        assert kept["A50"].value == f"={formula}"


def _with_formula(book: Path, formula: str, folder: Path) -> tuple[Path, Path]:
    """The workbook with a formula of the planner's beside table Demand, and where its plan goes."""
    parts = Parts.of(book)
    parts.put_row(parts.sheet_of("Demand"), 50, f'<c r="A50"><f>{formula}</f><v>0</v></c>')
    parts.save(folder / "with_formula.xlsx")
    return folder / "with_formula.xlsx", folder / "with_formula.xlsx"
