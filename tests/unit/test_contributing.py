"""What CONTRIBUTING promises: its recipes are followed in a copy of the tree, where they do what they say.

A recipe is a section with steps: a file and the line below which, or instead of which, a block of code goes, or a new
file that the block makes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sop_excel.domain.problem import Problem
from sop_excel.model import decisions as model
from sop_excel.model.rules import RULES
from sop_excel.model.rules.rule import Decision
from sop_excel.model.solve import solve
from tests.problems import simple_problem

ROOT = Path(__file__).parents[2]
COPIED = ("sop_excel", "tests", "templates", "pyproject.toml")
SECONDS = 240  # far more than it takes
_BLOCK = re.compile(r"```(?:python|text)\n(.*?)```", re.DOTALL)
_PLACE = re.compile(r"`((?:sop_excel|tests)/[\w/.]+)`")
_ANCHOR = re.compile(r"(below|instead of)\s+`([^`]+)`[^`]*$")


@dataclass(frozen=True)
class Step:
    """A block of code and where it goes: ``how`` is below or instead of a line with the anchor, or a new file."""

    path: str
    how: str
    anchor: str
    code: str


def steps(title: str) -> Iterator[Step]:
    """The steps of the section, in their order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    path, end = "", 0
    for block in _BLOCK.finditer(text):
        before, end = text[end : block.start()], block.end()
        places = _PLACE.findall(before)
        path = places[-1] if places else path
        anchor = _ANCHOR.search(before)
        yield Step(path, anchor[1], anchor[2], block[1]) if anchor else Step(path, "new", "", block[1])


def followed(step: Step, tree: Path) -> None:
    """Do what the step says, once."""
    file = tree / step.path
    if step.how == "new":
        assert not file.exists(), f"{step.path} is there already"
        file.write_text(step.code, encoding="utf-8")
        return
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if step.anchor in line]
    assert len(found) == 1, f"{step.path}: {step.anchor} stands there {len(found)} times"
    kept = lines[found[0]] if step.how == "below" else ""
    lines[found[0]] = kept + step.code
    file.write_text("".join(lines), encoding="utf-8")


def run(tree: Path, *arguments: str) -> None:
    """Run Python in the copy, with the copy's package, and show what it says where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTEST_ADDOPTS": ""}
    for name in [name for name in environment if name.startswith("PYTEST_XDIST")]:
        del environment[name]
    ran = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, timeout=SECONDS
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def tried(tree: Path, test: str, *others: str) -> None:
    """Run a test of the recipe in the copy, beside others that stand there."""
    (tree / "tests" / "test_recipe.py").write_text(test, encoding="utf-8")
    run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_recipe.py", *others)


COLUMN = """
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import TABLE_NAMES
from sop_excel.sheets.outputs import cost_summary
from sop_excel.sheets.read import read_problem
from tests.commands import sop_excel
from tests.plans import planned
from tests.workbooks import make_workbook


def test_ten_units_made_at_five_and_spoiled_at_two_cost_seventy(tmp_path):
    tables = {
        "Products": [["Product", "Production cost", "Packing cost"], ["Fan", 5, 2]],
        "Demand": [["Product", "Jan"], ["Fan", 10]],
    }
    problem, warnings = read_problem(Workbook.open(make_workbook(tmp_path / "a.xlsx", tables)).tables(TABLE_NAMES), "a")
    plan, other = planned(problem), planned(problem, "cbc")
    assert not warnings
    assert plan.total_cost == other.total_cost == plan.proof.lower_bound == 70.0
    assert cost_summary(plan).rows[0] == ("Production", 70.0, 1.0)


def test_periods_and_scenarios_may_change_it(tmp_path):
    tables = {
        "Products": [["Product", "Production cost", "Holding cost", "Packing cost"], ["Fan", 5, 9, 2]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 10]],
        "PeriodData": [["Field", "Item", "Period", "Value"], ["Packing cost", "Fan", "Feb", 3]],
        "Scenarios": [["Scenario", "Field", "Change", "Value"], ["Dear", "Packing cost", "multiply", 3]],
    }
    ran = sop_excel("optimize", make_workbook(tmp_path / "a.xlsx", tables), "--json", "--scenario", "Dear")
    assert (ran.answer["costs"], ran.answer["lower_bound"]) == ({"production": 250.0}, 250.0)
    assert not ran.answer["warnings"]
