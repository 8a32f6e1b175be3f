"""How much can be needed of a product at most: the reason why a decision without a limit has one all the same.

Let ``N`` be all demand, the backorders at the start, and the largest floor of the inventory. Made anyway is what is
firm, or was published and has a price to be changed, or what a limit of table Limits may need (argued in
``needed_by_limits.py``), or a resource with a min load: up to that, making less may cost. Once more than ``N`` good
units have been made and bought beyond what is made anyway, every later stock is above its floor by what is too much:
it is all that came in, less no more than all demand, and what is neither sold nor owed is in stock. So the last of
those units can be left out, by whichever route they were made; no floor is missed, no load grows, and no cost is
negative. Some cheapest plan thus makes and buys no more than ``N`` good units beyond; of a way to make them with a
yield ``g`` that is no more than ``N / g`` units that are started. In whole units one can only be left out as a whole,
which is no more than one good unit: in the last period in which that is possible more than ``N + 1`` are there, if
there are more than ``N + T`` in all, since each later period brings less than one; less than one by each way to make
the product, so that ``T`` counts once for each. In the same way lots can only be left out as lots: the largest step by
which production by any route can be less stands for the one.

An order outside that may not be smaller is left out as a whole: where more than ``N`` was there before it, and it came
last, nothing needs any of it. So ``N`` counts the largest least order too.

Which class of a product's demand is late or lost plays no part in this: leaving a unit out changes neither.

What goes into other products is needed too. Of a component ``N`` is that of its own and, for each unit of a parent that
is made anyway or may have to be started, what goes into it; parents come first, as nothing goes into itself.

To leave out a unit that is made of components leaves these in stock, where they cost money, grow too old or find no
room. Say of each use which units it takes, of a component with a shelf life ones that are young enough: those of them
that are not made anyway are left out with it, unless they lie in stock at the end of a period in which a floor stands
against that. Of these no more can lie there than the floor, so in all no more is made for that reason alone than the
sum of the floors of all periods and all that comes in anyway are enough for, with what is kept up in turn by the
components of these (``_kept_up``). In whole units a component has up to one lot for a unit of its parent above such a
floor; and where it is made in lots, what these leave over in any period may go into its parent.

Of a product with a shelf life a unit that is not used may be scrapped. It too is left out, unless it lies in stock at
the end of a period in which a floor stands against that; so no more is made beyond demand than the sum of the floors.

Where a change of a load has a price, making less in one period may cost in the next. But no load need ever be more than
``K``, what the resource takes to make in one period all that can be needed of each of its products and all that is made
anyway: a load that is cut at a constant rises and falls no more than before (``min(., K)`` keeps the order and never
stretches a difference), and in a period in which it is cut each product that is made less is still made as much as is
ever needed, in that period alone. So no more is made of a product than ``K / usage``, which counts as made anyway. That
argues for products without a bill of materials that have one route, share one such resource and use no other one, and
for one that shares none of them, cut at its own ``K``; others have no ceiling but that of their limits and capacities
(``domain/level_loads.py`` says where there is none; the tables must state one). In whole units a load
can be cut so only where all products take as much of the resource, and in lots only where a product is alone on it.

Of one period alone less is needed of a product that keeps, and stands in no bill and on no such resource. What is
started in ``t`` arrives in ``a``, and later stocks are, less what is then owed, no less than it, less what may be owed
at the end of ``a - 1``, less the demand from ``a`` on. So if it is more than these and the largest floor on the way,
every later stock is above its floor, and what is beyond can be left out in the same way, route by route and down to
whole lots. Both hold at once of a cheapest plan in which the least is made and bought.
"""

from __future__ import annotations

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.bill_of_materials import BILL, levels
from sop_excel.domain.demand_classes import class_has_late_cost, of_any_class
from sop_excel.domain.fields import Array
from sop_excel.domain.level_loads import bound_by_bill, levelled, most_by_limits, on_levelled, on_one, on_own
from sop_excel.domain.lot_steps import has_lots, largest_step, lots_for
from sop_excel.domain.makings import Making, makings
from sop_excel.domain.problem import Problem
from sop_excel.domain.remembered import remembered
from sop_excel.model.rules.needed_by_limits import Needed, needed_by_limits

SURELY = 1e-9  # of the sum: more than its rounding


