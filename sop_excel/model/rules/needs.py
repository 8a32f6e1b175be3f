"""How much can be needed of a product at most: the reason why a decision without a limit has one all the same.

Let ``N`` be all demand, the backorders at the start, and the largest floor of the inventory. Made anyway is what is
firm, or was published and has a price to be changed: up to that, making less may cost. Once more than ``N`` has been
made and bought beyond what is made anyway, every later stock is above its floor by what is too much: it is all that
came in, less no more than all demand, and what is neither sold nor owed is in stock. So the last of those units can
be left out; no floor is missed, no load grows, and no cost is negative. Some cheapest plan thus makes and buys no
more than ``N`` beyond. In whole units one can only be left out as a whole: in the last period in which that is
possible more than ``N + 1`` are there, if there are more than ``N + T`` in all, since each later period brings less
than one.

What goes into other products is needed too. Of a component ``N`` is that of its own and, for each unit of a parent that
is made anyway or may be needed, what goes into it; parents come first, as nothing goes into itself.

To leave out a unit that is made of components leaves these in stock, where they cost money or find no room. They are
left out with it, from what came in last and was not made anyway, unless a floor between the two stands against that:
then the stock on that floor and what comes in anyway are all that these units were made of. The times from such a floor
to where its units are used do not overlap, so in all no more is made for that reason alone than the sum of the floors
of all periods and all that comes in anyway are enough for, with what is kept up in turn by the components of these
(``_kept_up``). In whole units a component has up to one lot for a unit of its parent on either side of such a floor.
"""

from __future__ import annotations

import numpy as np

from sop_excel.domain.bill_of_materials import BILL, levels
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem

SURELY = 1e-9  # of the sum: more than its rounding


def made_anyway(problem: Problem) -> Array:
    """(I, T) production that is kept up whatever is needed: what is firm, and what costs money to be dropped."""
    firm: Array = problem.firm_production
    return np.maximum(firm, np.where(problem.change_counts, problem.published, 0.0))


def most_needed(problem: Problem) -> Array:
    """(I, T) the most units that can be needed of each product beyond what is made anyway, rounded up."""
    products, periods = problem.products, problem.shape[1]
    floor = np.maximum(products.safety_stock.max(axis=1), np.nan_to_num(products.final_inventory, nan=0.0))
    needed = problem.demand.sum(axis=1) + products.initial_backorders + floor
    whole = periods if problem.policies.whole_units else 0.0
    if len(problem.items(BILL)):
        needed = _with_dependent(problem, needed + whole, _kept_up(problem, periods * floor))
        whole = 0.0
    return np.broadcast_to((needed * (1.0 + SURELY) + whole)[:, None], problem.shape)


def _kept_up(problem: Problem, floors: Array) -> Array:
    """(I,) how much can be made of each product only because its components are there; ``floors`` (I,) are sums."""
    bill, products = problem.items(BILL), problem.products
    parent, component, quantity = bill.link("parent"), bill.link("component"), bill.fields.quantity
    there: Array = floors + products.initial_inventory + (problem.receipts + made_anyway(problem)).sum(axis=1)
    lots = 2.0 * problem.shape[1] if problem.policies.whole_units else 0.0
    made: Array = np.zeros_like(there)
    level = levels(bill, len(there))
    for step in range(int(level.max()), -1, -1):  # whatever stands below this level is known
        rows = np.flatnonzero(level[parent] == step)
        np.add.at(made, parent[rows], (there + made)[component[rows]] / quantity[rows] + lots)
    return made


def _with_dependent(problem: Problem, own: Array, kept_up: Array) -> Array:
    """(I,) what is needed of each product, and of its parents as many units as may be made."""
    bill, anyway = problem.items(BILL), made_anyway(problem).sum(axis=1)
    parent, component, quantity = bill.link("parent"), bill.link("component"), bill.fields.quantity
    needed, level = own + kept_up, levels(bill, len(own))
    for step in range(int(level.max())):
        rows = np.flatnonzero(level[parent] == step)
        np.add.at(needed, component[rows], quantity[rows] * (needed + anyway)[parent[rows]])
    return needed
