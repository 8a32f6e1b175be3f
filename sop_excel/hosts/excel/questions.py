"""Questions before a command can go on, as messages: the planner answers with Yes, No or Cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import xlwings as xw

from sop_excel.domain.questions import Answers, Question, UnsureError
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.excel.telling import ask
from sop_excel.hosts.excel.ways import CancelledError

T = TypeVar("T")
MOST = 6  # questions of one run; more of them are told, and answered in the workbook or on the command line
_TWO = 2
CANCEL = "Cancel: nothing is changed."


def answered(app: xw.App, run: Callable[[Answers], T]) -> T:
    """What ``run`` gives once every question that it raises has an answer.

    Raises CancelledError once the planner presses Cancel; InputError for an answer that is asked for again, and for so
    many questions that nobody would answer them one by one.
    """
    answers: dict[str, str] = {}
    while True:
        try:
            return run(answers)
        except UnsureError as unsure:
            asked = unsure.questions
        if len(asked) > MOST or any(one.key in answers for one in asked):
            raise InputError([_unanswered(one) for one in asked])
        for number, one in enumerate(asked, 1):
            head = f"Question {number} of {len(asked)}\n\n" if len(asked) > 1 else ""
            answers[one.key] = _ask(app, one, head)


def _unanswered(question: Question) -> Issue:
    expected = f"an answer to: {question.text}"
    choices = "; ".join(f"{one.name}: {one.means}" for one in question.choices)
    return Issue(question.place, "", expected, question.why, f"change the data so that it is clear ({choices})")


def _ask(app: xw.App, question: Question, head: str) -> str:
    """The name of the choice: of two by Yes and No; of more one by one, until one is taken."""
    text = f"{head}{question.place}: {question.text}\n{question.why}\n\n"
    if len(question.choices) == _TWO:
        first, second = question.choices
        told = f"{text}Yes: {first.means}\nNo: {second.means}\n{CANCEL}"
        return first.name if ask(app, told, "yes_no_cancel") == "yes" else second.name
    for number, choice in enumerate(question.choices):
        told = f"{text}Yes: {choice.means}\nNo: {_others(question, number)}\n{CANCEL}"
        if ask(app, told, "yes_no_cancel") == "yes":
            return choice.name
    raise CancelledError  # none of them is meant


def _others(question: Question, number: int) -> str:
    left: Sequence[str] = [choice.means for choice in question.choices[number + 1 :]]
    if not left:
        return "none of these; nothing is changed."
    return f"something else ({'; '.join(left)})"