def made_anyway(problem: Problem) -> Array:
    """(I, T) production that is kept up whatever is needed: what is firm, and what costs money to be dropped; ``inf``
    where nothing is known to limit what a level load may make."""
    stated = _stated(problem)
    in_all = np.maximum(stated, _asked_by_limits(problem) * _ways(problem)[:, None])
    if not problem.load_change_counts.any():
        return in_all
    level: Array = np.zeros(problem.shape)
    for making in makings(problem):
        np.add.at(level, making.product, _kept_level(problem, stated, making))
    return np.maximum(in_all, level)


@remembered
def _stated(problem: Problem) -> Array:
    """(I, T) production that is firm, was published at a price, or may be needed by a limit in each of its ways."""
    firm: Array = problem.firm_production
    stated = np.maximum(firm, np.where(problem.change_counts, problem.published, 0.0))
    return np.maximum(stated, _asked_by_limits(problem))


@remembered
def _asked_by_limits(problem: Problem) -> Array:
    """(I, T) what limits and least loads may need of each way to make a product."""
    return np.maximum(_by_limits(problem).made, _for_min_load(problem, "production"))


def _ways(problem: Problem) -> Array:
    """(I,) in how many ways each product is made."""
    ways: Array = np.ones(problem.shape[0])
    np.add.at(ways, problem.items(ROUTES).link("product"), 1.0)
    return ways


def _least_good(problem: Problem) -> Array:
    """(I,) the good units that a unit started of each product makes at least, by any route in any period."""
    least: Array = problem.products["yield"].min(axis=1)
    for making in makings(problem)[1:]:
        np.minimum.at(least, making.product, making.good.min(axis=1))
    return least


def bought_anyway(problem: Problem) -> Array:
    """(I, T) purchases that are kept up whatever is needed: what a limit may need."""
    return np.maximum(_by_limits(problem).bought, _for_min_load(problem, "subcontract"))


def _for_min_load(problem: Problem, family: str) -> Array:
    """(I, T) so much of a product alone is the min load of a resource that it loads: with less it may have to close."""
    needed, routings = np.zeros(problem.shape), problem.routings.only(problem.loaded_by(family))
    if problem.resources.min_load.any():
        for k in np.flatnonzero(routings.usage > 0).tolist():
            product, least = int(routings.product[k]), problem.resources.min_load[int(routings.resource[k])]
            step = np.where(least > 0, largest_step(problem)[product], 0.0)
            needed[product] = np.maximum(needed[product], least / routings.usage[k] + step)
    return needed


@remembered
def _by_limits(problem: Problem) -> Needed:
    return needed_by_limits(
        problem,
        lambda kept: _asked_for(problem, np.maximum(_stated_floors(problem).max(axis=1), kept)),
        (_for_min_load(problem, "production"), _for_min_load(problem, "subcontract")),
    )


def _kept_level(problem: Problem, stated: Array, making: Making) -> Array:
    """(K, T) what may be made to keep loads level whose changes have a price: up to ``K / usage``, or the capacity."""
    routings = levelled(problem)
    needed = _own_needs(problem) / _least_good(problem) + stated.max(axis=1)
    cut = np.zeros(len(problem.resource_codes))
    np.add.at(cut, routings.resource, routings.usage * needed[routings.product])
    level = np.full(problem.shape[0], np.inf)
    np.minimum.at(level, routings.product, cut[routings.resource] / routings.usage)
    level = np.where(on_one(problem, routings), level, np.inf)
    level = np.where(on_own(problem, routings), np.minimum(level, needed), level)
    in_lots = lots_for(problem, making, np.broadcast_to(level[making.product, None], making.good.shape))
    kept = np.minimum(most_by_limits(problem, making), in_lots) * (1.0 + SURELY)
    return np.where(on_levelled(problem, making)[:, None], kept, 0.0)


def most_made(problem: Problem, making: Making) -> Array:
    """(K, T) the most units that can be needed of a start in each period, in each way to make a product; what is made
    anyway if that is more."""
    stated, bound = _stated(problem), bound_by_bill(problem)
    anyway: Array = stated[making.product]
    if problem.load_change_counts.any():
        anyway = np.maximum(anyway, _kept_level(problem, stated, making))
    bound[levelled(problem).product] = True
    bound |= problem.products.shelf_life <= problem.shape[1]
    needed = np.where(making.too_late(problem.shape[1]), 0.0, _needed_from(problem, making))
    of_period = lots_for(problem, making, np.maximum(needed, anyway))
    in_all = most_needed(problem)[making.product] / making.good + anyway
    return np.where(bound[making.product, None], in_all, of_period)


