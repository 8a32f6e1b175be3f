"""What is wrong inside of a file, before its name is put to it."""

from __future__ import annotations


class DamagedError(Exception):
    """The content is not as its form demands; the text says what was found."""


class RefusedError(Exception):
    """The content is sound but not for us; it says what was found and what to do."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(found)
        self.advice = advice
