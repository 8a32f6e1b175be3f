"""Why there is no plan, and the ways to one, in lines for a person."""

from __future__ import annotations

from itertools import zip_longest

from sop_excel.domain.changes import in_short, shown
from sop_excel.domain.plan import NoPlan
from sop_excel.domain.said import say, together


def no_plan_text(plan: NoPlan) -> str:
    """Why there is no plan: first the settings that stand in the way, then the changes that make one possible.

    A line each, which can be said in other languages.
    """
    lines: list[str] = [say("No plan meets every limit.")]
    currency, periods = plan.problem.currency, plan.problem.periods
    for other in plan.settings:
        told = {"what": other.what, "cost": other.cost, "currency": currency}
        lines.append(say("{what}, and a plan is possible: the cheapest then costs {cost} {currency}.", **told))
    all_at_once = say("These changes together make one possible:")
    if plan.settings:
        all_at_once = say("Or these changes together make one possible:")
    for lead, fixes in zip_longest([all_at_once][: len(plan.ways)], plan.ways):
        lines.append(lead or say("Or these:"))
        short, rows = in_short(fixes.changes, periods), shown(fixes.changes, periods)
        lines += [together(["  ", sentence], "") for sentence in short if len(rows) > len(short)]
        lines += [together(["  - ", change.what], "") for change in rows]
        lines.append(say("The cheapest plan then costs {cost} {currency}.", cost=fixes.cost, currency=currency))
    return together(lines, "\n")
