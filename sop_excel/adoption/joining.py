"""Tables that stand in several ranges: costs on one sheet and stock on another, or a range for each family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sop_excel.adoption.keys import SHARED
from sop_excel.adoption.layout import period_names
from sop_excel.adoption.part import Part

_JOINED = ("Products", "Resources")


def joined(parts: Sequence[Part]) -> list[Part]:
    """The parts; a list that has other columns for the same keys as a longer one is read with it."""
    found = list(parts)
    for table in _JOINED:
        same = [part for part in found if part.table == table and not part.is_wide and part.key is not None]
        if len(same) < 2 or any(part.by == "exact" and part.certainty == 1.0 for part in same):
            continue
        first = max(same, key=lambda part: (len(part.read), len(part.rows)))
        others = [part for part in same if part is not first and _fits(first, part)]
        if others and not _overlap([first, *others]):
            whole = replace(first, joined=tuple(others), certainty=min(part.certainty for part in (first, *others)))
            found = [whole if part is first else part for part in found if part not in others]
    return found


def stacked(parts: Sequence[Part]) -> list[Part]:
    """The parts; wide tables of one kind with the same periods and other keys, as one for each family, are one."""
    found = list(parts)
    for table in dict.fromkeys(part.table for part in parts if part.is_wide):
        same = [part for part in found if part.table == table]
        codes = [code for part in same for code in {part.code(row) for row in part.rows}]
        periods = {tuple(period_names(part).values()) for part in same}
        tied = any(part.source.table or part.measures or not part.is_wide for part in same)
        if len(same) > 1 and not tied and len(set(codes)) == len(codes) and len(periods) == 1:
            whole = replace(same[0], joined=tuple(same[1:]), certainty=min(part.certainty for part in same))
            found = [whole if part is same[0] else part for part in found if part not in same[1:]]
    return found


def _fits(first: Part, other: Part) -> bool:
    """Whether the keys of both are mostly the same, each of them once."""
    mine, theirs = ([part.code(row) for row in part.rows] for part in (first, other))
    once = len(set(mine)) == len(mine) and len(set(theirs)) == len(theirs)
    return once and len(set(mine) & set(theirs)) >= SHARED * len(set(mine) | set(theirs))


def _overlap(parts: Sequence[Part]) -> bool:
    """Whether two of the parts have the same column besides the key."""
    columns = [name for part in parts for n, name in part.read.items() if n != part.key]
    return len(set(columns)) < len(columns)
