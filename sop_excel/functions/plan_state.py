"""A plan's state in one sentence for a cell."""

from __future__ import annotations

from collections.abc import Callable

from sop_excel.domain.changes import in_short
from sop_excel.domain.plan import OPTIMAL, WITHIN_GAP, Found, NoPlan, Plan
from sop_excel.domain.vocabulary import money_in_full
from sop_excel.functions.declare import NO_SUCH_FIGURE, NoFigures, shortened


def status(plan: Found, currency: str = "") -> str:
    """Optimal and proved, or how far from it, or why there is no plan and what would make one possible."""
    if isinstance(plan, NoPlan):
        return shortened(_no_plan(plan))
    money = f"{money_in_full(plan.objective)} {currency}".strip()
    bound = f"lower bound {money_in_full(plan.proof.lower_bound)}"
    said = {
        OPTIMAL: f"Optimal and proved: {_sort(plan)} {money}, {bound}",
        WITHIN_GAP: f"Proved to within {plan.gap:.2%} of the cheapest: {_sort(plan)} {money}, {bound}",
    }.get(plan.status, f"A plan, not proved to be the cheapest: {_sort(plan)} {money}, {bound}")
    return shortened(" ".join([said + ".", *plan.notes]))


def no_plan(told: Callable[[], Found]) -> NoFigures:
    """That there is no plan, for a function that answers with its figures; ``told`` knows what would help."""
    return NoFigures(NO_SUCH_FIGURE, lambda: status(told()))


def _sort(plan: Plan) -> str:
    return "cost" if plan.profit is None else "cost less revenue"


def _no_plan(plan: NoPlan) -> str:
    told = ["No plan meets every limit."]
    told += [f"{other.what}: one that costs {other.cost} is possible." for other in plan.settings]
    if plan.fixes is not None:
        changes = "; ".join(in_short(plan.fixes.changes, plan.problem.periods))
        told.append(f"One that costs {plan.fixes.cost} is possible with: {changes}.")
    return " ".join(told)
