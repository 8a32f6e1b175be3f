"""Goals before the cost: each is brought to its least, which is proved, and held while the next one is.

A planner's own order (setting Order of goals) holds every goal that came before. Where safety stock is to be caught up
with (rule S4), it is filled with what customers do not need: first the cheapest plan without safety stock; at that cost
the least cost of service, which is that of late and lost demand with the lost prices; with service no dearer, the least
that is missing to all safety stocks together. The last step, the cheapest plan with all that, is not of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from sop_excel.domain.goal_words import PENALTIES_GOAL, PRIORITY_GOAL, SAFETY_STOCK_GOAL, SERVICE_GOAL
from sop_excel.domain.plan import PROVED, Quantities, gap
from sop_excel.domain.problem import CATCH_UP, Policies, Problem
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
from sop_excel.model.rules.sums import penalties

ROOM = 1e-9  # by which what an earlier step found may be missed, as a share of it, or of all that is at stake
T = TypeVar("T")
COST, SERVICE, SHORTFALL, PENALTIES = "cost", "service", "shortfall", "penalties"
# By the planner's word; priority is a goal for each priority that is stated.
NAMED = {SERVICE_GOAL: SERVICE, SAFETY_STOCK_GOAL: SHORTFALL, PENALTIES_GOAL: PENALTIES}
_WEIGHTS: Mapping[str, Callable[[Decisions], Weights]] = {
    COST: lambda decisions: decisions.unit_costs,
    SERVICE: service,
    SHORTFALL: missing,
    PENALTIES: penalties,
}
_AIMS = {  # of a step, to who waits for it
    COST: "cost without safety stocks",
    SERVICE: "cost of late and lost demand",
    SHORTFALL: "sum of what the safety stocks miss",
    PENALTIES: "cost of penalties",
}


OF_CLASSES = "sum of what is late and lost of the next class"  # the same, of a priority


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
class GoalStep:
    """What is brought to its least, and what of that which steps before have found is held meanwhile."""

    aim: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reached:
    """What the steps before the last found, of each goal that the last one holds."""

    least: Mapping[str, Least]

    def held(self, decisions: Decisions) -> Iterator[Decisions]:
        """The decisions of the last step, which hold what those before found, to be tried in turn."""
        return _held(decisions, {name: least.value for name, least in self.least.items()})

    def with_room(self, decisions: Decisions) -> Decisions:
        """Those of them that leave room for the noise of what was found."""
        _, roomy, _ = self.held(decisions)
        return roomy


def weights_of(goal: str, decisions: Decisions) -> Weights:
    """What one unit of each decision adds to a goal."""
    return decisions.short[goal] if goal in decisions.short else _WEIGHTS[goal](decisions)


def goals_named(word: str, decisions: Decisions) -> tuple[str, ...]:
    """The goals that a planner's word means."""
    return tuple(decisions.short) if word == PRIORITY_GOAL else (NAMED[word],)


def goals_of(policies: Policies, decisions: Decisions) -> tuple[str, ...]:
    """What comes before the cost, in its order: of a planner's own order, the goals that any decision has a part in."""
    if policies.safety_stock_rule == CATCH_UP:
        return (SERVICE, SHORTFALL) if may_disappoint(decisions) else (SHORTFALL,)
    goals = (goal for word in policies.order_of_goals for goal in goals_named(word, decisions))
    return tuple(goal for goal in goals if _is_at_stake(weights_of(goal, decisions), decisions))


def _is_at_stake(weights: Weights, decisions: Decisions) -> bool:
    return any(bool(((weight > 0) & (decisions[name].upper > 0)).any()) for name, weight in weights.items())


def _steps(policies: Policies, decisions: Decisions) -> tuple[GoalStep, ...]:
    goals = goals_of(policies, decisions)
    if policies.safety_stock_rule != CATCH_UP:
        return tuple(GoalStep(goal, goals[:k]) for k, goal in enumerate(goals))
    if SERVICE not in goals:
        return (GoalStep(SHORTFALL),)
    return GoalStep(COST), GoalStep(SERVICE, (COST,)), GoalStep(SHORTFALL, (SERVICE,))


def outcomes_of(problem: Problem, decisions: Decisions, quantities: Quantities) -> Reached:
    """What a plan has of each goal, as if the steps had found it: others are held to no worse."""
    goals = goals_of(problem.policies, decisions)
    found = {goal: amount(weights_of(goal, decisions), quantities) for goal in goals}
    return Reached({goal: Least(value, value) for goal, value in found.items()})


def reached(problem: Problem, decisions: Decisions, engine: Engine) -> Reached | None:
    """The steps before the last; None where no plan exists however little the goals are reached.

    Raises SolverError as the last step does.
    """
    exact = problem.replace(policies=replace(problem.policies, relative_gap=0.0))
    found: dict[str, Least] = {}
    plan: Quantities | None = None
    for step in _steps(problem.policies, decisions):
        weights = weights_of(step.aim, decisions)
        if plan is not None and not amount(weights, plan):
            found[step.aim] = Least(0.0, 0.0)
            continue
        made = _step(exact, _tried(step, decisions, found), weights, engine, _AIMS.get(step.aim, OF_CLASSES))
        if made is None and not found:
            return None
        if made is None:
            raise lost()
        plan, found[step.aim] = made
    return Reached({goal: found[goal] for goal in goals_of(problem.policies, decisions)})


def _tried(step: GoalStep, decisions: Decisions, found: Mapping[str, Least]) -> Iterator[Decisions]:
    """The decisions of a step, to be tried in turn."""
    for held in _held(decisions, {name: found[name].value for name in step.under}) if step.under else (decisions,):
        yield held if step.aim == COST else held.minimising(weights_of(step.aim, held))


def lost() -> SolverError:
    """A step found a plan, and a later one none, though the plan of the first is one."""
    return SolverError("The solver lost the plan of an earlier step while it went through the goals in their order.")


def _held(decisions: Decisions, found: Mapping[str, float]) -> Iterator[Decisions]:
    """The decisions with no more of anything than was found: without room, with room, and with as much of it as noise
    can take where sizes are very mixed, since a little that is left of much is not known better than the much."""
    weights = {name: weights_of(name, decisions) for name in found}
    at_stake = {name: max(1.0, value, decisions.most(weights[name])) for name, value in found.items()}
    for sizes in (dict.fromkeys(found, 0.0), {name: max(1.0, value) for name, value in found.items()}, at_stake):
        held = decisions
        for name, value in found.items():
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
