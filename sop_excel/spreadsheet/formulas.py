"""Formulas taken apart, from left to right in one pass: every character belongs to exactly one token.

So the work grows with the formula's length alone, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

MAX_LENGTH = 8192  # characters that a formula may have in Excel: what is longer is none
TEXT, QUOTED, BRACKETS, WORD, SIGN = "text", "quoted", "brackets", "word", "sign"

# A text or a quoted name without its end goes on to the end of the formula.
_TOKEN = re.compile(
    r"""(?P<text>"[^"]*+(?:""[^"]*+)*+"?)|(?P<quoted>'[^']*+(?:''[^']*+)*+'?)|(?P<word>[\w.$]++)|(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
# Within brackets an apostrophe makes the next character plain.
_TO_BRACKET = re.compile(r"[^\[\]']*+(?:'.[^\[\]']*+)*+([\[\]]?)", re.DOTALL)
_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}")
_COLUMN = re.compile(r"\$?[A-Za-z]{1,3}")
_ROW = re.compile(r"\$?[0-9]{1,7}")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"([A-Z]{1,3})[0-9]+|R[0-9]*(C[0-9]*)?|C[0-9]*", re.IGNORECASE)
_LAST_COLUMN = "XFD"


class Token(NamedTuple):
    """A piece of a formula and where it begins; ``kind`` is TEXT, QUOTED, BRACKETS, WORD or SIGN (one character)."""

    kind: str
    text: str
    start: int


class Place(NamedTuple):
    """An address in a formula as it is written there, the sheet in front of it (or empty), and where it begins."""

    sheet: str
    address: str
    start: int


_END = Token(SIGN, "", 0)


def tokens(formula: str) -> list[Token]:
    """The formula in pieces; nothing for a formula that is too long to be one.

    >>> [token.text for token in tokens('SUM(Plan[It\\'[s],\\'My "plan"\\'!$A1)&"a""b"')]
    ['SUM', '(', 'Plan', "[It'[s]", ',', '\\'My "plan"\\'', '!', '$A1', ')', '&', '"a""b"']
    """
    found: list[Token] = []
    at = 0
    while at < len(formula) <= MAX_LENGTH:
        piece = _TOKEN.match(formula, at)
        if piece is None or piece[0] == "[":
            kind, end = BRACKETS, _closing(formula, at)
        else:
            kind, end = str(piece.lastgroup), piece.end()
        found.append(Token(kind, formula[at:end], at))
        at = end
    return found


def _closing(formula: str, at: int) -> int:
    """Where the brackets that open here end; the end of the formula if they do not."""
    depth = 0
    while found := _TO_BRACKET.match(formula, at):
        at = found.end()
        if not found[1]:
            break
        depth += 1 if found[1] == "[" else -1
        if not depth:
            return at
    return len(formula)


def places(formula: str) -> Iterator[Place]:
    """The addresses of cells, columns and rows in the formula, not those in its texts and brackets.

    >>> [(place.sheet, place.address) for place in places("SUM(Plan!C5:$E5,B2)&'It''s'!C:C+[1]Plan!A1+A1(2)")]
    [('Plan', 'C5:$E5'), ('', 'B2'), ("'It''s'", 'C:C')]
    """
    pieces, at = [*tokens(formula), _END, _END, _END, _END], 0
    while pieces[at] is not _END:
        if at and _holds_on(pieces[at - 1]):
            at += 1
            continue
        sheet, first = _sheet(pieces, at)
        address, after = _address(pieces, first)
        if address:
            yield Place(sheet, address, pieces[first].start)
        at = after if address else max(first, at + 1)


def _holds_on(before: Token) -> bool:
    """Whether what stands behind this token belongs to it: as in ``[1]Plan!A1`` and ``#REF!A1``."""
    return before.kind in (WORD, BRACKETS) or before.text in ("!", "#")


def _sheet(pieces: list[Token], at: int) -> tuple[str, int]:
    """The sheet that is named here, or the first and last of a run of sheets, and what follows; empty if none is."""
    one, colon, other, mark = pieces[at : at + 4]
    if colon.text == "!" and (one.kind == QUOTED or _may_be_sheet(one)):
        return one.text, at + 2
    run = colon.text == ":" and mark.text == "!" and not one.text[:1].isdigit()
    if run and _may_be_sheet(one) and _may_be_sheet(other):
        return f"{one.text}:{other.text}", at + 4
    return "", at


def _may_be_sheet(token: Token) -> bool:
    return token.kind == WORD and "$" not in token.text


def _address(pieces: list[Token], at: int) -> tuple[str, int]:
    """The address that begins here and what follows; empty if none does, for instance if it is a function's name."""
    first, colon, last = pieces[at : at + 3]
    if colon.text == ":" and _ends(pieces[at + 3]):
        for form in (_CELL, _COLUMN, _ROW):
            if form.fullmatch(first.text) and form.fullmatch(last.text):
                return f"{first.text}:{last.text}", at + 3
    if _CELL.fullmatch(first.text) and _ends(colon):
        return first.text, at + 1
    return "", at


def _ends(after: Token) -> bool:
    return after.kind != BRACKETS and after.text not in ("(", "!")


def columns(formula: str) -> Iterator[tuple[str, str]]:
    """The tables that structured references name, each with a column; a table without one has an empty column.

    >>> list(columns("SUM(Plan[[2026-01]:[2026-03]]) + plan[@Total] + Plan[[#Totals],[It''s]] + Plan[#All]"))
    [('Plan', '2026-01'), ('Plan', '2026-03'), ('plan', 'Total'), ('Plan', "It's"), ('Plan', '')]
    """
    pieces = tokens(formula)
    for table, brackets in pairwise(pieces):
        if table.kind == WORD and brackets.kind == BRACKETS:
            names = list(_inside(brackets.text))
            yield from ((table.text, name) for name in names or [""])


def _inside(brackets: str) -> Iterator[str]:
    """The names of columns within brackets; those of parts of a table begin with a number sign."""
    depth, word, at = 0, "", 0
    while at < len(brackets):
        char = brackets[at]
        if char == "'" and at + 1 < len(brackets):
            at += 1
            word += brackets[at]
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if char == "]" and word and not word.startswith("#"):
                yield word.removeprefix("@")
            word = ""
        elif depth == 2 or char not in "@,: " or word:
            word += char
        at += 1


def quoted_sheet(name: str) -> str:
    """The sheet's name as Excel writes it in a formula: quoted where it has odd signs or looks like a cell.

    >>> quoted_sheet("Sheet1"), quoted_sheet("Q1"), quoted_sheet("My plan"), quoted_sheet("Tom's")
    ('Sheet1', "'Q1'", "'My plan'", "'Tom''s'")
    """
    cell = _LIKE_A_CELL.fullmatch(name)
    column = (cell[1] or "").upper() if cell else ""
    is_cell = cell is not None and (len(column), column) <= (len(_LAST_COLUMN), _LAST_COLUMN)
    if _PLAIN_SHEET.fullmatch(name) and not is_cell:
        return name
    return "'" + name.replace("'", "''") + "'"


def unquoted_sheet(name: str) -> str:
    """The name of a sheet that stands like this in front of an address.

    >>> unquoted_sheet("Plan"), unquoted_sheet("'Tom''s'")
    ('Plan', "Tom's")
    """
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def indirect(formula: str) -> Iterator[str]:
    """The texts that INDIRECT reads as formulas.

    >>> list(indirect('INDIRECT("Plan!A1")&"Plan!B2"'))
    ['Plan!A1']
    """
    pieces = tokens(formula)
    for name, bracket, text in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if text.kind == TEXT and bracket.text == "(" and name.text.upper() == "INDIRECT":
            yield text.text.strip('"').replace('""', '"')


def replaced(formula: str, changes: list[tuple[Place, str]]) -> str:
    """The formula with other addresses in these places, which are in order."""
    pieces, at = [], 0
    for place, address in changes:
        pieces += [formula[at : place.start], address]
        at = place.start + len(place.address)
    return "".join([*pieces, formula[at:]])
