"""Which of three columns states a product's safety stock, while the rows of a scenario change it (rules P1 and S2)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract.forms import Column
from sop_excel.contract.kinds import Blank
from sop_excel.sheets.reading import scenario_messages
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.resolve import COVER_PERIODS, SAFETY_PERIODS, SAFETY_STOCK
from sop_excel.sheets.reading.scenarios import ADD, SET, Row

Mask = NDArray[np.bool_]


class _Stated(NamedTuple):
    column: Column
    by: Mask


class Statements:
    """For every product the column that states its floor, in the base and after the rows so far."""

    def __init__(self, products: Items, found: Findings) -> None:
        self._codes, self._found = products.codes, found
        keys = (SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS)
        self._stated = {
            column.key: _Stated(column, ~np.isnan(products.columns.numbers[column.key]))
            for column in products.fields
            if column.key in keys
        }

    def free(self, row: Row, column: Column, chosen: Mask, spot: Spot) -> Mask:
        """(I,) which of the chosen products the row may change: for a safety stock, those not stated otherwise.

        A row that names a product stated otherwise is an error; one for all products leaves it out with a note.
        """
        if column.key not in self._stated:
            return chosen
        others = {key: chosen & stated.by for key, stated in self._stated.items() if key != column.key}
        taken = np.logical_or.reduce(list(others.values())) if others else np.zeros_like(chosen)
        if row.item is None and taken.any():
            codes = [self._codes[n] for n in np.flatnonzero(taken)]
            self._found.warn(scenario_messages.skipped(spot, column.name, codes))
        elif row.item is not None and taken[row.item]:
            other = next(self._stated[key].column.name for key, mask in others.items() if mask[row.item])
            issue = scenario_messages.stated_otherwise(spot, column.name, self._codes[row.item], other)
            self._found.error(issue)
        free = chosen & ~taken
        if row.change == SET or (row.change == ADD and column.blank is Blank.ZERO):
            self._stated[column.key].by[free] = True
        return free
