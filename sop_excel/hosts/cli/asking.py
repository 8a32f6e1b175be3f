"""Questions before a command can go on: asked at the terminal, or told with the option that answers each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from sop_excel.domain.questions import Answers, Question, UnsureError
from sop_excel.domain.vocabulary import listed, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.streams import tell

T = TypeVar("T")
ANSWER = "--answer"


def answered(run: Callable[[Answers], T], given: Answers, may_ask: bool) -> T:
    """What ``run`` gives once every question that it raises has an answer.

    They are asked where ``may_ask``; otherwise, or where nobody answers, InputError names each with what answers it.
    """
    answers = dict(given)
    while True:
        try:
            return run(answers)
        except UnsureError as unsure:
            asked = unsure.questions
        if not may_ask or any(one.key in answers for one in asked):
            raise InputError([_unanswered(one, answers) for one in asked])
        for one in asked:
            answers[one.key] = _ask(one, asked)


def confirm(question: str, told: Sequence[str]) -> None:
    """Go on only if whoever sits at the terminal agrees. Raises InputError where not."""
    tell("\n".join(("", *told, f"{question} (y/n): ")))
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise InputError([Issue("the terminal", "", "y to go on", "another answer", "nothing was changed")])


def parsed_answers(words: Sequence[str]) -> dict[str, str]:
    """The answers typed as KEY=CHOICE. Raises InputError for any other form.

    >>> parsed_answers(["date order=day"])
    {'date order': 'day'}
    """
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise InputError([Issue(ANSWER, "", "KEY=CHOICE", quoted(word), "see the question for both") for word in wrong])
    return {key.strip(): choice.strip() for key, _, choice in (word.partition("=") for word in words)}


def can_ask() -> bool:
    """Whether somebody sits at a terminal who sees what is asked, and can answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _unanswered(question: Question, answers: Answers) -> Issue:
    expected = f"an answer to: {question.text} ({listed(question.names)})"
    given = answers.get(question.key)
    found = f"{question.why}" if given is None else f"the answer {quoted(given)}; {question.why}"
    option = question.option or " or ".join(f'{ANSWER} "{question.key}={name}"' for name in question.names)
    return Issue(question.place, "", expected, found, f"answer it with {option}")


def _ask(question: Question, asked: Sequence[Question]) -> str:
    tell(f"\n{question.place}: {question.text}\n  {question.why}")
    for number, choice in enumerate(question.choices, 1):
        tell(f"  {number}  {choice.name}: {choice.means}")
    while True:
        tell(f"Type a number from 1 to {len(question.choices)} (nothing to stop): ")
        line = sys.stdin.readline().strip()
        if not line:
            raise InputError([_unanswered(one, {}) for one in asked])
        if line.isdigit() and 1 <= int(line) <= len(question.choices):
            return question.names[int(line) - 1]
        if line in question.names:
            return line
