"""What a planner is told of the goals before the cost: the least of each, and whether that is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop_excel.domain.goal_words import PENALTIES_GOAL, PRIORITY_GOAL, SAFETY_STOCK_GOAL, SERVICE_GOAL
from sop_excel.domain.problem import CATCH_UP, Policies
from sop_excel.domain.said import Said, phrase, say, together, word
from sop_excel.domain.vocabulary import figure, listed, whole
from sop_excel.model.goals import NAMED, PENALTIES, SERVICE, SHORTFALL, Least, Reached

_FOUND = {
    SERVICE: phrase("late and lost demand cost {amount}"),
    SHORTFALL: phrase("{amount} unit-periods are missing to the safety stocks in all"),
    PENALTIES: phrase("penalties cost {amount}"),
}
_AS_WELL = {
    SERVICE: phrase("serves customers as well"),
    SHORTFALL: phrase("misses as little"),
    PENALTIES: phrase("pays as little in penalties"),
}
_BETTER = {SERVICE: phrase("serves better"), SHORTFALL: phrase("misses less"), PENALTIES: phrase("pays less")}
OF_FIRST = phrase("serves the first classes as well")
THEM_BETTER = phrase("serves them better")
OF_CLASS = phrase("{amount} units and unit-periods of the classes with {goal} are lost or late in all")
_NOTHING = {  # by the planner's word
    SERVICE_GOAL: phrase("no demand that may be late or lost costs anything"),
    PRIORITY_GOAL: phrase("no class with a Priority has demand that may be late or lost"),
    SAFETY_STOCK_GOAL: phrase("there is no safety stock"),
    PENALTIES_GOAL: phrase("no limit has a penalty"),
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
    told = [say(one) for one in dict.fromkeys(_AS_WELL.get(goal, OF_FIRST) for goal in goals)]
    return say(" that {does}", does=listed(told)) if told else ""


def _in_order(policies: Policies, steps: Reached) -> Iterator[str]:
    before: list[str] = []
    for number, name in enumerate(policies.order_of_goals, 1):
        told = []
        for goal in _meant(name, steps):
            told.append(_told(goal, steps.least[goal], as_well(before)))
            before.append(goal)
        nothing = [] if told else [say("{reason}, so that it decides nothing.", reason=say(_NOTHING[name]))]
        told_of = {"number": whole(number), "goal": word(name), "told": together(told or nothing, " ")}
        yield say("Goal {number}, {goal}: {told}", **told_of)


def _meant(word: str, steps: Reached) -> list[str]:
    """The goals of a planner's word for which there was a step."""
    return [goal for goal in steps.least if goal.startswith(f"{word} ") or goal == NAMED.get(word)]


def _caught_up(steps: Reached) -> Iterator[str]:
    service, shortfall = steps.least.get(SERVICE), steps.least[SHORTFALL]
    if shortfall.value:
        yield _told(SHORTFALL, shortfall, as_well([] if service is None else [SERVICE]))
    if service is not None and not service.is_proved:
        yield say(
            "Without safety stock late and lost demand cost {found}; a plan as cheap could serve better, but not below "
            "{bound}.",
            found=figure(service.value), bound=figure(service.lower_bound),
        )  # fmt: skip


def _told(goal: str, least: Least, who: str) -> Said:
    told = {
        "found": say(_FOUND.get(goal, OF_CLASS), amount=figure(least.value), goal=_class_goal(goal)),
        "who": who,
        "better": say(_BETTER.get(goal, THEM_BETTER)),
    }
    if least.is_proved:
        return say("{found}; no plan{who} {better}.", **told)
    told["bound"] = figure(least.lower_bound)
    return say("{found}; a plan{who} could exist that {better}, but no less than {bound}.", **told)


def _class_goal(goal: str) -> str:
    """The goal of a priority: ``priority 1``."""
    name, _, rank = goal.partition(" ")
    return say("{goal} {rank}", goal=word(name), rank=rank) if rank else goal
