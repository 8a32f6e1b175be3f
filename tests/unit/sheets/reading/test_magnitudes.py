"""A number that the engine cannot honour is refused with its cell, wherever it comes from."""

from __future__ import annotations

import pytest

from sop_excel.contract.forms import Column, Setting
from sop_excel.contract.kinds import Kind
from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.contract.settings_table import SETTINGS
from sop_excel.contract.units import MAGNITUDES
from sop_excel.domain.table import Value
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem
from tests.functions.formulas import told
from tests.tables import errors_of, read, small_book, table

UNITS, USAGE = MAGNITUDES["units"], MAGNITUDES["resource units / unit"]
LINES = table("Resources", ["Resource", "Capacity"], ["L1", 100.0])


def test_every_number_of_the_contract_has_its_limits() -> None:
    """By its unit; only a value that takes those of its field, and what cannot be planned yet, has none of its own."""
    items: list[Column | Setting] = [*(column for form in INPUT_TABLES for column in form.columns), *SETTINGS]
    numbers = [one for one in items if one.kind in (Kind.NUMBER, Kind.WHOLE) and not getattr(one, "later", "")]
    assert {one.unit for one in numbers} - MAGNITUDES.keys() == {"as the field"}
    assert {form.wide_unit for form in INPUT_TABLES if form.wide} <= MAGNITUDES.keys()


@pytest.mark.parametrize("where", ["Demand", "Receipts", "FirmProduction", "Capacity"])
def test_the_wide_tables_keep_to_it(where: str) -> None:
    """The largest number is fine, the next one is told with its cell and what to do."""
    key, code = ("Resource", "L1") if where == "Capacity" else ("Product", "A")
    most = MAGNITUDES["resource units" if where == "Capacity" else "units"].most

    def lines(number: float) -> list[str]:
        others: list[list[Value]] = [["B", 1.0]] if where == "Demand" else []
        return errors_of(small_book(LINES, table(where, [key, "Jan"], [code, number], *others)))

    assert lines(most) == []
    (line,) = lines(most * 1.001)
    assert line.startswith(f"{where}!B2: {where}[Jan]: expected a number >= 0 and <= {most:,.0f}, found ")
    assert "in thousands of units" in line or "in a larger unit" in line


def test_the_columns_keep_to_it() -> None:
    """A stock of 1e15, and a usage that a solver would take for none."""
    products = table("Products", ["Product", "Initial inventory"], ["A", 1e15], ["B", UNITS.most])
    assert [line.split(":")[0] for line in errors_of(small_book(products))] == ["Products!B2"]
    headers = ["Product", "Resource", "Usage"]
    routings = table("Routings", headers, ["A", "L1", 1e-9], ["B", "L1", USAGE.least])
    (line,) = errors_of(small_book(LINES, routings))
    assert line.startswith("Routings!C2: Routings[Usage]: expected a number >= 0, at least 0.000001 unless 0, found ")
    assert line.endswith("in a smaller unit (minutes for hours), in its capacity and costs too")
    assert errors_of(small_book(LINES, table("Routings", headers, ["A", "L1", 0.0]))) == []


def test_a_safety_stock_in_periods_keeps_to_it() -> None:
    """Neither the periods nor the demand is too large, but what they make together."""
    products = table("Products", ["Product", "Cover periods"], ["A", 900.0], ["B", 9.0])
    demand = table("Demand", ["Product", "Jan"], ["A", UNITS.most / 2], ["B", UNITS.most / 9])
    (line,) = errors_of(small_book(products, demand))
    assert line.startswith(f"Products!B2: Products[Cover periods]: expected a safety stock and <= {UNITS.most:,.0f}, ")
    assert "found 900, which makes " in line


def test_overrides_keep_to_what_their_field_holds() -> None:
    """The column of values is one for all fields."""
    headers = ["Field", "Item", "Period", "Value"]
    good: list[Value] = ["Safety stock", "A", "Jan", UNITS.most]
    (line,) = errors_of(small_book(table("PeriodData", headers, good, ["Safety stock", "B", "Jan", 1e22])))
    assert line.startswith("PeriodData!D3: PeriodData[Value]: expected a number >= 0 and <= ")


@pytest.mark.parametrize(("change", "value"), [("set", 1e22), ("multiply", 1e12), ("add", 1e12)])
def test_scenarios_keep_to_what_their_field_holds(change: str, value: float) -> None:
    """What a row sets, and what its arithmetic makes of the base."""
    rows = table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["High", "Demand", change, value])
    with pytest.raises(InputError) as wrong:
        read_problem(small_book(rows), "book", "High")
    (issue,) = wrong.value.issues
    assert issue.place == "Scenarios!D2"
    assert issue.expected.endswith(f" and <= {UNITS.most:,.0f}")
    assert read(small_book(rows)).demand.max() == 30.0


def test_formulas_keep_to_it() -> None:
    """With the argument and the position."""
    assert told("PLAN_COST", [1.0, 1e22], 1.0, 1.0).startswith(
        f"argument 1, demand, position 2: expected a number >= 0 and <= {UNITS.most:,.0f}, found 1e+22; "
    )
    assert "argument 1, forecast_errors, position 1" in told("SAFETY_STOCK", [-1e22, *map(float, range(20))], 0.9)


def test_a_gap_typed_in_percent_is_refused() -> None:
    """1 for 1 % would let any plan pass."""
    settings = table("Settings", ["Setting", "Value"], ["Relative gap", 1.0])
    (line,) = errors_of(small_book(settings))
    assert line.startswith("Settings!B2: Settings[Value]: expected a number >= 0 and <= 0.5, found 1; ")
    assert errors_of(small_book(table("Settings", ["Setting", "Value"], ["Relative gap", 0.5]))) == []
