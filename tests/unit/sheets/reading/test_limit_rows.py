"""Table Limits: what rows mean, and what is wrong in them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from sop_excel.domain.combined_limits import MEASURES
from sop_excel.domain.table import Table, Value
from tests.tables import errors_of, read, small_book, table, warnings_of

HEADERS = ("Limit", "Measure", "Item", "Coefficient", "From", "To", "Per", "Min", "Max", "Penalty")
Row = Mapping[str, Value]
RESOURCES = table("Resources", ["Resource", "Capacity"], ["Line", 99.0])


def limits(*rows: Row) -> Table:
    """The table with these rows, each told by the headers that it fills."""
    return table("Limits", HEADERS, *([row.get(header) for header in HEADERS] for row in rows))


def test_rows_of_one_name_add_up() -> None:
    """A blank item is all products, a blank coefficient 1, blank periods are all of them and Measure is Production."""
    of_line: Row = {"Limit": "Carbon", "Measure": "load", "Item": "Line", "Coefficient": -0.5}
    problem = read(small_book(limits({"Limit": "Carbon", "Max": 50.0}, of_line), RESOURCES))
    stated, terms = problem.items("limits"), problem.items("limit_terms")
    assert (stated.codes, stated.fields.in_total.tolist()) == (("Carbon",), [1.0])
    assert str(stated.fields.maximum.tolist()) == str([[math.nan, math.nan, 50.0]])
    assert [MEASURES[int(k)] for k in terms.fields.measure] == ["Production", "Production", "Load"]
    assert terms.fields.coefficient.tolist() == [1.0, 1.0, -0.5]
    assert (terms.link("product").tolist(), terms.link("resource").tolist()) == ([0, 1, -1], [-1, -1, 0])


def test_a_group_is_all_of_its_products() -> None:
    """From and To are periods; a limit for each period stands in those that it adds up."""
    products = table("Products", ["Product", "Group", "Production cost"], ["A", "G", 1.0], ["B", "H", 1.0])
    row: Row = {"Limit": "L", "Item": "H", "From": "Feb", "Per": "period", "Min": 2.0, "Penalty": 3.0}
    problem = read(small_book(products, limits(row)))
    assert problem.items("limit_terms").link("product").tolist() == [1]
    fields = problem.items("limits").fields
    assert str(fields.minimum.tolist()) == str([[math.nan, 2.0, 2.0]])
    assert str(fields.above_cost.tolist()) == str([[math.nan, 3.0, 3.0]])


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        ("fans", "the nearest product or group is 'Fans', which differs in upper and lower case"),
        ("Other", "the products or groups are 'A', 'B', 'Fans' and 'H'"),
    ],
)
def test_an_unknown_item_names_the_nearest_product_or_group(item: str, hint: str) -> None:
    """A limit of a group is meant as often as one of a product."""
    products = table("Products", ["Product", "Group", "Production cost"], ["A", "Fans", 1.0], ["B", "H", 1.0])
    assert errors_of(small_book(products, limits({"Limit": "L", "Item": item, "Max": 5.0}))) == [
        (
            f"Limits!C2: Limits[Item]: expected a product or group of table Products, found '{item}'; correct it "
            f"({hint}), or add it to Products"
        )
    ]


def test_without_rows_there_is_no_limit() -> None:
    """A problem has no such axis then."""
    assert dict(read(small_book(limits())).others) == {}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [{"Limit": "L", "Max": 5.0, "Item": "Z"}],
            (
                "Limits!C2: Limits[Item]: expected a product of table Products, found 'Z'; correct it (the products "
                "are 'A' and 'B'), or add it to Products"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0, "Measure": "Load", "Item": "A"}],
            (
                "Limits!C2: Limits[Item]: expected a resource of table Resources, found 'A', which is a product; type "
                "a resource here"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0, "To": "Apr"}],
            (
                "Limits!F2: Limits[To]: expected a period of table Demand, found 'Apr'; correct it (the periods are "
                "'Jan', 'Feb' and 'Mar'), or add it to Demand"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0, "From": "Mar", "To": "Feb"}],
            (
                "Limits!F2: Limits[To]: expected 'Mar' or a later period, as From in Limits!E2 says, found 'Feb'; "
                "exchange the two"
            ),
        ),
        (
            [{"Limit": "L", "Min": 6.0, "Max": 5.0}],
            (
                "Limits!H2: Limits[Min]: expected at most the Max of 5 in Limits!I2, found 6; lower the Min or raise "
                "the Max"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0}, {"Limit": "L", "Item": "A", "Max": 6.0}],
            (
                "Limits!I3: Limits[Max]: expected one Max of limit 'L', found 6 here and 5 in Limits!I2; keep the "
                "right one, and clear the other"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0, "Per": "total"}, {"Limit": "L", "Item": "A", "Per": "period"}],
            (
                "Limits!G3: Limits[Per]: expected one Per of limit 'L', found 'period' here and 'total' in Limits!G2; "
                "keep the right one, and clear the other"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0}, {"Limit": "L", "Coefficient": 2.0}],
            (
                "Limits!A3: Limits[Limit]: expected one row for each limit, measure, item, From and To, found "
                "Production in limit 'L' in Limits!A2 too; the two rows differ: add the two coefficients up in one "
                "row, or keep the right one"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0, "Coefficient": -2e6}],
            (
                "Limits!D2: Limits[Coefficient]: expected a number from -1,000,000 to 1,000,000, found -2000000; "
                "count the limit in a larger unit (tonnes for kilograms), in its coefficients, Min and Max, or clear "
                "the cell for 1"
            ),
        ),
        (
            [{"Limit": "L", "Max": 5.0, "Penalty": -1.0}],
            (
                "Limits!J2: Limits[Penalty]: expected a number >= 0, found -1; type a number >= 0, or clear the cell "
                "for none"
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(rows: list[Row], told: str) -> None:
    """And what to do; a negative coefficient is no mistake."""
    assert errors_of(small_book(limits(*rows), RESOURCES)) == [told]
    assert read(small_book(limits({"Limit": "L", "Max": -5.0, "Coefficient": -2.0}), RESOURCES))


def test_a_limit_without_a_number_is_a_warning() -> None:
    """It shows what it adds up to."""
    assert warnings_of(small_book(limits({"Limit": "L"}))) == [
        (
            "Limits!A2: Limits[Limit]: expected a Min or a Max, found neither in any row of the limit; fill one of "
            "them, or leave it so to see only what it adds up to"
        )
    ]
