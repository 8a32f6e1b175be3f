"""Random choices that a number decides, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

_T = TypeVar("_T")


class Chance:
    """A source of random choices."""

    def __init__(self, seed: int) -> None:
        self.numbers = np.random.default_rng(seed)

    def choice(self, options: Sequence[_T]) -> _T:
        """One of the options."""
        return options[int(self.numbers.integers(len(options)))]

    def happens(self, share: float) -> bool:
        """Whether something happens that does in this share of all cases."""
        return bool(self.numbers.random() < share)

    def between(self, low: float, high: float) -> float:
        """A number between two others."""
        return float(self.numbers.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        """A whole number between two others, both included."""
        return int(self.numbers.integers(low, high + 1))

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        """The items in another order."""
        return [items[int(at)] for at in self.numbers.permutation(len(items))]
