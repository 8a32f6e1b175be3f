"""How far production is moved from the plan that was last published."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem


def moves(problem: Problem, production: Array) -> tuple[Array, Array]:
    """Units (I, T) that are made more, and less, than was published; 0 where a change has no price."""
    moved = np.where(problem.change_counts, production - np.nan_to_num(problem.published, nan=0.0), 0.0)
    return np.maximum(moved, 0.0), np.maximum(-moved, 0.0) + 0.0
