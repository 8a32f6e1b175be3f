"""Where no plan exists: the changes that make one possible, as sentences."""

from __future__ import annotations

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import Fixes, Plan
from sop_excel.model.explain.words import money


def no_plan(plan: Plan) -> list[Sentence]:
    """First that there is none, then each change of the smallest set, then those of the other sets."""
    told = [Sentence("no plan", "", "", "No plan meets every limit", _count(plan))]
    ways = [plan.fixes, *plan.alternatives] if plan.fixes is not None else []
    for k, fixes in enumerate(ways):
        told += _changes(plan, fixes, "" if k == 0 else f"another way, number {k}: ")
    return told


def _count(plan: Plan) -> str:
    if plan.fixes is None:
        return "no change of limits was found that makes one possible"
    count = 1 + len(plan.alternatives)
    return (
        "one set of changes makes a plan possible" if count == 1 else f"{count} sets of changes each make one possible"
    )


def _changes(plan: Plan, fixes: Fixes, lead: str) -> list[Sentence]:
    cost = f"the cheapest plan then costs {money(fixes.total_cost)} {plan.problem.currency}"
    others = len(fixes.changes) - 1
    together = {0: "", 1: "together with one other change, "}.get(others, f"together with {others} other changes, ")
    return [
        Sentence(
            "change", change.item, change.period, change.what, f"{lead}{together}{cost}", None,
            {"amount": change.amount, "total": fixes.total_cost},
        )
        for change in fixes.changes
    ]  # fmt: skip
