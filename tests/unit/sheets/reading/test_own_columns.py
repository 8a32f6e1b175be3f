"""Columns of the planner's own in wide tables (rule R4)."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import Value
from tests.tables import book, errors_of, read, small_book, table, warnings_of

PRODUCTS = table("Products", ["Product"], ["A"], ["B"])


@pytest.mark.parametrize(
    "header",
    [
        *("Total", "Summe", "Somme", "Suma", "Soma", "Somma", "Totale", "Totais", "Totaux", "Gesamt", "Comentario"),
        *("Comentário", "Kommentar", "Commentaire", "Commento", "Nota", "Notiz", "Notas", "Remarks", "Bemerkung"),
        *("Observaciones", "Observação", "Osservazioni", "Remarques", "ANMERKUNG", "total general", "Coluna1"),
    ],
)
def test_own_columns_have_names_in_every_language(header: str) -> None:
    """They are no periods, and a note says so."""
    demand = table("Demand", ["Product", "Jan", header], ["A", 1.0, "x"], ["B", 2.0, None])
    assert read(book(PRODUCTS, demand)).periods == ("Jan",)
    assert f"your own column '{header}'" in warnings_of(book(PRODUCTS, demand))[0]


def test_a_column_of_words_is_told_once_and_offered_as_the_planners_own() -> None:
    """Its header cannot be a period; where it can be one, each cell is told."""
    demand = table("Demand", ["Product", "2025-01", "Remarks on price"], ["A", 1.0, "rising"], ["B", 2.0, "n/a"])
    assert errors_of(book(PRODUCTS, demand)) == [
        (
            "Demand!C1: Demand[Remarks on price]: expected the name of a period, found 'Remarks on price', with text "
            "in 2 cells below it, such as 'rising'; if it is your own column, place it left of Product"
        )
    ]
    cells: list[Value]
    for header, *cells in (("2025-02", "n/a", "n/a"), ("Peak", "n/a", 3.0), ("Peak", "n/a", "12")):
        demand = table("Demand", ["Product", "2025-01", header], ["A", 1.0, cells[0]], ["B", 2.0, cells[1]])
        assert errors_of(book(PRODUCTS, demand))[0].startswith(f"Demand!C2: Demand[{header}]: expected a number >= 0")


def test_a_header_that_is_no_period_of_demand_may_be_the_planners_own() -> None:
    """It is said where the header looks like none; one that looks like a period is corrected or added."""
    say = "if it is your own column, place it left of Product; otherwise correct it, or add it to Demand"
    (line,) = errors_of(small_book(table("Receipts", ["Product", "Jan", "Supplier"], ["A", 1.0, 2.0])))
    assert line == f"Receipts!C1: Receipts[Supplier]: expected a period of table Demand, found 'Supplier'; {say}"
    (line,) = errors_of(small_book(table("Receipts", ["Product", "Jan", "Dec"], ["A", 1.0, 2.0])))
    assert line.endswith("found 'Dec'; correct it (the periods are 'Jan', 'Feb' and 'Mar'), or add it to Demand")


def test_a_column_that_is_named_unlike_the_periods_is_pointed_out() -> None:
    """A price among the months would be planned as demand; where all have names of their own, nothing is said."""
    headers = ["Product", "2025-01", "2025-02", "Unit price"]
    demand = table("Demand", headers, ["A", 1.0, 2.0, 9.5], ["B", 1.0, 2.0, 9.5])
    assert warnings_of(book(PRODUCTS, demand)) == [
        (
            "Demand!D1: Demand[Unit price]: expected the name of a period, found 'Unit price' among periods with "
            "numbers or months; it is read as a period: if it is your own column, place it left of Product"
        )
    ]
    assert read(book(PRODUCTS, demand)).periods == ("2025-01", "2025-02", "Unit price")
    seasons = table("Demand", ["Product", "Low", "Peak", "Late"], ["A", 1.0, 2.0, 9.5], ["B", 1.0, 2.0, 9.5])
    assert warnings_of(book(PRODUCTS, seasons)) == []


def test_a_year_behind_its_months_is_pointed_out_as_their_sum() -> None:
    """It would be planned once more, as a period; a month that is no sum is none of it, and two months are too few."""
    months = ["2026-01", "2026-02", "2026-03"]
    demand = table("Demand", ["Product", *months, "FY26"], ["A", 1.0, 2.0, 3.5, 6.5], ["B", None, 2.0, None, 2.0])
    (line,) = [warning for warning in warnings_of(book(PRODUCTS, demand)) if "sum" in warning]
    assert line == (
        "Demand!E1: Demand[FY26]: expected demand of one period, found 'FY26', the sum of the 3 columns before it in "
        "every row; it is planned as a period: if it is your own total, place it left of Product, or head it Total"
    )
    other = table("Demand", ["Product", *months, "2026-04"], ["A", 1.0, 2.0, 3.5, 6.5], ["B", None, 2.0, None, 3.0])
    assert warnings_of(book(PRODUCTS, other)) == []
    few = table("Demand", ["Product", *months], ["A", 1.0, 2.0, 3.0], ["B", 1.0, 1.0, 2.0])
    assert warnings_of(book(PRODUCTS, few)) == []
