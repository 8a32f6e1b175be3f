"""What a planner is told of the goals before the cost: the least of each, and whether that is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop_excel.domain.goal_words import PENALTIES_GOAL, PRIORITY_GOAL, SAFETY_STOCK_GOAL, SERVICE_GOAL
from sop_excel.domain.problem import CATCH_UP, Policies
from sop_excel.domain.vocabulary import figure, listed
from sop_excel.model.goals import NAMED, PENALTIES, SERVICE, SHORTFALL, Least, Reached

_FOUND = {
    SERVICE: "late and lost demand cost {}",
    SHORTFALL: "{} unit-periods are missing to the safety stocks in all",
    PENALTIES: "penalties cost {}",
}
_AS_WELL = {
    SERVICE: "serves customers as well",
    SHORTFALL: "misses as little",
    PENALTIES: "pays as little in penalties",
}
_BETTER = {SERVICE: "serves better", SHORTFALL: "misses less", PENALTIES: "pays less"}
OF_FIRST = "serves the first classes as well"
_NOTHING = {  # by the planner's word
    SERVICE_GOAL: "no demand that may be late or lost costs anything",
    PRIORITY_GOAL: "no class with a Priority has demand that may be late or lost",
    SAFETY_STOCK_GOAL: "there is no safety stock",
    PENALTIES_GOAL: "no limit has a penalty",
}


def goals_reached(policies: Policies, steps: Reached | None) -> tuple[str, ...]:
    """The least of every goal; of the rule catch up what is missing, and which step is not proved."""
    if steps is None:
        return ()
    return tuple(_caught_up(steps) if policies.safety_stock_rule == CATCH_UP else _in_order(policies, steps))


def as_well(goals: Iterable[str]) -> str:
    """A condition on other plans, by the goals that come before: `` that serves customers as well``.

    >>> as_well([]), as_well([SERVICE, SHORTFALL])
    ('', ' that serves customers as well and misses as little')
    """
    told = list(dict.fromkeys(_AS_WELL.get(goal, OF_FIRST) for goal in goals))
    return f" that {listed(told)}" if told else ""


def _in_order(policies: Policies, steps: Reached) -> Iterator[str]:
    before: list[str] = []
    for number, word in enumerate(policies.order_of_goals, 1):
        told = []
        for goal in _meant(word, steps):
            told.append(_told(goal, steps.least[goal], as_well(before)))
            before.append(goal)
        yield f"Goal {number}, {word}: {' '.join(told) or f'{_NOTHING[word]}, so that it decides nothing.'}"


def _meant(word: str, steps: Reached) -> list[str]:
    """The goals of a planner's word for which there was a step."""
    return [goal for goal in steps.least if goal.startswith(f"{word} ") or goal == NAMED.get(word)]


def _caught_up(steps: Reached) -> Iterator[str]:
    service, shortfall = steps.least.get(SERVICE), steps.least[SHORTFALL]
    if shortfall.value:
        yield _told(SHORTFALL, shortfall, as_well([] if service is None else [SERVICE]))
    if service is not None and not service.is_proved:
        found, bound = figure(service.value), figure(service.lower_bound)
        more = f"late and lost demand cost {found}; a plan as cheap could serve better, but not below {bound}."
        yield f"Without safety stock {more}"


def _told(goal: str, least: Least, who: str) -> str:
    of_class = f"{{}} units and unit-periods of the classes with {goal} are lost or late in all"
    found, better = _FOUND.get(goal, of_class).format(figure(least.value)), _BETTER.get(goal, "serves them better")
    if least.is_proved:
        return f"{found}; no plan{who} {better}."
    could = f"a plan{who} could exist that {better}"
    return f"{found}; {could}, but no less than {figure(least.lower_bound)}."
