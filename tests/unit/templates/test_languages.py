"""A language is a file: it translates every sentence, and a workbook in it gives the same plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.forms import Column, Setting
from sop_excel.contract.kinds import Kind
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.contract.output_tables import ALL_PRODUCTS
from sop_excel.contract.schema import INPUT_TABLES, OUTPUT_FORMS
from sop_excel.contract.settings_table import SETTINGS
from sop_excel.domain.costs import COST_LINES, TOTAL_COST
from sop_excel.hosts.xlsx.plans import optimize
from sop_excel.hosts.xlsx.rows import LINE_POINTS
from sop_excel.languages import LANGUAGES
from sop_excel.shipped import TEMPLATES, resource, template
from templates.make.example_plan import example_outputs
from templates.make.examples import EXAMPLES, FULL, MULTI
from templates.make.language import FIRST, languages, words_of
from templates.make.output_sheets import output_forms
from templates.make.page import ROW_POINTS
from templates.make.result_words import result_words
from templates.make.ship import ship
from tests.commands import sop_excel
from tests.unit.templates.books import data_cells
from tests.workbooks import read_table

ROOT = Path(__file__).parents[3]
OTHERS = [language for language in languages() if language != FIRST]
SAME_IN_ANY = re.compile(r"[\d.]+")  # numbers
TABLES = [table for table in INPUT_TABLES if not table.later]


def sentences(content: dict[str, Any], start: str = "") -> Iterator[tuple[str, str]]:
    """(dotted key, sentence) of a language, without its translation of the schema."""
    for key, value in content.items():
        if isinstance(value, dict):
            if key != "schema":
                yield from sentences(value, f"{start}{key}.")
        elif isinstance(value, list):
            yield from ((f"{start}{key}.{n}", line) for n, line in enumerate(value))
        else:
            yield start + key, value


def schema_sentences() -> set[str]:
    """All sentences that a template takes from the schema: help, units, what a blank means, what is expected."""
    found = {form.help for form in (*OUTPUT_FORMS, *DEMAND_FORMS, *LIFE_FORMS)}
    for table in TABLES:
        found |= {table.help, table.wide_unit}
        for column in table.columns:
            if not column.later:
                found |= {column.help, column.unit, column.blank.words, _expected(column)}
    for setting in SETTINGS:
        found |= {setting.help, setting.unit, setting.default_words, _expected(setting)}
    return {sentence for sentence in found if sentence and not SAME_IN_ANY.fullmatch(sentence)}


def _expected(item: Column | Setting) -> str:
    return item.expected if item.kind in (Kind.NUMBER, Kind.SIGNED, Kind.WHOLE) else ""


def strings(path: Path) -> list[tuple[str, str]]:
    """(place, text) of every text of a workbook: cells, notes, rules."""
    found = []
    for sheet in openpyxl.load_workbook(path):
        cells = [cell for row in sheet for cell in row]
        found += [(f"{sheet.title}!{cell.coordinate}", cell.value) for cell in cells if cell.data_type == "s"]
        found += [(f"{sheet.title}!{cell.coordinate} note", cell.comment.text) for cell in cells if cell.comment]
        for rule in sheet.data_validations.dataValidation:
            found += [(f"{sheet.title}!{rule.sqref}", text) for text in (rule.error, rule.prompt) if text]
    return found


def test_spanish_is_there() -> None:
    """The program offers what there are files for, English first."""
    assert languages() == LANGUAGES == ("en", "es")


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_its_translation(language: str) -> None:
    """The same keys with the same parts to fill in, and nothing besides."""
    english, other = (dict(sentences(words_of(code).content)) for code in (FIRST, language))
    assert other.keys() == english.keys()
    for key, sentence in english.items():
        parts = re.compile(r"\{\w+\}")
        assert sorted(parts.findall(other[key])) == sorted(parts.findall(sentence)), key
        assert other[key].strip(), key


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_schema_has_its_translation(language: str) -> None:
    """A sentence that is changed in the schema needs a new one; one that is gone goes."""
    assert words_of(language).content["schema"].keys() == schema_sentences()


def test_a_sentence_of_the_schema_without_a_translation_stays_as_it_is() -> None:
    """A new column can be tried before it is translated."""
    assert words_of("es").of_schema("Cost of what is spoiled.") == "Cost of what is spoiled."
    assert words_of("es").of_schema("Cost of making one unit.") == "Coste de fabricar una unidad."


@pytest.mark.parametrize("language", OTHERS)
def test_every_product_and_scenario_of_an_example_is_called_something(language: str) -> None:
    """In each language, as English stands there where its name is unknown."""
    named = {"Description": "descriptions", "Scenario": "scenarios"}
    rows = [row for one in (*EXAMPLES, FULL) for table in ("Products", "Scenarios") for row in one.rows(table)]
    names = {(kind, row[header]) for row in rows for header, kind in named.items() if row.get(header)}
    assert len(names) >= 8
    assert [(kind, name) for kind, name in names if name not in words_of(language).content[kind]] == []


@pytest.mark.parametrize("language", OTHERS)
def test_titles_of_sheets_are_short_and_different(language: str) -> None:
    """At most 31 letters, as Excel demands, whatever their case."""
    titles = words_of(language).content["sheets"].values()
    assert max(map(len, titles)) <= 31
    assert len({title.lower() for title in titles}) == len(titles)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_translated_template_says_nothing_in_english(language: str, kind: Any) -> None:
    """No sentence of the English template is left; names, codes and labels of the contract are no sentences."""
    words = words_of(language)
    first, other = (dict(sentences(words_of(code).content)) for code in (FIRST, language))
    english = {sentence for key, sentence in first.items() if other[key] != sentence}
    english |= {sentence for sentence in schema_sentences() if words.of_schema(sentence) != sentence}
    contract = {header for form in OUTPUT_FORMS for header in (form.name, *form.lead, *form.tail)}
    contract |= {table.name for table in TABLES} | {column.name for table in TABLES for column in table.columns}
    contract |= {measure.name for form in OUTPUT_FORMS for measure in form.measures}
    contract |= {*(line.name for line in COST_LINES), TOTAL_COST, ALL_PRODUCTS}
    contract |= set(result_words(words))  # by which the page for the meeting finds what it calls them
    contract |= {str(row[0]) for row in example_outputs(MULTI, words_of(FIRST))["RunInfo"].rows}
    found = [(place, text) for place, text in strings(resource(template(kind, language))) if text in english - contract]
    assert found == []


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_translated_workbook_gives_the_same_plan(kind: Any, tmp_path: Path) -> None:
    """To the last digit, in every output table that does not tell when and from which cells it was made; sentences are
    in the language, at the same places and of the same worth."""
    for language in LANGUAGES:
        ran = sop_excel("new", kind, tmp_path / f"{language}.xlsx", "--language", language)
        assert ran.status == 0, ran.err
        optimize(tmp_path / f"{language}.xlsx")
    for form in output_forms(next(example for example in EXAMPLES if example.kind == kind)):
        if form.name not in ("Checks", "RunInfo"):
            english, other = (read_table(tmp_path / f"{language}.xlsx", form.name) for language in LANGUAGES)
            if form.name in ("ProductSummary", "ProductChart"):  # what products are called is another text
                english, other = ([[row[0].split("  ")[0], *row[1:8]] for row in rows] for rows in (english, other))
            elif form.name == "Explanation":
                english, other = ([[row[1], row[4]] for row in rows[1:]] for rows in (english, other))
            if form.name in ("Certificate", "ScenarioSummary"):  # nor are scenarios called the same
                english, other = ([row[1:] for row in rows] for rows in (english, other))
            assert english == other, form.name
    english, other = (read_table(tmp_path / f"{language}.xlsx", "Checks") for language in LANGUAGES)
    assert [_verdict(row) for row in english] == [_verdict(row) for row in other]


def _verdict(row: Sequence[Any]) -> str | None:
    """OK or CHECK; a note is a sentence there."""
    return row[1] if row[1] in ("OK", "CHECK") else None


def test_a_language_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """With those that there are."""
    ran = sop_excel("new", "single", tmp_path / "plan.xlsx", "--language", "xx")
    assert ran.status == 2
    assert "one of en and es" in ran.err
    assert not (tmp_path / "plan.xlsx").exists()


@pytest.mark.parametrize("language", OTHERS)
def test_the_shipped_templates_are_those_that_are_built(language: str, tmp_path: Path) -> None:
    """Building and solving again gives the committed bytes; ``make templates`` brings them up to date."""
    for built in ship(tmp_path, language):
        assert built.read_bytes() == (ROOT / "templates" / language / built.name).read_bytes(), built.name


@pytest.mark.parametrize("kind", TEMPLATES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("header", ["What", "Why"])
def test_every_sentence_of_the_explanation_fits_its_row(kind: Any, language: str, header: str) -> None:
    """By the height that the run gave its row, since no program is certain to fit a row to a later plan's text."""
    with resource(template(kind, language)).open("rb") as file:
        cells = data_cells(openpyxl.load_workbook(file), "Explanation", header)
    sheet = cells[0].parent
    assert len(cells) > 3
    assert cells[0].alignment.wrap_text
    assert sheet.sheet_format.customHeight
    width, usual = sheet.column_dimensions[cells[0].column_letter].width, sheet.sheet_format.defaultRowHeight
    heights = [sheet.row_dimensions[cell.row].height or usual for cell in cells]
    lines = [ceil(0.75 * len(str(cell.value or "")) / width) for cell in cells]  # few letters are narrower
    assert all(height >= LINE_POINTS * wanted for height, wanted in zip(heights, lines, strict=True))
    assert usual == ROW_POINTS
