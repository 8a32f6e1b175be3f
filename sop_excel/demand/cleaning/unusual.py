"""Returns and outliers of a history, entered into its account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.choices import APART, REPLACE, Choices
from sop_excel.demand.cleaning.outliers import judge
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.fields import Array
from sop_excel.domain.said import Figure, say
from sop_excel.domain.vocabulary import counted, figure, units

_EVERY = 50  # products between two words of progress
_KIND, _SEVERAL = 0.03, 1.25  # of the orders of a product that are a kind of its own; orders a day, in a list of orders
_NOTABLE = 0.05  # of the quantity, changed by what is replaced


def judge_returns(records: Records, choices: Choices) -> None:
    """Say which quantities are negative: they reduce the demand of their period, or are set aside."""
    reason = reasons.RETURN_APART if choices.returns == APART else reasons.RETURN
    for n in records.open():
        if records.quantities[n] < 0:
            records.ledger.note(n, reason, figure(records.quantities[n]))


def judge_outliers(records: Records, choices: Choices, progress: Callable[[int, int], None]) -> None:
    """Replace or flag the outliers of each product, and flag what is far too low."""
    groups: dict[str, list[int]] = defaultdict(list)
    for n in records.open():
        groups[records.products[n]].append(n)
    for done, rows in enumerate(groups.values(), 1):
        days = np.array([records.days[n] for n in rows], dtype=np.int64)
        quantities = np.array([records.quantities[n] for n in rows])
        judged = judge(days, quantities)
        kind = _kind(days, quantities, judged.high)
        for at in np.flatnonzero(judged.high).tolist():
            _enter(records, rows[at], float(judged.expected[at]), choices, kind if quantities[at] > 0 else "")
        for at in np.flatnonzero(judged.low).tolist():
            quantity, usual = records.quantities[rows[at]], float(judged.expected[at])
            records.ledger.note(
                rows[at], reasons.OUTLIER_LOW, figure(quantity), why=say("about {units} is usual", units=_shown(usual))
            )
        if done % _EVERY == 0 or done == len(groups):
            progress(done, len(groups))


def _kind(days: NDArray[np.int64], quantities: Array, high: NDArray[np.bool_]) -> str:
    """What is said where large orders are too many for slips in a list of orders: case orders, wholesale; else ""."""
    sold = quantities > 0
    orders = int(sold.sum())
    share = int((high & sold).sum()) / max(orders, 1)
    is_list = orders >= _SEVERAL * len(np.unique(days[sold]))
    if not is_list or share < _KIND:
        return ""
    return say(", but {share} of its orders are so large", share=Figure(f"{share:.0%}"))


def note_outliers(records: Records) -> tuple[str, ...]:
    """What is said where replacing outliers changed much of the quantity: each of them should be looked at."""
    found = records.ledger.changed_for(reasons.OUTLIER_REPLACED)
    before, after = (sum(kept[n] for n in found) for kept in (records.ledger.before, records.ledger.after))
    whole = sum(abs(one) for one in records.ledger.before)
    if abs(after - before) < _NOTABLE * whole or not found:
        return ()
    told = {"outliers": counted(len(found), "outlier"), "before": units(before), "after": units(after)}
    return (
        say(
            "{outliers} replaced: {before} units became {after}, of {all}. Where these were real orders, clean with "
            "--outliers flag, which keeps them.",
            **told,
            all=units(whole),
        ),
    )


def _enter(records: Records, n: int, usual: float, choices: Choices, kind: str) -> None:
    before, why = figure(records.quantities[n]), say("about {units} is usual{kind}", units=_shown(usual), kind=kind)
    if choices.outliers == REPLACE and not kind:
        records.quantities[n] = usual
        records.ledger.note(n, reasons.OUTLIER_REPLACED, before, figure(usual), usual)
    else:
        records.ledger.note(n, reasons.OUTLIER, before, why=why)


def _shown(number: float) -> str:
    return figure(float(f"{number:.3g}"))
