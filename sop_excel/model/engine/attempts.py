"""Ways to search for whole numbers: how exact, and for what is only a part of a search, how far."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One way to search: how far a whole number may be from one, how far a row may be broken, whether the model is
    simplified before; and for what is only a part of the search, the most branches and the gap (a share) that will do,
    and when it must be over (a share of the time).
    """

    of_whole: float
    of_rows: float
    presolved: bool = True
    branches: int | None = None
    gap: float = 0.0
    until: float = 1.0


ATTEMPTS = (Attempt(1e-6, 1e-7), Attempt(1e-5, 1e-6, presolved=False), Attempt(1e-9, 1e-9))
FIRST = Attempt(1e-6, 1e-7, branches=1, gap=1e-2)  # of a part of a first plan, which need not be the best,
BETTER = Attempt(1e-6, 1e-7, branches=40, gap=1e-4)  # and of one that is to be improved

ANY = Attempt(1e-6, 1e-7, gap=math.inf, until=0.75)  # of which any plan will do, as none at all is worst
