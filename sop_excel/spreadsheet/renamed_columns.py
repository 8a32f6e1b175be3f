"""Structured references to the columns of a table whose periods become others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from sop_excel.spreadsheet.formulas import BRACKETS, WORD, tokens
from sop_excel.spreadsheet.references import columns_used

_NAME = r"(?:'.|[^\[\]'])*"
_SPAN = re.compile(rf"\[({_NAME})\]:\[({_NAME})\]")
_ONE = re.compile(rf"\[(@?)({_NAME})\]")
_WRITTEN = re.compile(r"'(.)")
_SPECIAL = re.compile(r"(['#\[\]@])")
GONE = "#REF!"


def with_spans(formula: str, table: str, ends: Mapping[str, str]) -> str:
    """The formula with the ends of its spans of columns of the table renamed: ``ends`` by headers in lower case.

    >>> with_spans("SUM(Demand[@[Jan]:[Dec]])+Demand[Jan]+SUM(Mine[[Jan]:[Dec]])", "Demand", {"jan": "Feb"})
    'SUM(Demand[@[Feb]:[Dec]])+Demand[Jan]+SUM(Mine[[Jan]:[Dec]])'
    """

    def renamed(brackets: str) -> str:
        return _SPAN.sub(lambda m: f"[{_new(m[1], ends)}]:[{_new(m[2], ends)}]", brackets)

    return _changed(formula, table, renamed)


def with_columns(formula: str, table: str, names: Mapping[str, str | None]) -> str:
    """The formula with columns of the table renamed; a reference to one that is gone (None) is an error from then on.

    >>> with_columns("SUM(Demand[Jan])+SUM(Demand[[#Headers],[Feb]])", "Demand", {"jan": "Mar", "feb": None})
    'SUM(Demand[Mar])+SUM(#REF!)'
    """

    def renamed(brackets: str) -> str | None:
        used = next(iter(columns_used(f"{table}{brackets}").values()), ())
        if any(names.get(name.lower(), name) is None for name in used):
            return None
        kept = {name: new for name, new in names.items() if new is not None}
        return _ONE.sub(lambda m: f"[{m[1]}{_new(m[2], kept)}]", brackets)

    return _changed(formula, table, renamed)


def _changed(formula: str, table: str, renamed: Callable[[str], str | None]) -> str:
    pieces = tokens(formula)
    texts = [piece.text for piece in pieces]
    for n, (name, brackets) in enumerate(pairwise(pieces)):
        if brackets.kind == BRACKETS and name.kind == WORD and name.text.lower() == table.lower():
            new = renamed(brackets.text)
            texts[n : n + 2] = [GONE, ""] if new is None else [name.text, new]
    return "".join(texts)


def _new(written: str, names: Mapping[str, str]) -> str:
    """A name as it stands in brackets, renamed if it is known."""
    new = names.get(_WRITTEN.sub(r"\1", written).lower())
    return written if new is None else _SPECIAL.sub(r"'\1", new)
