"""Lots beside whole units, limits and what is firm: errors of the input with their cells, not plans that cannot be."""

from __future__ import annotations

from sop_excel.domain.table import Table
from tests.tables import errors_of, read, small_book, table


def _firm(*units: float) -> Table:
    return table("FirmProduction", ["Product", "Jan", "Feb", "Mar"], ["A", *units])


def test_what_is_firm_is_a_whole_number_of_lots() -> None:
    """The nearest two are named; a multiple is fine."""
    lots = table("Products", ["Product", "Lot multiple"], ["A", 4.0], ["B"])
    assert errors_of(small_book(lots, _firm(8.0, 6.0))) == [
        (
            "FirmProduction!C2: FirmProduction[Feb]: expected a multiple of the Lot multiple of 4 in Products!B2, "
            "found 6; type 4 or 8, or clear that cell"
        )
    ]
    assert read(small_book(lots, _firm(8.0, 4.0))).firm_production.tolist()[0] == [8.0, 4.0, 0.0]


def test_what_is_firm_in_a_frozen_period_is_no_less_than_the_min_lot() -> None:
    """Later on more may be made, up to the min lot."""
    lots = table("Products", ["Product", "Min lot"], ["A", 5.0], ["B"])
    frozen = table("Settings", ["Setting", "Value"], ["Frozen periods", 1.0])
    assert errors_of(small_book(lots, frozen, _firm(3.0, 3.0))) == [
        (
            "FirmProduction!B2: FirmProduction[Jan]: expected 0 or at least the Min lot of 5 in Products!B2, "
            "found 3, in a period in which just that is made; "
            "raise or clear the firm production, or lower the Min lot of the period"
        )
    ]
    assert errors_of(small_book(lots, _firm(3.0, 3.0))) == []


def test_a_min_lot_above_the_limit_leaves_nothing_firm() -> None:
    """Without anything firm, nothing is made then."""
    lots = table("Products", ["Product", "Min lot", "Max production"], ["A", 5.0, 4.0], ["B"])
    (line,) = errors_of(small_book(lots, _firm(3.0)))
    assert "found 3, and no more than Max production can be made" in line
    assert errors_of(small_book(lots)) == []


def test_lots_are_whole_where_units_are() -> None:
    """Without the setting a fraction is fine."""
    lots = table("Products", ["Product", "Lot multiple"], ["A", 2.5], ["B"])
    whole = table("Settings", ["Setting", "Value"], ["Whole units", "yes"])
    assert errors_of(small_book(lots, whole)) == [
        (
            "Products!B2: Products[Lot multiple]: expected a whole number, as Whole units in Settings!B2 says, "
            "found 2.5; type a whole number, or set Whole units to no"
        )
    ]
    assert errors_of(small_book(lots)) == []


def test_nothing_is_set_up_on_storage() -> None:
    """The cell is named."""
    stores = table("Resources", ["Resource", "Kind"], ["Store", "storage"])
    headers = ["Product", "Resource", "Usage", "Setup usage"]
    assert errors_of(small_book(stores, table("Routings", headers, ["A", "Store", 1.0, 2.0], ["B", "Store", 1.0]))) == [
        (
            "Routings!D2: Routings[Setup usage]: expected no Setup usage for a storage resource, found 2; "
            "correct the resource's Kind, or clear the cell"
        )
    ]


def test_whole_units_have_whole_lots_by_every_route() -> None:
    """A multiple of a route is told where it stands, as one of a product is."""
    whole = table("Settings", ["Setting", "Value"], ["Whole units", "yes"])
    headers = ["Product", "Route", "Lot multiple"]
    (line,) = errors_of(small_book(whole, table("Routes", headers, ["A", "By hand", 2.5])))
    assert line.startswith("Routes!C2: Routes[Lot multiple]: expected a whole number, as Whole units")
    assert errors_of(small_book(whole, table("Routes", headers, ["A", "By hand", 2.0]))) == []


def test_a_route_of_no_known_product_lends_nobody_its_limit() -> None:
    """It is told of by itself; what is firm of B is held against the routes of B alone, with products or without."""
    headers = ["Product", "Route", "Max production"]
    firm = table("FirmProduction", ["Product", "Jan", "Feb", "Mar"], ["B", 5.0, None, None])
    made = table("Products", ["Product", "Production cost", "Max production"], ["A", 5.0, None], ["B", 7.0, 3.0])
    unknown, over = errors_of(small_book(made, firm, table("Routes", headers, ["C", "Night", 9.0])))
    assert "expected a product of table Products, found 'C'" in unknown
    assert "expected at most the Max production of 3 in Products!C3, found 5" in over
    without = table("Products", ["Product", "Production cost"])
    assert len(errors_of(small_book(without, firm, table("Routes", headers, ["C", "Night", 9.0])))) > 1
