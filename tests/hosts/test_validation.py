"""Data validation refuses what the reader refuses: every input cell of the templates, typed into in the office.

The judge is the office's "Mark Invalid Data", which draws a circle around every cell that its validation would not have
let in. It is asked after the text was entered, since a program's entry does not pass the validation's dialog.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from sop_excel.contract.kinds import Kind
from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.contract.settings_table import SETTINGS
from tests.hosts.books import Book, templates
from tests.hosts.calc import Calc, Step, needs_calc
from tests.hosts.typed import LONGEST, ROUTE, Sample, Typed, attempts, refusals, value_of

pytestmark = [pytest.mark.host, needs_calc]

FROM_CELLS = ("Product", "Parent", "Component", "Resource", "Route", "Field")
JUDGED = ("multi_product_full", "es/multi_product_full")  # the rules of the others are the same, as a test below says
LIMITED = {setting.name for setting in SETTINGS if setting.kind is Kind.WHOLE}


@dataclass(frozen=True)
class Tried:
    """A text in a cell, what the cell then held, and whether office and reader refuse it."""

    typed: Typed
    held: str
    office: bool
    reader: bool


# Where office and reader may differ, and why. A rule sees one cell and knows no more than Excel's kinds of rules.
STRICTER_OFFICE: dict[str, Callable[[Tried], bool]] = {
    "a space counts as blank for the reader, and no rule for numbers can say so": lambda one: one.typed.text == " ",
    "a text of more than 255 characters is kept out of the templates only": lambda one: len(one.typed.text) > LONGEST,
}
STRICTER_READER: dict[str, Callable[[Tried], bool]] = {
    "a date is a number to every rule": lambda one: one.held == "date",
    "TRUE is the number 1 to Calc": lambda one: one.held == "yes/no",
    "a space where a code must stand is a text of one letter": lambda one: one.typed.text == " ",
    "a drop-down made of cells ignores case": lambda one: one.typed.text.islower() and one.typed.name in FROM_CELLS,
    "no rule can offer the codes of two tables, or headers": lambda one: (
        one.typed.name in ("Item", "Period", "From", "To")
    ),
    "which families there are stands in a table that most workbooks lack": lambda one: (
        (one.typed.table, one.typed.name) == ("Products", "Family")
    ),
    "no rule knows the orders in which goals may stand": lambda one: one.typed.name == "Order of goals",
    "how many periods may be frozen depends on table Demand": lambda one: one.typed.name in LIMITED,
    "no rule can say that a number is 0, or from the least on": lambda one: one.typed.text == "1E-10",
    "how large a value may be depends on its field": lambda one: (
        one.typed.name == "Value"
        and one.typed.table in ("PeriodData", "Scenarios")
        and one.typed.text.startswith("1E+")
    ),
    "a soft safety stock needs its penalty, in another row": lambda one: (
        (one.typed.name, one.typed.text.lower()) == ("Safety stock rule", "soft")
    ),
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(book, id=book.name, marks=[pytest.mark.exhaustive] if book.name.startswith("es/") else [])
        for book in templates()
        if book.name in JUDGED
    ],
)
def tried(request: pytest.FixtureRequest, calc: Calc) -> list[Tried]:
    """Everything tried in one template, in one job."""
    book: Book = request.param
    sample = Sample.of(book)
    rounds = list(_rounds(list(attempts(book, sample))))
    steps: list[Step] = []
    for table, name, code in (("Resources", "Resource", sample.resource), ("Routes", "Route", ROUTE)):  # to be offered
        block = book.blocks[table]
        steps.append({"do": "put", "sheet": block.sheet, "cell": block.cell(name), "value": code})
    given = len(steps)
    for typed in rounds:
        steps += _steps(typed)
    answers = iter(calc.job(book.path, *steps)[given:])
    return [one for typed in rounds for one in _judged(typed, [next(answers) for _ in _steps(typed)], sample)]


def _rounds(left: list[Typed]) -> Iterator[list[Typed]]:
    """What can be tried at the same time: no cell twice."""
    while left:
        cells = {(typed.sheet, typed.cell): typed for typed in reversed(left)}
        yield list(cells.values())
        left = [typed for typed in left if cells[typed.sheet, typed.cell] is not typed]


def _steps(typed: list[Typed]) -> list[Step]:
    """Type all, then mark what is invalid; what stays in the cells is in nobody's way."""
    return [
        *({"do": "type", "sheet": one.sheet, "cell": one.cell, "text": one.text} for one in typed),
        *({"do": "invalid", "sheet": sheet} for sheet in _sheets(typed)),
    ]


