"""Costs of a plan that is made from a sales history: what is given counts, what is assumed is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sop_excel.domain.table import Table, Value
from sop_excel.errors import InputError
from sop_excel.preparing.history_costs import CostOptions, product_rows
from tests.tables import book, table, warnings_of

MONTHS, WEEKS = ("2026-01", "2026-02"), ("2026-W01", "2026-W02")


def _costs(*rows: Sequence[Value], headers: Sequence[str] = ("Product", "Production cost")) -> Table:
    return table("Products", headers, *rows)


def _cells(options: CostOptions, periods: Sequence[str] = MONTHS) -> list[dict[str, Value]]:
    made = product_rows(("A", "B"), periods, options).table
    return [dict(zip(made.headers, row, strict=True)) for row in made.rows]


def test_without_any_cost_a_unit_costs_one_and_a_quarter_less_one_percent_a_year_to_hold() -> None:
    """24 % a year: 2 % a month; in weeks a 52nd of it."""
    assert _cells(CostOptions()) == [
        {"Product": "A", "Production cost": 1.0, "Holding cost": 0.02},
        {"Product": "B", "Production cost": 1.0, "Holding cost": 0.02},
    ]
    assert _cells(CostOptions(), WEEKS)[0]["Holding cost"] == pytest.approx(0.24 / 52)


def test_what_is_assumed_is_said_and_counted_in_units_that_are_no_currency() -> None:
    """With a cost that is given it is the currency of the settings, and only the rest is told."""
    assumed = product_rows(("A",), MONTHS, CostOptions())
    assert assumed.settings == {"Currency": "cost units"}
    assert [note.split(":")[0] for note in assumed.notes] == [
        "No costs are known",
        "Holding is assumed to cost 24 % of the production cost a year, of all products",
        "Initial inventory is taken for 0",
    ]
    given = product_rows(("A",), MONTHS, CostOptions(production_cost=5.0, holding_rate=12.0, currency="USD"))
    assert given.settings == {"Currency": "USD"}
    assert [note.split(":")[0] for note in given.notes] == ["Initial inventory is taken for 0"]


def test_the_given_rate_and_cost_are_those_of_every_product() -> None:
    assert _cells(CostOptions(6.0, 10.0)) == [
        {"Product": "A", "Production cost": 6.0, "Holding cost": pytest.approx(0.05)},
        {"Product": "B", "Production cost": 6.0, "Holding cost": pytest.approx(0.05)},
    ]


def test_a_table_of_costs_counts_before_all_else_with_all_that_it_knows() -> None:
    """In another language, with a column of the planner's own, and a product that was never sold."""
    known = _costs(
        ["A", 4.0, 0.5, 70.0, "blue"],
        ["B", 8.0, None, None, "red"],
        ["C", 1.0, None, None, ""],
        headers=["Artikel", "Herstellkosten", "Holding cost", "Initial inventory", "Colour"],
    )
    cells = _cells(CostOptions(table=known))
    assert cells == [
        {"Product": "A", "Production cost": 4.0, "Holding cost": 0.5, "Initial inventory": 70.0},
        {"Product": "B", "Production cost": 8.0, "Holding cost": 0.16, "Initial inventory": None},
    ]
    notes = product_rows(("A", "B"), MONTHS, CostOptions(table=known)).notes
    assert notes == ("Holding is assumed to cost 24 % of the production cost a year, of B",)


def test_a_product_without_a_cost_among_others_that_have_one_is_an_error_unless_told() -> None:
    """One unit of money would stand beside real costs."""
    known = _costs(["A", 4.0])
    with pytest.raises(InputError) as raised:
        product_rows(("A", "B"), MONTHS, CostOptions(table=known))
    assert str(raised.value) == (
        "Products: Products[Production cost]: expected a cost for each product that was sold, found none for B; "
        "type it there, or give --production-cost for all products without one"
    )
    assert _cells(CostOptions(9.0, table=known))[1]["Production cost"] == 9.0


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            CostOptions(production_cost=-1.0),
            "--production-cost: expected a number from 0 to 1,000,000,000, found -1; type what a unit costs",
        ),
        (
            CostOptions(holding_rate=float("nan")),
            "--holding-rate: expected a number from 0 to 1,000, found nan; type percent a year, such as 24",
        ),
        (
            CostOptions(table=_costs(["A", 4.0], headers=["Code of ours", "Production cost"])),
            (
                "Products: expected a column Product, found Code of ours and Production cost; name the column of the "
                "products, or make it a planning table first: sop-excel adopt"
            ),
        ),
    ],
)
def test_a_mistake_is_told(options: CostOptions, line: str) -> None:
    with pytest.raises(InputError) as raised:
        product_rows(("A",), MONTHS, options)
    assert str(raised.value) == line


def test_every_plan_in_assumed_costs_warns_until_a_currency_is_typed() -> None:
    """So the warning stands in table Checks of each of them."""
    products = _costs(["A", 1.0])
    demand = table("Demand", ["Product", *MONTHS], ["A", 1.0, 2.0])
    for currency, warned in (("cost units", 1), ("EUR", 0)):
        settings = table("Settings", ["Setting", "Value"], ["Currency", currency])
        warnings = warnings_of(book(products, demand, settings))
        assert len(warnings) == warned
    assert warnings_of(book(products, demand, table("Settings", ["Setting", "Value"], ["Currency", "cost units"]))) == [
        (
            "Settings!B2: Settings[Value]: expected the currency of your costs, found 'cost units': the costs of "
            "Products are assumed, and so is what the plan costs; type your costs into Products, then their currency "
            "here"
        )
    ]
