"""Changes of limits as a planner wants to read them: by lever and item with their periods summed, the largest first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sop_excel.domain.said import Said, Word, say
from sop_excel.domain.vocabulary import spans, units, whole

FEW = 10  # changes of one lever that are shown one by one, or items
FEW_ITEMS = 3  # of which each change is shown for itself, however many there are


@dataclass(frozen=True)
class Change:
    """One change of one limit, e.g. ``Raise capacity of Line 1 in Jul by 120``.

    ``period`` is empty where the limit has none. ``lever`` is what is done, e.g. ``Raise capacity``, of ``items``
    (products or resources); ``size`` is the amount as a share of the limit. ``is_level``: the limit is one of a stock,
    whose changes do not add up over periods.
    """

    what: str
    item: str
    period: str
    amount: float
    lever: str = ""
    items: str = "products"
    size: float = 0.0
    is_level: bool = False


def in_short(changes: Sequence[Change], periods: Sequence[str]) -> tuple[str, ...]:
    """One sentence for each lever, its periods summed: ``Raise capacity of Line 1 in Jan to Mar by 340 in all``."""
    return tuple(_together(group, periods).what for group in _by(changes, lambda one: one.lever))


def shown(changes: Sequence[Change], periods: Sequence[str]) -> tuple[Change, ...]:
    """The changes of each lever: one by one where they or their items are few, else by item; the largest of them, and
    the rest as one, or as one of each of the few items."""
    told: list[Change] = []
    for group in _by(changes, lambda one: one.lever):
        by_item = _by(group, lambda one: one.item)
        one_by_one = len(group) <= FEW or len(by_item) <= FEW_ITEMS
        parts = [[one] for one in group] if one_by_one else by_item
        largest = sorted(parts, key=lambda part: -math.fsum(one.size for one in part))[:FEW]
        told += [_together(part, periods) for part in parts if part in largest]
        rest = [one for part in parts if part not in largest for one in part]
        left = _by(rest, lambda one: one.item) if one_by_one else [rest] * bool(rest)
        told += [_together(some, periods, "more ") for some in left]
    return tuple(told)


def _by(changes: Iterable[Change], key: Callable[[Change], str]) -> list[list[Change]]:
    groups: dict[str, list[Change]] = {}
    for one in changes:
        groups.setdefault(key(one), []).append(one)
    return list(groups.values())


def _together(changes: Sequence[Change], periods: Sequence[str], more: str = "") -> Change:
    """Changes of one lever as one."""
    first = changes[0]
    if len(changes) == 1 and not more:
        return first
    items = {one.item for one in changes}
    return Change(
        _summed(changes, periods, more),
        first.item if len(items) == 1 else "",
        "",
        _amount(changes),
        first.lever,
        first.items,
        math.fsum(one.size for one in changes),
        first.is_level,
    )


def _summed(changes: Sequence[Change], periods: Sequence[str], more: str = "") -> Said:
    first = changes[0]
    items = list(dict.fromkeys(one.item for one in changes))
    which = sorted({periods.index(one.period) for one in changes if one.period})
    who: str = items[0]
    if len(items) > 1:
        told = {"count": whole(len(items)), "items": Word(first.items, first.items)}
        who = say("{count} more {items}", **told) if more else say("{count} {items}", **told)
    when: str = say(" in {periods}", periods=spans(periods, which)) if which else ""
    if more and len(items) == 1 and len(which) > 1:
        when = say(" in {count} more periods", count=whole(len(which)))
    parts = {"lever": first.lever, "who": who, "when": when, "amount": units(_amount(changes), small=True, decimals=3)}
    if first.is_level:
        return say("{lever} of {who}{when} by up to {amount}", **parts)
    return say("{lever} of {who}{when} by {amount} in all", **parts)


def _amount(changes: Sequence[Change]) -> float:
    amounts = [one.amount for one in changes]
    return max(amounts) if changes[0].is_level else math.fsum(amounts)
