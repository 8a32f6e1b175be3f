"""Safety stock and final inventory: floors of what is in stock; of a safety stock that may be missed, ``v`` is missing.

Under the rule *hard* the safety stock is a floor like the final inventory. Under *soft* each missing unit costs a
penalty; under *catch up*, or where the order of goals
names it, as little as possible is missing, which steps before the last find out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import SOFT, Problem
from sop_excel.model.rules.rule import (
    AT_LEAST,
    FLOORS,
    LOWER,
    Bound,
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
    changed,
    or_zero,
    product_column,
    total,
)


def _shortfall(problem: Problem) -> Decision:
    """What is missing to the safety stock, where it may be missed: at a penalty if its rule is soft."""
    floor, policies = problem.products.safety_stock, problem.policies
    nothing = np.zeros(floor.shape)
    upper = nothing if policies.keeps_safety_stock else floor
    penalty = policies.safety_stock_penalty if policies.safety_stock_rule == SOFT else 0.0
    return Decision(nothing, upper, {"safety_stock_shortfall": nothing + penalty})


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    missing = numbers.of(families["shortfall"].upper) - values["inventory"]
    return np.maximum(missing, numbers.of(np.zeros(problem.shape)))


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    """No more can be missing than the safety stock itself."""
    return np.zeros(problem.shape)


def _kept(problem: Problem) -> Array:
    """(I, T) the safety stock where it may not be missed, else 0."""
    floor: Array = problem.products.safety_stock
    return floor if problem.policies.keeps_safety_stock else np.zeros(floor.shape)


def _final(problem: Problem) -> Array:
    """(I, T) the final inventory, which always must be there, in the last period."""
    final = np.zeros(problem.shape)
    final[:, -1] = or_zero(problem.products.final_inventory)
    return final


def _floors(problem: Problem) -> tuple[Bound, ...]:
    final, endless = problem.products.final_inventory, np.full(problem.shape, np.inf)
    kept = Bound("inventory", "Safety stock", _kept(problem), endless)
    if not (final > 0).any():
        return (kept,)
    return kept, Bound("inventory", "Final inventory", _final(problem), endless)


def missing(families: Families) -> dict[str, Array]:
    """1 for each unit that is missing to a safety stock."""
    return {"shortfall": np.ones_like(families["shortfall"].lower)}


def kept_where_none_is_missing(before: Families, now: Families) -> dict[str, Decision]:
    """The floors of the stock once nothing may be missing any more that might before: the safety stock itself."""
    floor = before["shortfall"].upper
    if not floor.any() or now["shortfall"].upper.any():
        return {}
    stock = now["inventory"]
    return {"inventory": replace(stock, lower=np.maximum(before["inventory"].lower, floor))}


def _where_missed(problem: Problem, families: Families) -> Mask:
    missed: Mask = families["shortfall"].upper > 0
    return missed


def _safety_stock(problem: Problem, families: Families) -> tuple[Part, ...]:
    return (Part("Safety stock that may be missed", families["shortfall"].upper),)


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``s[t] + v[t]``."""
    if "shortfall" not in at:
        return ()
    return [Entries.of(row, at[name], 1.0) for name in ("inventory", "shortfall") if name in at]


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``s[t] + v[t] >= SS[t]``, where the safety stock may be missed: what is missing is ``v``."""
    s, v = terms["inventory"], terms["shortfall"]
    for i, t in np.ndindex(problem.shape):
        if not isinstance(v[i, t], float):
            yield (i, t), total([s[i, t], v[i, t]]) >= float(problem.products.safety_stock[i, t])


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    floor = problem.products.safety_stock
    forgiven = np.zeros_like(floor) if problem.policies.keeps_safety_stock else plan.shortfall
    needed = np.maximum(floor - plan.inventory, 0.0)
    yield Broken("the safety stock", floor - forgiven - plan.inventory, floor)
    yield Broken("the least shortfall 0", -plan.shortfall, floor)
    yield Broken("shortfall of a safety stock that is there", plan.shortfall - needed, floor)
    final = np.zeros_like(plan.inventory)
    final[:, -1] = or_zero(problem.products.final_inventory)
    yield Broken("the final inventory", final - plan.inventory, final)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    kept, final = _kept(problem), _final(problem)
    lower = product_column("safety_stock", -1)
    return (
        Limit(LOWER, "safety stock", FLOORS, "inventory", problem.products.safety_stock, kept, lower, is_level=True),
        Limit(LOWER, "final inventory", FLOORS, "inventory", final, final, _lower_final_inventory, is_level=True),
    )


def _lower_final_inventory(problem: Problem, amounts: Array) -> Problem:
    new = changed(problem.products.final_inventory, -amounts[:, -1])
    return problem.replace(products=problem.products.replace(final_inventory=new))


RULE = Rule(
    columns=(
        DecisionColumn(
            name="shortfall",
            symbol="v",
            word="missing",
            meaning="units below the safety stock at the end of the period",
            floor="Most that may be missing",
            ceiling="Most that may be missing",
            decision=_shortfall,
            implied=_limited,
            follows=_follows,
        ),
    ),
    rows=(
        Row(
            name="safety",
            meaning="stock and what is missing make up the safety stock",
            side=AT_LEAST,
            there=_where_missed,
            parts=_safety_stock,
            entries=_entries,
            printed=_printed,
        ),
    ),
    bounds=_floors,
    broken=_broken,
    limits=_limits,
)
