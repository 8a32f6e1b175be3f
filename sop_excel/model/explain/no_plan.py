"""Where no plan exists: the changes that make one possible, as sentences."""

from __future__ import annotations

from sop_excel.domain.changes import in_short, shown
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import Fixes, NoPlan, OtherSetting
from sop_excel.domain.vocabulary import money


def no_plan(plan: NoPlan) -> list[Sentence]:
    """First that there is none; then settings that stand in the way, the smallest set of changes, and the other sets:
    of each what it is in short, and its changes one by one where they are few, else the largest and the rest."""
    told = [Sentence("no plan", "", "", "No plan meets every limit", _count(plan))]
    told += [_setting(plan, other) for other in plan.settings]
    for k, fixes in enumerate(plan.ways):
        told += _changes(plan, fixes, "" if k == 0 else f"another way, number {k}: ")
    return told


def _count(plan: NoPlan) -> str:
    count = len(plan.ways)
    if not count:
        return "no change of limits was found that makes one possible"
    return (
        "one set of changes makes a plan possible" if count == 1 else f"{count} sets of changes each make one possible"
    )


def _setting(plan: NoPlan, other: OtherSetting) -> Sentence:
    why = f"this alone makes a plan possible; {_cost(plan, other)}"
    return Sentence("setting", "", "", other.what, why, None, {"total": other.total_cost})


def _changes(plan: NoPlan, fixes: Fixes, lead: str) -> list[Sentence]:
    periods, cost = plan.problem.periods, _cost(plan, fixes)
    short, changes = in_short(fixes.changes, periods), shown(fixes.changes, periods)
    others = len(changes) - 1
    together = {0: "", 1: "together with one other change, "}.get(others, f"together with {others} other changes, ")
    levers = [
        Sentence("lever", "", "", sentence, f"{lead}in all; {cost}", None, {"total": fixes.total_cost})
        for sentence in short
    ]
    return [
        *(levers if len(changes) > len(short) else []),
        *(
            Sentence(
                "change", change.item, change.period, change.what, f"{lead}{together}{cost}", None,
                {"amount": change.amount, "total": fixes.total_cost},
            )
            for change in changes
        ),
    ]  # fmt: skip


def _cost(plan: NoPlan, way: Fixes | OtherSetting) -> str:
    return f"the cheapest plan then costs {way.bound}{money(way.total_cost)} {plan.problem.currency}"
