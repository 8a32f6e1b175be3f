"""Routes: what is started of a product by its other routes, ``xr``, beside the default one, ``x``; each has a maximum.

What is firm is the sum over all routes of a product: which of them makes it is free. So it is a row where production by
the default route alone would have a bound. A route whose starts would come too late starts nothing, unless those of all
routes would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import product as pairs
from typing import Any

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import ROUTED, has_routes, makings, most_startable, other_routes, product_and_route
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.model.rules.needs import SURELY, most_made
from sop_excel.model.rules.rule import (
    AT_LEAST,
    CEILINGS,
    EQUAL,
    FLOORS,
    LOWER,
    RAISE,
    Bound,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Limit,
    Mask,
    Part,
    Row,
    Rule,
    Terms,
    Told,
    any_change,
    at_least_0,
    at_most,
    attribute,
    by_other_routes,
    quickest,
    route_column,
    total,
)


def _used(problem: Problem) -> bool:
    return ROUTES in problem.others


def _routed(problem: Problem) -> Decision:
    fields = other_routes(problem).fields
    costs = {"production": fields.production_cost}
    return Decision(np.zeros_like(fields.max_production), fields.max_production, costs, problem.policies.whole_units)


def _implied(problem: Problem, known: Mapping[str, Array]) -> Array:
    return most_made(problem, other_routes(problem)) * (1.0 + SURELY)


def _bounds(problem: Problem) -> tuple[Bound, ...]:
    """A route that comes too late starts nothing; where all do, no more than what is firm."""
    late, bounds = problem.starts_too_late, []
    most = np.where(late & has_routes(problem)[:, None], problem.firm_production, np.inf)
    for making in makings(problem):
        by_another = making.too_late(problem.shape[1]) & ~late[making.product]
        upper = np.where(by_another, 0.0, most[making.product])
        bounds.append(Bound(making.started, "Firm production", np.zeros_like(upper), upper))
    return tuple(bounds)


def _where_least(problem: Problem, families: Families) -> Mask:
    free = ~(problem.is_frozen | problem.starts_too_late)
    there: Mask = has_routes(problem)[:, None] & free & (problem.firm_production > 0)
    return there


def _where_fixed(problem: Problem, families: Families) -> Mask:
    """Where nothing is firm and every start comes too late, bounds say it all."""
    fixed = np.where(problem.starts_too_late, problem.firm_production > 0, problem.is_frozen)
    there: Mask = has_routes(problem)[:, None] & fixed
    return there


def _firm(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Firm production", problem.firm_production),)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t] + sum_k xr[k,t]``."""
    return [Entries.of(row[one.product], at[one.started], 1.0) for one in makings(problem) if one.started in at]


def _printed(exactly: bool, problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] + sum_k xr[k,t] >= firm[t]``; ``=`` where it is frozen, or a start by any route comes too late."""
    periods, products = problem.shape[1], sorted(set(problem.items(ROUTES).link("product").tolist()))
    for i, t in pairs(products, range(periods)):
        firm = float(problem.firm_production[i, t])
        is_late, is_frozen = t + float(quickest(problem)[i]) >= periods, t < problem.policies.frozen_periods
        stands = is_late or is_frozen if exactly else not (is_late or is_frozen)
        if stands and (firm > 0 or (is_frozen and not is_late)):
            started = total([terms["production"][i, t], *by_other_routes(problem, terms, i, t)])
            yield (i, t), (started == firm if exactly else started >= firm)


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    """That what is firm is made by all routes together is checked with the firm production of all products."""
    routes, periods = problem.items(ROUTES), np.arange(problem.shape[1])
    product = routes.link("product")
    yield at_least_0("production by a route", plan.routed, np.zeros_like(plan.routed), ROUTES)
    yield at_most("the max production of a route", plan.routed, routes.fields.max_production, ROUTES)
    if problem.policies.whole_units:
        off = np.abs(plan.routed - np.rint(plan.routed))
        yield Broken("whole production by a route", off, np.zeros_like(off), ROUTES)
    late = periods + quickest(problem)[:, None] >= problem.shape[1]
    leads = problem.products.lead_time, routes.fields.lead_time
    own, others = (periods + lead[:, None] >= problem.shape[1] for lead in leads)
    what = "production by a route that comes too late"
    yield Broken(what, np.where(own & ~late, plan.production, 0.0), problem.firm_production)
    yield Broken(what, np.where(others & ~late[product], plan.routed, 0.0), problem.firm_production[product], ROUTES)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """The maximum of each route; and what is firm, which in a frozen period can be more, up to what can be made."""
    firm, routes = problem.firm_production, other_routes(problem)
    most, several = routes.fields.max_production, has_routes(problem)[:, None]
    free = ~problem.is_frozen[routes.product] & ~routes.too_late(problem.shape[1])
    room = np.where(problem.is_frozen & ~problem.starts_too_late, np.maximum(most_startable(problem) - firm, 0.0), 0.0)
    upper, lower = np.where(several, room, 0.0), np.where(several, firm, 0.0)
    more, less, rows = attribute("firm_production", 1), attribute("firm_production", -1), ("firm", "frozen")
    change = route_column("max_production", 1)
    return (
        Limit(RAISE, "max production", CEILINGS, ROUTED, most, any_change(np.isfinite(most) & free), change, ROUTES),
        Limit(RAISE, "firm production", CEILINGS, "", firm, upper, more, exact=True, rows=rows),
        Limit(LOWER, "firm production", FLOORS, "", firm, lower, less, exact=True, rows=rows),
    )


def _made_by(problem: Problem, k: int) -> str:
    """What is said of units by a route."""
    product, route = product_and_route(problem, k)
    return say("{product} are made by route {route}", product=product, route=route)


RULE = Rule(
    columns=(
        DecisionColumn(
            name=ROUTED,
            symbol="xr",
            word="make_by",
            meaning="units whose production starts in the period by another route",
            floor="Firm production",
            ceiling="Max production",
            decision=_routed,
            implied=_implied,
            told=Told("{units} of {item} in {period}", "without them", named=_made_by),
            axis=ROUTES,
        ),
    ),
    rows=(
        Row(
            name="firm",
            meaning="all routes together make what is firm",
            side=AT_LEAST,
            there=_where_least,
            parts=_firm,
            entries=_entries,
            printed=partial(_printed, False),
        ),
        Row(
            name="frozen",
            meaning="all routes together make exactly what is firm",
            side=EQUAL,
            there=_where_fixed,
            parts=_firm,
            entries=_entries,
            printed=partial(_printed, True),
        ),
    ),
    bounds=_bounds,
    broken=_broken,
    limits=_limits,
    used=_used,
)
