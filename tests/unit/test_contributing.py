"""What CONTRIBUTING promises: a column of a table is a line of the schema and one place of the model."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from tests.workbooks import make_workbook, plan_rows

ROOT = Path(__file__).parents[2]
PRODUCTS, PRODUCTION = Path("sop_excel/contract/input_tables.py"), Path("sop_excel/model/rules/production.py")
MEASURES = Path("sop_excel/domain/measures.py")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what a run needs, to be changed."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "sop_excel", copy / "sop_excel", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", copy / "templates", ignore=shutil.ignore_patterns("make"))
    return copy


def changed_lines(tree: Path) -> dict[Path, int]:
    """How many lines of each file of the package were changed or added."""
    found: dict[Path, int] = {}
    for file in sorted((tree / "sop_excel").rglob("*.py")):
        name = file.relative_to(tree)
        old, new = ((root / name).read_text(encoding="utf-8").splitlines() for root in (ROOT, tree))
        if old != new:
            steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            found[name] = sum(max(i2 - i1, j2 - j1) for what, i1, i2, j1, j2 in steps if what != "equal")
    return found


def replaced(file: Path, old: str, new: str) -> None:
    """Change what stands once in a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_recipe_of_a_column_is_one_line_of_the_contract_and_one_of_the_model(tree: Path, tmp_path: Path) -> None:
    """Followed in a copy: a scrap cost of 2, 3 in Feb, tripled, on 10 and 10 units made at 5 is 250."""
    line = '    by_period("Scrap cost", "money / unit", ZERO, "Cost of what is spoiled.", most=9.0),\n'
    group = '    Column("Group", "text", NONE, "A name for subtotals."),\n'
    replaced(tree / PRODUCTS, group, group + line)
    costs = '{"production": problem.products.production_cost}'
    replaced(tree / PRODUCTION, costs, costs[:-1] + " + problem.products.scrap_cost}")
    assert changed_lines(tree) == {PRODUCTS: 1, PRODUCTION: 1}
    tables: dict[str, list[list[Any]]] = {
        "Products": [["Product", "Production cost", "Holding cost", "Scrap cost"], ["Fan", 5, 9, 2]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 10]],
        "PeriodData": [["Field", "Item", "Period", "Value"], ["Scrap cost", "Fan", "Feb", 3]],
        "Scenarios": [["Scenario", "Field", "Change", "Value"], ["Dear", "Scrap cost", "multiply", 3],
                      ["Dearer", "Scrap cost", "multiply", 4]],
    }  # fmt: skip
    book = make_workbook(tmp_path / "book.xlsx", tables)
    asked = ("optimize", "book.xlsx", "--json", "-o", "out.xlsx", "--force")
    answer = run(tree, *asked, "--scenario", "Dear", at=book.parent)
    assert (answer["costs"], answer["lower_bound"], answer["warnings"]) == ({"production": 250.0}, 250.0, [])
    assert run(tree, *asked, "--scenario", "Dearer", at=book.parent)["issues"] == [
        (
            "Scenarios!D3: Scenarios[Value]: expected a result >= 0 and <= 9, found 3 x 4 = 12 for 'Fan' in 'Feb'; "
            "change the value"
        )
    ]


def test_the_recipe_of_a_measure_is_one_line(tree: Path, tmp_path: Path) -> None:
    """Followed in a copy: what is on hand at what keeping it costs is a row of the sheet, and money on the terminal."""
    line = (
        '    Measure("Kept at", "money", True, lambda problem, plan: plan.inventory * problem.products.holding_cost),\n'
    )
    demand = '    Measure("Demand", "units", True, lambda problem, quantities: problem.demand, always=True),\n'
    replaced(tree / MEASURES, demand, demand + line)
    assert changed_lines(tree) == {MEASURES: 1}
    tables: dict[str, list[list[Any]]] = {
        "Products": [["Product", "Holding cost", "Max production"], ["Fan", 0.5, 10]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 6, 14]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    said = command(tree, "optimize", "book.xlsx", "-o", "out.xlsx", at=book.parent)
    assert "Fan  Demand  Kept at  Production  Inventory\n" in said
    assert "Jan       6     2.00          10          4\n" in said
    assert plan_rows(tmp_path / "out.xlsx")["Fan", "Kept at"] == [2.0, 0.0]


def run(tree: Path, *arguments: str, at: Path) -> dict[str, Any]:
    """What the command line of a tree answers in JSON."""
    answer: dict[str, Any] = json.loads(command(tree, *arguments, at=at))
    return answer


def command(tree: Path, *arguments: str, at: Path) -> str:
    """What the command line of a tree says."""
    surroundings = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, "-m", "sop_excel", *arguments]
    done = subprocess.run(words, cwd=at, env=surroundings, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    return done.stdout


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
