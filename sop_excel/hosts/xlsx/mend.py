"""References to sheets, kept right when a grafted sheet gets another name."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from sop_excel.domain.table import quoted_sheet
from sop_excel.hosts.xlsx.formula import MAX_LENGTH, QUOTED, SIGN, WORD, Token, tokens

MAX_NAME = 31  # characters in a sheet's name


def mended(formula: str, sheets: Mapping[str, str]) -> str:
    """The formula with its sheets renamed (keys in lower case).

    >>> mended("SUM('Plan'!A1,Plan!B2)&\\"Plan!\\"", {"plan": "Plan (2)"})
    'SUM(\\'Plan (2)\\'!A1,\\'Plan (2)\\'!B2)&"Plan!"'
    """

    if "!" not in formula or len(formula) > MAX_LENGTH:
        return formula
    pieces = tokens(formula)
    return "".join(
        _renamed(one.text, sheets) if after.text == "!" and one.kind in (QUOTED, WORD) else one.text
        for one, after in zip_longest(pieces, pieces[1:], fillvalue=Token(SIGN, "", 0))
    )


def _renamed(sheet: str, sheets: Mapping[str, str]) -> str:
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    new = sheets.get(name.lower(), name)
    return sheet if new == name else quoted_sheet(new)


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
