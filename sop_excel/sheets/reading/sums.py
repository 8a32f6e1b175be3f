"""Columns of table Demand that hold sums of others: a year behind its months, planned once more as a period."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.sheets.reading import header_messages
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import header_spot
from sop_excel.sheets.reading.wide import Layout, Wide

FEWEST = 3  # columns that a sum must have, lest a small number meet it by chance
ROUNDING = 1e-9  # of a sum


def warn_of_sums(layout: Layout | None, demand: Wide | None, found: Findings) -> None:
    """Warn of each period that is the sum of those before it, back to the last such one, in every row with numbers."""
    if layout is None or demand is None:
        return
    first, values = 0, np.nan_to_num(demand.filled)
    for t, column in demand.column_of.items():
        if t - first >= FEWEST and _is_sum(values[:, first:t], values[:, t]):
            spot, name = header_spot(layout.table, column), layout.periods[column]
            found.warn(header_messages.sum_of_others(spot, name, t - first, layout.form.columns[0]))
            first = t + 1


def _is_sum(parts: Array, total: Array) -> bool:
    """Several numbers in some row, and in no row anything but their sum."""
    several = np.count_nonzero(parts, axis=1) > 1
    return bool(several.any() and (np.abs(parts.sum(axis=1) - total) <= ROUNDING * np.abs(total)).all())
