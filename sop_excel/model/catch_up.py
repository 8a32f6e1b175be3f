"""Catching up: safety stock is filled with what customers do not need, in steps that are each proved (rule S4).

First the cheapest plan without safety stock; at that cost the least cost of service, which is that of late and lost
demand with the lost prices; with service no dearer, the least that is missing to all safety stocks together; and with
both, the cheapest plan. Where no demand may be late or lost, it is the last two alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from sop_excel.domain.plan import PROVED, Quantities, gap
from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.assembly import offset
from sop_excel.model.checked import checked
from sop_excel.model.decisions import Decisions, Held, Weights, amount
from sop_excel.model.engine.finish import Engine, finished
from sop_excel.model.engine.progress import aiming_at
from sop_excel.model.outcome import Outcome
from sop_excel.model.proof import best_bound
from sop_excel.model.rules.safety_stock import kept_where_none_is_missing, missing
from sop_excel.model.rules.service import may_disappoint, service

ROOM = 1e-9  # by which what an earlier step found may be missed, as a share of it, or of all that is at stake
T = TypeVar("T")
COST, SERVICE, SHORTFALL = "cost", "service", "shortfall"


@dataclass(frozen=True)
class Least:
    """The least of something that a step found, and what no plan can go below (money, or units x periods)."""

    value: float
    lower_bound: float

    @property
    def is_proved(self) -> bool:
        """Whether the two are equal but for rounding."""
        return gap(self.value, self.lower_bound, 0.0) <= PROVED


@dataclass(frozen=True)
class CaughtUp:
    """What the steps before the last found; no ``service`` where no demand may be late or lost."""

    service: Least | None
    shortfall: Least

    def held(self, decisions: Decisions) -> Iterator[Decisions]:
        """The decisions of the last step, which hold what those before found, to be tried in turn."""
        service = None if self.service is None else self.service.value
        return _held(decisions, {SERVICE: service, SHORTFALL: self.shortfall.value})

    def with_room(self, decisions: Decisions) -> Decisions:
        """Those of them that leave room for the noise of what was found."""
        _, roomy, _ = self.held(decisions)
        return roomy


def outcomes_of(decisions: Decisions, quantities: Quantities) -> CaughtUp:
    """What a plan costs in service and misses in all, as if the steps had found it: others are held to no worse."""
    spent = amount(service(decisions), quantities)
    less = amount(missing(decisions), quantities)
    return CaughtUp(Least(spent, spent) if may_disappoint(decisions) else None, Least(less, less))


def catch_up(problem: Problem, decisions: Decisions, engine: Engine) -> CaughtUp | None:
    """The steps before the last; None where no plan exists however much is missing.

    Raises SolverError as the last step does.
    """
    problem = problem.replace(policies=replace(problem.policies, relative_gap=0.0))
    spent = None
    if may_disappoint(decisions):
        spent = _least_service(problem, decisions, engine)
        if spent is None:
            return None
    tried = _held(decisions, {SERVICE: None if spent is None else spent.value})
    found = _step(
        problem,
        (one.minimising(missing(one)) for one in tried),
        missing(decisions),
        engine,
        "sum of what the safety stocks miss",
    )
    if found is None and spent is not None:
        raise lost()
    return None if found is None else CaughtUp(spent, found[1])


def lost() -> SolverError:
    """A step found a plan, and a later one none, though the plan of the first is one."""
    return SolverError("The solver lost the plan of an earlier step while it filled the safety stocks.")


def _least_service(problem: Problem, decisions: Decisions, engine: Engine) -> Least | None:
    """The least cost of service at the least cost of a plan without safety stock; None where there is no plan."""
    costs = decisions.unit_costs
    found = _step(problem, [decisions], costs, engine, "cost without safety stocks")
    if found is None:
        return None
    cheapest, cost = found
    if not amount(service(decisions), cheapest):
        return Least(0.0, 0.0)
    tried = (one.minimising(service(one)) for one in _held(decisions, {COST: cost.value}))
    better = _step(problem, tried, service(decisions), engine, "cost of late and lost demand")
    if better is None:
        raise lost()
    return better[1]


def _held(decisions: Decisions, found: dict[str, float | None]) -> Iterator[Decisions]:
    """The decisions with no more of anything than was found: without room, with room, and with as much of it as noise
    can take where sizes are very mixed, since a little that is left of much is not known better than the much."""
    weights: dict[str, Weights] = {
        COST: decisions.unit_costs,
        SERVICE: service(decisions),
        SHORTFALL: missing(decisions),
    }
    known = {name: value for name, value in found.items() if value is not None}
    at_stake = {name: max(1.0, value, decisions.most(weights[name])) for name, value in known.items()}
    for sizes in (dict.fromkeys(known, 0.0), {name: max(1.0, value) for name, value in known.items()}, at_stake):
        held = decisions
        for name, value in known.items():
            before = held
            held = before.holding(Held(name, weights[name], value + ROOM * sizes[name] if value else 0.0))
            held = held.exchanged(kept_where_none_is_missing(before, held))
        yield held


def first_proved(
    tried: Iterable[Decisions], attempt: Callable[[Decisions], T | None], is_proved: Callable[[T], bool]
) -> T | None:
    """What the attempt makes of the first decisions of which it is proved, else of the first of which it makes
    anything; None where it makes nothing of any.

    An attempt that breaks down is followed by the next: of very mixed sizes, what was found may be too narrow a path
    without room. Raises DeadlineError, and SolverError where nothing was made and some attempt broke down.
    """
    kept: T | None = None
    broken: SolverError | None = None
    for chosen in tried:
        try:
            made = attempt(chosen)
        except DeadlineError:
            raise
        except SolverError as error:
            broken = error
            continue
        if made is not None and is_proved(made):
            return made
        kept = made if kept is None else kept
    if kept is None and broken is not None:
        raise broken
    return kept


def _step(
    problem: Problem, tried: Iterable[Decisions], weights: Weights, engine: Engine, aim: str
) -> tuple[Quantities, Least] | None:
    """The plan with the least of what has these weights, and that least with its bound; None where there is no plan.

    ``aim`` says what is the least, to who waits for it.
    """

    def attempt(chosen: Decisions) -> tuple[Quantities, Least, bool] | None:
        with aiming_at(aim):
            outcome = engine(problem, chosen)
        if outcome.quantities is None:
            return None
        found = _proved(problem, chosen, outcome, outcome.quantities, weights, engine)
        return *found, bool(chosen.whole)

    # A search for whole numbers that ended without a proof would not find one in as much time again.
    made = first_proved(tried, attempt, lambda made: made[1].is_proved or made[2])
    return None if made is None else made[:2]


def _proved(
    problem: Problem, chosen: Decisions, outcome: Outcome, raw: Quantities, weights: Weights, engine: Engine
) -> tuple[Quantities, Least]:
    quantities = finished(problem, chosen, raw, engine)
    checked(problem, quantities)
    value, constant = amount(weights, quantities), offset(problem)
    bound, _ = best_bound(problem, chosen, outcome, lambda bound: gap(value + constant, bound, value))
    return quantities, Least(value, min(bound - constant, value))
