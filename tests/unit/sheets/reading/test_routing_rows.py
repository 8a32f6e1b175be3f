"""Table Routings: what is wrong in a row is told once, with its cell."""

from __future__ import annotations

from sop_excel.domain.table import Table
from tests.tables import errors_of, small_book, table


def _book(route: str, kind: str = "production") -> dict[str, Table]:
    """A line that two routes of A use, one by this name."""
    return small_book(
        table("Resources", ["Resource", "Kind", "Capacity"], ["Line", kind, 99.0]),
        table("Routes", ["Product", "Route", "Production cost"], ["A", "Night", 1.0]),
        table(
            "Routings", ["Product", "Resource", "Usage", "Route"], ["A", "Line", 1.0, None], ["A", "Line", 2.0, route]
        ),
    )


def test_a_route_that_is_not_known_is_no_second_row_for_the_default_one() -> None:
    """Of the two routes of the nearest good book each has its row."""
    assert errors_of(_book("Night")) == []
    assert errors_of(_book("Nihgt")) == [
        (
            "Routings!D3: Routings[Route]: expected a route of table Routes, found 'Nihgt'; correct it "
            "(the nearest route is 'Night'), or add it to Routes"
        )
    ]


def test_a_kind_that_is_not_known_may_be_one_on_which_something_is_made() -> None:
    """Nothing is said of its routes: it is no warehouse."""
    assert errors_of(_book("Night", "machine")) == [
        (
            "Resources!B2: Resources[Kind]: expected one of production, storage, supplier, workforce, found 'machine'; "
            "choose one of them"
        )
    ]
