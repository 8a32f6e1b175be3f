"""Where no plan exists: the changes that make one possible, as sentences."""

from __future__ import annotations

from sop_excel.domain.changes import in_short, shown
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.plan import Fixes, NoPlan, OtherSetting, at_most
from sop_excel.domain.said import Said, say
from sop_excel.domain.vocabulary import money, whole


def no_plan(plan: NoPlan) -> list[Sentence]:
    """First that there is none; then settings that stand in the way, the smallest set of changes, and the other sets:
    of each what it is in short, and its changes one by one where they are few, else the largest and the rest."""
    told = [Sentence("no plan", "", "", say("No plan meets every limit"), _count(plan))]
    told += [_setting(plan, other) for other in plan.settings]
    for k, fixes in enumerate(plan.ways):
        told += _changes(plan, fixes, k)
    return told


def _count(plan: NoPlan) -> str:
    count = len(plan.ways)
    if not count:
        return say("no change of limits was found that makes one possible")
    if count == 1:
        return say("one set of changes makes a plan possible")
    return say("{count} sets of changes each make one possible", count=whole(count))


def _setting(plan: NoPlan, other: OtherSetting) -> Sentence:
    why = say("this alone makes a plan possible; {cost}", cost=_cost(plan, other))
    return Sentence("setting", "", "", other.what, why, None, {"total": other.total_cost})


def _changes(plan: NoPlan, fixes: Fixes, number: int) -> list[Sentence]:
    """The changes of one way; of each way but the first with its number."""
    periods, cost = plan.problem.periods, _cost(plan, fixes)
    short, changes = in_short(fixes.changes, periods), shown(fixes.changes, periods)
    others = len(changes) - 1
    together = cost
    if others == 1:
        together = say("together with one other change, {cost}", cost=cost)
    elif others:
        together = say("together with {count} other changes, {cost}", count=whole(others), cost=cost)
    in_all = say("in all; {cost}", cost=cost)
    levers = [
        Sentence("lever", "", "", sentence, _numbered(number, in_all), None, {"total": fixes.total_cost})
        for sentence in short
    ]
    return [
        *(levers if len(changes) > len(short) else []),
        *(
            Sentence(
                "change", change.item, change.period, change.what, _numbered(number, together), None,
                {"amount": change.amount, "total": fixes.total_cost},
            )
            for change in changes
        ),
    ]  # fmt: skip


def _numbered(number: int, why: Said) -> Said:
    return say("another way, number {number}: {why}", number=whole(number), why=why) if number else why


def _cost(plan: NoPlan, way: Fixes | OtherSetting) -> Said:
    cost = at_most(money(way.total_cost), way.is_least)
    return say("the cheapest plan then costs {cost} {currency}", cost=cost, currency=plan.problem.currency)
