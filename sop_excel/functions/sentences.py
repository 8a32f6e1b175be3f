"""What is wrong with a formula in a sentence that fits into a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sop_excel.errors import Issue

SENTENCE = 250  # characters of a sentence in a cell, below the 255 that old interfaces of spreadsheets cut at


def sentence(issues: Sequence[Issue]) -> str:
    """The first problem in a sentence, and how many more there are.

    >>> sentence([Issue("argument 2, production_cost", "", "one number", "3 numbers", "give one")])
    'argument 2, production_cost: expected one number, found 3 numbers; give one'
    """
    more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
    return shortened(str(issues[0]), more)


def bare(issue: Issue) -> Issue:
    """The issue without table and column, which say nothing to someone who gave neither.

    >>> print(bare(Issue("argument 4, initial_inventory", "Products[Initial inventory]", "0", "-1", "type it")))
    argument 4, initial_inventory: expected 0, found -1; type it
    """
    return replace(issue, subject="")


def shortened(text: str, ending: str = "") -> str:
    """The text on one line, cut so that with its ending it is no longer than a cell's sentence may be.

    >>> shortened("word " * 100)[-15:], len(shortened("x" * 300))
    ('word word wo...', 250)
    """
    line, room = " ".join(text.split()), SENTENCE - len(ending)
    if len(line) > room:
        line = line[: room - 3] + "..."
    return line + ending
