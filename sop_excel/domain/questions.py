"""What has to be asked before a file can be understood: data that any host puts in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_excel.domain.vocabulary import listed


@dataclass(frozen=True)
class Choice:
    """One answer: its short name, as it is typed, and what it means in words."""

    name: str
    means: str


@dataclass(frozen=True)
class Question:
    """What is unsure, with the answers that there are.

    ``key`` names it in the answers; ``place`` is what it is about (a range, a column, a file); ``option`` is what
    answers it on the command line, such as ``--day-first or --month-first``; ``why`` says what was seen.
    """

    key: str
    place: str
    text: str
    choices: tuple[Choice, ...]
    why: str
    option: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The short names of its answers, in order."""
        return tuple(choice.name for choice in self.choices)


Answers = Mapping[str, str]  # from a question's key to the name of a choice


class UnsureError(Exception):
    """Questions that must be answered first; nothing has been done. Hosts catch it, ask, and run again."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__("; ".join(f"{one.place}: {one.text} ({listed(one.names)})" for one in self.questions))
