"""A name is only called near where a typing mistake may have made the other of it (rules R6 to R8)."""

from __future__ import annotations

import pytest

from sop_excel.sheets.reading.known_names import KnownNames
from sop_excel.sheets.reading.periods import Horizon
from tests.tables import errors_of, small_book, table

YEAR = [f"2025-{month:02d}" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (["Press", "Zinc bath 7"], "Prses"),
        (["Line 1", "Line 2"], "Lnie 2"),
        (["Line 01", "Line 2"], "Lime 1"),
        (["Chair oak", "Chair"], "Chiar oak"),
    ],
)
def test_a_typing_mistake_is_near(known: list[str], typed: str) -> None:
    """Two letters of five, the same numbers."""
    assert KnownNames("product", "Products", known).hint(typed).startswith("the nearest product is")


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (["A", "B", "C"], "D"),
        (["Line 1", "Line 2"], "Line 3"),
        (["Line A", "Line B"], "Line C"),
        (["P-1001", "P-1002"], "P-1003"),
        (["EU", "US"], "UK"),
        (["Press"], "Oven"),
        ([], "A"),
    ],
)
def test_another_name_is_not_near(known: list[str], typed: str) -> None:
    """Nothing is better than D for A, or one line for the other."""
    assert KnownNames("product", "Products", known).hint(typed) == ""


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (YEAR, "2026-01"),
        (YEAR, "Jan 2026"),
        (["Jan", "Feb", "Mar"], "Jun"),
        (["Jan 2025", "Feb 2025"], "Jan 2026"),
        (["2025-W01", "2025-W02"], "2026-W01"),
        (["Week 1", "Week 2"], "Week 3"),
        (["Q1 2025", "Q2 2025"], "Q1 2026"),
    ],
)
def test_another_period_is_not_near(known: list[str], typed: str) -> None:
    """Next year's January is not a misspelt one of this year."""
    assert Horizon(known).hint(typed) == ""


@pytest.mark.parametrize(
    ("known", "typed", "near"),
    [
        (YEAR, "Jan 2025", "2025-01"),
        (YEAR, "mar-25", "2025-03"),
        (YEAR, "Dezember 2025", "2025-12"),
        (YEAR, "2025-4", "2025-04"),
        (["Ene 2025", "Feb 2025"], "January 2025", "Ene 2025"),
        (["Januar", "Februar", "März"], "Mrz", "März"),
        (["January", "February"], "Febuary", "February"),
        (["Week 01", "Week 02"], "Week 1", "Week 01"),
        (["W01", "W02"], "KW 2", "W02"),
        (["2025-W01", "2025-W02"], "Semana 2 2025", "2025-W02"),
        (["Q1 2025", "Q2 2025"], "2025-Q2", "Q2 2025"),
        (YEAR, "2025-02-14", "2025-02"),
    ],
)
def test_a_period_with_the_same_meaning_is_near(known: list[str], typed: str, near: str) -> None:
    """However it is written, in each of six languages."""
    assert Horizon(known).hint(typed).startswith(f"the nearest period is '{near}'")


@pytest.mark.parametrize(
    ("name", "header", "value"), [("Settings", "Setting", "Deadline"), ("PeriodData", "Field", "Colour")]
)
def test_where_no_word_of_the_contract_is_near_all_are_named(name: str, header: str, value: str) -> None:
    """No advice ends in empty brackets."""
    others = ["Item", "Period"] if name == "PeriodData" else []
    rows = table(name, [header, *others, "Value"], [value, *(["A", "Jan"] if others else []), 1.0])
    (line,) = errors_of(small_book(rows))
    known = "Plan name, Currency" if name == "Settings" else "Production cost, Holding cost"
    assert f"correct it (the {header.lower()}s are {known}," in line
    assert line.endswith("), or take the row out of the table")
