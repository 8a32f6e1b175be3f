"""Lots: of a product with a min lot nothing is made in a period, or at least that; with a lot multiple, ``n`` of it.

``x >= minlot y`` with the setup ``y`` of ``setups.py``, and ``x = multiple n``. Where setups are carried over, a setup
does not say that something is made: ``q`` does, ``x <= M q`` and ``x >= minlot q``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import has_lots
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
    total,
)
from sop_excel.model.rules.setups import most_after_setup, most_printed


def _multiples(problem: Problem) -> Array:
    """(I, 1) the lot multiple of each product, 0 where it has none."""
    return np.nan_to_num(problem.products.lot_multiple, nan=0.0)[:, None]


def _lots(problem: Problem) -> Decision:
    """How many lots are made, where there is a multiple."""
    upper = np.where(np.broadcast_to(_multiples(problem) > 0, problem.shape), np.inf, 0.0)
    return Decision(np.zeros_like(upper), upper, {}, whole=upper > 0)


def _most_lots(problem: Problem, known: Mapping[str, Array]) -> Array:
    """As many as the production that some cheapest plan keeps to consists of."""
    multiple = _multiples(problem)
    return np.where(multiple > 0, known["production"] / np.where(multiple > 0, multiple, 1.0), 0.0)


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """``n = x / multiple``."""
    multiple = np.broadcast_to(_multiples(problem), problem.shape)
    made, size = values["production"], numbers.of(np.where(multiple > 0, multiple, 1.0))
    lots = np.where(multiple > 0, made / size, numbers.of(np.zeros(problem.shape)))
    return numbers.settled(lots, families["lots"].lower, families["lots"].upper)


def _where_multiple(problem: Problem, families: Families) -> Mask:
    there: Mask = (_multiples(problem) > 0) & (families["production"].upper > 0)
    return there


def _where_min_lot(problem: Problem, families: Families) -> Mask:
    there: Mask = (problem.products.min_lot > 0) & (families["production"].upper > 0)
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
    return _where_min_lot(problem, families) & problem.policies.setup_carry_over


def _made_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t]``."""
    return [Entries.of(row, at["production"], 1.0)] if "production" in at else ()


def _made_bounded(problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``- M'[t] q[t]``."""
    if "made" not in at or not (row >= 0).any():
        return ()
    return [Entries.of(row, at["made"], -most_after_setup(problem, families, np.zeros(problem.routings.usage.size)))]


def _printed_made(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``x[t] - M'[t] q[t] <= 0``."""
    x, q = terms["production"], terms["made"]
    for i, t in np.argwhere(problem.products.min_lot > 0).tolist():
        if problem.policies.setup_carry_over and not isinstance(x[i, t], float):
            yield (i, t), total([x[i, t], -most_printed(problem, terms, (i, t), prepared=False) * q[i, t]]) <= 0


def _multiple_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t] - multiple n[t]``."""
    signs = {"production": np.ones((len(row), 1)), "lots": -_multiples(problem)}
    return [Entries.of(row, at[name], np.broadcast_to(sign, row.shape)) for name, sign in signs.items() if name in at]


def _min_lot_entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``x[t] - minlot[t] y[t]``, with ``q`` instead of ``y`` where setups are carried over."""
    made = "made" if problem.policies.setup_carry_over else "setup"
    signs = {"production": np.ones(row.shape), made: -problem.products.min_lot}
    return [Entries.of(row, at[name], sign) for name, sign in signs.items() if name in at]


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


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    made, least = plan.production, problem.products.min_lot
    yield Broken("the min lot", np.minimum(made, least - made), least)
    multiple = problem.products.lot_multiple[:, None]
    with np.errstate(invalid="ignore"):
        off = np.abs(made - multiple * np.rint(made / multiple))
    yield Broken("the lot multiple", np.where(multiple > 0, off, 0.0), made)


def _limits(problem: Problem) -> tuple[Limit, ...]:
    """A smaller lot may be made; a multiple is one, or it is none."""
    least, less = problem.products.min_lot, product_column("min_lot", -1)
    return (Limit(LOWER, "min lot", FLOORS, "", least, least, less, rows=("min_lot",), is_level=True),)


def _used(problem: Problem) -> bool:
    return has_lots(problem)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="lots",
            symbol="n",
            word="lots",
            meaning="lots of the lot multiple whose production starts in the period",
            floor="Lots",
            ceiling="Lots",
            decision=_lots,
            implied=_most_lots,
            follows=_follows,
            counted="whole lots",
        ),
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
    ),
    rows=(
        Row(
            name="min_lot",
            meaning="what is made is no less than the min lot",
            side=AT_LEAST,
            there=_where_min_lot,
            parts=_nothing,
            entries=_min_lot_entries,
            printed=_printed_min_lot,
        ),
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
        Row(
            name="multiple",
            meaning="what is made is a whole number of lots",
            side=EQUAL,
            there=_where_multiple,
            parts=_nothing,
            entries=_multiple_entries,
            printed=_printed_multiple,
        ),
    ),
    broken=_broken,
    limits=_limits,
    used=_used,
)
