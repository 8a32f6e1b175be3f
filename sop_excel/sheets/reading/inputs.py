"""Every input table, cell by cell checked, before anything is said about what the values mean together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import BASE, Routings
from sop_excel.sheets.reading.horizon import Horizon
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.overrides import Overrides
from sop_excel.sheets.reading.scenarios import Scenarios
from sop_excel.sheets.reading.settings import Settings
from sop_excel.sheets.reading.wide import Wide


@dataclass(frozen=True)
class Inputs:
    """The tables of one scenario: the base as the planner's tables have it, or with a scenario's changes applied."""

    products: Items
    horizon: Horizon
    demand: Wide | None
    settings: Settings
    resources: Items
    routings: Routings
    capacity: Wide | None
    receipts: Wide | None
    firm: Wide | None
    overrides: Overrides
    scenarios: Scenarios
    scenario: str = BASE

    def filled(self, wide: Wide | None) -> Array:
        """(I, T) the numbers of a wide table by product, blank cells as 0."""
        shape = len(self.products.codes), len(self.horizon.position)
        return np.zeros(shape) if wide is None else np.where(np.isnan(wide.filled), 0.0, wide.filled)
