"""What CONTRIBUTING promises: a column of a table is a line of the schema and one place of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.contract.kinds import Blank
from sop_excel.domain.problem import Problem
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.model import decisions as model
from sop_excel.model.rules import COLUMNS
from sop_excel.model.rules.rule import Decision
from sop_excel.model.solve import solve
from sop_excel.planning import TABLE_NAMES
from sop_excel.sheets.outputs import cost_summary
from sop_excel.sheets.read import read_problem
from tests.plans import planned
from tests.workbooks import make_workbook


def _decide_production(monkeypatch: pytest.MonkeyPatch, changed: Callable[[Problem, Decision], Decision]) -> None:
    """Production as its rule says, and changed."""
    first, *others = COLUMNS
    assert first.name == "production"
    decided = replace(first, decision=lambda problem: changed(problem, first.decision(problem)))
    monkeypatch.setattr(model, "COLUMNS", (decided, *others))


def test_a_new_column_is_a_line_of_the_schema_and_one_place_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scrap cost of 2 on 10 units made at 5 gives 70 in both formulations, in the summary and in the proof."""
    scrap = Column("Scrap cost", "money / unit", Blank.ZERO, "Cost of what is spoiled.", by_period=True)
    extended = replace(schema.PRODUCTS, columns=(*schema.PRODUCTS.columns, scrap))
    tables = tuple(extended if table is schema.PRODUCTS else table for table in schema.INPUT_TABLES)
    monkeypatch.setattr(schema, "PRODUCTS", extended)
    monkeypatch.setattr(schema, "INPUT_TABLES", tables)

    def with_scrap(problem: Problem, made: Decision) -> Decision:
        return replace(made, costs={"production": made.costs["production"] + problem.products.scrap_cost})

    _decide_production(monkeypatch, with_scrap)
    book = make_workbook(
        tmp_path / "book.xlsx",
        {
            "Products": [["Product", "Production cost", "Scrap cost"], ["Fan", 5, 2]],
            "Demand": [["Product", "Jan"], ["Fan", 10]],
        },
    )
    problem, warnings = read_problem(Workbook.open(book).tables(TABLE_NAMES), "book")
    plan, by_reference = planned(problem), planned(problem, "cbc")
    assert not warnings
    assert plan.total_cost == by_reference.total_cost == plan.proof.lower_bound == 70.0
    assert cost_summary(plan).rows[0] == ("Production", 70.0, 1.0)


def test_a_cost_without_a_line_in_the_summary_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be missing from the total."""
    from tests.problems import simple_problem

    def with_scrap(problem: Problem, made: Decision) -> Decision:
        return replace(made, costs={**made.costs, "scrap": problem.products.production_cost})

    _decide_production(monkeypatch, with_scrap)
    with pytest.raises(KeyError, match="no cost line named scrap"):
        solve(simple_problem([10], production_cost=1))
