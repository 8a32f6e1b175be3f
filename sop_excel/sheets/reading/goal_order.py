"""The setting Order of goals: a list of known goals, each once, the cost last, and no second word on safety stock."""

from __future__ import annotations

from sop_excel.domain.cell_values import choice_of
from sop_excel.domain.goal_words import COST_GOAL, GOALS, words_of
from sop_excel.domain.problem import CATCH_UP, HARD
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import listed, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.planning_settings import GOALS_KEY, Settings

_CLEAR = say("or clear the cell for the least cost alone")


def check_goals(settings: Settings, found: Findings) -> None:
    """What is wrong with the list of goals, and whether the rule catch up has an order of its own."""
    text, spot = settings.text(GOALS_KEY, ""), settings.spots.get(GOALS_KEY)
    if not text or spot is None:
        return
    words = words_of(text)
    goals = [choice_of(word, GOALS) for word in words]
    unknown = [word for word, goal in zip(words, goals, strict=True) if goal is None]
    twice = {goal: None for n, goal in enumerate(goals) if goal is not None and goal in goals[:n]}
    if unknown or not words:
        told: str = listed([quoted(word) for word in unknown] or [quoted(text)])
        expected = say("goals out of {goals}, separated by commas", goals=", ".join(GOALS))
        found.error(spot.issue(expected, told, say("name the goals in their order, {clear}", clear=_CLEAR)))
    elif twice:
        told = say("{goals} more than once", goals=listed(list(twice)))
        found.error(spot.issue(say("each goal once"), told, say("keep it where it comes first")))
    elif COST_GOAL in goals[:-1]:
        told = say("{cost} before {goal}", cost=COST_GOAL, goal=str(goals[goals.index(COST_GOAL) + 1]))
        found.error(
            spot.issue(
                say("{cost} as the last goal", cost=COST_GOAL),
                told,
                say("put it last, or leave it out, {clear}", clear=_CLEAR),
            )
        )
    elif goals != [COST_GOAL] and settings.text("safety_stock_rule", HARD) == CATCH_UP:
        rule = say(
            "Safety stock rule is {rule} ({place})",
            rule=CATCH_UP,
            place=settings.spots["safety_stock_rule"].place,
        )
        advice = say("clear this cell, or choose the rule hard or soft: the rule has goals and an order of its own")
        found.error(spot.issue(say("no goals beside the cost while {rule}", rule=rule), quoted(text), advice))
