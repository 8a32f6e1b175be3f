"""What a cell may hold, and what a blank one means."""

from __future__ import annotations

from enum import Enum
from math import inf, nan

from sop_excel.domain.said import phrase


class Kind(Enum):
    """What a cell may hold."""

    TEXT = phrase("text")
    NUMBER = phrase("a number >= 0")
    SIGNED = phrase("a number")
    WHOLE = phrase("a whole number >= 0")
    YES_NO = phrase("yes or no")
    CHOICE = phrase("one of a list")
    ANY = phrase("a number, or the text of a setting")


class Blank(Enum):
    """What a blank cell means: its words for the planner and its number for the model."""

    ERROR = ("must be filled", nan)
    EMPTY = ("none", nan)
    ZERO = ("0", 0.0)
    ONE = ("1", 1.0)
    UNLIMITED = ("unlimited", inf)
    NOT_ALLOWED = ("not allowed", nan)
    NO = ("no", 0.0)

    def __init__(self, words: str, number: float) -> None:
        self.words = words
        self.number = number
