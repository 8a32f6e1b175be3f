"""How much can be needed of a product at most: the reason why a decision without a limit has one all the same.

Let ``N`` be all demand, the backorders at the start, and the largest floor of the inventory. Made anyway is what is
firm, or was published and has a price to be changed: up to that, making less may cost. Once more than ``N`` has been
made and bought beyond what is made anyway, every later stock is above its floor by what is too much: it is all that
came in, less no more than all demand, and what is neither sold nor owed is in stock. So the last of those units can
be left out; no floor is missed, no load grows, and no cost is negative. Some cheapest plan thus makes and buys no
more than ``N`` beyond. In whole units one can only be left out as a whole: in the last period in which that is
possible more than ``N + 1`` are there, if there are more than ``N + T`` in all, since each later period brings less
than one.
"""

from __future__ import annotations

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem

SURELY = 1e-9  # of the sum: more than its rounding


def made_anyway(problem: Problem) -> Array:
    """(I, T) production that is kept up whatever is needed: what is firm, and what costs money to be dropped."""
    firm: Array = problem.firm_production
    return np.maximum(firm, np.where(problem.change_counts, problem.published, 0.0))


def most_needed(problem: Problem) -> Array:
    """(I, T) the most units that can be needed of each product beyond what is made anyway, rounded up."""
    products = problem.products
    floor = np.maximum(products.safety_stock.max(axis=1), np.nan_to_num(products.final_inventory, nan=0.0))
    needed = (problem.demand.sum(axis=1) + products.initial_backorders + floor) * (1.0 + SURELY)
    whole = problem.shape[1] if problem.policies.whole_units else 0.0
    return np.broadcast_to((needed + whole)[:, None], problem.shape)
