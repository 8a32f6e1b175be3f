"""What following a rule costs, priced and checked like any plan: by the cost lines of the model and its own check."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sop_excel.comparing.follow import Flow
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, together, word
from sop_excel.domain.vocabulary import units
from sop_excel.model.assembly import completed
from sop_excel.model.checked import broken_rules
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.finish import cost_lines, revenue
from sop_excel.model.rules.capacity import OVERTIME_CAPACITY, REGULAR_CAPACITY
from sop_excel.model.rules.service import DELIVERED, LOST

MOST_NAMED = 2  # limits in a sentence
UNSERVED = (LOST, DELIVERED)  # the rules of the check that demand breaks which is not served and may not be lost


@dataclass(frozen=True)
class Priced:
    """What a rule does to one course of demand: its quantities, its cost lines and revenue (money).

    ``broken`` says which limits it cannot keep, "" where it keeps all; ``short`` are the units of demand that it leaves
    unserved where that is not allowed. Where there are any, ``costs`` are not those of a plan.
    """

    quantities: Quantities
    costs: Mapping[str, float]
    revenue: float
    broken: str = ""
    short: float = 0.0

    @property
    def total_cost(self) -> float:
        """Sum of the cost lines (money)."""
        return math.fsum(self.costs.values())

    @property
    def objective(self) -> float:
        """Total cost less revenue (money)."""
        return math.fsum([*self.costs.values(), -self.revenue])


def priced(problem: Problem, decisions: Decisions, flow: Flow, path: int = 0) -> Priced:
    """Price one path of a flow; ``decisions`` are those of the problem, whose demand is that of the path."""
    found = quantities(problem, decisions, flow, path)
    return Priced(found, cost_lines(decisions, found), revenue(problem, found))


def judged(problem: Problem, decisions: Decisions, flow: Flow) -> Priced:
    """Price the only path of a flow, and say which limits of the problem it breaks."""
    found = priced(problem, decisions, flow)
    short = math.fsum(flow.short.ravel().tolist())
    limits = [_unserved(problem, flow.short[0])] if short > KEPT else []
    limits += [told for told in _broken(problem, found.quantities) if told]
    broken = together(limits[:MOST_NAMED]) if limits else ""
    return Priced(found.quantities, found.costs, found.revenue, broken, short)


def quantities(problem: Problem, decisions: Decisions, flow: Flow, path: int = 0) -> Quantities:
    """The decisions behind one path of a flow; stock that is missing and loads follow from them."""
    decided = {
        "production": flow.production[path],
        "subcontract": flow.subcontract[path],
        "inventory": flow.inventory[path],
        "backorders": flow.backorders[path],
        "lost_sales": flow.lost[path] + flow.short[path],
        "scrapped": flow.scrapped[path],
    }
    return completed(problem, decisions, decided)


def _unserved(problem: Problem, short: Array) -> str:
    t = int(np.argmax(short.sum(axis=0) > KEPT))
    i = int(np.argmax(short[:, t]))
    told = {"product": problem.product_codes[i], "period": problem.periods[t]}
    told["units"] = units(math.fsum(short.ravel().tolist()))
    if len(problem.items(BILL)):
        return say(
            "{units} units that customers or other products need stay unserved, first of {product} in {period}", **told
        )
    return say("{units} units of demand stay unserved, first of {product} in {period}", **told)


def _broken(problem: Problem, plan: Quantities) -> list[str]:
    """Every rule of the model but that of demand, where it is broken most; the worst first."""
    worst: dict[str, tuple[float, str]] = {}
    for broken in broken_rules(problem, plan):
        relative = broken.excess / np.maximum(1.0, broken.size)
        if broken.name in UNSERVED or not relative.size or relative.max() <= KEPT:
            continue
        at = np.unravel_index(int(np.argmax(relative)), relative.shape)
        item = problem.codes(broken.axis)[at[0]]
        name, is_ceiling = _named(problem, broken.name, (int(at[0]), int(at[1])))
        told = {"limit": word(name), "item": item, "period": problem.periods[at[1]]}
        told["amount"] = units(float(broken.excess[at]))
        if is_ceiling:
            found = float(relative[at]), say("{limit} of {item} in {period} is exceeded by {amount}", **told)
        else:
            found = float(relative[at]), say("{limit} of {item} in {period} is missed by {amount}", **told)
        worst[name] = max(found, worst.get(name, found))
    return [told for _, told in sorted(worst.values(), key=lambda one: -one[0])]


def _named(problem: Problem, name: str, at: tuple[int, int]) -> tuple[str, bool]:
    """A rule of the check in a planner's words, and whether it is exceeded: where there is no overtime, what is worked
    beyond the capacity is too much for that."""
    if name == OVERTIME_CAPACITY and np.isnan(problem.resources.overtime_cost[at]):
        name = REGULAR_CAPACITY
    is_ceiling = name in (OVERTIME_CAPACITY, REGULAR_CAPACITY) or name.startswith("the max ")
    return name, is_ceiling
