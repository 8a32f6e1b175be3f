"""What a planner is told of the goals before the cost: the least of each, and whether that is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
_NOTHING = {
    SERVICE: "no demand that may be late or lost costs anything",
    SHORTFALL: "there is no safety stock",
    PENALTIES: "no limit has a penalty",
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
    told = [_AS_WELL[goal] for goal in goals]
    return f" that {listed(told)}" if told else ""


def _in_order(policies: Policies, steps: Reached) -> Iterator[str]:
    before: list[str] = []
    for number, word in enumerate(policies.order_of_goals, 1):
        goal = NAMED[word]
        least = steps.least.get(goal)
        told = f"{_NOTHING[goal]}, so that it decides nothing."
        if least is not None:
            told = _told(goal, least, as_well(before))
            before.append(goal)
        yield f"Goal {number}, {word}: {told}"


def _caught_up(steps: Reached) -> Iterator[str]:
    service, shortfall = steps.least.get(SERVICE), steps.least[SHORTFALL]
    if shortfall.value:
        yield _told(SHORTFALL, shortfall, as_well([] if service is None else [SERVICE]))
    if service is not None and not service.is_proved:
        found, bound = figure(service.value), figure(service.lower_bound)
        more = f"late and lost demand cost {found}; a plan as cheap could serve better, but not below {bound}."
        yield f"Without safety stock {more}"


def _told(goal: str, least: Least, who: str) -> str:
    found = _FOUND[goal].format(figure(least.value))
    if least.is_proved:
        return f"{found}; no plan{who} {_BETTER[goal]}."
    could = f"a plan{who} could exist that {_BETTER[goal]}"
    return f"{found}; {could}, but no less than {figure(least.lower_bound)}."
