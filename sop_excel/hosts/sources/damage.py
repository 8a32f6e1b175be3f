"""What is wrong inside of a file, before its name is put to it."""

from __future__ import annotations

from math import isfinite


class DamagedError(Exception):
    """The content is not as its form demands; the text says what was found."""


class RefusedError(Exception):
    """The content is sound but not for us; it says what was found and what to do."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(found)
        self.advice = advice


def refuse_document_type(*_: object) -> None:
    """For a parser that has met one: what it may define could grow without end."""
    raise DamagedError("a part with a document type, which spreadsheets never have")


def finite(raw: str) -> float:
    """The number that a number cell holds. Raises DamagedError where it holds none.

    >>> finite("12.5")
    12.5
    """
    try:
        number = float(raw)
    except ValueError as fault:
        raise DamagedError(f"{raw[:40]!r} in a number cell") from fault
    if not isfinite(number):
        raise DamagedError(f"{raw[:40]!r} in a number cell")
    return number
