"""Sums: what several measures add up to is within the minimum and the maximum of a limit of table Limits.

``value[k,t] = sum of coefficient x measure``, in each period, or of all periods together in the last of them. With a
penalty it may be ``above`` the maximum or ``below`` the minimum, each unit at that price. Sales are demand less what is
lost, so that their demand belongs to the right-hand side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from sop_excel.domain.axes import LIMIT_TERMS, LIMITS, ROUTES
from sop_excel.domain.combined_limits import (
    BY_DEFAULT,
    COUNTED,
    INVENTORY,
    LOAD,
    PRODUCTION,
    SALES,
    SUBCONTRACT,
    CountedCells,
    in_total,
    measured,
)
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import ROUTED
from sop_excel.domain.missed_limits import what_is_missed
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, the
from sop_excel.model.rules.needs import SURELY
from sop_excel.model.rules.rule import (
    AT_LEAST,
    AT_MOST,
    CEILINGS,
    FLOORS,
    LOWER,
    PLAIN,
    RAISE,
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
    Told,
    Values,
    any_change,
    by_other_routes,
    changed,
    or_zero,
    total,
    with_other_routes,
)

# The families of decisions that a measure is made of, with their signs; of sales, what they are less than demand.
DECIDED: Mapping[str, Mapping[str, float]] = {
    PRODUCTION: {"production": 1.0},
    BY_DEFAULT: {"production": 1.0},
    SUBCONTRACT: {"subcontract": 1.0},
    INVENTORY: {"inventory": 1.0},
    SALES: {"lost_sales": -1.0},
    LOAD: {"regular": 1.0, "overtime": 1.0},
}


def _stated(name: str, problem: Problem) -> Array:
    """(K, T) the minimum or the maximum of each limit, nan where there is none."""
    limits = problem.items(LIMITS)
    return limits.fields[name] if len(limits) else np.zeros(problem.extent(LIMITS))


_most, _least = (partial(_stated, name) for name in ("maximum", "minimum"))


def _beyond(stated: Callable[[Problem], Array], cost: str, problem: Problem) -> Decision:
    """What may be beyond a minimum or a maximum: where it is stated with a penalty, as much as is paid for."""
    penalty, is_target = _stated(cost, problem), _is_target(problem)
    allowed = ~np.isnan(stated(problem)) & ~np.isnan(penalty)
    upper = np.where(allowed, np.inf, 0.0)
    costs = {"penalties": allowed & ~is_target, "target_stock": allowed & is_target}
    return Decision(np.zeros_like(upper), upper, {line: np.where(where, penalty, 0.0) for line, where in costs.items()})


def penalties(families: Families) -> dict[str, Array]:
    """What a unit beyond a limit costs as its penalty; the target of a stock is no limit."""
    return {
        name: families[name].costs.get("penalties", np.zeros_like(families[name].lower)) for name in ("above", "below")
    }


def _is_target(problem: Problem) -> Mask:
    """(K, 1) whether a limit is the target of a stock."""
    limits = problem.items(LIMITS)
    return (limits.fields.is_target > 0)[:, None] if len(limits) else np.zeros((0, 1), dtype=bool)


def _sold(problem: Problem) -> Array:
    """(K, T) what the limits would add up to of sales if all demand were served."""
    sold = np.zeros(problem.extent(LIMITS))
    if (cells := measured(problem).get(SALES)) is not None:
        np.add.at(sold, (cells.limit, cells.row), cells.coefficient * problem.demand[cells.item, cells.period])
    return sold


def values_of(problem: Problem, values: Values, numbers: Numbers = PLAIN) -> Any:
    """(K, T) what each limit adds up to: ``values`` by family of decisions."""
    added = numbers.of(_sold(problem))
    for place, amounts in _amounts(problem, values, numbers):
        np.add.at(added, place, amounts)
    return added


def _size(problem: Problem, values: Values, numbers: Numbers) -> Any:
    """(K, T) the size of what each limit adds up, whatever its signs."""
    size = np.abs(numbers.of(_sold(problem)))
    for place, amounts in _amounts(problem, values, numbers):
        np.add.at(size, place, np.abs(amounts))
    return size


def _amounts(problem: Problem, values: Values, numbers: Numbers) -> Iterator[tuple[tuple[Indices, Indices], Any]]:
    for family, sign, cells in _decided(problem):
        amounts = numbers.of(sign * cells.coefficient) * values[family][cells.item, cells.period]
        yield (cells.limit, cells.row), amounts


def _decided(problem: Problem) -> Iterator[tuple[str, float, CountedCells]]:
    """The families that limits add up, with their signs, and where; production is that by all routes."""
    for measure, cells in measured(problem).items():
        for family, sign in DECIDED[measure].items():
            yield family, sign, cells
        if measure == PRODUCTION and ROUTES in problem.others:
            n, k = np.nonzero(cells.item[:, None] == problem.items(ROUTES).link("product"))
            yield ROUTED, 1.0, cells._replace(**{name: getattr(cells, name)[n] for name in cells._fields} | {"item": k})


def _above(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return _paid(problem, families["above"], values, numbers, (_most(problem), 1.0))


def _below(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    return _paid(problem, families["below"], values, numbers, (_least(problem), -1.0))


def _paid(problem: Problem, decision: Decision, values: Values, numbers: Numbers, limit: tuple[Array, float]) -> Any:
    """What is beyond a limit where that has a penalty; its noise is in proportion to all that adds up."""
    nothing = numbers.of(np.zeros(decision.lower.shape))
    if not decision.upper.any():
        return nothing
    stated, sign = limit
    over = (values_of(problem, values, numbers) - numbers.of(or_zero(stated))) * int(sign)
    over = np.where(decision.upper > 0, np.maximum(over, nothing), nothing)
    return numbers.settled(over, decision.lower, decision.upper, _size(problem, values, numbers))


def _most_above(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more than what a plan adds up to that makes, buys and keeps no more than is implied."""
    return (_reach(problem, known, 1.0) + np.abs(or_zero(_most(problem)))) * (1.0 + SURELY)


