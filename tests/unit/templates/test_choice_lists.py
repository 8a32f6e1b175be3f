"""Choices that are too long for the rule of a cell are offered all the same, from cells of sheet Lists."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from sop_excel.contract.schema import PERIOD_DATA, SCENARIOS_TABLE, period_fields, scenario_fields
from sop_excel.errors import InputError
from sop_excel.languages import LANGUAGES
from sop_excel.sheets.read import read_problem
from sop_excel.shipped import DONOR, in_language, resource
from tests.tables import table
from tests.unit.templates.books import data_cells, place

SHIPPED = [in_language(DONOR, language) for language in LANGUAGES]


def offered(book: Any, name: str) -> list[str]:
    """What Excel lists below a cell of column Field: the texts of the cells that its rule names."""
    sheet, (cell, *_) = place(book, name)[0], data_cells(book, name, "Field")
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
    assert (rule.type, rule.showDropDown) == ("list", False)  # True would hide the arrow
    title, _, area = rule.formula1.partition("!")
    return [one.value for (one,) in book[title.strip("'")][area]]


@pytest.mark.parametrize("shipped", SHIPPED)
def test_the_fields_that_change_by_period_or_scenario_are_offered(shipped: str) -> None:
    """Each of them, in every language, and no blank cell."""
    book = openpyxl.load_workbook(resource(shipped))
    assert offered(book, PERIOD_DATA.name) == list(period_fields())
    assert offered(book, SCENARIOS_TABLE.name) == list(scenario_fields())


@pytest.mark.parametrize("field", scenario_fields())
def test_what_is_offered_is_read(field: str) -> None:
    """The reader may want another value or item for it, but never says that it does not know the field; a field that is
    not offered it does not know."""
    unknown = "expected a field that a scenario can change"
    assert unknown not in said_of(field)
    assert unknown in said_of(f"{field} of paint")


def said_of(field: str) -> str:
    """What the reader says of a row with the field."""
    rows = table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["High", field, "set", 1.0])
    tables = {
        "Products": table("Products", ["Product", "Production cost"], ["A", 1.0]),
        "Demand": table("Demand", ["Product", "P1"], ["A", 1.0]),
        "Scenarios": rows,
    }
    try:
        read_problem(tables, "book", "High")
    except InputError as error:
        return "\n".join(map(str, error.issues))
    return ""
