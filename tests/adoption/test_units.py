"""A unit beside a header may change what the column means; then it is asked, not taken for what it resembles."""

from __future__ import annotations

import pytest

from sop_excel.adoption.words import column_named, columns_near


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Production cost (EUR/unit)", "Production cost"),
        ("Safety stock (pcs)", "Safety stock"),
        ("Holding cost (EUR/unit/period)", "Holding cost"),
    ],
)
def test_a_unit_that_is_the_columns_own_changes_nothing(header: str, column: str) -> None:
    named = column_named("Products", header)
    assert (named and named[0] == column) or column in columns_near("Products", header)[0]


@pytest.mark.parametrize(
    "header",
    [
        "Lead time (days)",
        "Safety stock (weeks)",
        "Safety stock (EUR)",
        "Initial inventory (EUR)",
        "Production cost (k€)",
        "Production cost (thousand EUR)",
        "Holding cost (%)",
        "Holding cost (EUR/unit/year)",
        "Max production (per day)",
        "Stock de seguridad (semanas)",
        "Herstellkosten (TEUR)",
    ],
)
def test_a_unit_that_makes_it_another_quantity_leaves_the_column_open(header: str) -> None:
    """Days are no periods, money is no stock, thousands are no units of money."""
    assert column_named("Products", header) is None
    assert columns_near("Products", header)[0] == {}