def _most_below(problem: Problem, known: Mapping[str, Array]) -> Array:
    return (_reach(problem, known, -1.0) + np.abs(or_zero(_least(problem)))) * (1.0 + SURELY)


def _reach(problem: Problem, known: Mapping[str, Array], sign: float) -> Array:
    """(K, T) the most that a limit can add up to in one direction."""
    reach = np.zeros(problem.extent(LIMITS))
    for family, _, cells in _decided(problem):
        most = problem.demand if family == "lost_sales" else known[family]
        amounts = np.maximum(sign * cells.coefficient, 0.0) * most[cells.item, cells.period]
        np.add.at(reach, (cells.limit, cells.row), amounts)
    return reach


def _where(stated: Callable[[Problem], Array], problem: Problem, families: Families) -> Mask:
    there: Mask = ~np.isnan(stated(problem))
    return there


def _parts(name: str, stated: Callable[[Problem], Array], problem: Problem, families: Families) -> tuple[Part, ...]:
    sold, there = _sold(problem), ~np.isnan(stated(problem))
    own = Part(name, or_zero(stated(problem)))
    return (
        (own, Part("Demand whose sales count in a limit", np.where(there, sold, 0.0), -1.0)) if sold.any() else (own,)
    )


def _entries(beyond: str, sign: float, problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``sum c z - above``, or ``sum c z + below``."""
    parts = [Entries.of(row, at[beyond], sign)] if beyond in at else []
    for family, direction, cells in _decided(problem):
        if family in at:
            columns = at[family][cells.item, cells.period]
            parts.append(Entries.of(row[cells.limit, cells.row], columns, direction * cells.coefficient))
    return parts


def _printed_most(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``sum c z - above <= Max``."""
    for (k, t), most in _numbers(problem, "maximum"):
        parts, sold = _sum(problem, terms, k, t)
        yield (k, t), total([*parts, -terms["above"][k, t]]) <= most - sold


def _printed_least(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``sum c z + below >= Min``."""
    for (k, t), least in _numbers(problem, "minimum"):
        parts, sold = _sum(problem, terms, k, t)
        yield (k, t), total([*parts, terms["below"][k, t]]) >= least - sold


def _numbers(problem: Problem, name: str) -> Iterator[tuple[tuple[int, int], float]]:
    """The cells of the limits in which a minimum, or a maximum, is stated, and the number."""
    stated = problem.items(LIMITS).fields[name]
    for k, t in np.argwhere(~np.isnan(stated)).tolist():
        yield (k, t), float(stated[k, t])


def _sum(problem: Problem, terms: Mapping[str, Terms], k: int, t: int) -> tuple[list[Any], float]:
    """What a limit adds up in a period: the terms, and the demand whose sales count."""
    parts, sold = [], 0.0
    for coefficient, measure, item, when in _summands(problem, k, t):
        if measure == SALES:
            sold += coefficient * float(problem.demand[item, when])
            parts.append(-coefficient * terms["lost_sales"][item, when])
        elif measure == LOAD:
            parts += [coefficient * terms[family][item, when] for family in ("regular", "overtime")]
        else:
            family = next(iter(DECIDED[measure]))
            others = by_other_routes(problem, terms, item, when) if measure == PRODUCTION else []
            parts += [coefficient * term for term in (terms[family][item, when], *others)]
    return parts, sold


def _summands(problem: Problem, k: int, t: int) -> Iterator[tuple[float, str, int, int]]:
    """(coefficient, measure, item, period) of all that a limit adds up in a period, row by row of its table."""
    of_all = bool(problem.items(LIMITS).fields.in_total[k])
    for limit, coefficient, measure, item, periods in _rows(problem):
        for when in periods if limit == k else ():
            if of_all or when == t:
                yield coefficient, measure, item, when


def _rows(problem: Problem) -> Iterator[tuple[int, float, str, int, range]]:
    """(limit, coefficient, measure, item, periods) of every row, as its table has it."""
    rows = problem.items(LIMIT_TERMS)
    for n in range(len(rows)):
        measure = COUNTED[int(rows.fields.measure[n])]
        item = int(rows.link("resource" if measure == LOAD else "product")[n])
        periods = range(int(rows.fields["first"][n]), int(rows.fields["last"][n]) + 1)
        yield int(rows.link("limit")[n]), float(rows.fields.coefficient[n]), measure, item, periods


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    limits, extent = problem.items(LIMITS), problem.extent(LIMITS)
    found = {
        PRODUCTION: with_other_routes(problem, plan),
        BY_DEFAULT: plan.production,
        SUBCONTRACT: plan.subcontract,
        INVENTORY: plan.inventory,
        SALES: problem.demand - plan.lost_sales,
        LOAD: plan.regular + plan.overtime,
    }
    value, size = np.zeros(extent), np.zeros(extent)
    for k, coefficient, measure, item, periods in _rows(problem):
        counted = coefficient * found[measure][item, periods.start : periods.stop]
        of_all = bool(limits.fields.in_total[k])
        where = slice(None) if of_all else slice(periods.start, periods.stop)
        value[k, where] += counted.sum() if of_all else counted
        size[k, where] += np.abs(counted).sum() if of_all else np.abs(counted)
    for name, beyond, cost, sign in (
        ("maximum", plan.above, limits.fields.above_cost, 1.0),
        ("minimum", plan.below, limits.fields.below_cost, -1.0),
    ):
        limit = limits.fields[name]
        there = ~np.isnan(limit)
        over = np.where(there, sign * (value - np.nan_to_num(limit)), 0.0)
        sizes = size + np.abs(np.nan_to_num(limit))
        paid = np.where(there & ~np.isnan(cost), beyond, 0.0)
        yield Broken(the(name), over - paid, sizes, axis=LIMITS)
        yield Broken(say("what is beyond {limit}", limit=the(name)), beyond - np.maximum(over, 0.0), sizes, axis=LIMITS)
        yield Broken(say("the least 0 beyond {limit}", limit=the(name)), -beyond, sizes, axis=LIMITS)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """Those without a penalty may give way: a maximum be raised, a minimum be lowered."""
    found = []
    for action, name, kind, row, sign, cost in (
        (RAISE, "maximum", CEILINGS, "limit_max", 1, "above_cost"),
        (LOWER, "minimum", FLOORS, "limit_min", -1, "below_cost"),
    ):
        stated, held = _stated(name, problem), np.isnan(_stated(cost, problem))
        room, change = any_change(~np.isnan(stated) & held), partial(_moved, name, sign)
        found.append(Limit(action, name, kind, "", or_zero(stated), room, change, axis=LIMITS, rows=(row,)))
    return tuple(found)


def _moved(name: str, sign: int, problem: Problem, amounts: Array) -> Problem:
    """What is told of a limit for all of its periods holds wherever it stands."""
    amounts = np.where(in_total(problem)[:, None], amounts.sum(axis=1, keepdims=True), amounts)
    return with_limit(problem, name, changed(_stated(name, problem), sign * amounts))


def with_limit(problem: Problem, name: str, values: Array) -> Problem:
    """The problem with other minima or maxima (K, T) of its limits."""
    limits = problem.items(LIMITS)
    moved = replace(limits, fields=limits.fields.replace(**{name: values}))
    return problem.replace(others={**problem.others, LIMITS: moved})


def _column(name: str, symbol: str, side: str, stated: Callable[[Problem], Array], **statements: Any) -> DecisionColumn:
    return DecisionColumn(
        name=name,
        symbol=symbol,
        word=name,
        meaning=f"how far a limit of table Limits is {name} its {side}, where that has a penalty",
        floor=f"Most {name} a limit",
        ceiling=f"Most {name} a limit",
        decision=partial(_beyond, stated, f"{name}_cost"),
        axis=LIMITS,
        told=Told("{item} by {units} in {period}", "if it were kept", named=partial(what_is_missed, side=name)),
        **statements,
    )


RULE = Rule(
    columns=(
        _column("above", "above", "maximum", _most, implied=_most_above, follows=_above),
        _column("below", "below", "minimum", _least, implied=_most_below, follows=_below),
    ),
    rows=(
        Row(
            name="limit_max",
            meaning="what a limit adds up to is no more than its maximum",
            side=AT_MOST,
            there=partial(_where, _most),
            parts=partial(_parts, "Max of limits", _most),
            entries=partial(_entries, "above", -1.0),
            printed=_printed_most,
            axis=LIMITS,
        ),
        Row(
            name="limit_min",
            meaning="what a limit adds up to is no less than its minimum",
            side=AT_LEAST,
            there=partial(_where, _least),
            parts=partial(_parts, "Min of limits", _least),
            entries=partial(_entries, "below", 1.0),
            printed=_printed_least,
            axis=LIMITS,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=lambda problem: bool(len(problem.items(LIMITS))),
)
