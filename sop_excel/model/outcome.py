"""What an engine gives back, whichever it is: the numbers of a plan, prices and a bound, or that no plan exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sop_excel.domain.axes import Order
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.model.rules import ROWS


class Ending(Enum):
    """How a run of a solver ended."""

    SOLVED = "the solver calls its answer optimal"
    STOPPED = "the time limit ended the run; the answer is the best so far"
    SETTLED = "who waits for it ended the run; the answer is the best so far"
    NO_PLAN = "no plan exists"

    @property
    def is_early(self) -> bool:
        """Whether the run was ended before it was done."""
        return self in (Ending.STOPPED, Ending.SETTLED)


_AXES = {row.name: row.axis for row in ROWS}
HELD = "held"  # the rows of what earlier steps have found


@dataclass(frozen=True)
class Prices:
    """Dual values: the money that one unit more of a right-hand side is worth, by the names of the rows.

    Arrays (K, T) along the axis of the row, 0 where there is no such row; ``held``: of what an earlier step has found
    and this one holds, by its name.
    """

    of_rows: Mapping[str, Array]
    held: Mapping[str, float] = field(default_factory=dict)

    def in_order(self, order: Order) -> Prices:
        """These prices for the items of every axis in these orders."""
        at = {name: order.get(_AXES[name], slice(None)) for name in self.of_rows}
        return Prices({name: prices[at[name]] for name, prices in self.of_rows.items()}, self.held)


@dataclass(frozen=True)
class Solution:
    """The answer to a sparse model: values of its columns, duals of its rows (of the linear relaxation, where there are
    whole columns), a lower bound (money), and the branches that were searched."""

    ending: Ending
    values: Array
    duals: Array
    bound: float
    branches: int = 0


@dataclass(frozen=True)
class Outcome:
    """The answer of an engine to one model.

    ``quantities`` are the solver's raw numbers (none where no plan exists). ``prices`` and ``bound`` (money) are
    what the solver claims, if it claims any; nothing rests on them until ``duality.py`` has made a proof of them.
    ``claimed``: the bound is no figure of the solver's, only what it means by calling its answer optimal.
    """

    ending: Ending
    solver: str
    quantities: Quantities | None = None
    prices: Prices | None = None
    bound: float | None = None
    claimed: bool = False
