"""Tables and their headers (rules R1 to R3)."""

from __future__ import annotations

from tests.tables import book, errors_of, read, small_book, table, warnings_of

PRODUCTS = ["Product", "Holding cost"]
DEMAND = table("Demand", ["Product", "Jan"], ["A", 10.0])


def test_case_spaces_and_dashes_in_headers_do_not_matter() -> None:
    """A header matches whatever its case, spaces, underscores and dashes."""
    problem = read(book(table("Products", ["PRODUCT", "holding_ Cost-"], ["A", 2.5]), DEMAND))
    assert problem.products.holding_cost.tolist() == [[2.5]]


def test_columns_may_stand_in_any_order_and_the_table_anywhere() -> None:
    """Moving a table or its columns changes nothing but the places in messages."""
    moved = table("Products", ["My own", "Holding cost", "Product"], ["x", -1.0, "A"], sheet="My plan", at=(5, 3))
    assert errors_of(book(moved, DEMAND)) == [
        "'My plan'!D6: Products[Holding cost]: expected a number >= 0, found -1; type a number >= 0"
    ]


def test_optional_tables_and_columns_may_be_absent() -> None:
    """Products and Demand with a code and one period are enough, and every blank has its default."""
    problem = read(book(table("Products", ["Product"], ["A"]), DEMAND))
    assert problem.shape == (1, 1)
    assert problem.products.holding_cost.tolist() == [[0.0]]
    assert problem.products.max_inventory.tolist() == [[float("inf")]]
    assert problem.products.lost_sale_cost.tolist() != problem.products.lost_sale_cost.tolist()
    assert problem.resources.capacity.shape == (0, 1)


def test_required_tables_that_are_missing_are_all_named() -> None:
    """A missing table has its own name as its place."""
    assert errors_of({}) == [
        (
            "Products: expected a table named Products, found none; "
            "give the table with your products this name (Table Design, Table Name), insert it, or run sop-excel adopt"
        ),
        (
            "Demand: expected a table named Demand, found none; "
            "give the table with your demand this name (Table Design, Table Name), insert it, or run sop-excel adopt"
        ),
    ]


def test_a_missing_column_is_told_at_the_first_header() -> None:
    """Only columns that must be filled must be there."""
    assert errors_of(small_book(table("Routings", ["Product", "Resource"]))) == [
        "Routings!A1: Routings[Usage]: expected a column headed Usage, found none; add the column Usage"
    ]


def test_a_missing_column_names_the_header_that_may_be_meant() -> None:
    """A misspelt header of a required column is told once, as an error."""
    assert errors_of(book(table("Products", ["Prodcut"], ["A"]), DEMAND)) == [
        (
            "Products!A1: Products[Product]: expected a column headed Product, found none; "
            "rename column 'Prodcut' to Product"
        )
    ]


def test_two_headers_for_one_column_name_both_places() -> None:
    """Two headers that match the same column are an error."""
    products = table("Products", [*PRODUCTS, "Holding_Cost"], ["A", 1.0, 2.0])
    assert errors_of(book(products, DEMAND)) == [
        (
            "Products!C1: Products[Holding_Cost]: expected one column for Holding cost, "
            "found 'Holding_Cost' here and another in Products!B1; rename the one of the two that is not meant"
        )
    ]


def test_a_misspelt_column_warns() -> None:
    """An unknown column one or two edits away from a known one is a warning; any other is the planner's own."""
    products = table("Products", ["Product", "Holding csot", "Colour"], ["A", 1.0, "red"])
    assert warnings_of(book(products, DEMAND)) == [
        (
            "Products!B1: Products[Holding csot]: expected a column of the contract or one clearly your own, "
            "found 'Holding csot'; rename it if Holding cost is meant; as it stands it is not read"
        )
    ]


def test_a_column_that_is_named_for_short_warns() -> None:
    """A stock that is not read would count as 0; beside a column of that kind it is the planner's own."""
    products = table("Products", ["Product", "Inventory", "Name"], ["A", 5.0, "Fan"])
    assert warnings_of(book(products, DEMAND)) == [
        (
            "Products!B1: Products[Inventory]: expected a column of the contract or one clearly your own, "
            "found 'Inventory'; rename it if Initial inventory is meant; as it stands it is not read"
        )
    ]
    products = table("Products", ["Product", "Inventory", "Initial inventory"], ["A", 5.0, 4.0])
    assert warnings_of(book(products, DEMAND)) == []


def test_a_misspelt_column_beside_the_right_one_warns_too() -> None:
    """The advice is another where the column is there already."""
    products = table("Products", [*PRODUCTS, "Holding cost 2"], ["A", 1.0, "n/a"])
    assert warnings_of(book(products, DEMAND)) == [
        (
            "Products!C1: Products[Holding cost 2]: expected a column of the contract or one clearly your own, "
            "found 'Holding cost 2'; nothing to do if it is your own: it is not read, Holding cost is"
        )
    ]


def test_a_header_with_a_line_break_stays_on_one_line() -> None:
    """What a planner wrapped in a cell is told on one line."""
    products = table("Products", ["Product", "Holding\ncost"], ["A", "n/a\nyet"])
    assert errors_of(book(products, DEMAND)) == [
        "Products!B2: Products[Holding cost]: expected a number >= 0, found 'n/a yet'; clear the cell for 0"
    ]


def test_at_least_one_product_is_needed() -> None:
    """A table of products without rows is an error; so is a demand without periods."""
    assert errors_of(book(table("Products", PRODUCTS), table("Demand", ["Product"]))) == [
        "Products!A1: Products[Product]: expected at least one product, found no rows; add a row for each product",
        (
            "Demand!A1: Demand: expected a column for each period, found none; "
            "add the periods to the right of the products"
        ),
    ]
