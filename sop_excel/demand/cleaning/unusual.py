"""Returns and outliers of a history, entered into its account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.choices import APART, REPLACE, Choices
from sop_excel.demand.cleaning.outliers import judge
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.vocabulary import figure

_EVERY = 50  # products between two words of progress


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
        judged = judge(days, np.array([records.quantities[n] for n in rows]))
        for at in np.flatnonzero(judged.high).tolist():
            _enter(records, rows[at], float(judged.expected[at]), choices)
        for at in np.flatnonzero(judged.low).tolist():
            quantity, usual = records.quantities[rows[at]], float(judged.expected[at])
            records.ledger.note(rows[at], reasons.OUTLIER_LOW, figure(quantity), why=f"about {_shown(usual)} is usual")
        if done % _EVERY == 0 or done == len(groups):
            progress(done, len(groups))


def _enter(records: Records, n: int, usual: float, choices: Choices) -> None:
    before, why = figure(records.quantities[n]), f"about {_shown(usual)} is usual"
    if choices.outliers == REPLACE:
        records.quantities[n] = usual
        records.ledger.note(n, reasons.OUTLIER_REPLACED, before, figure(usual), usual)
    else:
        records.ledger.note(n, reasons.OUTLIER, before, why=why)


def _shown(number: float) -> str:
    return figure(float(f"{number:.3g}"))
