"""The second opinion: it does not cry wolf over a solver's digits, and still sees a wrong plan."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import numpy as np
import pulp
import pytest

from sop_excel.domain.plan import FEASIBLE, OPTIMAL
from sop_excel.domain.problem import Problem
from sop_excel.model.verify import Finding, verify
from tests.plans import planned
from tests.problems import simple_problem

BUNDLED = Path(pulp.PULP_CBC_CMD.pulp_cbc_path).resolve()
unix = pytest.mark.skipif(sys.platform == "win32", reason="a program as a script")

# Runs the CBC that comes with PuLP and changes the answer of every decision: ``edit`` gets and gives a number.
FORGER = """#!{python}
import subprocess, sys
ran = subprocess.run([{cbc!r}, *sys.argv[1:]], capture_output=True, text=True)
print(ran.stdout)
path = sys.argv[-1]
head, *lines = open(path).read().splitlines()
def edited(line):
    number, name, value, price = line.split()
    return f"{{number}} {{name}} {{(lambda v: {edit})(float(value)) if name.startswith('X') else value}} {{price}}"
open(path, "w").write("\\n".join([head, *map(edited, lines)]) + "\\n")
"""


def ordinary(seed: int) -> Problem:
    """12 products over 18 periods on two lines, one with overtime and one without."""
    chance = np.random.default_rng(seed)
    demand = np.round(chance.lognormal(4, 0.7, (12, 18)), seed % 3)
    usage = [(i, i % 2, float(chance.choice([0.8, 1.0, 1.2]))) for i in range(12)]
    load = np.array([sum(use * demand[i].sum() / 18 for i, line, use in usage if line == r) for r in range(2)])
    return simple_problem(
        demand,
        production_cost=np.round(chance.uniform(2, 60, (12, 1)), 2),
        holding_cost=np.round(chance.uniform(0.01, 0.3, (12, 1)), 3),
        initial_inventory=np.round(demand.max(axis=1) * 1.5),
        safety_stock=np.round(demand.mean(axis=1) / 3)[:, None],
        resources=["With overtime", "Without"],
        usage=usage,
        capacity=np.round(load * chance.uniform(1.03, 1.2), 3)[:, None],
        overtime_cost=np.array([[40.0], [np.nan]]),
    )


def independent(problem: Problem) -> Finding:
    return next(iter(verify(problem, None).findings))


def test_eight_digits_of_another_solver_are_no_disagreement() -> None:
    """A third of these plans break a rule by the digits that CBC leaves out."""
    for seed in range(20):
        finding = independent(ordinary(seed))
        assert finding.agrees is True, (seed, finding.said)
        assert "CBC" in finding.said


def test_the_plan_of_another_solver_is_finished_like_ours() -> None:
    """The same books with ``--solver cbc``: a proved plan that keeps every rule."""
    for seed in (2, 7, 10):
        plan, ours = planned(ordinary(seed), "cbc"), planned(ordinary(seed))
        assert plan.status == "optimal"
        assert plan.proof.worst_violation <= 1e-9
        assert plan.objective == pytest.approx(ours.objective, rel=1e-9)


def forge(edit: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "cbc"
    program.write_text(FORGER.format(python=sys.executable, cbc=str(BUNDLED), edit=edit))
    program.chmod(stat.S_IRWXU)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(program))


@unix
@pytest.mark.parametrize(
    ("edit", "agrees"),
    [
        ("v", True),
        ("v * (1 + 3e-8)", True),  # the eighth digit
        ("v + 0.001", False),
        ("v * 1.0001", False),
        ("max(v - 0.01, 0)", False),
    ],
)
def test_a_plan_that_was_tampered_with_disagrees(
    edit: str, agrees: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the digits that a solver gives, nothing is mended."""
    forge(edit, tmp_path, monkeypatch)
    assert independent(ordinary(2)).agrees is agrees


@unix
def test_a_plan_that_is_dearer_than_ours_disagrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One unit too many, made and kept: every rule holds, the solver calls it optimal, and it is not."""
    free = simple_problem([10.0, 20.0], production_cost=5.0, holding_cost=1.0, max_production=np.array([[40.0, 40.0]]))
    forge("v", tmp_path, monkeypatch)
    assert independent(free).agrees is True
    forge("v + 1 if v in (0.0, 10.0, 20.0) else v", tmp_path, monkeypatch)
    finding = independent(free)
    assert finding.agrees is False, finding.said


@unix
@pytest.mark.parametrize("script", ["exit 1", "exit 0", "echo no solver >&2; kill -9 $$"])
def test_a_solver_that_gives_no_answer_neither_agrees_nor_disagrees(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told as what it is, and the rest of the verification stands."""
    program = tmp_path / "cbc"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(stat.S_IRWXU)
    monkeypatch.setattr(pulp.PULP_CBC_CMD, "pulp_cbc_path", str(program))
    found = verify(simple_problem([10.0, 20.0], production_cost=5.0), None)
    assert found.agrees
    assert [finding.agrees for finding in found.findings] == [None, True, True, True]
    assert found.findings[0].said.startswith("CBC gave no answer to compare: ")


def test_the_word_of_a_solver_is_not_taken_where_a_setup_lets_anything_through() -> None:
    """A limit in a ratio and a bill of materials: nobody says how much may be needed, and CBC loses the best plan."""
    problem = simple_problem(
        [[5, 1, 2], [2, 2, 1]],
        production_cost=[[5], [0]],
        holding_cost=2.0,
        setup_cost=4.0,
        bill=[(0, 1, 2.0)],
        limits=[{"terms": [("Production", 0, 2.0), ("Production", 1, -1.0)], "maximum": 12.0, "penalty": 1.0}],
        relative_gap=0.0,
    )
    assert planned(problem).status == OPTIMAL
    assert planned(problem, "cbc").status == FEASIBLE
    finding = next(one for one in verify(problem, None).findings if one.what == "Independent formulation")
    assert finding.agrees is not False
