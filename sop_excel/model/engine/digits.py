"""A solver's plan in full digits.

Solvers keep rules within tolerances of their own, and hand over as few as eight digits. What they mean is a plan that
differs from their numbers by no more than that: the rules decide which, as they do when our own plan is finished.
"""

from __future__ import annotations

import numpy as np

from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.highs import highs
from sop_excel.model.rules import COLUMNS

DIGITS = 1e-7  # of a number that a solver hands over, as a share of it,
TOLERANCE = 1e-6  # and the units by which it may be off besides
DECIDED = tuple(column.name for column in COLUMNS if column.in_part or not column.follows)


def in_full_digits(problem: Problem, decisions: Decisions, raw: Quantities) -> Quantities:
    """The plan that a solver's raw numbers stand for; these themselves where no plan is so close to them."""
    near = {}
    for name in DECIDED:
        decision, values = decisions[name], raw[name]
        room = TOLERANCE + DIGITS * np.abs(values)
        near[name] = decision.within(values - room, values + room)
    found = highs(problem, decisions.exchanged(near)).quantities
    return raw if found is None else found
