"""The schema drives the reader: a new column needs no further code."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.table import Value
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem
from tests.tables import errors_of, read, small_book, table


def extended(form: InputTable, *columns: Column) -> InputTable:
    """The table with some columns more."""
    return replace(form, columns=(*form.columns, *columns))


def test_a_new_column_of_products_becomes_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """By period with its overrides, or one number a product; checked like any other."""
    disposal = Column("Disposal cost", "money / unit", Blank.UNLIMITED, by_period=True)
    batch = Column("Spare life", "whole periods", Blank.ZERO)
    frozen = Column("Keep cold", "yes / no", Blank.NO)
    monkeypatch.setattr(schema, "PRODUCTS", extended(schema.PRODUCTS, disposal, batch, frozen))
    headers = ["Product", "Disposal cost", "Spare life", "Keep cold"]
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Disposal cost", "A", "Feb", 3.0])
    problem = read(small_book(table("Products", headers, ["A", 2.0, 4.0, "yes"], ["B"]), rows))
    assert problem.products.disposal_cost.tolist() == [[2.0, 3.0, 2.0], [inf, inf, inf]]
    assert problem.products.spare_life.tolist() == [4.0, 0.0]
    assert problem.products.keep_cold.tolist() == [1.0, 0.0]
    assert errors_of(small_book(table("Products", headers, ["A", -2.0, 1.5, "cold"], ["B"]))) == [
        (
            "Products!B2: Products[Disposal cost]: expected a number >= 0, found -2; "
            "type a number >= 0, or clear the cell for no limit"
        ),
        "Products!C2: Products[Spare life]: expected a whole number >= 0, found 1.5; type a whole number >= 0",
        "Products!D2: Products[Keep cold]: expected yes or no, found 'cold'; choose one of them",
    ]


def test_a_new_column_of_resources_becomes_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without further code."""
    energy = Column("Energy", "kWh", Blank.ZERO, by_period=True, positive=True)
    monkeypatch.setattr(schema, "RESOURCES", extended(schema.RESOURCES, energy))
    problem = read(small_book(table("Resources", ["Resource", "Energy"], ["L1", 2.0])))
    assert problem.resources.energy.tolist() == [[2.0, 2.0, 2.0]]


RANGES = extended(
    schema.PRODUCTS,
    Column("Scrap rate", "share", Blank.ZERO, by_period=True, most=0.9),
    Column("Batch", "units", Blank.EMPTY, by_period=True, positive=True),
    Column("Spare life", "whole periods", Blank.ZERO, by_period=True, most=5.0),
)
CHANGES = ["Scenario", "Field", "Item", "Period", "Change", "Value"]
HEADERS = ["Product", "Scrap rate", "Batch", "Spare life"]
ROWS: list[list[Value]] = [["A", 0.3, 6.0, 4.0], ["B"]]


def test_a_column_may_narrow_the_range_of_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever its values are typed; the bound is the last number that fits."""
    monkeypatch.setattr(schema, "PRODUCTS", RANGES)

    def problems(typed: float, override: float) -> list[str]:
        rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Scrap rate", "A", "Feb", override])
        return errors_of(small_book(table("Products", HEADERS[:2], ["A", typed], ["B"]), rows))

    said = "expected a number >= 0 and <= 0.9, found 0.91; type a number >= 0 and <= 0.9"
    assert problems(0.9, 0.9) == []
    assert problems(0.91, 0.9) == [f"Products!B2: Products[Scrap rate]: {said}"]
    assert problems(0.9, 0.91) == [f"PeriodData!D2: PeriodData[Value]: {said}"]


@pytest.mark.parametrize(
    ("field", "change", "fits", "value", "told"),
    [
        ("Scrap rate", "multiply", 3.0, 3.5, "a result >= 0 and <= 0.9, found 0.3 x 3.5 = 1.05"),
        ("Scrap rate", "set", 0.9, 1.0, "a number >= 0 and <= 0.9, found 1"),
        ("Batch", "add", -5.0, -6.0, "a result > 0, found 6 + -6 = 0"),
        ("Spare life", "add", 1.0, 2.0, "a whole result >= 0 and <= 5, found 4 + 2 = 6"),
        ("Spare life", "multiply", 0.5, 0.375, "a whole result >= 0, found 4 x 0.375 = 1.5"),
    ],
)
def test_what_a_scenario_makes_of_a_column_keeps_to_its_range(
    field: str, change: str, fits: float, value: float, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its upper bound, and whether it is whole or more than 0, as if the result were typed."""
    monkeypatch.setattr(schema, "PRODUCTS", RANGES)

    def problems(number: float) -> list[str]:
        rows = table("Scenarios", CHANGES, ["High", field, "A", None, change, number])
        tables = small_book(table("Products", HEADERS, *ROWS), rows)
        try:
            read_problem(tables, "book", "High")
        except InputError as error:
            return [str(issue) for issue in error.issues]
        return []

    assert problems(fits) == []
    (line,) = problems(value)
    assert line.startswith(f"Scenarios!F2: Scenarios[Value]: expected {told}")


def test_every_number_of_the_contract_is_a_field() -> None:
    """Unless it cannot be planned yet."""
    problem = read(small_book())
    for form, fields in ((schema.PRODUCTS, problem.products), (schema.RESOURCES, problem.resources)):
        numbers = [c for c in form.columns if not c.later and c.kind not in (Kind.TEXT, Kind.CHOICE)]
        assert list(fields) == [column.key for column in numbers]
        by_period = form is schema.RESOURCES  # in which what is the same in all periods is by period too
        assert all(fields[column.key].ndim == 1 + (column.by_period or by_period) for column in numbers)
