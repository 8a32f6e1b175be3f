"""When one spelling may stand for another."""

from __future__ import annotations

import re

from sop_excel.domain.vocabulary import folded

PARTS = re.compile(r"[0-9]+|[^\W\d_]+")  # of a name: its numbers and its words

_LOOKS_LIKE_A_NUMBER = re.compile(r"[+\-]?[\d.,'\s\u00a0\u202f]*\d[\d.,'\s\u00a0\u202f]*(?:[eE][+\-]?\d+)?%?")
_WORDS = re.compile(r"[^\W_]+")


def looks_like_a_number(text: str) -> bool:
    """Whether a text is a number as somebody somewhere writes it, and nothing else.

    >>> looks_like_a_number(" 1.234,5 "), looks_like_a_number("12 pcs")
    (True, False)
    """
    return _LOOKS_LIKE_A_NUMBER.fullmatch(text.strip()[:50]) is not None


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance (a swap of neighbours counts once), or ``limit + 1`` as soon as it is above ``limit``.

    >>> distance("csot", "cost", 2), distance("Press", "Line 1", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            step = min(above[j] + (a != b), above[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                step = min(step, before[j - 1] + 1)
            row.append(step)
        if min(row) > limit and min(above) > limit:
            return limit + 1
        before, above = above, row
    return min(above[-1], limit + 1)


def part_of(name: str, known: str) -> bool:
    """Whether a name has no words but some of a known one: what a planner may call it for short.

    >>> part_of("Cost", "Production cost"), part_of("Unit cost", "Production cost"), part_of("cost", "Cost")
    (True, False, False)
    """
    one, other = set(_WORDS.findall(name.casefold())), set(_WORDS.findall(known.casefold()))
    return bool(one) and one < other


def misspelt(name: str, known: str) -> bool:
    """Whether a name looks like a misspelling of a known one: one or two edits away, fewer in short names (rule R3).

    >>> misspelt("Holding csot", "Holding cost"), misspelt("Code", "Cost")
    (True, False)
    """
    one, other = folded(name), folded(known)
    limit = 2 if len(other) > 5 else 1 if len(other) > 3 else 0
    return 0 < distance(one, other, limit) <= limit
