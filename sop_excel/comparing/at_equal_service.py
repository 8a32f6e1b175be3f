"""Policies compared at the same fill rate, on the same random paths: each knob is set first, on paths of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import NormalDist

import numpy as np

from sop_excel.comparing.on_forecast import COVERAGES
from sop_excel.comparing.own_rule import chosen_rule, own_periods
from sop_excel.comparing.rules import PlanningRule, chase, forward_coverage, level, periods_words, trailing_coverage
from sop_excel.comparing.simulated import Lived, Policy, Simulation, by_plan, by_rule
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import CHASE, FORWARD_COVERAGE, LEVEL, TRAILING_COVERAGE
from sop_excel.domain.said import Said, phrase, say
from sop_excel.domain.vocabulary import units

Progress = Callable[[str, int, int], None]

CERTAIN = 0.95  # of the intervals
STEP = 0.001  # of a knob: so that its steps are not taken for differences
FIRST, LAST = 1.0, 64.0  # of a knob: where the search begins, and beyond which nothing is looked for
OPTIMUM = say("the cheapest plan, made anew each period")
AS_IT_IS = say("it is not set to serve so much, but as you plan")
ENOUGH = 1e-9  # of a share
_TIMES = phrase("{what}, {times} times the safety stock")


@dataclass(frozen=True)
class Compared:
    """A policy at its knob: what became of it on the paths, by how much more it loses than the cheapest plan in a
    period, with its interval (money), and why it is not at the fill rate asked for ("": it is)."""

    words: str
    knob: float
    lived: Lived
    difference: float
    low: float
    high: float
    apart: str = ""


def rules() -> dict[str, Policy]:
    """The rules that are compared with the cheapest plan."""

    def factor(name: str) -> Callable[[float], str]:
        return lambda knob: say(_TIMES, what=name, times=units(knob, decimals=3))

    def covering(rule: Callable[[float], PlanningRule]) -> Policy:
        return by_rule(rule, lambda knob: rule(knob).words, floored=False)

    return {
        FORWARD_COVERAGE: covering(partial(forward_coverage, floored=False)),
        TRAILING_COVERAGE: covering(partial(trailing_coverage, floored=False, known_sales=True)),
        CHASE: by_rule(lambda knob: chase(), factor(say("chasing demand")), floored=True),
        LEVEL: by_rule(lambda knob: level(), factor(say("level production")), floored=True),
    }


def with_stock() -> Policy:
    """So many periods of mean demand as safety stock of every product, and the cheapest plan with it."""
    return by_plan(article_words, lambda simulation, knob: knob * simulation.mean[:, None] + 0.0 * simulation.floors)


def _own(simulation: Simulation, base: Lived, paths: Array) -> Compared:
    """The planner's own rule with the periods that it has, or the safety stocks of the workbook as they are."""
    problem = simulation.problem
    key = problem.policies.own_rule
    knob = own_periods(problem) if key in COVERAGES else 1.0
    lived = simulation.live(rules()[key], knob, paths)
    words = say("{rule}, as it is", rule=chosen_rule(problem).words)
    return Compared(words, knob, lived, *interval(lived.loss - base.loss), AS_IT_IS)


def article_words(periods: float) -> Said:
    """A safety stock of so many periods of mean demand, and the cheapest plan with it, in words."""
    told = periods_words(periods)
    return say("{periods} of safety stock, then the cheapest plan", periods=told)


def optimum(simulation: Simulation, fill_rate: float | None) -> Policy:
    """The cheapest plan with the floors of the workbook, as they are or, to serve so much, times its knob."""
    if fill_rate is None:
        return by_plan(lambda knob: OPTIMUM, lambda simulation, knob: simulation.floors)
    return by_plan(
        lambda knob: say(_TIMES, what=OPTIMUM, times=units(knob, decimals=3)),
        lambda simulation, knob: knob * simulation.shaped_floors,
    )


def compared(
    simulation: Simulation, paths: Array, others: Array, fill_rate: float | None, told: Progress
) -> tuple[float, tuple[Compared, ...]]:
    """(the fill rate aimed at, every policy, the cheapest plan first and the planner's own rule as it is last).

    ``paths`` (P, I, T) are those on which policies are compared, ``others`` those on which knobs are set. Without a
    ``fill_rate`` it is that of the cheapest plan on the others.
    """
    best, all_of_them = optimum(simulation, fill_rate), (*rules().values(), with_stock())
    count = len(all_of_them) + 1
    told("Policies", 0, count)
    aim = simulation.followed(best, 1.0, others).fill_rate() if fill_rate is None else fill_rate
    knob, apart = (1.0, "") if fill_rate is None else set_knob(simulation, best, others, aim)
    base = simulation.live(best, knob, paths)
    found = [Compared(best.words(knob), knob, base, 0.0, 0.0, 0.0, apart)]
    for policy in all_of_them:
        told("Policies", len(found), count)
        knob, apart = set_knob(simulation, policy, others, aim)
        lived = simulation.live(policy, knob, paths)
        found.append(Compared(policy.words(knob), knob, lived, *interval(lived.loss - base.loss), apart))
    found.append(_own(simulation, base, paths))
    told("Policies", count, count)
    return aim, tuple(found)


def set_knob(simulation: Simulation, policy: Policy, paths: Array, aim: float) -> tuple[float, str]:
    """The least knob at which the policy serves so much on these paths, by halving; and what is to be said if none
    does, or the least serves more."""

    def serves(steps: int) -> bool:
        return simulation.followed(policy, steps * STEP, paths).fill_rate() >= aim - ENOUGH

    if serves(0):
        return 0.0, say("it serves no less with nothing kept")
    below, above, most = 0, round(FIRST / STEP), round(LAST / STEP)
    while not serves(above):
        if above >= most:
            return above * STEP, say("no more kept would serve as much: the limits stand in the way")
        below, above = above, 2 * above
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if serves(middle) else (middle, above)
    return above * STEP, ""


def interval(differences: Array) -> tuple[float, float, float]:
    """The mean of paired differences (P,), and the ends of its interval of 95 %; P is at least 2.

    ``mean +- t s / sqrt(P)``, with Student's t by its expansion (Abramowitz and Stegun 1964, 26.7.5).

    >>> [round(number, 3) for number in interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]))]
    [4.0, 2.003, 5.997]
    """
    count = len(differences)
    mean, freedom = math.fsum(differences) / count, count - 1
    z = NormalDist().inv_cdf(0.5 + CERTAIN / 2)
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    t += (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    half = t * float(np.std(differences, ddof=1)) / math.sqrt(count)
    return mean, mean - half, mean + half
