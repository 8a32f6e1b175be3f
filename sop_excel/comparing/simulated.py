"""Rules in a rolling simulation: planned again each period by what is known then, on random paths of demand.

Every rule sees the same paths and the same forecasts. The forecast of all periods to come moves by a fifth of each
error as it is seen (simple exponential smoothing of the errors, Brown 1959). Demand is served from stock, the oldest
first; what is not there is late where that is allowed, else lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import fsum

import numpy as np

from sop_excel.comparing.follow import Course, Decide, Flow, Wished, follow, leads, share
from sop_excel.comparing.longer import floors, longer, mean_demand, window
from sop_excel.comparing.priced import priced
from sop_excel.comparing.rules import Known, PlanningRule
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.engine.rolling import Rolling

SMOOTHING = 0.2  # of an error is in the forecast of the next period
FURTHEST = 26  # periods that a plan looks ahead in the simulation
SHORTFALL = "safety_stock_shortfall"  # a price of planning, not of what happens


@dataclass(frozen=True)
class Lived:
    """What became of each of P paths: its cost with the stock that is left taken back, its revenue (money), the units
    served in time and asked for, the average and the last stock, the units lost or short. (P,) each."""

    cost: Array
    revenue: Array
    served: Array
    asked: Array
    average: Array
    last: Array
    unserved: Array

    @property
    def loss(self) -> Array:
        """(P,) cost less revenue (money)."""
        return self.cost - self.revenue

    @property
    def fill_rate(self) -> float:
        """The share of all units of all paths that was served in time; 1 without demand."""
        return share(self.served, self.asked)


@dataclass(frozen=True)
class Policy:
    """A way to plan with one knob: the larger it is, the more it keeps in stock. ``words`` tell it at a knob.

    ``at`` gives for a problem that goes on beyond its horizon what is decided, and the floors (I, T) that it keeps.
    """

    words: Callable[[float], str]
    at: Callable[[Simulation, float], tuple[Decide, Array]]


@dataclass(frozen=True)
class Simulation:
    """A problem, in the order of its codes, through ``periods`` periods of which demand is random."""

    problem: Problem
    periods: int

    @cached_property
    def further(self) -> Problem:
        """The problem with all periods that can come into view."""
        return longer(self.problem, max(self.periods + self.ahead - self.problem.shape[1], 1))

    @cached_property
    def ahead(self) -> int:
        """Periods that are looked at, the present one included."""
        longest = int(leads(self.problem).max(initial=0)) + 2
        return max(min(self.problem.shape[1], FURTHEST), longest)

    @cached_property
    def forecast(self) -> Array:
        """(I, T) the forecast of the periods that are lived through."""
        return self.further.demand[:, : self.periods]

    @cached_property
    def floors(self) -> Array:
        """(I, T) the least stocks that the workbook asks for."""
        return floors(self.further)

    @cached_property
    def shaped_floors(self) -> Array:
        """(I, T) those, and of a product that has none one period of mean demand: what a factor is put on."""
        usual = np.broadcast_to(mean_demand(self.problem)[:, None], self.floors.shape)
        return np.where(self.floors.any(axis=1, keepdims=True), self.floors, usual)

    @cached_property
    def mean(self) -> Array:
        """(I,) the mean demand of a period."""
        return mean_demand(self.problem)

    @cached_property
    def lived_through(self) -> Problem:
        """The problem of the periods that are lived through."""
        return window(self.further, 0, self.periods)

    @cached_property
    def _costs(self) -> Decisions:
        return decisions(self.lived_through)

    def outlook(self, t: int, past: Array) -> tuple[Array, Array]:
        """What is expected (P, I, K) from period t on, and beyond, once the demand (P, I, t) before it is known."""
        moved = np.zeros(past.shape[:2])
        for s in range(t):
            moved = moved + SMOOTHING * (past[:, :, s] - np.maximum(self.forecast[:, s] + moved, 0.0))
        expected = self.further.demand[:, t : t + self.ahead] + moved[:, :, None]
        return np.maximum(expected, 0.0), np.maximum(self.mean + moved, 0.0)

    def followed(self, policy: Policy, knob: float, demand: Array) -> Flow:
        """A policy through paths of demand (P, I, T)."""
        decide, least = policy.at(self, knob)
        return follow(Course(self.further, self.periods, least, self.outlook), decide, demand)

    def live(self, policy: Policy, knob: float, demand: Array) -> Lived:
        """A policy through paths of demand (P, I, T), and what it costs on each."""
        flow = self.followed(policy, knob, demand)
        prices = [self._price(flow, path) for path in range(len(flow.demand))]
        return Lived(
            cost=np.array([cost for cost, _ in prices]),
            revenue=np.array([income for _, income in prices]),
            served=flow.in_time(),
            asked=flow.demand.sum(axis=(1, 2)),
            average=flow.inventory.sum(axis=1).mean(axis=1),
            last=flow.inventory[:, :, -1].sum(axis=1),
            unserved=(flow.lost + flow.short).sum(axis=(1, 2)),
        )

    def _price(self, flow: Flow, path: int) -> tuple[float, float]:
        """Cost and revenue of a path. Stock beyond that of the start, on the way too and less what is owed, is worth
        what it costs to make; and what is lost at no price counts with that, so that nobody gains by not serving."""
        problem = self.lived_through.replace(demand=flow.demand[path])
        found = priced(problem, self._costs, flow, path)
        products = problem.products
        left = flow.inventory[path, :, -1] + flow.on_the_way[path] - flow.backorders[path, :, -1]
        more = left - products.initial_inventory + products.initial_backorders
        worth = fsum((more * products.production_cost[:, -1]).tolist())
        saved = fsum((flow.short[path] * products.production_cost).ravel().tolist())
        paid = fsum(amount for line, amount in found.costs.items() if line != SHORTFALL)
        return paid + saved - worth, found.revenue


def by_rule(rule: Callable[[float], PlanningRule], words: Callable[[float], str], *, floored: bool) -> Policy:
    """A rule of thumb as a policy: its knob is its periods, or where it is ``floored`` a factor on the floors."""

    def at(simulation: Simulation, knob: float) -> tuple[Decide, Array]:
        chosen = rule(knob)
        least = knob * simulation.shaped_floors if floored else np.zeros_like(simulation.floors)
        return lambda known: Wished(chosen.wish(known)), least

    return Policy(words, at)


def by_plan(words: Callable[[float], str], least: Callable[[Simulation, float], Array]) -> Policy:
    """The cheapest plan, made anew each period, as a policy; ``least`` gives its floors (I, T) at a knob."""

    def at(simulation: Simulation, knob: float) -> tuple[Decide, Array]:
        kept = least(simulation, knob)
        further = simulation.further
        floored = further.replace(products=further.products.replace(safety_stock=kept))

        def decide(known: Known) -> Wished:
            model = Rolling(window(floored, known.period, simulation.ahead))
            return Wished(*model.first(known.expected, known.coming, known.on_hand, known.owed))

        return decide, kept

    return Policy(words, at)
