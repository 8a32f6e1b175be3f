"""The schema drives the reader: a new column needs no further code."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.kinds import Blank, Kind
from tests.tables import errors_of, read, small_book, table


def extended(form: InputTable, *columns: Column) -> InputTable:
    """The table with some columns more."""
    return replace(form, columns=(*form.columns, *columns))


def test_a_new_column_of_products_becomes_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """By period with its overrides, or one number a product; checked like any other."""
    disposal = Column("Disposal cost", "money / unit", Blank.UNLIMITED, by_period=True)
    batch = Column("Shelf life", "whole periods", Blank.ZERO)
    frozen = Column("Keep cold", "yes / no", Blank.NO)
    monkeypatch.setattr(schema, "PRODUCTS", extended(schema.PRODUCTS, disposal, batch, frozen))
    headers = ["Product", "Disposal cost", "Shelf life", "Keep cold"]
    rows = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Disposal cost", "A", "Feb", 3.0])
    problem = read(small_book(table("Products", headers, ["A", 2.0, 4.0, "yes"], ["B"]), rows))
    assert problem.products.disposal_cost.tolist() == [[2.0, 3.0, 2.0], [inf, inf, inf]]
    assert problem.products.shelf_life.tolist() == [4.0, 0.0]
    assert problem.products.keep_cold.tolist() == [1.0, 0.0]
    assert errors_of(small_book(table("Products", headers, ["A", -2.0, 1.5, "cold"], ["B"]))) == [
        (
            "Products!B2: Products[Disposal cost]: expected a number >= 0, found -2; "
            "type a number >= 0, or clear the cell for no limit"
        ),
        "Products!C2: Products[Shelf life]: expected a whole number >= 0, found 1.5; type a whole number >= 0",
        "Products!D2: Products[Keep cold]: expected yes or no, found 'cold'; choose one of them",
    ]


def test_a_new_column_of_resources_becomes_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without further code."""
    energy = Column("Energy", "kWh", Blank.ZERO, by_period=True, positive=True)
    monkeypatch.setattr(schema, "RESOURCES", extended(schema.RESOURCES, energy))
    problem = read(small_book(table("Resources", ["Resource", "Energy"], ["L1", 2.0])))
    assert problem.resources.energy.tolist() == [[2.0, 2.0, 2.0]]


def test_every_number_of_the_contract_is_a_field() -> None:
    """Unless it cannot be planned yet."""
    problem = read(small_book())
    for form, fields in ((schema.PRODUCTS, problem.products), (schema.RESOURCES, problem.resources)):
        numbers = [c for c in form.columns if not c.later and c.kind not in (Kind.TEXT, Kind.CHOICE)]
        assert list(fields) == [column.key for column in numbers]
        assert all(fields[column.key].ndim == 1 + column.by_period for column in numbers)