def _sheets(typed: list[Typed]) -> list[str]:
    return list(dict.fromkeys(one.sheet for one in typed))


def _judged(typed: list[Typed], answers: list[Any], sample: Sample) -> Iterator[Tried]:
    marked = {
        (sheet, f"{get_column_letter(column + 1)}{row + 1}")
        for sheet, cells in zip(_sheets(typed), answers[len(typed) :], strict=True)
        for column, row in cells
    }
    for one, content in zip(typed, answers[: len(typed)], strict=True):
        against = refusals(one, value_of(content), sample)
        yield Tried(one, content["kind"], (one.sheet, one.cell) in marked, bool(against))


def test_the_office_refuses_nothing_that_the_reader_takes(tried: list[Tried]) -> None:
    """But for the reasons above."""
    stricter = [one for one in tried if one.office and not one.reader]
    assert [one for one in stricter if not any(fits(one) for fits in STRICTER_OFFICE.values())] == []


def test_the_reader_refuses_nothing_that_the_office_lets_in(tried: list[Tried]) -> None:
    """But for the reasons above."""
    stricter = [one for one in tried if one.reader and not one.office]
    assert [one for one in stricter if not any(fits(one) for fits in STRICTER_READER.values())] == []


def test_every_input_cell_takes_something_and_refuses_something(tried: list[Tried]) -> None:
    """Office and reader together; more than 500 texts in all input columns, periods and settings."""
    cells = {(one.typed.table, one.typed.name) for one in tried}
    columns = {(form.name, column.name) for form in INPUT_TABLES if not form.later for column in form.columns}
    offered = {pair for pair in columns if not _is_not_offered(*pair)} - {("Settings", "Value")}
    assert cells >= offered | {("Settings", setting.name) for setting in SETTINGS}
    taken = {(one.typed.table, one.typed.name) for one in tried if not one.office and not one.reader}
    refused = {(one.typed.table, one.typed.name) for one in tried if one.office and one.reader}
    assert cells - taken == set()
    free = {"Product", "Group", "Resource", "Item", "Period", "Plan name", "Currency"}  # any text or number is one
    free |= {
        "Class",
        "Description",
        "Family",
        "Limit",
        "Order of goals",
        "Route",
        "Scenario",
        "Value",
    }  # the last of table Scenarios, whose values may belong to a setting
    assert {name for _, name in cells - refused} <= free
    assert len(tried) > 500


def test_every_template_has_the_same_rules() -> None:
    """In whatever language it speaks: kind, limits and list of every input column that it has, period and setting."""
    rules = {book.name: _rules(book) for book in templates()}
    assert set(JUDGED) <= set(rules)
    every = rules[JUDGED[0]]
    assert [name for name, found in rules.items() if found != {key: every[key] for key in found}] == []
    assert all(len(found) > 20 for found in rules.values())


def _rules(book: Book) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By table and column or setting; the periods of a wide table count as one."""
    found = {}
    for form in (form for form in INPUT_TABLES if form.name in book.blocks):
        block, names = book.blocks[form.name], [column.name for column in form.columns]
        for header in block.headers:
            if header in names or form.wide:
                name = header if header in names else "periods"
                found[form.name, name] = _rule(book, block.sheet, block.cell(header, block.rows))
    settings = book.blocks["Settings"]
    for n, row in enumerate(book.rows("Settings")):
        found["Settings", row["Setting"]] = _rule(book, settings.sheet, settings.cell("Value", n))
    return found


def _rule(book: Book, sheet: str, cell: str) -> tuple[Any, ...]:
    rules = [rule for rule in book.formulas[sheet].data_validations.dataValidation if cell in rule.sqref]
    return tuple(
        (r.type, r.operator, str(r.formula1).rpartition("!")[2], r.formula2, r.allowBlank, r.showErrorMessage)
        for r in rules
    )  # a list on another sheet stands at the same place there, whatever the sheet is called


def _is_not_offered(table: str, name: str) -> bool:
    form = next(form for form in INPUT_TABLES if form.name == table)
    return bool(form.column(name).later or form.column(name).beside)
