"""A difference shared out among causes: the mean of what each changes, over all orders in which they can come.

That is the Shapley value (L. S. Shapley, A value for n-person games, 1953). Where some sets of causes have no value,
since no plan exists with them, only the orders count that pass through none of these. Numbers are fractions, so
that the shares add up to the difference exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Values = Mapping[frozenset[str], Fraction]  # of each set of causes that has come; one without a value is not there
Block = tuple[str, ...]  # causes that come together


@dataclass(frozen=True)
class Share:
    """What causes that come together change: on the mean over the orders, at least and at most in one of them."""

    causes: Block
    amount: Fraction
    least: Fraction
    most: Fraction


@dataclass(frozen=True)
class Shares:
    """Every share, and how many of how many orders could be gone."""

    of: tuple[Share, ...]
    orders: int
    of_orders: int


def shares(values: Values, causes: Sequence[str]) -> Shares:
    """The shares of all causes. Where each order meets a set without a value, some causes come together: as few as
    possible, of equally few the first.

    ``values`` has at least that of no cause and that of all causes.
    """
    for blocks in _partitions(tuple(causes)):
        found = _shared(values, blocks)
        if found is not None:
            return found
    raise ValueError("neither what there was before nor what there is now has a value")


def _partitions(causes: Block) -> Iterator[tuple[Block, ...]]:
    """Every way to let causes come together, those with most blocks first; in each the blocks in their order."""
    yield from sorted(_all_partitions(causes), key=lambda blocks: -len(blocks))


def _all_partitions(causes: Block) -> Iterator[tuple[Block, ...]]:
    if not causes:
        yield ()
        return
    first, rest = causes[0], causes[1:]
    for blocks in _all_partitions(rest):
        yield ((first,), *blocks)
        for n, block in enumerate(blocks):
            yield ((first, *block), *blocks[:n], *blocks[n + 1 :])


def _shared(values: Values, blocks: Sequence[Block]) -> Shares | None:
    """The shares of the blocks; None where no order can be gone.

    Sets of blocks are numbers, a bit a block. An order is a path from no block to all of them.
    """
    everything = (1 << len(blocks)) - 1
    sets = [
        frozenset(cause for n, block in enumerate(blocks) if s >> n & 1 for cause in block)
        for s in range(everything + 1)
    ]
    worth = [values.get(one) for one in sets]
    ways_to, ways_from = _paths(worth, len(blocks)), _paths(worth[::-1], len(blocks))[::-1]
    orders = ways_to[everything]
    if not orders:
        return None
    told = [_share(block, 1 << n, worth, ways_to, ways_from) for n, block in enumerate(blocks)]
    return Shares(tuple(told), orders, _factorial(len(blocks)))


def _paths(worth: Sequence[Fraction | None], count: int) -> list[int]:
    """How many paths lead from no block to each set, through sets with a value alone."""
    paths = [0] * len(worth)
    paths[0] = int(worth[0] is not None)
    for one in range(1, len(worth)):
        if worth[one] is not None:
            paths[one] = sum(paths[one ^ (1 << n)] for n in range(count) if one >> n & 1)
    return paths


def _share(
    block: Block, bit: int, worth: Sequence[Fraction | None], ways_to: Sequence[int], ways_from: Sequence[int]
) -> Share:
    steps: list[tuple[Fraction, int]] = []
    for before, then in enumerate(worth):
        now = worth[before | bit]
        ways = ways_to[before] * ways_from[before | bit]
        if not before & bit and ways and now is not None and then is not None:
            steps.append((now - then, ways))
    total = sum(ways for _, ways in steps)
    amount = sum((step * ways for step, ways in steps), Fraction(0)) / total
    return Share(block, amount, min(step for step, _ in steps), max(step for step, _ in steps))


def _factorial(count: int) -> int:
    return count * _factorial(count - 1) if count else 1


def in_cents(amounts: Sequence[Fraction], total: int) -> list[int]:
    """The amounts in whole cents that add up to ``total`` cents: what rounding leaves goes, a cent each, to those that
    rounding took most from.

    >>> in_cents([Fraction(1, 300), Fraction(1, 300), Fraction(1, 300)], 1)
    [1, 0, 0]
    """
    exact = [amount * 100 for amount in amounts]
    cents = [nearest_cent(amount) for amount in amounts]
    left = total - sum(cents)
    sign = 1 if left > 0 else -1
    ranked = sorted(range(len(cents)), key=lambda n: -sign * (exact[n] - cents[n]))
    for n in range(abs(left)):
        cents[ranked[n % len(ranked)]] += sign
    return cents


def nearest_cent(amount: Fraction) -> int:
    """The whole cents that are nearest; of a half the one further from 0, so that the opposite amount is opposite.

    >>> nearest_cent(Fraction("0.125")), nearest_cent(Fraction("-0.125"))
    (13, -13)
    """
    cents = abs(amount) * 100
    rounded = (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)
    return rounded if amount >= 0 else -rounded
