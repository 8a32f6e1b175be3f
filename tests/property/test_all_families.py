"""Books in which every family is likely: two formulations, every rule, and every plan of the smallest."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.examples import tried
from tests.property.all_families import judged
from tests.property.family_books import FAMILIES, book

SMALLEST = 350  # a seed of which many plans can be tried, one of them as good as ours


@pytest.mark.parametrize("seed", [SMALLEST, *range(1, tried(40))])
def test_both_formulations_agree_where_every_family_is_likely(seed: int) -> None:
    """The same cost, or no plan by either; no rule is broken, and no plan that can be tried is better."""
    assert judged(range(seed, seed + 1)).faults == []


def test_every_family_is_in_many_of_the_books() -> None:
    """None is so rare that hundreds of books would say little of it."""
    counts = Counter(family for seed in range(300) for family in book(seed).families)
    assert [family for family in FAMILIES if counts[family] < 60] == []
