"""The certificate of a plan in numbers that a planner can add up again: a lower bound as quantities times prices."""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGEST = 1000  # cells (products x periods) up to which a certificate is written


@dataclass(frozen=True)
class Term:
    """One priced thing: ``quantity`` (units, or resource units) at ``price`` (money per unit) adds to the bound."""

    part: str
    item: str
    period: str
    quantity: float
    price: float


@dataclass(frozen=True)
class Certificate:
    """A cost that no plan can go below, as the sum of quantity x price over its terms.

    ``source`` says which model the prices come from; ``relaxed`` that it is one without whole numbers, so that the
    bound may be lower than the cheapest plan. ``spare`` is the least that a unit of any decision without a limit costs
    at these prices (money per unit, ``inf`` where every decision has one): the sum is a bound as long as it is not
    negative. Without terms (``too_large``) the plan has more cells than are written out.
    """

    terms: tuple[Term, ...] = ()
    source: str = ""
    relaxed: bool = False
    spare: float = math.inf
    too_large: bool = False

    @property
    def bound(self) -> float:
        """The sum of the terms (money)."""
        return math.fsum(term.quantity * term.price for term in self.terms)
