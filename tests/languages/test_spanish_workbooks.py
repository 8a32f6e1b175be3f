"""What is written into Spanish workbooks: nothing that people read there is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sop_excel.domain.problem import Problem
from sop_excel.domain.said import in_language
from sop_excel.domain.soft_limits import PENALISED, TARGET_STOCK
from sop_excel.domain.told_issues import line_in
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import Options, explained_plan, plan_tables, tables_of
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.workbook_language import language_of_sheets
from tests.property.all_families import problem_of
from tests.property.family_books import book
from tests.tables import book as book_of
from tests.tables import table
from tests.workbooks import read_table, solved_templates

SEEDS = range(12)  # of random models in which all families of decisions and limits take part
SPANISH = [path for path in solved_templates() if path.parent.name == "es"]
ENGLISH = re.compile(  # words that English sentences can hardly do without, and Spanish ones do not have
    r"\b(the|of|is|are|and|for|with|costs?|would|saves?|units?|more|less|periods?|without|then|made|all|in|by)\b"
)
LIMITS = "|".join((*PENALISED, TARGET_STOCK))
NAMES = re.compile(
    rf"Value of one (more|less|unit)|Open order cost|Frozen periods|({LIMITS}) of \S+"
)  # of the contract


def english_in(text: str) -> list[str]:
    """The words of English in a text, but for names of the contract."""
    return ENGLISH.findall(NAMES.sub("", text))


@pytest.mark.parametrize("path", SPANISH, ids=lambda path: path.stem)
def test_a_spanish_template_is_explained_in_spanish(path: Path) -> None:
    """Every sentence of table Explanation, and each that the page for the meeting says."""
    told = [str(cell) for row in read_table(path, "Explanation")[1:] for cell in row[2:4] if cell]
    told += [str(value) for field, value in read_table(path, "RunInfo")[1:] if field == "Own rule"]
    assert len(told) > 10
    assert {text: words for text in told if (words := english_in(text))} == {}


@pytest.mark.parametrize("path", SPANISH, ids=lambda path: path.stem)
def test_the_checks_of_a_spanish_template_are_named_in_spanish(path: Path) -> None:
    """Every line of table Checks; its results stay OK and CHECK, which formulas and programs read."""
    _, *rows = read_table(path, "Checks")
    assert {row[0]: words for row in rows if (words := english_in(str(row[0])))} == {}
    assert {row[1] for row in rows if row[3] is not None} == {"OK"}


def test_that_there_is_no_plan_is_told_in_spanish() -> None:
    """Why, what would help and what that costs, in Checks; the status stays a code."""
    products = table("Products", ["Product", "Production cost", "Max production"], ["A", 1.0, 5.0])
    demand = table("Demand", ["Product", "P1", "P2"], ["A", 1.0, 9000.0])
    settings = table("Settings", ["Setting", "Value"], ["Language", "es"])
    outputs = {one.name: one for one in plan_tables(book_of(products, demand, settings), Options("book")).outputs}
    told = [(row[0], row[1]) for row in outputs["Checks"].rows if row[2] is None]
    assert told[0] == ("Hay un plan", "CHECK")
    assert ("Cambio 1", "Ampliar la producción máxima de A en P1: 8991") in told
    assert ("Con estos cambios", "El plan más barato cuesta entonces 9.001,00 EUR") in told
    assert {text: words for row in told for text in row if (words := english_in(str(text)))} == {}
    assert ("Status", "infeasible") in [row[:2] for row in outputs["RunInfo"].rows]


def _said(problem: Problem) -> Iterator[str]:
    """All that is said of the answer to a problem: sentences, notes, and what the planner's own rule would cost."""
    found, explanation = explained_plan(problem)
    for one in explanation.sentences:
        yield from (one.item, one.what, one.why)
    yield from (*found.notes, *explanation.notes)
    yield explanation.own_rule.line if explanation.own_rule else ""


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_planned_is_said_in_spanish(seed: int) -> None:
    """Models with setups, lots, crews, limits with penalties, classes and goals, with a plan and without one."""
    told = [in_language(text, "es") for text in _said(problem_of(book(seed).tables))]
    assert {text: words for text in told if (words := english_in(text))} == {}


def _planned_in(language: str | None, sheet: str) -> str:
    """The language of a problem with this setting, whose products stand on this sheet."""
    tables = {
        "Products": table("Products", ["Product", "Production cost"], ["A", 1.0], sheet=sheet),
        "Demand": table("Demand", ["Product", "P1"], ["A", 1.0]),
        "Settings": table("Settings", ["Setting", "Value"], ["Language", language]),
    }
    return read_problem(tables, "book")[0].language


class TestWhichLanguage:
    """The setting, or else the sheets."""

    def test_a_setting_is_kept_whatever_the_sheets_are_called(self) -> None:
        """English in a Spanish workbook, and the other way round."""
        assert (_planned_in("en", "Productos"), _planned_in("ES", "Products")) == ("en", "es")

    def test_without_one_it_is_that_of_the_templates_sheets(self) -> None:
        """A workbook made from a Spanish template whose setting was cleared, or that is older than the setting."""
        found = [_planned_in(None, sheet) for sheet in ("Productos", "Products", "Anything")]
        assert found == ["es", "en", "en"]

    def test_another_language_is_refused_with_those_there_are(self) -> None:
        """As any other choice."""
        with pytest.raises(InputError, match=r"expected one of en, es, found 'fr'"):
            _planned_in("fr", "Products")

    def test_the_sheets_are_called_as_in_the_templates(self) -> None:
        """A workbook just made from a template is known by its sheets alone."""
        for path in solved_templates():
            tables = dict(tables_of(Workbook.open(path)))
            assert language_of_sheets(tables) == ("es" if path in SPANISH else "en")


class TestRefusedInput:
    """What does not fit is told in Spanish to a planner, and in English to programs."""

    WRONG = table("Demand", ["Product", "P1"], ["A", "n/a"], ["B", -1.0])
    PRODUCTS = table("Products", ["Product", "Production cost"], ["A", 1.0])

    def _refused(self, language: str) -> InputError:
        tables = book_of(self.PRODUCTS, self.WRONG, table("Settings", ["Setting", "Value"], ["Language", language]))
        with pytest.raises(InputError) as refused:
            plan_tables(tables, Options("book"))
        return refused.value

    def test_each_problem_is_one_spanish_line(self) -> None:
        """Place and name as they stand; what was expected, what was found and what to do in Spanish."""
        error = self._refused("es")
        told = [line_in(issue, error.language) for issue in error.issues]
        found = "Demand[P1]: se esperaba un número >= 0, encontrado: 'n/a'; "
        advice = "vacíe la celda (vacía significa sin demanda)"
        assert any(found + advice in line for line in told)
        assert {line: words for line in told if (words := english_in(line))} == {}

    def test_the_error_itself_is_english_in_every_language(self) -> None:
        """Its text and its parts, which JSON and Python programs read, do not change."""
        spanish, english = self._refused("es"), self._refused("en")
        assert (spanish.language, english.language) == ("es", "en")
        assert (str(spanish), spanish.issues) == (str(english), english.issues)

    def test_a_setting_that_is_wrong_itself_leaves_the_language_of_the_sheets(self) -> None:
        """Nobody is told in a language that there is not."""
        assert self._refused("fr").language == "en"
