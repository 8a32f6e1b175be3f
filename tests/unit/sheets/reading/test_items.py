"""Rows and codes (rules R5 to R7)."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import ErrorValue, NotCalculated, PaddedNumber, Value
from tests.tables import book, day, errors_of, read, small_book, table


def test_blank_rows_are_not_data() -> None:
    """Rows that are blank in all columns that are read do not count, whatever the planner's own columns hold."""
    products = table("Products", ["Product", "Mine"], ["A", 1.0], [None, None], ["  ", 0.0], ["B", 2.0])
    demand = table("Demand", ["Product", "Jan"], [None, ""], ["B", 2.0], ["A", 1.0])
    problem = read(book(products, demand))
    assert problem.product_codes == ("A", "B")
    assert problem.demand.tolist() == [[1.0], [2.0]]


def test_a_row_with_data_needs_its_code() -> None:
    """Beside a number, a blank code is an error."""
    assert errors_of(small_book(table("Receipts", ["Product", "Jan"], ["A", 1.0], [None, 5.0]))) == [
        "Receipts!A3: Receipts[Product]: expected a product, found a blank cell; fill the cell, or clear the whole row"
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (" A 1 ", "A 1"),
        (12.0, "12"),
        (0.5, "0.5"),
        (1e21, "1000000000000000000000"),
        (PaddedNumber(123, 5), "00123"),
        (day(2025, 3, 7, "7.3.25"), "2025-03-07"),
        (day(2025, 3, 1, "Mrz 25"), "2025-03"),
        ("=1+1", "=1+1"),
    ],
)
def test_codes_are_text(cell: Value, code: str) -> None:
    """A number counts as its shortest plain decimal, a date as its ISO day or month, text as it is, trimmed."""
    tables = book(table("Products", ["Product"], [cell]), table("Demand", ["Product", "Jan"], [code, 1.0]))
    assert read(tables).product_codes == (code,)


@pytest.mark.parametrize(
    ("cell", "found", "advice"),
    [
        (True, "TRUE", "type it as text, with an apostrophe in front"),
        (ErrorValue("#N/A"), "#N/A", "mend the formula"),
        (NotCalculated(), "a formula without a saved value", "recalculate and save the workbook"),
    ],
)
def test_some_cells_are_no_codes(cell: Value, found: str, advice: str) -> None:
    """Booleans, error cells and formulas without a value cannot name anything."""
    products = table("Products", ["Product"], ["A"], ["B"], [cell])
    assert errors_of(small_book(products)) == [
        f"Products!A4: Products[Product]: expected a product, found {found}; {advice}"
    ]


def test_codes_are_case_sensitive() -> None:
    """Two codes that differ in case are two products."""
    products = table("Products", ["Product"], ["a"], ["A"])
    assert read(book(products, table("Demand", ["Product", "Jan"], ["A", 1.0], ["a", 2.0]))).demand.tolist() == [
        [2.0],
        [1.0],
    ]


@pytest.mark.parametrize(
    ("known", "typed", "found", "hint"),
    [
        (123.0, "00123", "'00123'", "'123', without leading zeros"),
        (PaddedNumber(123, 5), 123.0, "123", "'00123', with leading zeros"),
        ("Press", "press", "'press'", "'Press', which differs in upper and lower case"),
        ("Line 1", "Line1", "'Line1'", "'Line 1', which differs in spaces or invisible characters"),
        (12.0, "12.0", "'12.0'", "'12', which is written differently"),
        ("Press", "Prse", "'Prse'", "'Press'"),
    ],
)
def test_an_unknown_code_names_the_nearest(known: Value, typed: Value, found: str, hint: str) -> None:
    """A near miss says what sets the two apart."""
    lines = table("Resources", ["Resource"], ["Zinc bath 7"], [known])
    routings = table("Routings", ["Product", "Resource", "Usage"], ["A", typed, 1.0])
    assert errors_of(small_book(lines, routings)) == [
        (
            f"Routings!B2: Routings[Resource]: expected a resource of table Resources, found {found}; "
            f"correct it (the nearest resource is {hint}), or add it to Resources"
        )
    ]


def test_surrounding_spaces_do_not_count() -> None:
    """Codes are compared after trimming."""
    tables = book(table("Products", ["Product"], ["A "]), table("Demand", ["Product", "Jan"], ["\u00a0A", 4.0]))
    assert read(tables).demand.tolist() == [[4.0]]


def test_two_rows_for_one_product_name_both_places() -> None:
    """In Products and in each wide table."""
    products = table("Products", ["Product"], ["A"], ["B"], ["A"])
    demand = table("Demand", ["Product", "Jan"], ["A", 1.0], ["B", 1.0], ["B", 1.0])
    assert errors_of(book(products, demand)) == [
        (
            "Products!A4: Products[Product]: expected one row for each product, found 'A' in Products!A2 too; "
            "the two rows are alike: delete one of them"
        ),
        (
            "Demand!A4: Demand[Product]: expected one row for each product, found 'B' in Demand!A3 too; "
            "add the two rows up in one, or keep the right one"
        ),
    ]


def test_every_product_needs_a_demand_row() -> None:
    """Its cells may be blank, but the row must be there."""
    assert errors_of(small_book(table("Demand", ["Product", "Jan"], ["A", 1.0]))) == [
        (
            "Products!A3: Products[Product]: expected a row in table Demand for each product, found 'B' without one; "
            "add its row to Demand (blank cells for no demand), or take the product out"
        )
    ]


def test_a_product_and_resource_go_together_once() -> None:
    """A routing given twice names both places; another resource is another routing."""
    lines = table("Resources", ["Resource"], ["L1"], ["L2"])
    headers = ["Product", "Resource", "Usage"]
    routings = table("Routings", headers, ["A", "L1", 1.0], ["A", "L2", 2.0], ["A", "L1", 3.0])
    assert errors_of(small_book(lines, routings)) == [
        (
            "Routings!A4: Routings[Product]: expected one row for each product and resource, "
            "found 'A' on 'L1' in Routings!A2 too; the two rows differ: "
            "add the two up in one row, or keep the right one"
        )
    ]
    good = read(small_book(lines, table("Routings", headers, ["B", "L2", 1.5])))
    assert (good.routings.product.tolist(), good.routings.resource.tolist()) == ([1], [1])
    assert good.routings.usage.tolist() == [1.5]


def test_a_routing_needs_its_usage() -> None:
    """A blank usage is an error, a 0 is not."""
    lines = table("Resources", ["Resource"], ["L1"])
    routings = table("Routings", ["Product", "Resource", "Usage"], ["A", "L1", None], ["B", "L1", 0.0])
    assert errors_of(small_book(lines, routings)) == [
        (
            "Routings!C2: Routings[Usage]: expected a number >= 0, "
            "found a blank cell; fill the cell, or clear the whole row"
        )
    ]


@pytest.mark.parametrize("code", ["All products", "shared resources"])
def test_labels_of_the_results_are_no_products(code: str) -> None:
    """They would be taken for the sum of all."""
    tables = book(table("Products", ["Product"], [code]), table("Demand", ["Product", "Jan"], [code, 1.0]))
    assert errors_of(tables) == [
        (
            f"Products!A2: Products[Product]: expected a code of your own, found '{code}', "
            "which the results use as a label; choose another code"
        )
    ]
