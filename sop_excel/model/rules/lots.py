"""Lots: of a product with a min lot nothing is made in a period, or at least that; with a lot multiple, ``n`` of it.

``x >= minlot y`` with the setup ``y`` of ``setups.py``, and ``x = multiple n``. Where setups are carried over, a setup
does not say that something is made: ``q`` does, ``x <= M q`` and ``x >= minlot q``. Each further route has lots of its
own, with its setup ``yr``, which is never carried over, and ``nr`` of its multiple.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from sop_excel.domain.axes import ROUTES
from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import has_lots, multiples
from sop_excel.domain.makings import ROUTED, Making, Ways, default_route, other_routes
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules.rule import (
    AT_LEAST,
    AT_MOST,
    EQUAL,
    FLOORS,
    LOWER,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Limit,
    Mask,
    Numbers,
    Part,
    Row,
    Rule,
    Terms,
    Values,
    product_column,
    route_column,
    total,
)
from sop_excel.model.rules.setups import most_after_setup, most_printed


def _lots(ways: Ways, problem: Problem) -> Decision:
    """How many lots are made, where there is a multiple."""
    making = ways(problem)
    upper = np.where(np.broadcast_to(multiples(making) > 0, making.good.shape), np.inf, 0.0)
    return Decision(np.zeros_like(upper), upper, {}, whole=upper > 0)


def _most_lots(ways: Ways, problem: Problem, known: Mapping[str, Array]) -> Array:
    """As many as the production that some cheapest plan keeps to consists of."""
    making = ways(problem)
    multiple = multiples(making)
    return np.where(multiple > 0, known[making.started] / np.where(multiple > 0, multiple, 1.0), 0.0)


def _follows(ways: Ways, problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """``n = x / multiple``."""
    making = ways(problem)
    multiple, decision = np.broadcast_to(multiples(making), making.good.shape), families[making.family("lots")]
    made, size = values[making.started], numbers.of(np.where(multiple > 0, multiple, 1.0))
    lots = np.where(multiple > 0, made / size, numbers.of(np.zeros(multiple.shape)))
    return numbers.settled(lots, decision.lower, decision.upper)


def _where_multiple(ways: Ways, problem: Problem, families: Families) -> Mask:
    making = ways(problem)
    there: Mask = (multiples(making) > 0) & (families[making.started].upper > 0)
    return there


def _where_min_lot(ways: Ways, problem: Problem, families: Families) -> Mask:
    making = ways(problem)
    there: Mask = (making.fields.min_lot > 0) & (families[making.started].upper > 0)
    return there


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _made(problem: Problem) -> Decision:
    """Whether anything is made, where that is at least a min lot and a setup does not say so."""
    counts = (problem.products.min_lot > 0) & problem.policies.setup_carry_over
    upper = np.where(counts, 1.0, 0.0)
    return Decision(np.zeros_like(upper), upper, {}, whole=counts)


def _whether_made(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    counts = (problem.products.min_lot > 0) & problem.policies.setup_carry_over
    return numbers.of(np.where(counts & (values["production"] > 0), 1.0, 0.0))


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    return np.zeros(problem.shape)


def _where_made(problem: Problem, families: Families) -> Mask:
    return _where_min_lot(default_route, problem, families) & problem.policies.setup_carry_over


def _made_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t]``."""
    return [Entries.of(row, at["production"], 1.0)] if "production" in at else ()


