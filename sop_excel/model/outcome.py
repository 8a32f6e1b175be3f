"""What an engine gives back, whichever it is: the numbers of a plan, prices and a bound, or that no plan exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities


class Ending(Enum):
    """How a run of a solver ended."""

    SOLVED = "the solver calls its answer optimal"
    STOPPED = "the time limit ended the run; the answer is the best so far"
    NO_PLAN = "no plan exists"


@dataclass(frozen=True)
class Prices:
    """Dual values, as the money that one unit is worth.

    ``balance`` (I, T) money per unit more of demand; ``load`` (R, T) money per unit of the resource, >= 0;
    ``owed`` (I, T) money per unit of the rule that nobody is owed more than was ordered, >= 0, and 0 where
    demand may not be late; ``safety`` (I, T) money per unit of safety stock, >= 0, and 0 where it may not be missed;
    ``held`` money per one of what an earlier step has found and this one holds, by its name, >= 0.
    """

    balance: Array
    load: Array
    owed: Array
    safety: Array
    held: Mapping[str, float] = field(default_factory=dict)


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
    what the solver claims, if it claims any; nothing rests on them until ``bound.py`` has made a proof of them.
    ``claimed``: the bound is no figure of the solver's, only what it means by calling its answer optimal.
    """

    ending: Ending
    solver: str
    quantities: Quantities | None = None
    prices: Prices | None = None
    bound: float | None = None
    claimed: bool = False
