"""Table PlanTotals: what table Plan says of single products, added up for all of them and for each group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.fields import Array
from sop_excel.domain.measures import MEASURES, shown_measures
from sop_excel.domain.plan import Found, NoPlan
from sop_excel.domain.summary import row_sums
from sop_excel.domain.table import OutputTable, Value
from sop_excel.sheets.outputs import output_table


def plan_totals(plan: Found) -> OutputTable:
    """Table PlanTotals: all products first, then each group in the order in which table Products has them.

    Its measures are those of table Plan, totals of flows only. Products without a group are in the first rows alone,
    and so is a group that is called as all products are.
    """
    return output_table(schema.PLAN_TOTALS, _rows(plan), plan.problem.periods)


def _rows(plan: Found) -> Iterator[Sequence[Value]]:
    problem, row = plan.problem, schema.PLAN_TOTALS.row
    groups = [name for name in dict.fromkeys(problem.groups) if name and name != schema.ALL_PRODUCTS]
    if isinstance(plan, NoPlan):
        blanks = (None,) * len(problem.periods)
        names = [measure.name for measure in MEASURES if measure.always]
        for group in (schema.ALL_PRODUCTS, *groups):
            yield from (row({"Group": group, "Measure": name}, blanks) for name in names)
        return
    shown = [(measure, np.nan_to_num(values, nan=0.0)) for measure, values in shown_measures(problem, plan.quantities)]
    place = {group: n for n, group in enumerate(groups)}
    members: list[list[int]] = [[] for _ in groups]
    for i, group in enumerate(problem.groups):
        if group in place:
            members[place[group]].append(i)
    every = list(range(len(problem.product_codes)))
    for group, of_group in ((schema.ALL_PRODUCTS, every), *zip(groups, members, strict=True)):
        for measure, values in shown:
            sums = _added(values, of_group)
            total = float(sums.sum()) if measure.is_flow else None
            yield row({"Group": group, "Measure": measure.name, "Total": total}, sums.tolist())


def _added(values: Array, products: Sequence[int]) -> Array:
    """What the products have together in each period, (T,): exact, so that their order does not matter."""
    return row_sums(values[products].T)
