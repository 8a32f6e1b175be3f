"""Structured references to the columns of a table whose periods become others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sop_excel.spreadsheet.formulas import BRACKETS, WORD, tokens
from sop_excel.spreadsheet.references import columns_used

_NAME = r"(?:'.|[^\[\]'])*"
_SPAN = re.compile(rf"\[({_NAME})\]:\[({_NAME})\]")
_ONE = re.compile(rf"\[(@?)({_NAME})\]")
_WRITTEN = re.compile(r"'(.)")
_SPECIAL = re.compile(r"(['#\[\]@])")
GONE = "#REF!"


def with_spans(formula: str, table: str, old: Sequence[str], new: Sequence[str]) -> str:
    """The formula with each span over all ``old`` periods of the table over the ``new`` ones.

    So does one from a column before the first period to the last, or from the first to a column behind the last; one
    from a period to another stays as it is.

    >>> with_spans("SUM(Demand[@[Jan]:[Mar]])+Demand[Jan]+SUM(Demand[[Code]:[Mar]])", "Demand", ["Jan", "Mar"], ["May"])
    'SUM(Demand[@[May]:[May]])+Demand[Jan]+SUM(Demand[[Code]:[May]])'
    >>> with_spans("SUM(Demand[[Jan]:[Feb]])", "Demand", ["Jan", "Feb", "Mar"], ["May"])
    'SUM(Demand[[Jan]:[Feb]])'
    """
    periods = [period.lower() for period in old]

    def span(found: re.Match[str]) -> str:
        left, right = (_WRITTEN.sub(r"\1", name).lower() for name in found.groups())
        begins = left == periods[0] and (right == periods[-1] or right not in periods)
        ends = right == periods[-1] and (left == periods[0] or left not in periods)
        first = _written(new[0]) if begins else found[1]
        return f"[{first}]:[{_written(new[-1]) if ends else found[2]}]"

    return _changed(formula, table, lambda brackets: _SPAN.sub(span, brackets)) if periods and new else formula


class Spans(NamedTuple):
    """A table and the names of its periods, before and after: what names the first to the last means all of them."""

    table: str
    old: Sequence[str]
    new: Sequence[str]


def followed(formula: str, spans: Iterable[Spans]) -> str:
    """The formula with what names all periods of a table naming all that it has then; see ``with_spans``."""
    for one in spans:
        formula = with_spans(formula, *one)
    return formula


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
    return written if new is None else _written(new)


def _written(name: str) -> str:
    return _SPECIAL.sub(r"'\1", name)
