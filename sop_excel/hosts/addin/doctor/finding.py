"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, FIX = "ok", "note", "fix"


@dataclass(frozen=True)
class Observation:
    """How one thing stands (ok, note or fix), what was found, and what to do about it.

    >>> print(Observation("fix", "Python", "3.9 is too old", "install Python 3.11 or newer"))
    fix   Python: 3.9 is too old; install Python 3.11 or newer
    """

    level: str
    subject: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        told = f"{self.subject}: {self.found}"
        return f"{self.level:<5} {told}; {self.advice}" if self.advice else f"{self.level:<5} {told}"
