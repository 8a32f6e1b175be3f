"""``sop-excel export``: a model file that a person can read, and any solver solves to the same optimum."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import highspy
import pytest
from hypothesis import HealthCheck, given, settings

from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.problem import CATCH_UP, Problem
from sop_excel.hosts.cli.model_file import export
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.model.engine.quiet import quiet_stdout
from sop_excel.model.export import LONGEST, WIDEST, exported
from sop_excel.model.solve import solve
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import sop_excel
from tests.examples import examples
from tests.problems import simple_problem
from tests.property.strategies import problems

KINDS = ("lp", "mps")


def _solved(path: Path) -> tuple[highspy.Highs, bool, float]:
    """The file as HiGHS reads it, whether it has a solution, and its optimum, with whole numbers that are whole."""
    with quiet_stdout():
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)  # HiGHS takes one value per process, and our engine has set it
        solver.setOptionValue("mip_rel_gap", 0.0)
        assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
        solver.run()
        solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        kinds, found = solver.getLp().integrality_, solver.getSolution().col_value
        for column, value in zip(range(len(kinds)), found, strict=False):
            if kinds[column] == highspy.HighsVarType.kInteger:  # HiGHS leaves them whole but for a millionth
                solver.changeColBounds(column, round(value), round(value))
        if solved and highspy.HighsVarType.kInteger in kinds:
            solver.run()
            solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return solver, solved, solver.getInfo().objective_function_value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("template", "optimum"), [("single", 2213.0), ("multi", 2128139.0)])
def test_the_templates_model_has_their_optimum(kind: str, template: str, optimum: float, tmp_path: Path) -> None:
    """Read by HiGHS from the file alone."""
    path = tmp_path / f"plan.{kind}"
    ran = sop_excel("export", resource(TEMPLATES["single" if template == "single" else "multi"]), path)
    assert (ran.status, ran.err) == (0, "")
    solver, solved, value = _solved(path)
    assert solved
    assert value == pytest.approx(optimum, rel=1e-9)
    assert "stock(SKU_001,2025_12)" in solver.getLp().col_names_
    assert "balance(SKU_001,2025_12)" in solver.getLp().row_names_


@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problem=problems())
def test_random_models_have_the_optimum_of_the_plan(problem: Problem, tmp_path: Path) -> None:
    """In both formats, prices, whole numbers and two-step safety stocks included; and none where no plan exists."""
    plan = solve(problem)
    for kind in KINDS:
        path = tmp_path / f"plan.{kind}"
        path.write_text(exported(problem, "lp" if kind == "lp" else "mps"), encoding="ascii")
        try:
            _, solved, value = _solved(path)
        except AssertionError:  # a floor above its ceiling is refused on reading
            assert isinstance(plan, NoPlan)
            continue
        assert solved == isinstance(plan, Plan)
        if isinstance(plan, Plan):
            room = 1e-5 if problem.policies.in_steps else 1e-7
            assert value == pytest.approx(plan.objective, rel=room, abs=room)


def test_what_the_steps_of_catch_up_have_found_stands_in_the_file_by_its_name() -> None:
    """One product, whose service and shortfall are two rows: neither takes the name of a product."""
    problem = simple_problem([[5.0, 6.0]], safety_stock=3, max_production=4, lost_sale_cost=2, production_cost=1)
    policies = replace(problem.policies, safety_stock_rule=CATCH_UP)
    for kind in KINDS:
        text = exported(problem.replace(policies=policies), "lp" if kind == "lp" else "mps")
        assert "held(service)" in text
        assert "held(shortfall)" in text


def test_names_are_readable_unique_and_of_signs_that_every_reader_takes() -> None:
    """Two products that are alike once their odd signs are gone, a long one, and one without any usable sign."""
    codes = ("Lüfter 2", "Lufter-2", "x" * 300, "風")
    problem = simple_problem([[5.0, 6.0]] * 4, production_cost=1).replace(
        product_codes=codes, periods=("Q1 / 26", "Q1-26"), name="Plan\n2026 ü"
    )
    text = exported(problem, "lp")
    assert text.isascii()
    made = set(re.findall(r"make\([^ ]*\)", text))
    assert len(made) == 8
    assert "make(Lufter_2,Q1_26)" in made
    assert "make(Lufter_2_2,Q1_26_2)" in made
    assert all(re.fullmatch(r"make\([A-Za-z0-9_.]+,[A-Za-z0-9_.]+\)", name) for name in made)
    assert max(map(len, made)) <= 2 * LONGEST + len("make(,)")
    assert r"\   Lufter_2: product L\xfcfter 2" in text.splitlines()
    body = [line for line in text.splitlines() if not line.startswith("\\")]
    assert max(map(len, body)) <= WIDEST


def test_a_family_and_the_rule_that_is_called_like_it_have_their_own_items() -> None:
    """The second family has one product, the first; of the rule there is a row for that product."""
    problem = simple_problem([5], families=[([], 1.0, -1, 0.0), ([0], 3.0, -1, 0.0)])
    text = exported(problem, "lp")
    assert "family(P1,1): - family(F2,1) + setup(P1,1) <= 0" in text


def test_the_price_of_all_demand_stands_on_a_decision_that_is_always_1(tmp_path: Path) -> None:
    """10 units at a price of 7 that cost 2 are worth 50: LP files have no constant in the objective."""
    path = tmp_path / "plan.lp"
    path.write_text(exported(simple_problem([10.0], price=7, production_cost=2), "lp"))
    solver, _, value = _solved(path)
    assert value == -50.0
    assert "revenue_of_all_demand" in solver.getLp().col_names_


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """The ending says the format."""
    ran = sop_excel("export", resource(TEMPLATES["single"]), tmp_path / "plan.txt")
    assert ran.status == 2
    assert "expected a file name that ends in .lp or .mps, found 'plan.txt'" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_leaves_one_line(tmp_path: Path) -> None:
    ran = sop_excel("export", resource(TEMPLATES["single"]), tmp_path / "none" / "plan.lp")
    assert ran.status == 1
    assert "could not be written" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_interrupt_while_the_model_is_written_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft beside it is taken away whatever stops the writing."""
    path = tmp_path / "plan.lp"
    path.write_text("old")

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        export(lambda: Workbook.open(resource(TEMPLATES["single"])), path, force=True)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_only_replaced_when_told_to(tmp_path: Path) -> None:
    """Exit 2, and what to do; a file that is not there is written without a word."""
    path = tmp_path / "plan.lp"
    path.write_text("old")
    ran = sop_excel("export", resource(TEMPLATES["single"]), path)
    advice = "choose another name, or replace the file with --force"
    assert (ran.status, path.read_text()) == (2, "old")
    assert ran.err == f"{path}: expected the name of a new file, found a file of that name; {advice}\n"
    assert sop_excel("export", resource(TEMPLATES["single"]), path, "--force").status == 0
    assert path.read_text().startswith("\\")
    assert sop_excel("export", resource(TEMPLATES["single"]), tmp_path / "new.lp").status == 0
