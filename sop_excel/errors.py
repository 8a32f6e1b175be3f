"""Everything that can go wrong, on one screen.

SopError
├── InputError      the workbook, an argument or the command is wrong; carries every issue at once (exit 2)
├── SolverError     the solver broke down, or found no plan within the time limit (exit 1)
│   ├── DeadlineError      the deadline for all that is done about a plan has passed
│   └── WrongAnswerError   a solver's plan breaks a rule, or costs less than is possible
├── MissingPackageError     what was asked for needs a package that an extra of ours brings (exit 2)
├── MachineError    the machine failed us: disk full, no permission, file open elsewhere (exit 1)
└── DraftError      what was about to be written would be no sound workbook, a mistake of ours (exit 1)

Stopped is no error: someone outside wants it ended, as by KeyboardInterrupt, and nothing may go on after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Issue:
    """One problem with the input, told so that a planner can mend it.

    >>> print(Issue("Demand!C7", "Demand[2025-02]", "a number >= 0", "'n/a'", "clear the cell for no demand"))
    Demand!C7: Demand[2025-02]: expected a number >= 0, found 'n/a'; clear the cell for no demand
    """

    place: str
    subject: str
    expected: str
    found: str
    advice: str

    def __str__(self) -> str:
        where = f"{self.place}: {self.subject}" if self.subject else self.place
        return f"{where}: expected {self.expected}, found {self.found}; {self.advice}"


class SopError(Exception):
    """Any error that this package raises on purpose; its text is a sentence for the planner."""


class InputError(SopError):
    """The input is wrong in the places that ``issues`` lists; nothing was solved or written.

    ``language`` is that of the workbook, in which a planner is told of them; the text of the error is English.
    """

    def __init__(self, issues: Iterable[Issue], language: str = "en") -> None:
        self.issues, self.language = tuple(issues), language
        super().__init__("\n".join(map(str, self.issues)))


class SolverError(SopError):
    """The solver broke down, or no plan was found within the time limit."""


class DeadlineError(SolverError):
    """The deadline has passed for all that may be done about a plan; what was found until then may still be told."""


class WrongAnswerError(SolverError):
    """A solver gave an answer that does not stand our check: one of us is wrong."""


class Stopped(KeyboardInterrupt):
    """A stop from outside ended the work: Ctrl-C, Cancel, the end of the session. No ``except Exception`` keeps it."""


class MissingPackageError(SopError):
    """A package is not installed that not everybody needs; the text says which, and what brings it."""


class MachineError(SopError):
    """The machine did not let us finish: full disk, missing permission, file open elsewhere."""


class DraftError(SopError):
    """The workbook about to be written breaks a rule of the format that the planner's file kept; none was written."""


class InputWarning(UserWarning):
    """Something in the input that is allowed but looks like a mistake."""
