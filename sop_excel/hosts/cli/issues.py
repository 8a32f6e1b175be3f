"""Problems of the input, for people and for programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

from sop_excel.domain.told_issues import line_in
from sop_excel.errors import Issue
from sop_excel.hosts.cli.terminal import has_colour, painted

_CORNER = r"\$?[A-Z]{1,3}\$?\d+"
_CELL = re.compile(rf"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<cell>{_CORNER}(?::{_CORNER})?)")


def told_issues(issues: Iterable[str | Issue], language: str) -> str:
    """A line each in the language; on a terminal with its place in red."""
    return "\n".join(_painted(issue, line_in(issue, language)) for issue in issues)


def _painted(issue: str | Issue, text: str) -> str:
    if not isinstance(issue, Issue) or not has_colour(sys.stderr):
        return text
    return painted(issue.place, "red", sys.stderr) + text[len(issue.place) :]


def wrong_input(issues: Iterable[object]) -> dict[str, Any]:
    """The answer for programs: each problem as the line that people read, and in the same order as an object."""
    found = [*issues]
    return {"status": "input error", "issues": [*map(str, found)], "problems": [*map(issue_object, found)]}


def issue_object(issue: object) -> dict[str, Any]:
    """A problem or a note, part by part; null for what it has none of.

    >>> one = issue_object(Issue("'My sheet'!C7", "Demand[Jan]", "a number >= 0", "'n/a'", "clear the cell"))
    >>> one["sheet"], one["cell"], one["name"], one["expected"], one["found"], one["advice"]
    ('My sheet', 'C7', 'Demand[Jan]', 'a number >= 0', "'n/a'", 'clear the cell')
    >>> issue_object("Fan needs 30 units by the end of Jan.")["place"]
    """
    names = ("place", "sheet", "cell", "name", "expected", "found", "advice")
    if not isinstance(issue, Issue):
        return dict.fromkeys(names) | {"text": str(issue)}
    at = _CELL.fullmatch(issue.place)
    sheet = (at["plain"] or at["quoted"].replace("''", "'")) if at else None
    parts = (issue.place, sheet, at and at["cell"], issue.subject or None, issue.expected, issue.found, issue.advice)
    return dict(zip(names, parts, strict=True)) | {"text": str(issue)}
