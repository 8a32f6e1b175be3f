"""The shares of a difference: beside the formula written out over every order, by hand, and to the cent."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from random import Random

import pytest

from sop_excel.comparing.shares import Shares, in_cents, nearest_cent, shares
from tests.examples import tried

CAUSES = ("a", "b", "c", "d")


def _game(chance: Random, causes: tuple[str, ...], missing: float) -> dict[frozenset[str], Fraction]:
    """A value of every set of causes, some of which are missing; those of none and of all are there."""
    sets = [frozenset(some) for count in range(len(causes) + 1) for some in combinations(causes, count)]
    ends = (frozenset[str](), frozenset(causes))
    return {one: Fraction(chance.randint(0, 9000), 7) for one in sets if one in ends or chance.random() >= missing}


def _written_out(values: dict[frozenset[str], Fraction], causes: tuple[str, ...]) -> dict[str, list[Fraction]]:
    """By cause what it changes in each order that meets no missing set."""
    told: dict[str, list[Fraction]] = {cause: [] for cause in causes}
    for order in permutations(causes):
        steps = [frozenset(order[:count]) for count in range(len(order) + 1)]
        if all(step in values for step in steps):
            for n, cause in enumerate(order):
                told[cause].append(values[steps[n + 1]] - values[steps[n]])
    return told


@pytest.mark.parametrize("seed", range(tried(60)))
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_a_share_is_the_mean_over_every_order_that_can_be_gone(seed: int, missing: float) -> None:
    chance = Random(seed)  # noqa: S311 - the same games each time
    causes = CAUSES[: chance.randint(1, 4)]
    values = _game(chance, causes, missing)
    written, found = _written_out(values, causes), shares(values, causes)
    assert sum(share.amount for share in found.of) == values[frozenset(causes)] - values[frozenset()]
    if not written[causes[0]]:
        assert max(len(share.causes) for share in found.of) > 1
        return
    assert found.orders == len(written[causes[0]])
    for share in found.of:
        steps = written[share.causes[0]]
        assert share.causes == (share.causes[0],)
        assert share.amount == sum(steps) / len(steps)
        assert (share.least, share.most) == (min(steps), max(steps))


def _told(found: Shares) -> list[tuple[str, int, int, int]]:
    """Causes, amount, least and most, all whole numbers."""
    return [("".join(one.causes), int(one.amount), int(one.least), int(one.most)) for one in found.of]


def test_two_causes_that_only_work_together_have_half_each() -> None:
    """By hand: in one order the first changes nothing and the second all, in the other it is the other way round."""
    values = {frozenset[str](): Fraction(0), frozenset("a"): Fraction(0), frozenset("b"): Fraction(0)}
    found = shares(values | {frozenset("ab"): Fraction(10)}, ("a", "b"))
    assert _told(found) == [("a", 5, 0, 10), ("b", 5, 0, 10)]


def test_an_order_with_a_set_that_has_no_value_does_not_count() -> None:
    """Without a value for b alone, a comes first."""
    values = {frozenset[str](): Fraction(1), frozenset("a"): Fraction(4), frozenset("ab"): Fraction(11)}
    found = shares(values, ("a", "b"))
    assert _told(found) == [("a", 3, 3, 3), ("b", 7, 7, 7)]
    assert (found.orders, found.of_orders) == (1, 2)


def test_causes_of_which_no_order_can_be_gone_come_together() -> None:
    """Neither has a value alone; the third cause is told apart."""
    values = {frozenset[str](): Fraction(1), frozenset("ab"): Fraction(4), frozenset("abc"): Fraction(11)}
    found = shares(values, ("a", "b", "c"))
    assert _told(found) == [("ab", 3, 3, 3), ("c", 7, 7, 7)]


@pytest.mark.parametrize("seed", range(tried(60)))
def test_cents_add_up_and_are_opposite_for_opposite_amounts(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same amounts each time
    amounts = [
        Fraction(chance.randint(-(10**6), 10**6), chance.choice([100, 300, 700])) for _ in range(chance.randint(1, 6))
    ]
    start = Fraction(chance.randint(0, 10**6), 300)
    total = nearest_cent(start + sum(amounts)) - nearest_cent(start)
    cents = in_cents(amounts, total)
    assert sum(cents) == total
    assert all(abs(own - 100 * amount) < 2 for own, amount in zip(cents, amounts, strict=True))
    assert in_cents([-amount for amount in amounts], -total) == [-own for own in cents]
