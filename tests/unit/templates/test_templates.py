"""What a template must hold follows from the schema."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.kinds import Blank
from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.output_tables import ALL_PRODUCTS, CHART_PRODUCT, DESCRIPTION
from sop_excel.contract.schema import INPUT_TABLES, OUTPUT_FORMS
from sop_excel.contract.settings_table import SETTINGS
from sop_excel.shipped import DONOR, resource
from templates.make import TEMPLATES, build_template
from templates.make.drawing import has_chart
from templates.make.examples import EXAMPLES, FULL, USUAL, USUAL_COLUMNS, Example
from templates.make.input_sheets import input_tables
from templates.make.language import words_of
from templates.make.output_sheets import output_forms
from tests.unit.templates.books import data_cells, headers, place

WORDS = words_of("en")
PLANNED = [table for table in INPUT_TABLES if not table.later]
NEWER_THAN_2019 = re.compile(r"_xlfn|_xlws|\b(LET|LAMBDA|FILTER|SORT|SORTBY|UNIQUE|SEQUENCE|XLOOKUP|XMATCH)\(")


def validated(sheet: Any, coordinate: str) -> bool:
    return any(coordinate in rule.sqref for rule in sheet.data_validations.dataValidation)


def test_every_input_table_has_its_columns_and_periods(book: Any, example: Example) -> None:
    """In the order of the contract: what must be filled, what the example fills, and what comes next."""
    for table in input_tables(example):
        names = [column.name for column in planned(table) if wanted(table, column, example)]
        own = [WORDS("settings.note")] if table.name == "Settings" else []
        assert headers(book, table.name) == names + own + list(example.periods if table.wide else ())


def planned(table: InputTable) -> list[Column]:
    return [column for column in table.columns if not column.later and not column.beside]


def wanted(table: InputTable, column: Column, example: Example) -> bool:
    filled = any(row.get(column.name) is not None for row in example.rows(table.name))
    usual = (*USUAL_COLUMNS.get(table.name, ()), *example.next_columns.get(table.name, ()))
    return column.blank is Blank.ERROR or filled or column.name in usual


def test_the_full_template_has_every_table_and_column(built: Path) -> None:
    """Columns that cannot be planned with yet, and those that planners add beside a table, are left out; nothing else
    is. Other workbooks receive from it what they lack."""
    full = openpyxl.load_workbook(built / FULL.file)
    for table in PLANNED:
        names = [column.name for column in planned(table)]
        assert headers(full, table.name)[: len(names)] == names
    assert {form.name for form in OUTPUT_FORMS} <= {name for sheet in full for name in sheet.tables}


def test_a_template_has_the_usual_tables_and_those_that_it_fills(book: Any, example: Example) -> None:
    known = {table.name for table in PLANNED}
    found = {name for sheet in book for name in sheet.tables} & known
    assert set(USUAL) <= known
    assert found == {*USUAL, *(name for name in known if example.rows(name))}


def test_every_input_column_has_a_note_and_a_rule_with_room_to_grow(book: Any, example: Example) -> None:
    """The note tells help, unit and what a blank means; the rule reaches 1,000 rows."""
    for table in input_tables(example):
        for column in table.columns:
            if column.name in headers(book, table.name):
                _note_and_rule(book, table, column)


def _note_and_rule(book: Any, table: InputTable, column: Column) -> None:
    sheet, _, top, _, _ = place(book, table.name)
    first = data_cells(book, table.name, column.name)[0]
    note = sheet.cell(top, first.column).comment.text
    assert column.help in note
    assert column.unit in note
    assert column.blank.words in note
    assert validated(sheet, first.coordinate)
    assert validated(sheet, f"{first.column_letter}{top + 1000}")


def test_every_period_takes_numbers_only(book: Any, example: Example) -> None:
    for table in input_tables(example):
        for period in example.periods if table.wide else ():
            assert validated(place(book, table.name)[0], data_cells(book, table.name, period)[0].coordinate)


def test_unused_optional_tables_stand_ready_with_a_blank_row(book: Any, example: Example) -> None:
    for table in input_tables(example):
        if table.name != "Settings" and not example.rows(table.name):
            sheet, left, top, right, bottom = place(book, table.name)
            assert bottom == top + 1
            assert all(sheet.cell(bottom, column).value is None for column in range(left, right + 1))


def test_every_setting_is_listed_with_its_default_or_what_the_example_needs(book: Any, example: Example) -> None:
    names = [cell.value for cell in data_cells(book, "Settings", "Setting")]
    values = dict(zip(names, (cell.value for cell in data_cells(book, "Settings", "Value")), strict=True))
    assert names == [setting.name for setting in SETTINGS]
    assert values.pop("Plan name") is None
    for setting in SETTINGS[1:]:
        default = {True: "yes", False: "no"}[setting.default] if isinstance(setting.default, bool) else setting.default
        assert values[setting.name] == example.settings.get(setting.name, default)


def test_what_can_be_chosen_is_offered(built: Path) -> None:
    """A resource's kinds, and the safety stock's rules."""
    book = openpyxl.load_workbook(built / FULL.file)
    sheet = place(book, "Settings")[0]
    row = 1 + [setting.name for setting in SETTINGS].index("Safety stock rule") + 4
    rules = [rule for rule in sheet.data_validations.dataValidation if f"B{row}" in rule.sqref]
    assert [rule.formula1 for rule in rules] == ['"hard,soft,catch up"']
    kinds = [rule.formula1 for rule in place(book, "Resources")[0].data_validations.dataValidation]
    assert '"production,storage,supplier,workforce"' in kinds


def test_every_output_table_has_its_form_on_a_sheet_of_its_own(book: Any, example: Example) -> None:
    for form in output_forms(example):
        sheet = place(book, form.name)[0]
        assert list(sheet.tables) == [form.name]
        form = form.with_stated([DESCRIPTION] if example.has_column("Products", DESCRIPTION) else [])
        assert headers(book, form.name) == [*form.lead, *(example.periods if form.wide else ()), *form.tail]


def test_charts_stand_above_their_table(book: Any, example: Example) -> None:
    """No chart of resources where there is none, which would be an empty frame."""
    for form in output_forms(example):
        _chart_above(book, example, form)


def _chart_above(book: Any, example: Example, form: OutputForm) -> None:
    sheet, _, top, _, _ = place(book, form.name)
    charts = sheet._charts
    assert len(charts) == (1 if has_chart(form, example) else 0)
    for chart in charts:
        height = chart.anchor.ext.height / 12700 / 15
        assert chart.anchor._from.row + height < top


def test_no_axis_is_deleted(path: Path, example: Example) -> None:
    """A missing or true ``delete`` makes newer Excel draw a chart without axes."""
    with ZipFile(path) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2 + sum(has_chart(form, example) for form in output_forms(example))
    for chart in charts:
        assert chart.count('<delete val="0"') == 2
        assert chart.count('<overlay val="1"') == 0


def test_the_drop_down_of_the_chart_offers_the_products(book: Any, example: Example) -> None:
    sheet = place(book, "PlanChart")[0]
    name = sheet.defined_names[CHART_PRODUCT]
    cell = sheet[name.attr_text.split("!")[1].replace("$", "")]
    rules = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
    assert cell.value == ALL_PRODUCTS
    assert [rule.formula1 for rule in rules] == ['INDIRECT("ChartChoices[Show]")']
    offered = [choice.value for choice in data_cells(book, "ChartChoices", "Show")]
    assert offered == [ALL_PRODUCTS, *example.product_names]


def test_numbers_have_formats_by_measure(book: Any, example: Example) -> None:
    """Formats stand on the cells, since not every program draws table styles."""
    for measure, cell in zip(
        data_cells(book, "Plan", "Measure"), data_cells(book, "Plan", example.periods[0]), strict=True
    ):
        assert cell.number_format == ("0" if measure.value == "Setups" else "#,##0.00")
    for measure, cell in zip(
        data_cells(book, "CapacityUse", "Measure"), data_cells(book, "CapacityUse", example.periods[0]), strict=True
    ):
        assert cell.number_format == ("0.0%" if measure.value == "Utilisation" else "#,##0.00")
    assert {cell.number_format for cell in data_cells(book, "CostSummary", "Share")} == {"0.0%"}


def test_no_formula_is_newer_than_excel_2019(path: Path) -> None:
    with ZipFile(path) as parts:
        texts_ = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
    assert not any(NEWER_THAN_2019.search(text) for text in texts_)


def test_no_input_is_a_formula(book: Any, example: Example) -> None:
    """A formula among the inputs of a file that recalculates on load would be a warning."""
    for table in input_tables(example):
        sheet, *_ = place(book, table.name)
        assert not any(cell.data_type == "f" for row in sheet[sheet.tables[table.name].ref] for cell in row)


@pytest.mark.parametrize("shipped", sorted(resource(DONOR).parent.rglob("*.xlsx")), ids=lambda path: path.stem)
def test_every_formula_carries_a_value(shipped: Path) -> None:
    """In every template as it is shipped, with its first plan."""
    with ZipFile(shipped) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                sheet = parts.read(name).decode()
                empty = re.findall(r't="str"><f>[^<]+</f><v></v>', sheet)
                assert sheet.count("</f>") == len(re.findall(r"</f><v>[^<]+</v>", sheet)) + len(empty)


def test_texts_of_rules_fit_into_excel(book: Any) -> None:
    """Excel calls a file damaged whose validation has longer texts."""
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.error or "") <= 225
            assert len(rule.formula1) <= 257


def test_nothing_is_hidden_and_no_macro_is_in_it(book: Any, path: Path) -> None:
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not any(part.hidden for sheet in book for part in sheet.row_dimensions.values())
    assert not any(part.hidden for sheet in book for part in sheet.column_dimensions.values())
    with ZipFile(path) as parts:
        assert not any("vba" in name.lower() for name in parts.namelist())


def test_about_names_every_sheet(book: Any) -> None:
    """It links to all the others, in their order."""
    links = [cell.value for row in book["About"] for cell in row if cell.hyperlink]
    assert links == [name for name in book.sheetnames if name != "About"]


def test_about_says_where_the_published_demand_stops() -> None:
    assert "last 80 days are missing" in " ".join(WORDS.lines("about.stories_multi"))


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_rebuilding_gives_the_same_bytes(tmp_path: Path, kind: Any) -> None:
    build_template(kind, tmp_path / "one.xlsx")
    build_template(kind, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_properties_tell_nothing_of_the_machine(path: Path) -> None:
    with ZipFile(path) as parts:
        core, app = parts.read("docProps/core.xml").decode(), parts.read("docProps/app.xml").decode()
        assert {entry.date_time for entry in parts.infolist()} == {(2025, 1, 1, 0, 0, 0)}
    assert core.count("2025-01-01T00:00:00Z") == 2
    assert re.findall("<dc:creator>(.*?)</dc:creator>", core) == ["sop-excel"]
    assert "lastModifiedBy" not in core
    assert "<Application>sop-excel</Application>" in app


@pytest.mark.parametrize("kind", TEMPLATES)
def test_the_shipped_workbook_has_the_sheets_that_are_built(tmp_path: Path, kind: Any) -> None:
    """The file in the repository is the built one with its plan written; a changed schema asks for a new one."""
    build_template(kind, tmp_path / "new.xlsx")
    new, shipped = (
        openpyxl.load_workbook(p) for p in (tmp_path / "new.xlsx", resource(f"templates/{TEMPLATES[kind]}"))
    )
    assert shipped.sheetnames == new.sheetnames
    example = next(one for one in EXAMPLES if one.kind == kind)
    for table in input_tables(example):
        assert _cells(shipped, table.name) == _cells(new, table.name)
        assert _notes(shipped, table.name) == _notes(new, table.name)
    for form in output_forms(example):
        assert headers(shipped, form.name) == headers(new, form.name)


def _cells(book: Any, name: str) -> list[list[Any]]:
    sheet, *_ = place(book, name)
    return [[cell.value for cell in row] for row in sheet]


def _notes(book: Any, name: str) -> list[str]:
    sheet, *_ = place(book, name)
    return [cell.comment.text for row in sheet for cell in row if cell.comment]
