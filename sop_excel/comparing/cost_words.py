"""The difference of cost between two plans as table CostChanges, in a sentence and as an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sop_excel.comparing.cost_changes import (
    CENT,
    EVERY_ORDER,
    ONE_ORDER,
    CostChange,
    CostDifference,
)
from sop_excel.comparing.input_groups import GROUPS, MEANING
from sop_excel.contract.life_tables import COST_CHANGES
from sop_excel.domain.said import Capital, Figure, Said, capital, phrase, say, together, word
from sop_excel.domain.table import OutputTable, Value
from sop_excel.domain.vocabulary import counted, listed, money_in_full, whole
from sop_excel.sheets.outputs import output_table

THIS_PLAN = say("This plan")
_COSTS = (  # as much, more, less: the last one by place -1
    phrase("The plan costs as much as {former}"),
    phrase("The plan costs {amount} {currency} more than {former}"),
    phrase("The plan costs {amount} {currency} less than {former}"),
)
_LESS_REVENUE = (
    phrase("The plan's cost less its revenue is the same as with {former}"),
    phrase("The plan's cost less its revenue is {amount} {currency} higher than with {former}"),
    phrase("The plan's cost less its revenue is {amount} {currency} lower than with {former}"),
)
LEFT_OUT = say("sop-excel diff shares it out in full, however long that takes")


def cost_changes_table(difference: CostDifference, former: str, origin: str, priced: bool) -> OutputTable:
    """Table CostChanges: the cost of the plan ``former``, what changed it, and the cost of this one.

    ``origin`` stands beside the former plan; ``priced``: there are revenues, which the costs are told less. Amounts are
    rounded so that they add up to the cent.
    """
    beside = [*([origin] if origin else []), *([say("Amounts are total cost less revenue.")] if priced else [])]
    rows = [
        _row(capital(former), difference.before, together(beside, " ")),
        *(_row(cause_name(change), change.cents, _meaning(change), change) for change in difference.changes),
        _row(THIS_PLAN, difference.after, together(_how(difference), " ")),
    ]
    return output_table(COST_CHANGES, rows)


def _row(cause: str, cents: int, note: str, change: CostChange | None = None) -> tuple[Value, ...]:
    spread = {} if change is None or change.least is None else {"Least": change.least, "Most": change.most}
    amounts: dict[str, Value] = {name: None if part is None else part / 100.0 for name, part in spread.items()}
    return COST_CHANGES.row({"Cause": cause, "Amount": cents / 100.0, **amounts, "Note": note or None})


def cause_name(change: CostChange) -> str:
    """What changed, e.g. ``Demand``, or ``Demand and Capacity together``."""
    causes = listed(map(_named, change.causes))
    return say("{causes} together", causes=causes) if len(change.causes) > 1 else causes


def _named(cause: str) -> Capital:
    """One of the groups of inputs, as a name."""
    return capital(word(cause[:1].lower() + cause[1:]))


def _meaning(change: CostChange) -> str:
    told = [MEANING[cause] for cause in change.causes if cause in MEANING]
    if not told:
        return say("The inputs of the former plan cost this much more, or less, than they did when they were planned.")
    return say("{what}.", what=capital(together(told)))


def _how(difference: CostDifference) -> Iterator[str]:
    """How the amounts were found, and how far they can be trusted."""
    causes = [cause for cause in GROUPS if any(cause in change.causes for change in difference.changes)]
    if len(causes) == 1:
        yield say("Nothing else of what the plan rests on has changed.")
    elif causes:
        yield _orders(difference, causes)
    if any(len(change.causes) > 1 for change in difference.changes) and difference.how == EVERY_ORDER:
        yield say("What stands together cannot be told apart: with only a part of it changed, no plan exists.")
    if difference.gaps > CENT:
        yield say("The plans in between are proved to within {amount}.", amount=money_in_full(difference.gaps))
    if difference.changes:
        yield say("Rounded so that the lines add up.")


def _orders(difference: CostDifference, causes: list[str]) -> str:
    gone, of = difference.orders
    if difference.how == ONE_ORDER:
        return say(
            "Too much work for every order: the inputs were exchanged one after another, in this one: {causes}; "
            "{left_out}.",
            causes=listed(map(_named, causes)), left_out=LEFT_OUT,
        )  # fmt: skip
    if difference.how != EVERY_ORDER:
        return say("Too much work beside a plan of this size; {left_out}.", left_out=LEFT_OUT)
    if gone == of:
        return say(
            "An amount is the mean over all {of} orders in which these inputs can change, least and most are those of "
            "one order.",
            of=whole(of),
        )
    return say(
        "An amount is the mean over {orders} of {of} in which these inputs can change, least and most are those of one "
        "order; in the others some inputs in between leave no plan.",
        orders=counted(gone, "order"), of=whole(of),
    )  # fmt: skip


def difference_words(difference: CostDifference, former: str, currency: str, priced: bool) -> tuple[str, str]:
    """A sentence in two halves: how much more the plan costs than the one ``former``, and why."""
    amount = difference.difference
    told = {"former": former, "amount": money_in_full(abs(amount)), "currency": currency}
    parts = [
        say("{cause} {amount}", cause=_lower(one), amount=Figure(f"{one.amount:+,.2f}"))
        for one in difference.changes
        if one.cents
    ]
    why = together(parts, ", ") if parts else _nothing(difference)
    which = (amount > 0) - (amount < 0)
    return say((_LESS_REVENUE if priced else _COSTS)[which], **told), why


def _nothing(difference: CostDifference) -> Said:
    causes = [_lower(one) for one in difference.changes]
    if not causes:
        return say("nothing that the plan rests on has changed")
    return say("{causes} changed, at no cost", causes=listed(causes))


def _lower(change: CostChange) -> str:
    """What changed, inside a sentence."""
    names = listed([word(cause[:1].lower() + cause[1:]) for cause in change.causes])
    return say("{causes} together", causes=names) if len(change.causes) > 1 else names


def difference_object(difference: CostDifference) -> dict[str, Any]:
    """The difference for programs: money, and by cause."""
    return {
        "before": difference.before / 100.0,
        "after": difference.after / 100.0,
        "difference": difference.difference,
        "how": difference.how,
        "orders": difference.orders[0],
        "of_orders": difference.orders[1],
        "causes": [
            {
                "cause": cause_name(one),
                "amount": one.amount,
                "least": None if one.least is None else one.least / 100.0,
                "most": None if one.most is None else one.most / 100.0,
            }
            for one in difference.changes
        ],
    }
