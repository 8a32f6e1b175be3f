"""What was found wrong while reading: collected all through, raised once."""

from __future__ import annotations

from dataclasses import dataclass

from sop_excel.errors import InputError, Issue
from sop_excel.sheets.reading.wording import one_line


@dataclass(frozen=True)
class Spot:
    """Where an issue stands: its place, and the table and column there."""

    place: str
    subject: str

    def issue(self, expected: str, found: str, advice: str) -> Issue:
        """An issue at this spot; whatever the planner typed, it stays on one line."""
        return Issue(*map(one_line, (self.place, self.subject, expected, found, advice)))


class Findings:
    """Errors and warnings in the order in which they were found."""

    def __init__(self) -> None:
        self.errors: list[Issue] = []
        self.warnings: list[Issue] = []

    def error(self, issue: Issue) -> None:
        """Note what makes planning impossible."""
        self.errors.append(issue)

    def warn(self, issue: Issue) -> None:
        """Note what the planner should know."""
        self.warnings.append(issue)

    def copy(self) -> Findings:
        """What was found so far, to be gone on with apart."""
        copied = Findings()
        copied.errors, copied.warnings = list(self.errors), list(self.warnings)
        return copied

    def raise_errors(self) -> None:
        """Raise one InputError with all errors, if there are any."""
        if self.errors:
            raise InputError(dict.fromkeys(self.errors))  # one cell may be wrong in every period that it states
