"""What functions answered before: a formula that is calculated again, with nothing changed, is answered at once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

KEPT_ANSWERS = 64

Cell = TypeVar("Cell")


class AnswersBefore(Generic[Cell]):
    """The last answers of a function, by all that it was given as ``repr`` writes it: so a number with leading zeros is
    told apart from the same one without, and ``TRUE`` from 1. Safe to ask from several threads.
    """

    def __init__(self, most: int = KEPT_ANSWERS) -> None:
        self._most, self._lock = most, Lock()
        self._rows: OrderedDict[str, list[list[Cell]]] = OrderedDict()

    def get(self, given: str) -> list[list[Cell]] | None:
        """The answer, in rows that the caller may change; None where it is not known (any more)."""
        with self._lock:
            rows = self._rows.get(given)
            if rows is not None:
                self._rows.move_to_end(given)
        return None if rows is None else [row.copy() for row in rows]

    def keep(self, given: str, rows: list[list[Cell]]) -> None:
        """Remember an answer; the one that was asked for the longest time ago is forgotten."""
        with self._lock:
            self._rows[given] = [row.copy() for row in rows]
            if len(self._rows) > self._most:
                self._rows.popitem(last=False)