def _needed_from(problem: Problem, making: Making) -> Array:
    """(K, T) what can be needed of a start in each period, where a product stands for itself."""
    products, so_far = problem.products, np.cumsum(problem.demand, axis=1)
    asked = np.maximum.accumulate((so_far + floors(problem))[:, ::-1], axis=1)[:, ::-1]  # from each period on
    waits = of_any_class(problem, ~np.isnan(products.backorder_cost), class_has_late_cost)
    served = np.where(waits, -products.initial_backorders[:, None], so_far)
    served = np.hstack([-products.initial_backorders[:, None], served[:, :-1]])  # before each period, surely
    _, arrive = making.arrivals(problem.shape[1])
    needed: Array = np.take_along_axis((asked - served)[making.product], arrive, axis=1) / making.good
    return needed


def most_needed(problem: Problem) -> Array:
    """(I, T) the most units that can be needed of each product beyond what is made anyway, rounded up."""
    needed = _own_needs(problem)
    if len(problem.items(BILL)):
        needed = _with_dependent(problem, needed, _kept_up(problem, problem.shape[1] * _floor(problem)))
        needed = needed * (1.0 + SURELY)
    return np.broadcast_to(needed[:, None], problem.shape)


def floors(problem: Problem) -> Array:
    """(I, T) the stock that is asked for at the end of each period, also by limits, whether it may be missed or not."""
    return np.maximum(_stated_floors(problem), _by_limits(problem).kept)


@remembered
def _stated_floors(problem: Problem) -> Array:
    floor: Array = problem.products.safety_stock.copy()
    floor[:, -1] = np.maximum(floor[:, -1], np.nan_to_num(problem.products.final_inventory, nan=0.0))
    return floor


def _floor(problem: Problem) -> Array:
    """(I,) the largest floor of the inventory."""
    highest: Array = floors(problem).max(axis=1)
    return highest


@remembered
def _own_needs(problem: Problem) -> Array:
    """(I,) what can be needed of each product, but for what goes into others."""
    return _asked_for(problem, _floor(problem))


def _asked_for(problem: Problem, floor: Array) -> Array:
    perishes = problem.products.shelf_life <= problem.shape[1]
    floor = np.where(perishes, problem.shape[1], 1.0) * floor
    needed = problem.demand.sum(axis=1) + problem.products.initial_backorders + floor + _least_order(problem)
    whole = problem.shape[1] * largest_step(problem) * _ways(problem)
    owned: Array = needed * (1.0 + SURELY) + whole
    return owned


def _least_order(problem: Problem) -> Array:
    """(I,) the largest least order of each product."""
    products = problem.products
    least: Array = np.where(np.isnan(products.subcontract_cost), 0.0, products.min_subcontract).max(axis=1)
    return least


def _kept_up(problem: Problem, floors: Array) -> Array:
    """(I,) how much can be made of each product only because its components are there; ``floors`` (I,) are sums."""
    bill, products = problem.items(BILL), problem.products
    parent, component, quantity = bill.link("parent"), bill.link("component"), bill.fields.quantity
    there: Array = floors + products.initial_inventory + _comes_anyway(problem).sum(axis=1)
    lots = 2.0 * problem.shape[1] * largest_step(problem) * _ways(problem)
    there = there + (lots if has_lots(problem) else 0.0)
    made: Array = np.zeros_like(there)
    level = levels(bill, len(there))
    for step in range(int(level.max()), -1, -1):  # whatever stands below this level is known
        rows = np.flatnonzero(level[parent] == step)
        np.add.at(made, parent[rows], (there + made)[component[rows]] / quantity[rows] + lots[parent[rows]])
    return made


def _comes_anyway(problem: Problem) -> Array:
    """(I, T) units that come in whatever is needed."""
    comes: Array = problem.receipts + made_anyway(problem) + bought_anyway(problem)
    return comes


def _with_dependent(problem: Problem, own: Array, kept_up: Array) -> Array:
    """(I,) what is needed of each product, and of its parents as many units as may be made."""
    bill, anyway = problem.items(BILL), made_anyway(problem).sum(axis=1)
    parent, component, quantity = bill.link("parent"), bill.link("component"), bill.fields.quantity
    needed, level, good = own + kept_up, levels(bill, len(own)), _least_good(problem)
    for step in range(int(level.max())):
        rows = np.flatnonzero(level[parent] == step)
        np.add.at(needed, component[rows], quantity[rows] * (needed / good + anyway)[parent[rows]])
    return needed
