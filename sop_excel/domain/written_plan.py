"""A plan as it stands in a workbook: what somebody reads, whoever wrote or changed it."""

from __future__ import annotations

from dataclasses import dataclass

from sop_excel.domain.plan import Quantities


@dataclass(frozen=True)
class WrittenPlan:
    """The quantities and the cost that stand in the output tables.

    ``total_cost`` (money) is that of table CostSummary, ``nan`` where there is none. ``faults`` are sentences about
    cells that are missing or hold no number; with any of them there are no quantities.
    """

    quantities: Quantities | None
    total_cost: float
    faults: tuple[str, ...] = ()
