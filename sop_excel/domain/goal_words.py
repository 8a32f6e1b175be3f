"""What a plan may be asked for before it is to be cheap, by the words of the setting Order of goals."""

from __future__ import annotations

import re

from sop_excel.domain.cell_values import choice_of

SERVICE_GOAL, SAFETY_STOCK_GOAL, PENALTIES_GOAL, COST_GOAL = "service", "safety stock", "penalties", "cost"
PRIORITY_GOAL = "priority"  # one goal for each priority of classes of demand
GOALS = (SERVICE_GOAL, PRIORITY_GOAL, SAFETY_STOCK_GOAL, PENALTIES_GOAL, COST_GOAL)


def words_of(text: str) -> list[str]:
    """What stands between the commas or semicolons of a list of goals.

    >>> words_of("Service; safety stock,cost,")
    ['Service', 'safety stock', 'cost']
    """
    return [word.strip() for word in re.split(r"[,;\n]", text) if word.strip()]


def before_cost(text: str) -> tuple[str, ...]:
    """The goals of a list in their order, without cost, which always comes last.

    >>> before_cost("Service; Safety-Stock, cost")
    ('service', 'safety stock')
    """
    goals = (choice_of(word, GOALS) for word in words_of(text))
    return tuple(dict.fromkeys(goal for goal in goals if goal and goal != COST_GOAL))
