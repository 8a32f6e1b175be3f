"""References to sheets, kept right when a grafted sheet gets another name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sop_excel.domain.table import quoted_sheet

_SHEET = re.compile(r""""(?:[^"]|"")*"|('(?:[^']|'')+'|[^\W\d][\w.]*)!""")
MAX_NAME = 31  # characters in a sheet's name


def mended(formula: str, sheets: Mapping[str, str]) -> str:
    """The formula with its sheets renamed (keys in lower case).

    >>> mended("SUM('Plan'!A1,Plan!B2)&\\"Plan!\\"", {"plan": "Plan (2)"})
    'SUM(\\'Plan (2)\\'!A1,\\'Plan (2)\\'!B2)&"Plan!"'
    """

    def change(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        name = found[1][1:-1].replace("''", "'") if found[1].startswith("'") else found[1]
        new = sheets.get(name.lower(), name)
        return found[0] if new == name else quoted_sheet(new) + "!"

    return _SHEET.sub(change, formula) if "!" in formula else formula


def free_sheet_name(name: str, taken: set[str]) -> str:
    """The name, or the name with a number if it is taken (``taken`` in lower case).

    >>> free_sheet_name("Plan", {"plan", "plan (2)"})
    'Plan (3)'
    """
    number, found = 1, name
    while found.lower() in taken:
        number += 1
        mark = f" ({number})"
        found = name[: MAX_NAME - len(mark)] + mark
    return found
