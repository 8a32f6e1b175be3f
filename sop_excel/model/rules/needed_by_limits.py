"""What the limits of table Limits may need of production, purchases and stock, though nobody asks for the units.

To make less matters to a limit with a minimum and a positive coefficient, or with a maximum and a negative one:
turned about, ``sum c z >= m``. Of a cell with ``c > 0`` more than ``(m + what the negative ones can take away) / c``
leaves the limit room, whatever the others are, so that a little of it can be left out, or beyond one lot a whole lot.
Load is production or stock times the usage, and what setups take. What the negative ones can take away is in turn no
more than what is made of them at most, for demand, for what is firm, or for a min load, and one setup of each product,
route and family: the ceilings of a plan are found by going round until none grows any more. Where they grow for
ever, as where two products each ask for more of the other, and where a bill of materials, a price of changing loads or
another route may ask for more besides, a ceiling is the largest quantity that any plan may have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import LIMITS, ROUTES
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.combined_limits import (
    BY_DEFAULT,
    INVENTORY,
    LOAD,
    PRODUCTION,
    SALES,
    SUBCONTRACT,
    CountedCells,
    measured,
)
from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import largest_step
from sop_excel.domain.problem import LOADED_BY, Problem
from sop_excel.domain.product_families import setups_of_families

LARGEST = 1e9  # units of a product: no plan has more, as no cell may say more
MADE, BOUGHT, KEPT = range(3)
_SORTS = {"production": MADE, "subcontract": BOUGHT, "inventory": KEPT}
_OF_PRODUCTS = {PRODUCTION: MADE, BY_DEFAULT: MADE, SUBCONTRACT: BOUGHT, INVENTORY: KEPT}


class Needed(NamedTuple):
    """(I, T) up to how many units limits may need to be made, bought and kept; to have less of them may break one."""

    made: Array
    bought: Array
    kept: Array


class _Uses(NamedTuple):
    """What limits add up, cell by cell: of which limit, in which row, of which sort, product and period, how much."""

    limit: NDArray[np.intp]
    row: NDArray[np.intp]
    sort: NDArray[np.intp]
    item: NDArray[np.intp]
    period: NDArray[np.intp]
    coefficient: Array


def needed_by_limits(problem: Problem, most_needed: Callable[[Array], Array], for_loads: tuple[Array, Array]) -> Needed:
    """What limits may need; ``most_needed`` (I,) are the good units that can be needed beyond, given the floors (I,) of
    the stock that limits ask for; ``for_loads`` (I, T) what least loads may need to be made, and to be bought."""
    needed = Needed(*(np.zeros(problem.shape) for _ in range(3)))
    if not len(problem.items(LIMITS)):
        return needed
    uses, none, some = _uses(problem), np.zeros((3, *problem.shape)), np.ones((3, *problem.shape))
    alone, beside = _needed(problem, uses, none), _needed(problem, uses, some)
    if _equal(alone, beside):  # nothing takes anything away
        return alone
    others = bool(len(problem.items(BILL)) or problem.load_change_counts.any() or ROUTES in problem.others)
    for _ in range(0 if others else len(problem.items(LIMITS)) + 2):
        beyond = most_needed(needed.kept.max(axis=1))[:, None]
        before, needed = needed, _needed(problem, uses, _ceilings(problem, needed, beyond, for_loads))
        if _equal(before, needed):
            return needed
    return Needed(*(np.where(one > 0, LARGEST, 0.0) for one in beside))


def _equal(one: Needed, other: Needed) -> bool:
    return all(np.array_equal(some, others) for some, others in zip(one, other, strict=True))


def _uses(problem: Problem) -> _Uses:
    parts = [part for measure, cells in measured(problem).items() for part in _of_measure(problem, measure, cells)]
    *places, coefficient = [np.concatenate(columns) for columns in zip(*parts, strict=True)] or [np.zeros(0)] * 6
    limit, row, sort, item, period = (place.astype(np.intp) for place in places)
    return _Uses(limit, row, sort, item, period, coefficient.astype(np.float64))


def _of_measure(problem: Problem, measure: str, cells: CountedCells) -> Iterator[_Uses]:
    """A load is a use of every product that is made or kept there; sales are no decision that could be less."""
    if measure in _OF_PRODUCTS:
        sort = np.full(cells.limit.size, _OF_PRODUCTS[measure])
        yield _Uses(cells.limit, cells.row, sort, cells.item, cells.period, cells.coefficient)
    elif measure == LOAD:
        routings = problem.routings
        for k in np.flatnonzero(routings.usage > 0).tolist():
            resource, product = int(routings.resource[k]), int(routings.product[k])
            here = cells.item == resource
            sort = np.full(int(here.sum()), _SORTS[LOADED_BY[problem.resource_kinds[resource]]])
            item, used = np.full(sort.size, product), routings.usage[k] * cells.coefficient[here]
            yield _Uses(cells.limit[here], cells.row[here], sort, item, cells.period[here], used)


def _ceilings(problem: Problem, needed: Needed, beyond: Array, for_loads: tuple[Array, Array]) -> Array:
    """(3, I, T) what some cheapest plan makes, buys and keeps at most, if limits need no more than this."""
    products = problem.products
    made = np.maximum(problem.firm_production, np.where(problem.change_counts, problem.published, 0.0))
    made, anyway = np.maximum(np.maximum(made, needed.made), for_loads[0]), np.maximum(needed.bought, for_loads[1])
    comes = np.cumsum(problem.receipts + made + anyway, axis=1) + products.initial_inventory[:, None]
    started = beyond / products["yield"].min(axis=1, keepdims=True)
    bought = np.where(np.isnan(products.subcontract_cost), 0.0, products.max_subcontract)
    own = np.array([products.max_production, bought, products.max_inventory])
    ceilings: Array = np.minimum(np.array([made + started, anyway + beyond, comes + started]), own)
    return ceilings


def _needed(problem: Problem, uses: _Uses, ceilings: Array) -> Needed:
    """What the limits need where no more than these ceilings is made, bought and kept."""
    fields, needed = problem.items(LIMITS).fields, np.zeros((3, *problem.shape))
    step = np.maximum(largest_step(problem), 1.0 if problem.policies.whole_units else 0.0)
    for stated, sign in ((fields.minimum, 1.0), (fields.maximum, -1.0)):
        coefficient = sign * uses.coefficient
        taken = np.maximum(sign * stated, 0.0) + _taken(problem, uses, coefficient, ceilings)
        taken += _sales(problem, sign) + _set_up(problem, sign)
        at = (coefficient > 0) & ~np.isnan(stated[uses.limit, uses.row])
        most = taken[uses.limit[at], uses.row[at]] / coefficient[at] + step[uses.item[at]]
        np.maximum.at(needed, (uses.sort[at], uses.item[at], uses.period[at]), most)
    return Needed(*needed)


def _taken(problem: Problem, uses: _Uses, coefficient: Array, ceilings: Array) -> Array:
    """(K, T) what the negative ones can take away from a limit at most."""
    taken = np.zeros(problem.extent(LIMITS))
    most = -np.minimum(coefficient, 0.0) * ceilings[uses.sort, uses.item, uses.period]
    np.add.at(taken, (uses.limit, uses.row), most)
    return taken


def _sales(problem: Problem, sign: float) -> Array:
    """(K, T) what sales can take away from a limit at most: no more is sold than demand."""
    taken = np.zeros(problem.extent(LIMITS))
    if (cells := measured(problem).get(SALES)) is not None:
        most = np.maximum(-sign * cells.coefficient, 0.0) * problem.demand[cells.item, cells.period]
        np.add.at(taken, (cells.limit, cells.row), most)
    return taken


def _set_up(problem: Problem, sign: float) -> Array:
    """(K, T) what setups can take away from a limit of a load at most: no more than one of each in a period."""
    taken = np.zeros(problem.extent(LIMITS))
    if (cells := measured(problem).get(LOAD)) is not None:
        load = np.zeros(len(problem.resource_codes))
        of_products, of_families = problem.routings, setups_of_families(problem)
        np.add.at(load, of_products.resource, of_products.setup_usage)
        np.add.at(load, of_families.resource, of_families.usage)
        np.add.at(taken, (cells.limit, cells.row), np.maximum(-sign * cells.coefficient, 0.0) * load[cells.item])
    return taken
