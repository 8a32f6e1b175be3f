"""What is said of cells, as somebody reads it who gave a frame: a row and a column, a missing value, no buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sop_excel.contract import schema
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.frames.frame_places import argument_of

_CONVERT = "convert the column with pd.to_numeric"
_WORDS = (  # what is said of a workbook, and what of a frame
    (
        r"the cell holds text: give it a number format, and type the number again",
        "it is text: convert the column with pd.to_numeric",
    ),
    (
        r"these cells hold text: select them and choose Convert to Number.*",
        "they are text: convert the columns with pd.to_numeric",
    ),
    (r",? or let sop-excel adopt convert it", ""),
    (r"the cell holds text", "it is text"),
    (r"these cells hold text", "they are text"),
    (r"give the cell a number format and type the number", "give the number"),
    (r"type it as text, with an apostrophe in front", "give it as text"),
    (r"fill the cell, or clear the whole row", "fill it, or drop the row"),
    (r"take the row out of the table", "leave it out"),
    (r"give the table with your (\w+) this name .* adopt$", r"pass it as \1=..."),
    (r"rename it if (.+) is meant; as it stands it is not read", r"did you mean '\1'? as it stands it is not read"),
    (r"clear the cells?", "leave it missing"),
    (r"(?:a|the) PivotTable does it", "DataFrame.pivot does it"),
    (r": Table Design, Total Row adds one that is not read", ""),
    (r"\b[Tt]ype (?=a |an |the |one )", "give "),
    (r"a blank cell", "a missing value"),
    (r"\bcells\b", "values"),
)
_TABLES = frozenset(form.name for form in schema.INPUT_TABLES)
_PATTERNS = [(re.compile(pattern), said) for pattern, said in _WORDS]


def of_frames(text: str) -> str:
    """A sentence as it is said of a frame.

    >>> of_frames("type a number >= 0, or clear the cell for no limit")
    'give a number >= 0, or leave it missing for no limit'
    >>> of_frames("the cell holds text: type the number alone, 12 if that is meant, or let sop-excel adopt convert it")
    'it is text: give the number alone, 12 if that is meant'
    """
    for pattern, said in _PATTERNS:
        text = pattern.sub(said, text)
    return text


@dataclass(frozen=True)
class FrameIssue(Issue):
    """One problem of a frame: ``place`` names the argument, the row and the column.

    >>> print(FrameIssue("demand, row 'A', column '2025-02'", "Demand[2025-02]", "a number >= 0", "'n/a'", "mend it"))
    demand, row 'A', column '2025-02': expected a number >= 0, found 'n/a'; mend it
    """

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, found {self.found}; {self.advice}"


def issue_of_frames(issue: Issue) -> FrameIssue:
    """A problem as it is said of a frame."""
    place = argument_of(issue.place) if issue.place in _TABLES else issue.place
    told = of_frames(issue.found)
    return FrameIssue(place, issue.subject, of_frames(issue.expected), told, of_frames(issue.advice))


def error_of_frames(error: InputError) -> InputError:
    """All problems as they are said of frames."""
    return InputError(map(issue_of_frames, error.issues))
