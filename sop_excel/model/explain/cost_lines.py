"""The cost lines as sentences name them, and what moves in them from one plan to another."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sop_excel.domain.costs import COST_LINES
from sop_excel.domain.said import Figure, Word, say, together
from sop_excel.domain.vocabulary import money

SHOWN = 0.005  # money: less than this reads as nothing
LISTED = 3
REVENUE = "revenue"
_NAMES = {line.key: line.name.lower() for line in COST_LINES} | {REVENUE: REVENUE}


def differences(now: Mapping[str, float], then: Mapping[str, float]) -> str:
    """The cost lines that change most from one plan to another, in brackets with a space before; empty for none.

    Revenue is given as a cost, so that it is negative, and told as what it is.

    >>> differences({"holding": 9600.0}, {"overtime": 14000.0}), differences({"revenue": -500.0}, {"revenue": -400.0})
    (' (overtime +14,000, holding -9,600)', ' (revenue -100)')
    """
    moved = {line: then.get(line, 0.0) - now.get(line, 0.0) for line in _NAMES if line in now or line in then}
    most = sorted((line for line in moved if abs(moved[line]) >= SHOWN), key=lambda line: -moved[line])
    rest = most[LISTED - 1 : -1] if len(most) > LISTED else []
    told = [
        say("{line} {amount}", line=line_name(line), amount=_signed(-moved[line] if line == REVENUE else moved[line]))
        for line in most
        if line not in rest
    ]
    if rest:
        told.append(say("others {amount}", amount=_signed(math.fsum(moved[line] for line in rest))))
    return say(" ({changes})", changes=together(told, ", ")) if told else ""


def _signed(amount: float) -> Figure:
    return Figure(f"{'+' if amount >= 0 else '-'}{money(abs(amount))}")


def line_name(line: str) -> Word:
    """A cost line inside a sentence, e.g. ``holding``."""
    return Word(_NAMES[line], _NAMES[line])
