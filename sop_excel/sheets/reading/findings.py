"""What was found wrong while reading: collected all through, told once, like faults in one line."""

from __future__ import annotations

from dataclasses import dataclass, field

from sop_excel.domain.table import Places
from sop_excel.domain.vocabulary import one_line
from sop_excel.errors import InputError, Issue
from sop_excel.sheets.reading.gathering import Cell, CellIssue, Common, gathered


@dataclass(frozen=True)
class Spot:
    """Where an issue stands: its place, and the table and column there; ``cell`` is None where it is no single cell."""

    place: str
    subject: str
    cell: Cell | None = field(default=None, compare=False)

    def issue(self, expected: str, found: str, advice: str, common: Common | None = None) -> Issue:
        """An issue at this spot; whatever the planner typed, it stays on one line.

        ``common`` is what is said of many such cells at once, where that is not the same for each of them.
        """
        place, subject, expected, found, advice = map(one_line, (self.place, self.subject, expected, found, advice))
        if self.cell is None:
            return Issue(place, subject, expected, found, advice)
        common = common or Common(expected, f"in each of them: {advice}")
        return CellIssue(place, subject, expected, found, advice, self.cell, common)


def spot_of(places: Places, row: int, column: int, table: str, header: str, *, wide: bool = False) -> Spot:
    """The spot of a cell of a table, -1 for the row of its headers; ``wide`` where its column is one of the periods."""
    place = places.header(column) if row < 0 else places.cell(row, column)
    return Spot(place, f"{table}[{header.strip()}]", Cell(places, row, column, table, header.strip(), wide))


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

    def add(self, others: Findings) -> None:
        """Take what others have found too."""
        self.errors += others.errors
        self.warnings += others.warnings

    def raise_errors(self) -> None:
        """Raise one InputError with all errors, if there are any; like faults are one of them."""
        if self.errors:
            raise InputError(gathered(self.errors))

    def told(self) -> tuple[Issue, ...]:
        """The warnings; like ones are one of them."""
        return gathered(self.warnings)
