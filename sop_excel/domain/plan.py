"""The plan: what is decided, what it costs, and how good it is proved to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem

OPTIMAL, WITHIN_GAP, FEASIBLE, INFEASIBLE = "optimal", "within gap", "feasible", "infeasible"


@dataclass(frozen=True)
class Quantities:
    """The decisions. Units, shape (I, T), at the end of the period for stocks; ``regular`` and ``overtime`` are
    resource units (R, T): the load of a resource within its capacity and beyond it."""

    production: Array
    subcontract: Array
    inventory: Array
    backorders: Array
    lost_sales: Array
    regular: Array
    overtime: Array

    def rows(self, products: NDArray[np.intp], resources: NDArray[np.intp]) -> Quantities:
        """The same decisions for the products and resources in these orders."""
        of_products = (self.production, self.subcontract, self.inventory, self.backorders, self.lost_sales)
        return Quantities(*(q[products] for q in of_products), self.regular[resources], self.overtime[resources])


@dataclass(frozen=True)
class Proof:
    """What our own check found about a plan, from its numbers alone.

    ``worst_violation`` is the largest violation of any rule of the problem (units or resource units);
    ``violated`` names that rule. ``lower_bound`` is a cost that no plan can go below and ``bound_source`` says how
    it was computed.
    """

    worst_violation: float
    violated: str
    lower_bound: float
    bound_source: str


@dataclass(frozen=True)
class Change:
    """One change of a limit, e.g. ``Raise capacity of Line 1 in Jul by 120``."""

    what: str
    item: str
    period: str
    amount: float


@dataclass(frozen=True)
class Fixes:
    """Changes that together make a plan possible, and the total cost of the cheapest plan once they are applied."""

    changes: tuple[Change, ...]
    total_cost: float


@dataclass(frozen=True)
class Plan:
    """The answer to a problem. Without ``quantities`` no plan exists, and ``fixes`` says what would make one possible.

    ``costs`` maps the cost lines (snake_case) that are not zero to their amounts.
    """

    problem: Problem
    status: str
    solver: str
    quantities: Quantities | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    revenue: float = 0.0
    proof: Proof | None = None
    fixes: Fixes | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
