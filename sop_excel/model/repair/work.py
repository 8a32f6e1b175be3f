"""How much work may go into telling why there is no plan and what would make one possible.

Work is counted in iterations and branches, never by the clock, so that the same problem always gets the same answer.
Its unit is the microsecond that they take on a middling machine. The deadline in force ends what runs beside it.
"""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.problem import Policies
from sop_excel.errors import SolverError
from sop_excel.model.assembly import SparseModel
from sop_excel.model.engine.separable import WORTH_IT

MOST, SHARE = 7e6, 0.5e6  # work: never more than the first, or than the second for every second of the time limit
ITERATION, ROW = 10.0, 1 / 800  # work of a simplex iteration, and more for every row of the model
AGAIN = 0.4  # work of solving a model again that is kept, for every row
ANEW, STARTED = 35.0, 12.0  # work of solving a linear model from nothing, or a large one from a start, for every row
ROOT, WHOLE, BRANCH = 3e5, 1500.0, 3.0  # work of a search, more for every whole column, and of a branch for every row
MOST_BRANCHES = 200  # of one search
FEW, MANY = 64, 600  # whole columns: a search among more takes long before its first branch, which nothing can bound
DONE = "The work that may be done where no plan exists is done."


class OutOfWorkError(SolverError):
    """All the work that may be done is done; what was found until then may still be told."""


class Work:
    """What may still be done. The first set of changes is found whatever it takes: ``limited`` is false until then."""

    def __init__(self, policies: Policies) -> None:
        self.left = min(MOST, SHARE * policies.time_limit)
        self.limited = False

    @property
    def is_done(self) -> bool:
        """Whether nothing more may be begun."""
        return self.limited and self.left <= 0

    def iterations(self, model: SparseModel) -> int:
        """How many iterations the simplex method may still take on the model. Raises OutOfWorkError for none."""
        if not self.limited:
            return int(np.iinfo(np.int32).max)
        count = int(self.left / _iteration(model))
        if count <= 0:
            raise OutOfWorkError(DONE)
        return count

    def iterated(self, model: SparseModel, count: int) -> None:
        """Count one solve of a kept model, in so many iterations."""
        self.left -= count * _iteration(model) + AGAIN * model.row_upper.size

    def solved(self, model: SparseModel) -> None:
        """Count one solve of the linear model. Raises OutOfWorkError for none that may still be done."""
        if self.is_done:
            raise OutOfWorkError(DONE)
        self.left -= (ANEW if model.cost.size < WORTH_IT else STARTED) * model.row_upper.size

    def branches(self, model: SparseModel, most_columns: int) -> int:
        """How many branches a search for whole numbers may have, and count them; 0 where it is not worth beginning.

        That is with more than ``most_columns`` whole columns: ``FEW`` where limits are tight, ``MANY`` where they give
        way.
        """
        columns = np.count_nonzero(model.whole)
        few = columns <= FEW and not self.limited
        root, branch = WHOLE * columns + (0.0 if columns <= FEW else ROOT), BRANCH * (100 + model.row_upper.size)
        count = MOST_BRANCHES if few else min(MOST_BRANCHES, math.floor((self.left - root) / branch))
        if count < 1 or columns > most_columns:
            return 0
        self.left -= root + count * branch
        return count


def _iteration(model: SparseModel) -> float:
    return ITERATION + ROW * model.row_upper.size