"""

CONSTRAINT = """
from sop_excel.model.certificate import certificate
from tests.plans import not_planned, planned
from tests.problems import simple_problem

FIELDS = dict(production_cost=1, subcontract_cost=3, holding_cost=1, max_supply=[[9, 6]])


def test_what_is_too_much_for_a_period_is_supplied_before_it():
    problem = simple_problem([[5, 8]], **FIELDS)
    plan, other = planned(problem), planned(problem, "cbc")
    assert plan.production.tolist() == [[7, 6]]
    assert plan.total_cost == other.total_cost == plan.proof.lower_bound == 15.0
    found = certificate(plan)
    assert "Max supply" in {term.part for term in found.terms}
    assert found.bound == 15.0


def test_the_fix_of_what_is_impossible_names_it():
    found = not_planned(simple_problem([[9, 8]], **FIELDS))
    assert [change.what for change in found.fixes.changes] == ["Raise max supply of P1 in 1 by 2"]
"""

MEASURE = """
from sop_excel.sheets.outputs import plan_table
from tests.plans import planned
from tests.problems import simple_problem


def test_stock_beyond_the_safety_stock_is_shown():
    table = plan_table(planned(simple_problem([[4]], initial_inventory=9, safety_stock=2)))
    assert [row[2:] for row in table.rows if row[1] == "Free stock"] == [(3.0, None)]
"""


def test_a_column_is_a_line_of_the_contract_and_one_place_of_the_model(tree: Path) -> None:
    """A packing cost: in both formulations, in the summary and in the proof."""
    recipe = list(steps("Add a column to a table"))
    assert [(step.path, step.code.count("\n")) for step in recipe] == [
        ("sop_excel/contract/input_tables.py", 1),
        ("sop_excel/model/rules/production.py", 1),
    ]
    for step in recipe:
        followed(step, tree)
    tried(tree, COLUMN)


@pytest.mark.exhaustive
def test_a_family_is_a_file_its_golden_text_a_strategy_line_and_its_column(tree: Path) -> None:
    """A limit on what is made and bought together: arrays and printed rows are one model, the fix and proof name it."""
    recipe = list(steps("Add a constraint"))
    assert [(step.path, step.code.count("\n")) for step in recipe if step.how != "new"] == [
        ("sop_excel/contract/input_tables.py", 1),
        ("sop_excel/model/rules/__init__.py", 1),  # its place among the others, in two lines
        ("sop_excel/model/rules/__init__.py", 1),
        ("tests/property/strategies.py", 1),
    ]
    assert [step.path for step in recipe if step.how == "new"] == [
        "sop_excel/model/rules/supply.py",
        "tests/golden/supply.lp",
    ]
    for step in recipe:
        followed(step, tree)
    run(tree, "-m", "tests.golden.test_golden")
    assert "supply_1_1: u_1_1 + x_1_1 <= 5\n" in (tree / "tests/golden/supply.lp").read_text(encoding="utf-8")
    others = ("tests/golden", "tests/property/test_same_matrix.py", "tests/property/test_bound.py")
    tried(tree, CONSTRAINT, *others)


@pytest.mark.exhaustive
def test_a_measure_is_a_line(tree: Path) -> None:
    """Free stock, in table Plan."""
    (step,) = steps("Add an output line or measure")
    assert (step.path, step.code.count("\n")) == ("sop_excel/domain/measures.py", 1)
    followed(step, tree)
    tried(tree, MEASURE)


def test_a_cost_without_a_line_in_the_summary_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be missing from the total."""

    def with_waste(problem: Problem, made: Decision) -> Decision:
        return replace(made, costs={**made.costs, "waste": problem.products.production_cost})

    _decide_production(monkeypatch, with_waste)
    with pytest.raises(KeyError, match="no cost line named waste"):
        solve(simple_problem([10], production_cost=1))


def _decide_production(monkeypatch: pytest.MonkeyPatch, changed: Callable[[Problem, Decision], Decision]) -> None:
    """Production as its rule says, and changed."""
    first, *others = RULES
    (column,) = first.columns
    assert column.name == "production"
    decided = replace(column, decision=lambda problem: changed(problem, column.decision(problem)))
    monkeypatch.setattr(model, "in_use", lambda problem: (replace(first, columns=(decided,)), *others))
