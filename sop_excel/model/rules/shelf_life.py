"""Shelf life: what is in stock for too long is scrapped, ``w``, and nothing before it is too old.

What arrives in ``t`` can serve until ``t + L - 1``, with a shelf life of ``L`` periods, and is scrapped at the end of
that period if it is still there; what is in stock at the start counts as arriving in the first period. Three rows say
of the sums what age classes say of the units, in whatever order these are used. Let ``A`` be what arrives:

- expired: ``w[t] <= A[t-L+1]``, as no more can be too old than arrived then;
- fresh: ``s[t] <= A[t-L+2] + ... + A[t]``, as nothing older is kept;
- kept: ``w[t+1] + ... + w[t+L-1] <= s[t]``, as what will be scrapped of what has arrived lies in stock until then.

Take from each ``A`` what is scrapped of it; the rest, used first in, first out, is neither used before it arrives
(kept) nor left when it is too old (fresh). Conversely every plan of age classes keeps the three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules import balance
from sop_excel.model.rules.rule import (
    AT_MOST,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Mask,
    Part,
    Row,
    Rule,
    Terms,
    Told,
    stock_before,
    total,
)


def _lives(problem: Problem) -> Indices:
    """(I,) the shelf life in periods, 0 for what never grows too old within the horizon."""
    life = problem.products.shelf_life
    return np.where(life <= problem.shape[1], np.nan_to_num(life, nan=0.0), 0.0).astype(np.int64)


def _is_used(problem: Problem) -> bool:
    return bool((problem.products.shelf_life <= problem.shape[1]).any())


def _may_expire(problem: Problem) -> Mask:
    """(I, T) where something can be too old at the end of the period."""
    lives = _lives(problem)[:, None]
    expires: Mask = (lives > 0) & (np.arange(problem.shape[1]) >= lives - 1)
    return expires


def _scrapped(problem: Problem) -> Decision:
    upper = np.where(_may_expire(problem), np.inf, 0.0)
    return Decision(np.zeros_like(upper), upper, {"scrap": problem.products.scrap_cost})


def _most_there(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more than can be in stock."""
    return known["inventory"]


def _moved(cells: Any, by: Indices, nothing: float) -> Any:
    """(I, T) of each cell the value so many periods (I,) later, or ``nothing`` beyond the horizon."""
    periods = cells.shape[1]
    at = np.arange(periods) + by[:, None]
    inside = (at >= 0) & (at < periods)
    return np.where(inside, np.take_along_axis(cells, np.clip(at, 0, periods - 1), axis=1), nothing)


def _arriving(problem: Problem) -> Array:
    """(I, T) what comes in whatever is decided: receipts, and in the first period what is there."""
    given: Array = problem.receipts.copy()
    given[:, 0] += problem.products.initial_inventory
    return given


def _where_expired(problem: Problem, families: Families) -> Mask:
    return _may_expire(problem)