def _made_bounded(problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``- M'[t] q[t]``."""
    if "made" not in at or not (row >= 0).any():
        return ()
    nothing = np.zeros(problem.routings.usage.size)
    return [Entries.of(row, at["made"], -most_after_setup(problem, default_route(problem), families, nothing))]


def _printed_made(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] - M'[t] q[t] <= 0``."""
    x, q = terms["production"], terms["made"]
    for i, t in np.argwhere(problem.products.min_lot > 0).tolist():
        if problem.policies.setup_carry_over and not isinstance(x[i, t], float):
            yield (i, t), total([x[i, t], -most_printed(problem, terms, (i, t), prepared=False) * q[i, t]]) <= 0


def _multiple_entries(ways: Ways, problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t] - multiple n[t]``."""
    making = ways(problem)
    signs = {making.started: np.ones((len(row), 1)), making.family("lots"): -multiples(making)}
    return [Entries.of(row, at[name], np.broadcast_to(sign, row.shape)) for name, sign in signs.items() if name in at]


def _min_lot_entries(ways: Ways, problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t] - minlot[t] y[t]``, with ``q`` instead of ``y`` where setups are carried over."""
    making = ways(problem)
    signs = {making.started: np.ones(row.shape), _counted_by(problem, making): -making.fields.min_lot}
    return [Entries.of(row, at[name], sign) for name, sign in signs.items() if name in at]


def _counted_by(problem: Problem, making: Making) -> str:
    """The family that says whether anything is made."""
    return "made" if problem.policies.setup_carry_over and making.is_default else making.family("setup")


def _printed_multiple(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] - multiple n[t] = 0``, of products with a lot multiple."""
    x, n = terms["production"], terms["lots"]
    for i, t in np.ndindex(problem.shape):
        multiple = float(problem.products.lot_multiple[i])
        if multiple > 0 and not isinstance(x[i, t], float):
            yield (i, t), total([x[i, t], -multiple * n[i, t]]) == 0


def _printed_min_lot(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] - minlot[t] y[t] >= 0``: what is set up is made, at least the min lot; of ``q`` where setups stay."""
    x, y = terms["production"], terms["made" if problem.policies.setup_carry_over else "setup"]
    for i, t in np.argwhere(problem.products.min_lot > 0).tolist():
        if not isinstance(x[i, t], float):
            yield (i, t), total([x[i, t], -float(problem.products.min_lot[i, t]) * y[i, t]]) >= 0


def _printed_route_multiple(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``xr[t] - multiple nr[t] = 0``, of routes with a lot multiple."""
    x, n = terms[ROUTED], terms["route_lots"]
    for k, t in np.ndindex(problem.extent(ROUTES)):
        multiple = float(problem.items(ROUTES).fields.lot_multiple[k])
        if multiple > 0 and not isinstance(x[k, t], float):
            yield (k, t), total([x[k, t], -multiple * n[k, t]]) == 0


def _printed_route_min_lot(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``xr[t] - minlot[t] yr[t] >= 0``, of routes with a min lot."""
    x, y = terms[ROUTED], terms["route_setup"]
    for k, t in np.ndindex(problem.extent(ROUTES)):
        least = float(problem.items(ROUTES).fields.min_lot[k, t])
        if least > 0 and not isinstance(x[k, t], float):
            yield (k, t), total([x[k, t], -least * y[k, t]]) >= 0


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    products, routes = problem.products, problem.items(ROUTES)
    yield from _off(plan.production, products.min_lot, products.lot_multiple, Broken)
    if len(routes):
        of_route = partial(Broken, axis=ROUTES)
        yield from _off(plan.routed, routes.fields.min_lot, routes.fields.lot_multiple, of_route, " of a route")


def _off(
    made: Array, least: Array, multiple: Array, found: type[Broken] | partial[Broken], of: str = ""
) -> Iterator[Broken]:
    yield found(f"the min lot{of}", np.minimum(made, least - made), least)
    size = multiple[:, None]
    with np.errstate(invalid="ignore"):
        off = np.abs(made - size * np.rint(made / size))
    yield found(f"the lot multiple{of}", np.where(size > 0, off, 0.0), made)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """A smaller lot may be made; a multiple is one, or it is none."""
    least, less = problem.products.min_lot, product_column("min_lot", -1)
    own = Limit(LOWER, "min lot", FLOORS, "", least, least, less, rows=("min_lot",), is_level=True)
    if ROUTES not in problem.others:
        return (own,)
    least, less = other_routes(problem).fields.min_lot, route_column("min_lot", -1)
    rows = ("route_min_lot",)
    return own, Limit(LOWER, "min lot", FLOORS, "", least, least, less, ROUTES, rows=rows, is_level=True)


def _used(problem: Problem) -> bool:
    return has_lots(problem)


_LOTS = DecisionColumn(
    name="lots",
    symbol="n",
    word="lots",
    meaning="lots of the lot multiple whose production starts in the period",
    floor="Lots",
    ceiling="Lots",
    decision=partial(_lots, default_route),
    implied=partial(_most_lots, default_route),
    follows=partial(_follows, default_route),
    counted="whole lots",
)
_MIN_LOT = Row(
    name="min_lot",
    meaning="what is made is no less than the min lot",
    side=AT_LEAST,
    there=partial(_where_min_lot, default_route),
    parts=_nothing,
    entries=partial(_min_lot_entries, default_route),
    printed=_printed_min_lot,
)
_MULTIPLE = Row(
    name="multiple",
    meaning="what is made is a whole number of lots",
    side=EQUAL,
    there=partial(_where_multiple, default_route),
    parts=_nothing,
    entries=partial(_multiple_entries, default_route),
    printed=_printed_multiple,
)

RULE = Rule(
    columns=(
        _LOTS,
        DecisionColumn(
            name="made",
            symbol="q",
            word="made",
            meaning="1 where a product with a min lot is made, else 0",
            floor="Periods of production",
            ceiling="Periods of production",
            decision=_made,
            implied=_limited,
            follows=_whether_made,
            counted="whole lots",
        ),
        replace(
            _LOTS,
            name="route_lots",
            symbol="nr",
            word="lots_route",
            meaning="lots of the route's lot multiple whose production starts in the period",
            decision=partial(_lots, other_routes),
            implied=partial(_most_lots, other_routes),
            follows=partial(_follows, other_routes),
            axis=ROUTES,
        ),
    ),
    rows=(
        _MIN_LOT,
        Row(
            name="made",
            meaning="what is made at all is made in a period that counts for its min lot",
            side=AT_MOST,
            there=_where_made,
            parts=_nothing,
            entries=_made_entries,
            bounded=_made_bounded,
            printed=_printed_made,
        ),
        _MULTIPLE,
        replace(
            _MIN_LOT,
            name="route_min_lot",
            meaning="what is made by a route is no less than its min lot",
            there=partial(_where_min_lot, other_routes),
            entries=partial(_min_lot_entries, other_routes),
            printed=_printed_route_min_lot,
            axis=ROUTES,
        ),
        replace(
            _MULTIPLE,
            name="route_multiple",
            meaning="what is made by a route is a whole number of lots",
            there=partial(_where_multiple, other_routes),
            entries=partial(_multiple_entries, other_routes),
            printed=_printed_route_multiple,
            axis=ROUTES,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_used,
)
