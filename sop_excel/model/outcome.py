"""What an engine gives back, whichever it is: the numbers of a plan, prices and a bound, or that no plan exists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sop_excel.domain.basis import Basis
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.model.assembly import SparseModel
from sop_excel.model.prices import Prices


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


@dataclass(frozen=True)
class Solution:
    """The answer to a sparse model: values of its columns, duals of its rows (of the linear relaxation, where there are
    whole columns), a lower bound (money), and the branches that were searched. ``beyond_duals``: the bound is more than
    what these duals say, as a search or another form of the model has found. ``basis``: where a linear model ended that
    is worth starting from there again."""

    ending: Ending
    values: Array
    duals: Array
    bound: float
    branches: int = 0
    beyond_duals: bool = False
    basis: Basis | None = None


@dataclass(frozen=True)
class Outcome:
    """The answer of an engine to one model.

    ``quantities`` are the solver's raw numbers (none where no plan exists). ``prices`` and ``bound`` (money) are
    what the solver claims, if it claims any; nothing rests on them until ``duality.py`` has made a proof of them.
    ``claimed``: the bound is no figure of the solver's, only what it means by calling its answer optimal. ``model`` is
    the one that was solved, where it is that of the assembly.
    """

    ending: Ending
    solver: str
    quantities: Quantities | None = None
    prices: Prices | None = None
    bound: float | None = None
    claimed: bool = False
    model: SparseModel | None = None
    basis: Basis | None = None
