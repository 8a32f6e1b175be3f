"""Names of sheets: what spreadsheets allow, and a free one beside others."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_NAME = 31  # in units of UTF-16
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_RESERVED = "history"  # by programs that track changes
_NAMELESS = "Sheet"


def free_sheet_name(name: str, taken: set[str]) -> str:
    """The name, or the name with a number if it is taken (``taken`` in lower case).

    >>> free_sheet_name("Plan", {"plan", "plan (2)"})
    'Plan (3)'
    """
    number, found = 1, name
    while found.lower() in taken:
        number += 1
        mark = f" ({number})"
        found = cut(name, MAX_NAME - len(mark)) + mark
    return found


def cut(name: str, most: int) -> str:
    """As much of a name as so many units of UTF-16 hold, letters kept whole."""
    return name.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def valid_sheet_names(names: Sequence[str]) -> list[str]:
    """The names as a workbook may have them: forbidden signs replaced, cut to their length, each of them once.

    >>> valid_sheet_names(["Sales [2026]/EU", "plan", "Plan", "", "x" * 40])
    ['Sales (2026)-EU', 'plan', 'Plan (2)', 'Sheet', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        found.append(free_sheet_name(_valid(name), taken))
        taken.add(found[-1].lower())
    return found


def _valid(name: str) -> str:
    plain = _FORBIDDEN.sub("-", name.replace("[", "(").replace("]", ")"))
    plain = cut(plain, MAX_NAME).strip().strip("'").strip()
    return _NAMELESS if not plain or plain.lower() == _RESERVED else plain
