"""What CONTRIBUTING promises: a column of a table is a line of the schema and one place of the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sop_excel.domain.problem import Problem
from sop_excel.hosts.workbook import Workbook
from sop_excel.model import decisions as model
from sop_excel.model.solve import solve
from sop_excel.planning import TABLE_NAMES
from sop_excel.sheets import schema
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.schema import Blank, Column, Kind
from tests.workbooks import make_workbook


def test_a_new_column_is_a_line_of_the_schema_and_one_place_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scrap cost of 2 on 10 units made at 5 gives 70, in the plan and in its proof."""
    scrap = Column("Scrap cost", "money / unit", Kind.NUMBER, Blank.ZERO, "Cost of what is spoiled.", by_period=True)
    extended = replace(schema.PRODUCTS, columns=(*schema.PRODUCTS.columns, scrap))
    tables = tuple(extended if table is schema.PRODUCTS else table for table in schema.INPUT_TABLES)
    monkeypatch.setattr(schema, "PRODUCTS", extended)
    monkeypatch.setattr(schema, "INPUT_TABLES", tables)
    make_production = model._production

    def with_scrap(problem: Problem) -> model.Decision:
        made = make_production(problem)
        cost = made.costs["production"] + problem.products.scrap_cost
        return replace(made, costs={"production": cost})

    monkeypatch.setattr(model, "_production", with_scrap)
    book = make_workbook(
        tmp_path / "book.xlsx",
        {
            "Products": [["Product", "Production cost", "Scrap cost"], ["Fan", 5, 2]],
            "Demand": [["Product", "Jan"], ["Fan", 10]],
        },
    )
    problem, warnings = read_problem(Workbook.open(book).tables(TABLE_NAMES), "book")
    plan, by_reference = solve(problem), solve(problem, "cbc")
    assert not warnings
    assert plan.total_cost == by_reference.total_cost == 70.0
    assert plan.proof is not None
    assert plan.proof.lower_bound == 70.0
