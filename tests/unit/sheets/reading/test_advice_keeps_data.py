"""Advice never destroys what was typed: numbers that are texts, rows that differ, names that only look alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sop_excel.domain.table import Table, Value
from tests.tables import book, errors_of, small_book, table, warnings_of

TEXTS = ["1.234,5", "70 uds", "10 €", "1 200", "(45)", "5-", "12%", "12 %", "½", "１２", "1.234", "ca. 20", "3 Mio"]
OVERRIDE = ("Field", "Item", "Period", "Value")


def _cell(name: str, headers: list[str], row: list[Value]) -> Callable[[Value], dict[str, Table]]:
    """A workbook with a value in the last cell of the row."""
    return lambda value: small_book(table("Resources", ["Resource"], ["L"]), table(name, headers, [*row, value]))


PLACES = {
    "a demand": lambda value: book(
        table("Products", ["Product"], ["A"]), table("Demand", ["Product", "Jan", "Feb"], ["A", 1.0, value])
    ),
    "a long demand": lambda value: book(
        table("Products", ["Product"], ["A"]), table("Demand", ["Product", "Period", "Quantity"], ["A", "Jan", value])
    ),
    "a cost": lambda value: book(
        table("Products", ["Product", "Production cost"], ["A", value]), table("Demand", ["Product", "Jan"], ["A", 1.0])
    ),
    "a limit": lambda value: book(
        table("Products", ["Product", "Max production"], ["A", value]), table("Demand", ["Product", "Jan"], ["A", 1.0])
    ),
    "a capacity": _cell("Capacity", ["Resource", "Jan"], ["L"]),
    "a receipt": _cell("Receipts", ["Product", "Jan"], ["A"]),
    "an override": _cell("PeriodData", list(OVERRIDE), ["Price", "A", "Jan"]),
    "a setting": _cell("Settings", ["Setting", "Value"], ["Time limit"]),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("typed", TEXTS)
def test_a_text_that_is_meant_as_a_number_is_typed_again_or_converted(typed: str, place: str) -> None:
    """A blank cell, or a row less, would be another plan; the number itself is one without a word."""
    (line,) = errors_of(PLACES[place](typed))
    advice = line.split(f"found '{typed}'; ")[1]
    assert "clear" not in advice
    assert "delete" not in advice
    assert "take" not in advice
    assert advice.endswith(", or let sop-excel adopt convert it")
    assert errors_of(PLACES[place](7.0)) == []


@pytest.mark.parametrize(("typed", "number"), [("(45)", "-45"), ("5-", "-5"), ("10 €", "10"), ("12,5 kg", "12.5")])
def test_where_only_one_number_can_be_meant_it_is_told(typed: str, number: str) -> None:
    """With its sign: whoever types (45) without the brackets has another number."""
    (line,) = errors_of(PLACES["a demand"](typed))
    assert f"; the cell holds text: type the number alone, {number} if that is meant, or let" in line
    (line,) = errors_of(PLACES["a demand"]("1.234 kg"))
    assert "if that is meant" not in line


@pytest.mark.parametrize("word", ["none", "keine", "zero", "n/a"])
def test_a_word_is_only_to_be_cleared_where_a_blank_cell_is_0(word: str) -> None:
    """No production at all is not production without a limit."""
    (line,) = errors_of(PLACES["a limit"](word))
    assert line.endswith("; type a number >= 0, or clear the cell for no limit")
    (line,) = errors_of(PLACES["a demand"](word))
    assert line.endswith("; clear the cell for no demand")
    (line,) = errors_of(PLACES["an override"](word))
    assert "; type a number" in line


@pytest.mark.parametrize(
    ("table_", "advice"),
    [
        (
            table("Products", ["Product", "Holding cost"], ["A", 1.0], ["B", 2.0], ["A", 3.0]),
            "the two rows differ: keep the right one, or give two products two codes",
        ),
        (
            table("Products", ["Product", "Holding cost"], ["A", 1.0], ["B", 2.0], [" A ", 1.0]),
            "the two rows are alike: delete one of them",
        ),
        (
            table("Demand", ["Product", "Jan", "Feb", "Mar"], ["A", 1.0], ["A", 2.0], ["B", 3.0]),
            "add the two rows up in one, or keep the right one",
        ),
        (
            table("PeriodData", list(OVERRIDE), ["Price", "A", "Jan", 1.0], ["Price", "A", "Jan", 2.0]),
            "the two rows differ: keep the right one",
        ),
        (
            table("Settings", ["Setting", "Value"], ["Currency", "EUR"], ["Currency", "EUR"]),
            "the two rows are alike: delete one of them",
        ),
    ],
)  # fmt: skip
def test_one_of_two_rows_is_to_be_deleted_only_if_they_are_alike(table_: Table, advice: str) -> None:
    """Of rows that differ only the planner knows which is right, or whether both are."""
    (line,) = errors_of(small_book(table_))
    assert line.split(" too; ")[1] == advice


@pytest.mark.parametrize(
    ("known", "other", "near"),
    [
        ("A", "D", ""),
        ("Chair blue", "Chair red", ""),
        ("Door left", "Door right", ""),
        ("Oil min", "Oil max", ""),
        ("Chair blue", "Chair bleu", "the nearest product is 'Chair blue'"),
    ],
)
def test_a_name_is_near_only_if_a_typing_mistake_makes_it(known: str, other: str, near: str) -> None:
    """Demand of another product must not be booked on this one."""
    products = table("Products", ["Product"], [known], ["Bicycle pump"])
    demand = table("Demand", ["Product", "Jan"], [known, 1.0], ["Bicycle pump", 1.0], [other, 5.0])
    (line,) = errors_of(book(products, demand))
    assert ("the nearest" in line) == bool(near)
    assert near in line


@pytest.mark.parametrize("period", ["2027-01", "2025-01", "Feb 2027"])
def test_the_same_month_of_another_year_is_not_near(period: str) -> None:
    """Next year's January is no mistake for this year's; a mistake in how it is written is."""
    demand = table("Demand", ["Product", "2026-01", "2026-02"], ["A", 1.0], ["B", 1.0])
    (line,) = errors_of(small_book(demand, table("Receipts", ["Product", period], ["A", 1.0])))
    assert "nearest" not in line
    (line,) = errors_of(small_book(demand, table("Receipts", ["Product", "Jan 2026"], ["A", 1.0])))
    assert "the nearest period is '2026-01', which means the same" in line


def test_the_opposite_of_a_column_is_no_misspelling_of_it() -> None:
    """A smallest lot is no largest one, though two letters differ; a letter that is missing is a misspelling."""
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0])
    (line,) = warnings_of(book(table("Products", ["Product", "Min inventory"], ["A", 5.0]), demand))
    assert "Max inventory" not in line
    (line,) = warnings_of(book(table("Products", ["Product", "Max invntory"], ["A", 5.0]), demand))
    assert "rename it if Max inventory is meant" in line


def test_a_column_of_numbers_without_a_header_is_not_to_be_deleted() -> None:
    """It has a name, or is the planner's own."""
    (line,) = errors_of(small_book(table("Demand", ["Product", "Jan", ""], ["A", 1.0, 2.0], ["B", 1.0, 2.0])))
    assert line.endswith("; type the period's name, or place the column left of Product if it is your own")
