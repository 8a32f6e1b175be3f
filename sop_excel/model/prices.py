"""What a unit more of each right-hand side is worth: the prices of a linear model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.axes import Order
from sop_excel.domain.fields import Array
from sop_excel.model.rules import ROWS

_AXES = {row.name: row.axis for row in ROWS}
HELD = "held"  # the rows of what earlier steps have found


@dataclass(frozen=True)
class Prices:
    """Dual values: the money that one unit more of a right-hand side is worth, by the names of the rows.

    Arrays (K, T) along the axis of the row, 0 where there is no such row, and of rules without any row none; ``held``:
    of what an earlier step has found and this one holds, by its name.
    """

    of_rows: Mapping[str, Array]
    held: Mapping[str, float] = field(default_factory=dict)

    def in_order(self, order: Order) -> Prices:
        """These prices for the items of every axis in these orders."""
        at = {name: order.get(_AXES[name], slice(None)) for name in self.of_rows}
        return Prices({name: prices[at[name]] for name, prices in self.of_rows.items()}, self.held)
