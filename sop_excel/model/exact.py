"""A plan in exact arithmetic: rational numbers over the doubles of the problem, so that nothing rounds.

What the plan decides is taken as it is; its stocks, shortfalls and loads follow exactly. Arrays hold ``Fraction``
objects, shapes (I, T) and (R, T) as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import derived
from sop_excel.model.decisions import Decisions
from sop_excel.model.duality import ZERO, ExactModel, exact_model, exactly
from sop_excel.model.rules.rule import AT_MOST, EQUAL, PLAIN, Entries, Mask, Numbers, Rational, Row

FRACTIONS = Numbers(exactly, PLAIN.settled, PLAIN.marked)
LARGEST = 200  # cells (products x periods) up to which exact arithmetic is quick


@dataclass(frozen=True)
class ExactPlan:
    """A plan without rounding: its values by family, the cost less revenue, and how far it breaks any rule at most.

    ``moved`` is the most by which a stock differs from the one that was written with it (units).
    """

    values: Mapping[str, Rational]
    objective: Fraction
    violation: Fraction
    violated: str
    moved: Fraction


def exact_plan(problem: Problem, chosen: Decisions, plan: Quantities) -> ExactPlan:
    """The plan under these decisions, with its stocks, shortfalls and loads computed anew without rounding."""
    exact = exact_model(problem, chosen)
    values = derived(problem, chosen, {name: exactly(plan[name]) for name in chosen}, FRACTIONS)
    worst = max(_excesses(problem, chosen, exact, values), key=lambda entry: entry[0])
    moved = np.abs(values["inventory"] - exactly(plan.inventory))
    cost = (exact.cost * exact.values(values)).sum()
    return ExactPlan(values, Fraction(exact.constant + cost), *worst, moved.max(initial=ZERO))


def _excesses(
    problem: Problem, chosen: Decisions, exact: ExactModel, values: Mapping[str, Rational]
) -> Iterator[tuple[Fraction, str]]:
    """How far each rule is broken at most, and its name."""
    yield ZERO, "none"
    for name, decision in chosen.items():
        named, limited = name.replace("_", " "), np.isfinite(decision.upper)
        at = exact.model.at.get(name)
        floor = exactly(decision.lower) if at is None else exact.floor[at]
        ceiling = exactly(np.where(limited, decision.upper, 0.0)) if at is None else exact.ceiling[at]
        yield (floor - values[name]).max(initial=ZERO), f"the floor of {named}"
        yield (values[name] - ceiling)[limited].max(initial=ZERO), f"the ceiling of {named}"
        if decision.any_whole:
            whole = values[name][decision.is_whole]
            yield max((abs(v - round(v)) for v in whole.flat), default=ZERO), f"whole {named}"
    columns = exact.values(values)
    over = exact.rows(columns) - exact.sides
    for row in chosen.rows:
        at = exact.model.rows[row.name]
        excess = np.where(_let_through(problem, chosen, exact, row, columns), ZERO, over)[at[at >= 0]]
        excess = np.abs(excess) if row.side == EQUAL else excess if row.side == AT_MOST else -excess
        yield excess.max(initial=ZERO), f"the rule that {row.meaning}"


def _let_through(problem: Problem, chosen: Decisions, exact: ExactModel, row: Row, columns: Rational) -> Mask:
    """(rows of the model,) where something stands that lets through what a row is about, as a setup does.

    How much it lets through in the model, its ``M``, is what some cheapest plan needs at most: another one that is as
    cheap may make more, and breaks no rule of the problem.
    """
    through = np.zeros(exact.sides.size, dtype=np.bool_)
    if row.bounded is not None:
        found = Entries.joined(row.bounded(problem, chosen, exact.model.at, exact.model.rows[row.name]))
        through[found.row[np.asarray(columns[found.column] > 0, dtype=np.bool_)]] = True
    return through
