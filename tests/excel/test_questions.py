"""Questions in Excel: messages with Yes, No and Cancel, each of which says what it means."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from sop_excel.domain.questions import Answers, Choice, Question, UnsureError
from sop_excel.errors import InputError
from sop_excel.hosts.excel.questions import MOST, answered
from sop_excel.hosts.excel.telling import guarded
from sop_excel.hosts.excel.ways import CancelledError
from tests.excel.engine import excel, open_book
from tests.excel.engine.samples import empty

ORDER = Question(
    "order", "Sales!A2:A90", "Is the day or the month first?",
    (Choice("day", "3/4/2026 is the third of April"), Choice("month", "3/4/2026 is the fourth of March")),
    "all of them can be read in both ways", "--day-first",
)  # fmt: skip
QUANTITY = Question(
    "quantity", "Sales!A1:F1", "Which column is the quantity?",
    (Choice("C", "column Units"), Choice("D", "column Boxes"), Choice("E", "column Pallets")), "three could be",
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return open_book(empty(tmp_path))


def asked(answers: Answers, *questions: Question) -> Answers:
    """A step that needs an answer to each of these."""
    if left := [one for one in questions if one.key not in answers]:
        raise UnsureError(left)
    return dict(answers)


def given(book: xw.Book, pressed: list[str], *questions: Question) -> Answers:
    """The answers of a planner who presses these buttons."""
    excel(book).answers = list(pressed)
    found = answered(book.app, lambda answers: asked(answers, *questions))
    assert excel(book).answers == []
    return found


def test_of_two_choices_yes_and_no_say_what_they_mean(book: xw.Book) -> None:
    """And what was seen."""
    assert given(book, ["yes"], ORDER) == {"order": "day"}
    assert given(book, ["no"], ORDER) == {"order": "month"}
    message = excel(book).alerts[0]
    assert message.buttons == "yes_no_cancel"
    assert message.prompt == (
        "Sales!A2:A90: Is the day or the month first?\nall of them can be read in both ways\n\n"
        "Yes: 3/4/2026 is the third of April\nNo: 3/4/2026 is the fourth of March\nCancel: nothing is changed."
    )


def test_of_more_choices_one_after_the_other_is_offered(book: xw.Book) -> None:
    """Until one is taken; each message names what is left."""
    assert given(book, ["no", "yes"], QUANTITY) == {"quantity": "D"}
    first, second = (alert.prompt for alert in excel(book).alerts)
    assert "Yes: column Units\nNo: something else (column Boxes; column Pallets)" in first
    assert "Yes: column Boxes\nNo: something else (column Pallets)" in second


def test_several_questions_are_numbered(book: xw.Book) -> None:
    """Each has its own answer."""
    assert given(book, ["no", "yes"], ORDER, QUANTITY) == {"order": "month", "quantity": "C"}
    assert [alert.prompt.splitlines()[0] for alert in excel(book).alerts] == ["Question 1 of 2", "Question 2 of 2"]


@pytest.mark.parametrize("pressed", [["cancel"], ["no", "cancel"], ["no", "no", "no"]])
def test_cancel_and_none_of_all_choices_end_the_command(book: xw.Book, pressed: list[str]) -> None:
    """In the status bar stands that nothing was changed; no further message."""
    with pytest.raises(CancelledError):
        given(book, pressed, QUANTITY)
    excel(book).answers, before = list(pressed), len(excel(book).alerts)

    def clean() -> None:
        answered(book.app, lambda answers: asked(answers, QUANTITY))

    guarded(book.app, "Clean history", clean)
    assert excel(book).status_bar == "S&OP: Clean history: cancelled, nothing was changed"
    assert len(excel(book).alerts) == before + len(pressed)


def test_a_question_that_comes_back_is_a_problem_and_no_endless_loop(book: xw.Book) -> None:
    """A step that does not take an answer must not ask for ever."""

    def never(answers: Answers) -> None:
        raise UnsureError([ORDER])

    with pytest.raises(InputError, match="Sales!A2:A90: expected an answer to: Is the day or the month first"):
        answered(book.app, never)
    assert len(excel(book).alerts) == 1


def test_too_many_questions_are_told_at_once(book: xw.Book) -> None:
    """Nobody answers them message by message; as many as may be are asked."""
    questions = [Question(f"q{number}", "Sales", "This?", ORDER.choices, "why") for number in range(MOST + 1)]
    assert len(given(book, ["yes"] * MOST, *questions[:MOST])) == MOST
    with pytest.raises(InputError) as told:
        given(book, [], *questions)
    assert len(told.value.issues) == MOST + 1
