"""Table Families and column Family: read into the things that the model has, and refused with their cells."""

from __future__ import annotations

from sop_excel.domain.axes import FAMILIES, MEMBERS
from tests.tables import errors_of, read, small_book, table

PRODUCTS = table("Products", ["Product", "Family"], ["A", "Red"], ["B", "Red"])
LINE = table("Resources", ["Resource"], ["L1"])
HEADERS = ["Family", "Setup cost", "Resource", "Setup usage"]


def test_families_are_read_with_their_products() -> None:
    """Cost by period, resource and usage; a family without products is none of the model's."""
    problem = read(small_book(PRODUCTS, LINE, table("Families", HEADERS, ["Red", 5.0, "L1", 2.0])))
    families, members = problem.items(FAMILIES), problem.items(MEMBERS)
    assert (families.codes, families.fields.setup_cost.tolist()) == (("Red",), [[5.0, 5.0, 5.0]])
    assert (families.link("resource").tolist(), families.fields.setup_usage.tolist()) == ([0], [2.0])
    assert (members.codes, members.link("family").tolist()) == (("A", "B"), [0, 0])
    alone = table("Products", ["Product", "Family"], ["A", None], ["B", None])
    assert not read(small_book(alone, LINE, table("Families", HEADERS, ["Red", 5.0, None, None]))).others


def test_a_family_that_is_not_known_is_refused() -> None:
    """With the nearest one."""
    (first, second) = errors_of(small_book(PRODUCTS, table("Families", ["Family"], ["Reed"])))
    assert first.startswith("Products!B2: Products[Family]: expected a family of table Families, found 'Red'")
    assert second.startswith("Products!B3: ")


def test_a_usage_needs_a_resource_on_which_something_is_made() -> None:
    """The cell is named."""
    (line,) = errors_of(small_book(PRODUCTS, LINE, table("Families", HEADERS, ["Red", 5.0, None, 2.0])))
    assert line == (
        "Families!D2: Families[Setup usage]: expected a Resource beside Setup usage, found 2 without one; "
        "name the resource"
    )
    store = table("Resources", ["Resource", "Kind"], ["S", "storage"])
    (line,) = errors_of(small_book(PRODUCTS, store, table("Families", HEADERS, ["Red", 5.0, "S", 2.0])))
    assert line == (
        "Families!C2: Families[Resource]: expected a resource on which something is made, found 'S', of kind storage; "
        "name the resource on which the family is made"
    )


def test_families_may_stand_behind_a_column_of_the_planners_own() -> None:
    """A blank remark at the left makes of the table of families no empty one."""
    ahead = table("Families", ["Remark", *HEADERS], [None, "Red", 5.0, None, None])
    assert read(small_book(PRODUCTS, ahead)).items(FAMILIES).codes == ("Red",)
    blank = table("Families", ["Remark", *HEADERS], [None] * 5)
    assert not read(small_book(PRODUCTS, blank)).others