def _given_then(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Units that came in a shelf life ago", _moved(_arriving(problem), 1 - _lives(problem), 0.0)),)


def _expired(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``w[t] - A[t-L+1]``."""
    if "scrapped" not in at:
        return ()
    arrived = balance.arrival_entries(problem, at, _moved(row, _lives(problem) - 1, -1), -1.0)
    return [Entries.of(row, at["scrapped"], 1.0), *arrived]


def _given_lately(problem: Problem, families: Families) -> tuple[Part, ...]:
    given, lives = _arriving(problem), _lives(problem)
    lately = sum(
        (np.where(lives[:, None] > k + 1, _moved(given, np.full_like(lives, -k), 0.0), 0.0) for k in _ages(problem)),
        np.zeros(problem.shape),
    )
    return (Part("Units that came in lately", lately),)


def _ages(problem: Problem) -> range:
    """How many periods ago something may have arrived that is not too old."""
    return range(int(_lives(problem).max(initial=1)) - 1)


def _fresh(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``s[t] - A[t-L+2] - ... - A[t]``."""
    if not (row >= 0).any():
        return ()
    parts, lives = [Entries.of(row, at["inventory"], 1.0)] if "inventory" in at else [], _lives(problem)
    for k in _ages(problem):
        later = _moved(np.where(lives[:, None] > k + 1, row, -1), np.full_like(lives, k), -1)
        parts += balance.arrival_entries(problem, at, later, -1.0)
    return parts


def _where_kept(problem: Problem, families: Families) -> Mask:
    lives, last = _lives(problem)[:, None], problem.shape[1] - 1
    kept: Mask = (lives > 1) & (np.arange(problem.shape[1]) < last)
    return kept


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _kept(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``w[t+1] + ... + w[t+L-1] - s[t]``."""
    if "scrapped" not in at or not (row >= 0).any():
        return ()
    parts, lives = [Entries.of(row, at["inventory"], -1.0)] if "inventory" in at else [], _lives(problem)
    for k in _ages(problem):
        within = np.where(lives[:, None] > k + 1, row, -1)
        parts.append(Entries.of(within[:, : -k - 1], at["scrapped"][:, k + 1 :], 1.0))
    return parts


def _cells(problem: Problem) -> Iterator[tuple[int, int, int]]:
    """Product, period and shelf life of all that may be too old within the horizon."""
    for i, t in np.ndindex(problem.shape):
        life = float(problem.products.shelf_life[i])
        if life <= problem.shape[1]:
            yield i, t, int(life)


def _comes_in(problem: Problem, terms: Mapping[str, Terms], i: int, t: int) -> list[Any]:
    """All that comes in of a product in a period, and in the first what is there."""
    given = float(problem.receipts[i, t]) + (float(problem.products.initial_inventory[i]) if t == 0 else 0.0)
    return [*balance.arrival_terms(problem, terms, i, t), given]


def _printed_expired(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``w[t] <= A[t-L+1]``."""
    for i, t, life in _cells(problem):
        if t >= life - 1:
            yield (i, t), terms["scrapped"][i, t] - total(_comes_in(problem, terms, i, t - life + 1)) <= 0


def _printed_fresh(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``s[t] <= A[t-L+2] + ... + A[t]``."""
    for i, t, life in _cells(problem):
        if t >= life - 1:
            lately = [term for a in range(t - life + 2, t + 1) for term in _comes_in(problem, terms, i, a)]
            yield (i, t), total([terms["inventory"][i, t]]) - total(lately) <= 0


def _printed_kept(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``w[t+1] + ... + w[t+L-1] <= s[t]``."""
    last = problem.shape[1] - 1
    for i, t, life in _cells(problem):
        if life > 1 and t < last:
            later = [terms["scrapped"][i, k] for k in range(t + 1, min(t + life - 1, last) + 1)]
            yield (i, t), total(later) - total([terms["inventory"][i, t]]) <= 0


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    """By the ages of the units: what is scrapped is taken from what arrived then, the rest is used oldest first."""
    arrived = balance.came_in(problem, plan)
    before = stock_before(plan.inventory, problem.products.initial_inventory)
    arrived[:, 0] += problem.products.initial_inventory
    before[:, 0] = 0.0
    used = before + arrived - plan.scrapped - plan.inventory
    size = before + arrived + plan.scrapped + plan.inventory
    lives, periods = problem.products.shelf_life, problem.shape[1]
    too_much, lacking, too_old = (np.zeros(problem.shape) for _ in range(3))
    for i in np.flatnonzero(lives <= periods).tolist():
        too_much[i], lacking[i], too_old[i] = _by_age(arrived[i], used[i], plan.scrapped[i], int(lives[i]))
    yield Broken("scrapping of what is not too old", too_much, size)
    yield Broken("scrapping of what was used before", lacking, size)
    yield Broken("the shelf life", too_old, size)


def scrapped_oldest_first(problem: Problem, plan: Quantities) -> Array:
    """(I, T) what would be scrapped if the oldest units always went first, and as much came in and was used."""
    arrived, scrapped = balance.came_in(problem, plan), np.zeros(problem.shape)
    before = stock_before(plan.inventory, problem.products.initial_inventory)
    used = np.cumsum(before + arrived - plan.scrapped - plan.inventory, axis=1)
    arrived[:, 0] += problem.products.initial_inventory
    came = np.cumsum(arrived, axis=1)
    for i, t, life in _cells(problem):
        if t >= life - 1:
            gone = used[i, t] + scrapped[i, :t].sum()
            scrapped[i, t] = max(came[i, t - life + 1] - gone, 0.0)
    return scrapped


def _by_age(arrived: Array, used: Array, scrapped: Array, life: int) -> tuple[Array, Array, Array]:
    """(T,) what is scrapped beyond what is that old, used beyond what is there to use, and in stock though too old."""
    left = arrived.tolist()
    too_much, lacking, too_old = (np.zeros(len(left)) for _ in range(3))
    for t in range(life - 1, len(left)):
        left[t - life + 1] -= scrapped[t]
        too_much[t] = -left[t - life + 1]
    for t, amount in enumerate(used.tolist()):
        for a in range(t + 1):
            taken = min(amount, max(left[a], 0.0))
            amount, left[a] = amount - taken, left[a] - taken
        lacking[t] = amount
        too_old[t] = left[t - life + 1] if t >= life - 1 else 0.0
    return too_much, lacking, too_old


RULE = Rule(
    columns=(
        DecisionColumn(
            name="scrapped",
            symbol="w",
            word="scrap",
            meaning="units that are scrapped at the end of the period, as they are too old",
            floor="Shelf life",
            ceiling="Shelf life",
            decision=_scrapped,
            implied=_most_there,
            told=Told("{units} of {item} grow too old and are scrapped in {period}", "if none were scrapped then"),
        ),
    ),
    rows=(
        Row(
            name="expired",
            meaning="no more is scrapped than is too old",
            side=AT_MOST,
            there=_where_expired,
            parts=_given_then,
            entries=_expired,
            printed=_printed_expired,
        ),
        Row(
            name="fresh",
            meaning="nothing is kept that is too old",
            side=AT_MOST,
            there=_where_expired,
            parts=_given_lately,
            entries=_fresh,
            printed=_printed_fresh,
        ),
        Row(
            name="kept",
            meaning="what will be scrapped lies in stock until then",
            side=AT_MOST,
            there=_where_kept,
            parts=_nothing,
            entries=_kept,
            printed=_printed_kept,
        ),
    ),
    broken=_broken,
    used=_is_used,
)
