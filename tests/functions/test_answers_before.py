"""A formula that is calculated again with nothing changed is answered as before; one with anything changed is not."""

from __future__ import annotations

import pytest

from sop_excel.functions import shared
from sop_excel.functions.answers_before import AnswersBefore
from sop_excel.model.solve import solve
from tests.functions.formulas import formula, told

COLUMN = [11.5, 21.5, 31.5]


def test_the_same_formula_is_answered_without_being_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither read nor solved; of another number it is."""
    before = formula("OPTIMIZE_PLAN", COLUMN, 3, 0.75)
    monkeypatch.setattr(shared, "content_hash", None)
    assert formula("OPTIMIZE_PLAN", COLUMN, 3, 0.75) == before
    with pytest.raises(TypeError):
        formula("OPTIMIZE_PLAN", COLUMN, 3, 0.76)


def test_who_changes_an_answer_changes_none_that_comes_later() -> None:
    """Hosts may fill in what they get."""
    first = formula("OPTIMIZE_PLAN", COLUMN, 3, 0.5)
    first[1][1] = "spoilt"
    second = formula("OPTIMIZE_PLAN", COLUMN, 3, 0.5)
    assert second[1][1] == 11.5
    second.clear()
    assert formula("OPTIMIZE_PLAN", COLUMN, 3, 0.5)[1][1] == 11.5


def test_cells_that_are_equal_but_not_the_same_are_not_taken_for_each_other() -> None:
    """1 is a number, TRUE is none, though Python calls them equal; a column is no row."""
    assert formula("PLAN_COST", [1.0, 4.0], 1, 1)[0] == ["Production cost", 5.0]
    assert "found TRUE" in told("PLAN_COST", [True, 4.0], 1, 1)
    assert formula("PLAN_COST", [1.0, 4.0], 1, 1)[0] == ["Production cost", 5.0]
    assert formula("PLAN_STATUS", [1.0, 4.0], 1, 1) != formula("PLAN_COST", [1.0, 4.0], 1, 1)


def test_what_went_wrong_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only figures are remembered: what was in their way may be gone by the next time."""
    monkeypatch.setattr(shared, "solve", lambda problem, **_: solve(problem, "no such solver"))
    assert "no such solver" in told("OPTIMIZE_PLAN", COLUMN, 3, 0.625)
    monkeypatch.undo()
    assert formula("OPTIMIZE_PLAN", COLUMN, 3, 0.625)[0][0] == "Period"


def test_the_answer_that_was_asked_for_the_longest_time_ago_is_forgotten() -> None:
    """Not the oldest one, if it was asked for since."""
    answers = AnswersBefore[float](2)
    for name in ("A", "B"):
        answers.keep(name, [[1.0]])
    assert answers.get("A") == [[1.0]]
    answers.keep("C", [[3.0]])
    known = {name: answers.get(name) for name in ("A", "B", "C")}
    assert known == {"A": [[1.0]], "B": None, "C": [[3.0]]}
