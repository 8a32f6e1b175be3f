"""Where there is no figure, a function of figures has an error value, as Excel's own functions do."""

from __future__ import annotations

import pytest

from sop_excel.domain.plan import NoPlan
from sop_excel.domain.table import ErrorValue
from sop_excel.errors import SolverError
from sop_excel.functions import shared
from sop_excel.functions.declare import MESSAGES, Unread, worksheet_function
from sop_excel.functions.sentences import SENTENCE
from sop_excel.model.solve import why_none
from tests.functions.formulas import BY_NAME, formula, rows, told

WRONG, NO_PLAN, NOT_NOW = [[ErrorValue("#VALUE!")]], [[ErrorValue("#NUM!")]], [[ErrorValue("#N/A")]]
PRODUCTS, DEMAND = [["Product", "Production cost"], ["A", 2.0]], [["Product", "Jan"], ["A", 5.0]]
LINE = [["Resource", "Capacity"], ["L", 1.0]]
USAGE = [["Product", "Resource", "Usage"], ["A", "L", 1.0]]


@pytest.mark.parametrize(
    ("name", "wrong", "good"),
    [
        ("OPTIMIZE_PLAN", ([10, "x"], 1, 1), ([10, 20], 1, 1)),
        ("PLAN_COST", ([10, 20], 1, [1, 2, 3]), ([10, 20], 1, [1, 2])),
        ("OPTIMIZE_PLANS", (PRODUCTS, [["Product", "Jan"], ["B", 5.0]]), (PRODUCTS, DEMAND)),
        ("COVERAGE_PLAN", ([10, 20], 1, 1, -1), ([10, 20], 1, 1, 1)),
        ("SAFETY_STOCK", ([1, 2, 3], 95), ([1, 2, 3], 0.95)),
    ],
)
def test_a_mistake_is_an_error_value_unless_a_sentence_is_asked_for(
    name: str, wrong: tuple[object, ...], good: tuple[object, ...]
) -> None:
    """SUM over a sentence would be 0; the sentence is there for whoever asks."""
    assert formula(name, *wrong) == WRONG
    assert "expected" in told(name, *wrong)
    left_out = [None] * (len(BY_NAME[name].arguments) - 1 - len(good))
    answers = [formula(name, *good, *left_out, *last) for last in ((), (False,), (True,), (1,), ("yes",))]
    assert answers == [answers[0]] * 5
    assert not isinstance(answers[0][0][0], ErrorValue)
    assert formula(name, *wrong, *left_out[: len(left_out)], *[None] * (len(good) - len(wrong)), "no") == WRONG


def test_where_no_plan_exists_the_figure_does_not_either() -> None:
    """#NUM!, as RATE without a solution has it; the status says why and what would help."""
    tight = ([10, 20], 1, 1, None, None, 5)
    for name in ("OPTIMIZE_PLAN", "PLAN_COST"):
        assert formula(name, *tight) == NO_PLAN
        assert told(name, *tight) == told("PLAN_STATUS", *tight)
    assert told("PLAN_STATUS", *tight).startswith("No plan meets every limit. One that costs ")
    tables = (PRODUCTS, DEMAND, None, LINE, USAGE)
    assert formula("OPTIMIZE_PLANS", *tables) == NO_PLAN
    assert told("OPTIMIZE_PLANS", *tables) == told("PLANS_STATUS", *tables)


def test_what_would_help_is_looked_for_when_it_is_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes many times as long as the error value."""
    asked: list[NoPlan] = []

    def counted(plan: NoPlan) -> NoPlan:
        asked.append(plan)
        return why_none(plan)

    monkeypatch.setattr(shared, "why_none", counted)
    tight = ([10, 30], 1, 1, None, None, 6)
    assert formula("OPTIMIZE_PLAN", *tight) == NO_PLAN
    assert formula("PLAN_COST", *tight) == NO_PLAN
    assert asked == []
    sentences = {told(name, *tight) for name in ("PLAN_STATUS", "OPTIMIZE_PLAN", "PLAN_COST", "PLAN_STATUS")}
    assert len(sentences) == len(asked) == 1


def test_where_the_engine_gives_up_the_figure_is_not_available() -> None:
    """#N/A: the cells are right, and another day or a longer limit may bring it."""

    def slow(given: object) -> list[list[float | str | ErrorValue | None]]:
        """A function that runs out of time."""
        raise SolverError("No plan was found within 60 s.")

    function = worksheet_function()(slow)
    assert function() == NOT_NOW
    assert function([[True]]) == [["No plan was found within 60 s."]]
    assert worksheet_function(figures=False)(slow)() == [["No plan was found within 60 s."]]


def test_an_answer_to_messages_that_is_none_is_a_mistake_too() -> None:
    """Like any other argument; but then nobody can have asked for a sentence."""
    assert formula("SAFETY_STOCK", [1, 2, 3], 0.9, None, None, "maybe") == WRONG
    assert formula("SAFETY_STOCK", [1, 2, 3], 0.9, None, None, [True, False]) == WRONG
    assert MESSAGES.expected == "TRUE or FALSE"


def test_a_range_that_was_not_read_is_told_where_it_is_asked_for() -> None:
    """Two ranges in one are refused by the host."""
    unread = Unread("2 ranges", "give one range, in one piece")
    assert BY_NAME["PLAN_COST"](unread, rows(1.0), rows(1.0)) == WRONG
    (answer,) = BY_NAME["PLAN_COST"](unread, rows(1.0), rows(1.0), *[None] * 5, [[True]])
    assert "found 2 ranges; give one range, in one piece" in str(answer[0])
    assert len(str(answer[0])) <= SENTENCE
