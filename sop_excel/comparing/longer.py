"""A problem that goes on beyond its horizon, and a window of it: what a rule or a plan looks at as time goes by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sop_excel.domain.demand_floors import floors_from_demand
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import Problem


def mean_demand(problem: Problem) -> Array:
    """(I,) the mean demand of a period, zeros counted; what goes on beyond the horizon (as for Cover periods)."""
    return floors_from_demand(np.ones(problem.shape[0]), np.full(problem.shape[0], np.nan), problem.demand)[:, 0]


def floors(problem: Problem) -> Array:
    """(I, T) the least stock at the end of each period: the safety stock, and at the end the final inventory."""
    least = problem.products.safety_stock.copy()
    least[:, -1] = np.maximum(least[:, -1], np.nan_to_num(problem.products.final_inventory, nan=0.0))
    return least


def longer(problem: Problem, more: int) -> Problem:
    """The problem with ``more`` periods: mean demand, nothing firm, on order or published, all else as in the last one.

    The final inventory is part of the safety stock of its period, so that it does not move to the new end.
    """
    kept = problem.products.replace(safety_stock=floors(problem))
    none = np.zeros((problem.shape[0], more))
    unstated = np.full(problem.shape[0], np.nan)
    return problem.replace(
        periods=(*problem.periods, *(f"+{k + 1}" for k in range(more))),
        products=_spread(kept, problem.shape[1], more).replace(final_inventory=unstated),
        resources=_spread(problem.resources, problem.shape[1], more),
        demand=np.hstack([problem.demand, np.repeat(mean_demand(problem)[:, None], more, axis=1)]),
        receipts=np.hstack([problem.receipts, none]),
        firm_production=np.hstack([problem.firm_production, none]),
        published=np.hstack([problem.published, np.full_like(none, np.nan)]),
        others={
            axis: replace(items, fields=_spread(items.fields, problem.shape[1], more))
            for axis, items in problem.others.items()
        },
    )


def _spread(fields: Fields, periods: int, more: int) -> Fields:
    """What is stated by period, with its last period repeated."""
    columns = np.minimum(np.arange(periods + more), periods - 1)
    return fields.replace(**{name: array[:, columns] for name, array in fields.items() if array.ndim == 2})


def window(problem: Problem, first: int, periods: int) -> Problem:
    """The problem of so many periods from ``first`` on; periods that were frozen stay so. Limits over several periods
    do not move with it.

    Who works before a later one is not known: as many as it takes may come or go for it at no cost.
    """
    part = slice(first, first + periods)

    def cut(fields: Fields) -> Fields:
        return fields.replace(**{name: array[:, part] for name, array in fields.items() if array.ndim == 2})

    frozen = min(max(problem.policies.frozen_periods - first, 0), periods)
    calm = problem.policies.change_periods
    return problem.replace(
        periods=problem.periods[part],
        products=cut(problem.products),
        resources=_without_first_moves(cut(problem.resources)) if first else cut(problem.resources),
        demand=problem.demand[:, part],
        receipts=problem.receipts[:, part],
        firm_production=problem.firm_production[:, part],
        published=problem.published[:, part],
        others={axis: replace(items, fields=cut(items.fields)) for axis, items in problem.others.items()},
        policies=replace(
            problem.policies, frozen_periods=frozen, change_periods=None if calm is None else max(calm - first, 0)
        ),
    )


def _without_first_moves(resources: Fields) -> Fields:
    """The resources whose workers come and go for the first period at no cost."""
    moves = {name: resources[name].copy() for name in ("hire_cost", "layoff_cost")}
    for cost in moves.values():
        cost[:, :1] = 0.0
    return resources.replace(**moves)
