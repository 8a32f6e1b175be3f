"""Why there is no plan, and the ways to one, in lines for a person."""

from __future__ import annotations

from itertools import zip_longest

from sop_excel.domain.changes import in_short, shown
from sop_excel.domain.plan import NoPlan


def no_plan_text(plan: NoPlan) -> str:
    """Why there is no plan: first the settings that stand in the way, then the changes that make one possible."""
    lines, currency, periods = ["No plan meets every limit."], plan.problem.currency, plan.problem.periods
    for other in plan.settings:
        lines.append(f"{other.what}, and a plan is possible: the cheapest then costs {other.cost} {currency}.")
    together = f"{'Or these' if plan.settings else 'These'} changes together make one possible:"
    for lead, fixes in zip_longest([together][: len(plan.ways)], plan.ways):
        lines.append(lead or "Or these:")
        short, rows = in_short(fixes.changes, periods), shown(fixes.changes, periods)
        lines += [f"  {sentence}" for sentence in short if len(rows) > len(short)]
        lines += [f"  - {change.what}" for change in rows]
        lines.append(f"The cheapest plan then costs {fixes.cost} {currency}.")
    return "\n".join(lines)
