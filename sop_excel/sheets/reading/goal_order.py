"""The setting Order of goals: a list of known goals, each once, the cost last, and no second word on safety stock."""

from __future__ import annotations

from sop_excel.domain.cell_values import choice_of
from sop_excel.domain.goal_words import COST_GOAL, GOALS, words_of
from sop_excel.domain.problem import CATCH_UP, HARD
from sop_excel.domain.vocabulary import listed, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.planning_settings import GOALS_KEY, Settings

_CLEAR = "or clear the cell for the least cost alone"


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
        expected = f"goals out of {', '.join(GOALS)}, separated by commas"
        found.error(spot.issue(expected, told, f"name the goals in their order, {_CLEAR}"))
    elif twice:
        told = f"{listed(list(twice))} more than once"
        found.error(spot.issue("each goal once", told, "keep it where it comes first"))
    elif COST_GOAL in goals[:-1]:
        told = f"{COST_GOAL} before {goals[goals.index(COST_GOAL) + 1]}"
        found.error(spot.issue(f"{COST_GOAL} as the last goal", told, f"put it last, or leave it out, {_CLEAR}"))
    elif goals != [COST_GOAL] and settings.text("safety_stock_rule", HARD) == CATCH_UP:
        rule = f"Safety stock rule is {CATCH_UP} ({settings.spots['safety_stock_rule'].place})"
        advice = "clear this cell, or choose the rule hard or soft: the rule has goals and an order of its own"
        found.error(spot.issue(f"no goals beside the cost while {rule}", quoted(text), advice))
