"""What is said of the command line, as a planner in Excel knows it: buttons in place of commands, and no options."""

from __future__ import annotations

import re
from dataclasses import replace

from sop_excel.errors import Issue

BUTTONS = {  # the labels of the ribbon, by the commands that they start
    "optimize": "Optimize plan",
    "check": "Check inputs",
    "compare": "Compare scenarios",
    "adopt": "Adopt this workbook",
    "clean": "Clean history",
    "forecast": "Forecast",
    "safety-stock": "Safety stock",
    "chain": "History to plan",
    "roll": "Roll",
    "pull": "Pull",
    "publish": "Publish",
    "runs": "Runs",
    "compare-rules": "Compare rules",
    "undo": "Undo last run",
}
_OF_RUNS = "compare"  # on the command line it sets two runs side by side, which no button does
_COMMAND = re.compile(rf"\bsop-excel ({'|'.join(name for name in BUTTONS if name != _OF_RUNS)})\b(?!-)")
_OPTIONS = (  # ways that only a command line has, beside one that Excel has too
    (re.compile(r",? (?:as with|como con) --[\w-]+"), ""),
    (re.compile(r",? (?:or|o) [^,;.]*--[^,;.]*"), ""),
)


def in_excel(text: str) -> str:
    """A sentence as it is said in Excel.

    >>> in_excel("run sop-excel clean on your sales first"), in_excel("clear the cell, or run again with --force")
    ('run Clean history on your sales first', 'clear the cell')
    >>> in_excel("name the columns, as with --date-column"), in_excel("sop-excel doctor")
    ('name the columns', 'sop-excel doctor')
    """
    for pattern, said in _OPTIONS:
        text = pattern.sub(said, text)
    return _COMMAND.sub(lambda found: BUTTONS[found[1]], text)


def issue_in_excel(issue: Issue) -> Issue:
    """A problem as it is said in Excel; what was found there stays as it is."""
    return replace(issue, expected=in_excel(issue.expected), advice=in_excel(issue.advice))
