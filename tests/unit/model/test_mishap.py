"""An explanation that fails never costs the plan: it becomes a note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sop_excel.__main__ import main
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import CATCH_UP, SOFT
from sop_excel.errors import SolverError
from sop_excel.hosts.cli import plan_commands
from sop_excel.model.explain import explained as door
from sop_excel.model.explain.case import Case
from sop_excel.model.explain.explained import explained
from sop_excel.model.mishap import attempted
from sop_excel.model.solve import solve
from tests.commands import sop_excel
from tests.problems import simple_problem
from tests.workbooks import Rows, make_workbook, plan_rows

NO_STOCK: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Max inventory", "Safety stock"], ["Fan", 5, 0, 3]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
}
RULES: list[tuple[str, Rows, float]] = [
    (SOFT, [["Setting", "Value"], ["Safety stock rule", SOFT], ["Safety stock penalty", 1]], 6.0),
    (CATCH_UP, [["Setting", "Value"], ["Safety stock rule", CATCH_UP]], 0.0),
]


@pytest.mark.parametrize(("rule", "settings", "penalty"), RULES)
def test_a_plan_without_room_for_stock_is_explained_and_written(
    tmp_path: Path, rule: str, settings: Rows, penalty: float
) -> None:
    """No product may keep stock: what keeping its safety stock would cost is told all the same."""
    ran = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", NO_STOCK | {"Settings": settings}), "--json")
    assert (ran.status, ran.answer["status"], ran.answer["total_cost"]) == (0, OPTIMAL, 150.0 + penalty)
    assert not [note for note in ran.answer["warnings"] if "missing:" in note]
    problem = simple_problem(
        [10, 20], max_inventory=0, safety_stock=3, safety_stock_rule=rule, safety_stock_penalty=1.0
    )
    (missed,) = [told for told in explained(solve(problem)).sentences if told.kind == "shortfall"]
    assert "if it were kept" in missed.why
    assert missed.why.endswith("no plan is possible")


def _failing(case: Case) -> list[Sentence]:
    raise KeyError("inventory")


def test_a_kind_of_sentence_that_fails_leaves_the_plan_and_the_other_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = solve(simple_problem([5, 8], production_cost=2))
    whole = explained(plan)
    monkeypatch.setattr(door, "KINDS", (*door.KINDS, _failing, _failing))
    told = explained(plan)
    assert told.sentences == whole.sentences
    note = (
        "A part of the explanation is missing: unexpected KeyError: 'inventory' (run again with --debug and report it)."
    )
    assert told.notes == (*whole.notes, note)


FAILURES: list[tuple[Exception, str]] = [
    (SolverError("No plan was found."), "X is missing: No plan was found."),
    (MemoryError(), "X is missing: this machine has too little memory for it."),
    (ValueError("odd"), "X is missing: unexpected ValueError: odd (run again with --debug and report it)."),
]


@pytest.mark.parametrize(("failure", "note"), FAILURES)
def test_a_failure_is_a_note_that_says_what_is_missing_and_why(failure: Exception, note: str) -> None:
    def fail() -> int:
        raise failure

    assert attempted("X", fail, 7) == (7, (note,))
    assert attempted("X", lambda: 8, 7) == (8, ())


def test_who_interrupts_is_obeyed() -> None:
    """Ctrl-C while explaining ends the command; it is no note."""

    def interrupted() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempted("X", interrupted, 7)


def test_debug_shows_the_traceback_of_a_failure(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """And without it there is one line."""

    def broken(*_: Any) -> int:
        raise KeyError("inventory")

    monkeypatch.setattr(plan_commands, "doctor", broken)
    assert main(["doctor"]) == 1
    line = "unexpected KeyError: 'inventory' (run again with --debug and report it)"
    assert capfd.readouterr().err.splitlines() == [line]
    assert main(["doctor", "--debug"]) == 1
    first, *others = capfd.readouterr().err.splitlines()
    assert first == "Traceback (most recent call last):"
    assert others[-2:] == ["KeyError: 'inventory'", line]
    assert any("in broken" in other for other in others)


def test_debug_shows_the_traceback_of_an_explanation_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The plan is written all the same, and without --debug there is the note alone."""
    monkeypatch.setattr(door, "KINDS", (_failing,))
    book = make_workbook(tmp_path / "book.xlsx", NO_STOCK | {"Settings": RULES[0][1]})
    assert main(["optimize", str(book)]) == 0
    assert "Traceback" not in capfd.readouterr().err
    assert main(["optimize", str(book), "--debug"]) == 0
    told = capfd.readouterr().err
    assert "Traceback (most recent call last):" in told
    assert "in _failing" in told
    assert plan_rows(book)["Fan", "Production"] == [10, 20]
