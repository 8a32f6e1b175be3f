"""A time in a header is that of a period only where the demand beside it counts in it."""

from __future__ import annotations

import pytest

from sop_excel.adoption.adopted import NOT_READ
from sop_excel.adoption.columns import SURE
from sop_excel.adoption.decide import decide
from sop_excel.adoption.proposal import propose
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.adoption.messy import Row, sheet

MONTHS = ["2026-01", "2026-02", "2026-03"]
WEEKS = ["2026-W01", "2026-W02", "2026-W03"]


def _sheets(header: str, periods: list[str], more: list[str] | None = None) -> tuple[RawSheet, ...]:
    others = more or []
    products: list[Row] = [["Product", "Production cost", header, *others]]
    products += [[code, 9.5, 0.5, *[7.0 for _ in others]] for code in ("A-1", "A-2", "A-3")]
    demand: list[Row] = [["Product", *periods], *([code, 10, 20, 30] for code in ("A-1", "A-2", "A-3"))]
    return sheet("Products", products), sheet("Demand", demand)


@pytest.mark.parametrize(
    ("header", "periods"),
    [
        ("Holding cost per month", MONTHS),
        ("Monthly holding cost", MONTHS),
        ("Holding cost (EUR/unit/month)", MONTHS),
        ("Lagerkosten pro Monat", MONTHS),
        ("Coste de almacenaje mensual", MONTHS),
        ("Holding cost per week", WEEKS),
        ("Lagerkosten (EUR/Stk/Woche)", WEEKS),
    ],
)
def test_a_cost_for_what_the_periods_are_is_not_asked(header: str, periods: list[str]) -> None:
    adoption = decide(propose(_sheets(header, periods)), {})
    assert {row.header: row.column for row in adoption.mapping if row.table == "Products"}[header] == "Holding cost"


@pytest.mark.parametrize(
    ("header", "periods"),
    [
        ("Holding cost per month", WEEKS),
        ("Holding cost (EUR/unit/month)", WEEKS),
        ("Holding cost per week", MONTHS),
        ("Monatliche Lagerkosten", WEEKS),
        ("Holding cost (EUR/unit/month)", ["2026-01-05", "2026-01-12", "2026-01-19"]),
    ],
)
def test_a_cost_for_another_time_is_asked_with_both_times(header: str, periods: list[str]) -> None:
    """Taken as it stands it would count a month's cost in each of its weeks."""
    (question,) = propose(_sheets(header, periods)).questions({})
    assert question.names == ("Holding cost", NOT_READ)
    assert "the periods of the demand are" in question.why


def test_a_long_list_of_demand_tells_its_periods_too() -> None:
    products = _sheets("Holding cost per month", MONTHS)[0]
    rows: list[Row] = [["Product", "Period", "Quantity"], ["A-1", MONTHS[0], 5], ["A-1", MONTHS[1], 5]]
    adoption = decide(propose((products, sheet("Demand", rows))), {})
    assert {row.header: row.column for row in adoption.mapping}["Holding cost per month"] == "Holding cost"


@pytest.mark.parametrize("unit", ["EUR/Stk/Monat", "EUR per month"])
def test_a_unit_below_a_header_is_understood_by_the_periods_too(unit: str) -> None:
    def columns(periods: list[str]) -> tuple[RawSheet, ...]:
        costs: list[Row] = [["Product", "Production cost", "Holding cost"], [None, "EUR/Stk", unit]]
        costs += [[code, 9.5, 0.5] for code in ("A-1", "A-2", "A-3")]
        return sheet("Products", costs), _sheets("Holding cost", periods)[1]

    adoption = decide(propose(columns(MONTHS)), {})
    assert {row.header: row.column for row in adoption.mapping}["Holding cost"] == "Holding cost"
    assert propose(columns(WEEKS)).questions({})


@pytest.mark.parametrize("values", [("2%", "3%", "2%"), ("0.5 USD", "0.4 EUR", "0.3 EUR"), ("x", "y", 0.5)])
def test_a_time_that_fits_does_not_hide_what_else_is_odd(values: tuple[str | float, ...]) -> None:
    """A rate of two per cent a month is no amount of money."""
    costs: list[Row] = [["Product", "Production cost", "Holding cost per month"]]
    costs += [[code, 9.5, value] for code, value in zip(("A-1", "A-2", "A-3"), values, strict=True)]
    proposal = propose((sheet("Products", costs), _sheets("", MONTHS)[1]))
    guesses = {row.header: row for row in proposal.rows() if row.table == "Products"}
    told = guesses["Holding cost per month"]
    assert told.column == NOT_READ or told.certainty < SURE


@pytest.mark.parametrize("codes", [("FR-100", "FR-200"), (4711.0, 4712.0)])
def test_codes_that_look_like_numbers_are_known_by_the_products_that_they_are(codes: tuple[str | float, ...]) -> None:
    """A PivotTable has no header above its products; francs and plain numbers are codes where Products has them."""
    products: list[Row] = [["Product", "Production cost"], *([code, 9.5] for code in codes)]
    pivot: list[Row] = [["Row labels", *MONTHS], *([code, 10, 20, 30] for code in codes)]
    adoption = decide(propose((sheet("Costs", products), sheet("Demand", pivot))), {})
    assert {row.header: row.column for row in adoption.mapping if row.table == "Demand"}["Row labels"] == "Product"


@pytest.mark.parametrize("header", ["Bestand", "Stock", "Inventario"])
def test_stock_beside_safety_stock_is_what_is_on_hand(header: str) -> None:
    sheets = _sheets("Holding cost", MONTHS, [header, "Safety stock"])
    adoption = decide(propose(sheets), {})
    assert {row.header: row.column for row in adoption.mapping if row.table == "Products"}[
        header
    ] == "Initial inventory"


@pytest.mark.parametrize("others", [["Bestand"], ["Bestand", "Stock", "Safety stock"]])
def test_stock_alone_or_twice_is_asked(others: list[str]) -> None:
    """It may be the safety stock, and of two nobody knows which is on hand."""
    questions = propose(_sheets("Holding cost", MONTHS, others)).questions({})
    assert {question.text for question in questions} == {
        f"What is the column '{header}' of Products?" for header in others if header != "Safety stock"
    }
