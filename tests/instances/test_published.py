"""Published optima through the public door: a workbook in, a workbook out."""

from __future__ import annotations

from math import fsum
from pathlib import Path

import pytest

import sop_excel
from sop_excel.domain.plan import Plan
from tests.commands import sop_excel as command
from tests.instances.published import PUBLISHED, Instance
from tests.workbooks import make_workbook, read_table

CENT = 1e-6  # published figures are exact; what is left is the rounding of doubles
BY_NAME = pytest.mark.parametrize("instance", PUBLISHED, ids=[instance.name for instance in PUBLISHED])


@BY_NAME
def test_the_command_finds_the_published_optimum_and_proves_it(instance: Instance, tmp_path: Path) -> None:
    """Status, cost, costs by line and bound in the JSON answer; the same total in the workbook."""
    book = make_workbook(tmp_path / "in.xlsx", instance.tables)
    before = book.read_bytes()
    ran = command("optimize", book, "-o", tmp_path / "out.xlsx", "--json")
    assert ran.status == 0, ran.err
    answer = ran.answer
    assert answer["status"] == "optimal"
    for key, value in instance.answer.items():
        assert answer[key] == pytest.approx(value, abs=CENT, rel=1e-12), key
    for key, value in instance.costs.items():
        assert answer["costs"][key] == pytest.approx(value, abs=CENT, rel=1e-12), key
    assert answer["gap"] <= 1e-9
    assert answer["lower_bound"] == pytest.approx(answer["objective"], rel=1e-9)
    amounts = {row[0]: row[1] for row in read_table(tmp_path / "out.xlsx", "CostSummary")}
    assert amounts["Total cost"] == pytest.approx(answer["total_cost"], abs=CENT)
    lines = [amount for name, amount in amounts.items() if name not in ("Cost", "Total cost", "Revenue", "Profit")]
    assert fsum(lines) == pytest.approx(answer["total_cost"], abs=CENT)
    assert book.read_bytes() == before


@BY_NAME
@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_the_reference_formulation_agrees(instance: Instance, solver: str, tmp_path: Path) -> None:
    """PuLP with another solver, an independent statement of the model, comes to the same objective."""
    problem = sop_excel.read(make_workbook(tmp_path / "in.xlsx", instance.tables))
    ours, reference = sop_excel.solve(problem), sop_excel.solve(problem, solver)
    assert isinstance(ours, Plan)
    assert isinstance(reference, Plan)
    assert reference.status == "optimal"  # CBC's own bound on whole numbers stands in its log
    assert reference.objective == pytest.approx(ours.objective, rel=1e-9, abs=CENT)


@BY_NAME
def test_a_second_run_on_the_result_finds_the_same(instance: Instance, tmp_path: Path) -> None:
    """Planning the written workbook in place gives the same costs and the same plan cells."""
    book = make_workbook(tmp_path / "book.xlsx", instance.tables)
    first = command("optimize", book, "--json").answer
    plan = read_table(book, "Plan")
    again = command("optimize", book, "--json").answer
    for key in ("total_cost", "costs", "lower_bound", "objective"):
        assert again[key] == first[key]
    assert read_table(book, "Plan") == plan
