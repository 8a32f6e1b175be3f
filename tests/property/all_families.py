"""Random workbooks in which every family is likely: ``python -m tests.property.all_families [COUNT] [FIRST SEED]``.

Each is solved by both formulations, the vectorised one by our engine and the printed one through PuLP. Costs must be
the same, or both find no plan; each plan is checked against every rule, in floats and in exact arithmetic. Of the
smallest all plans in whole units are tried, each with the least that goes with it: none may be better. Seeds are fixed,
so that a fault is found again by the seed that stands beside it.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT, OPTIMAL, Found, Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import SopError
from sop_excel.model.assembly import completed
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import Decisions, amount, decisions
from sop_excel.model.engine.finish import cost_lines, revenue
from sop_excel.model.exact import exact_plan
from sop_excel.model.goals import goals_of, weights_of
from sop_excel.model.solve import solve
from tests.property.family_books import FAMILIES, book
from tests.property.family_lines import Rows
from tests.tables import read, table

SAME = 1e-6  # of the cost: by no more do the two formulations differ
SMALLEST = 10  # one book of so many is one of the smallest,
MOST_TRIED = 4000  # of which plans are tried where there are no more than so many
DECIDED = ("production", "routed", "subcontract", "lost_sales", "backorders")  # what a tried plan decides


@dataclass
class Tally:
    """What became of the books."""

    families: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    largest: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The report."""
        had = ", ".join(f"{name} {self.families[name]}" for name in FAMILIES)
        told = ", ".join(f"{what} {count:,}" for what, count in sorted(self.counts.items()))
        said = [f"Books with each family: {had}.", f"Found: {told}."]
        said.append(f"The formulations differ by {self.largest:.1e} of the cost at most.")
        return "\n".join([*said, *self.faults, f"{len(self.faults)} faults."])


def judged(seeds: range) -> Tally:
    """All books of these seeds."""
    tally = Tally()
    for seed in seeds:
        try:
            for fault in _faults(seed, tally):
                tally.faults.append(f"{seed}: {fault}")
        except SopError as error:
            tally.faults.append(f"{seed}: {type(error).__name__}: {error}")
    return tally


def problem_of(tables: Mapping[str, Rows]) -> Problem:
    """What the tables of a book state."""

    def typed(row: list[object]) -> list[object]:
        return [float(cell) if isinstance(cell, int) else cell for cell in row]

    return read({name: table(name, rows[0], *map(typed, rows[1:])) for name, rows in tables.items()})  # type: ignore[arg-type]


def _faults(seed: int, tally: Tally) -> Iterator[str]:
    drawn = book(seed, smallest=seed % SMALLEST == 0)
    tally.families.update(drawn.families)
    problem = problem_of(drawn.tables)
    ours, theirs = solve(problem), solve(problem, "highs")
    tally.counts["plans" if isinstance(ours, Plan) else "no plan"] += 1
    yield from _differences(ours, theirs, tally)
    if isinstance(ours, Plan):
        yield from _broken(problem, ours.quantities, "our plan")
    if isinstance(theirs, Plan):
        yield from _broken(problem, theirs.quantities, "the other plan")
    if seed % SMALLEST == 0 and problem.policies.safety_stock_rule != "catch up":
        yield from _better(problem, ours, tally)


def _differences(ours: Found, theirs: Found, tally: Tally) -> Iterator[str]:
    """Whether both find a plan or none, proved, of the same cost."""
    if not (isinstance(ours, Plan) and isinstance(theirs, Plan)):
        if isinstance(ours, Plan) or isinstance(theirs, Plan):
            yield f"we say {ours.status}, the other formulation {theirs.status}"
        return
    apart = abs(ours.objective - theirs.objective) / ours.stake
    tally.largest = max(tally.largest, apart)
    if apart > SAME or ours.status != OPTIMAL:
        yield f"{ours.objective!r} {ours.status}, and {theirs.objective!r} {theirs.status} by the other formulation"


def _broken(problem: Problem, plan: Quantities, whose: str) -> Iterator[str]:
    """Whether the plan keeps every rule, in floats and in fractions."""
    worst = worst_violation(problem, plan)
    if worst.relative > KEPT:
        yield f"{whose} breaks {worst.rule} by {worst.amount:.3g}"
    exact = exact_plan(problem, decisions(problem), plan)
    if float(exact.violation) > KEPT * max(1.0, abs(float(exact.objective))):
        yield f"{whose} breaks {exact.violated} by {float(exact.violation):.3g} in fractions"


def _better(problem: Problem, ours: Found, tally: Tally) -> Iterator[str]:
    """Whether a plan that can be tried is better than ours."""
    chosen = decisions(problem)
    sizes = [len(cell) for name in DECIDED if name in chosen.brought for cell in _choices(chosen, name)]
    if math.prod(sizes) > MOST_TRIED:
        tally.counts["too many to try"] += 1
        return
    found = [_merit(problem, chosen, plan) for plan in _tried(problem, chosen)]
    tally.counts["tried plans"] += len(found)
    tally.counts["books of which all were tried"] += 1
    if not isinstance(ours, Plan):
        if found:
            yield "we say that there is no plan, and one was tried"
        return
    best = _merit(problem, chosen, ours.quantities)
    least = min(found, default=(math.inf,) * len(best))
    if _is_less(least, best):
        yield f"a plan was tried of {least}, ours has {best}"
    tally.counts["books of which one tried is as good as ours"] += not _is_less(best, least)


def _choices(chosen: Decisions, name: str) -> list[range]:
    """The whole numbers that each cell of a family may have."""
    decision = chosen[name]
    cells = zip(decision.lower.ravel().tolist(), decision.upper.ravel().tolist(), strict=True)
    return [range(math.ceil(lower), math.floor(min(upper, 20.0)) + 1) for lower, upper in cells]


def _tried(problem: Problem, chosen: Decisions) -> Iterator[Quantities]:
    """Every plan in whole units that keeps the rules, each with the least that goes with it."""
    names = [name for name in DECIDED if name in chosen.brought]
    cells = [cell for name in names for cell in _choices(chosen, name)]
    sizes = np.cumsum([chosen[name].lower.size for name in names])[:-1]
    for values in itertools.product(*cells):
        parts = np.split(np.array(values, dtype=np.float64), sizes)
        known: dict[str, Array] = {
            name: part.reshape(chosen[name].lower.shape) for name, part in zip(names, parts, strict=True)
        }
        plan = completed(problem, chosen, known)
        if (plan.inventory >= 0).all() and worst_violation(problem, plan).relative <= KEPT:
            yield plan


def _merit(problem: Problem, chosen: Decisions, plan: Quantities) -> tuple[float, ...]:
    """What each goal comes to, in their order, and what the plan costs less its revenue."""
    goals = [amount(weights_of(goal, chosen), plan) for goal in goals_of(problem.policies, chosen)]
    return (*goals, math.fsum(cost_lines(chosen, plan).values()) - revenue(problem, plan))


def _is_less(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether the first is better, beyond noise, where they differ first."""
    for mine, yours in zip(one, other, strict=False):
        if abs(mine - yours) > SAME * max(1.0, abs(yours)):
            return mine < yours
    return False


def main(words: list[str]) -> int:
    """The command."""
    count, first = [int(word) for word in [*words, *("200", "0")[len(words) :]]]
    tally = judged(range(first, first + count))
    sys.stdout.write(f"{tally}\n")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
