"""What was planned for periods that are over, and what came: rows that stay when the plan moves on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sop_excel.contract.life_tables import PLAN_AND_ACTUAL
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.preparing.actuals import Actuals
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table

_KEY = ("Product", "Measure", "Period")


def plan_and_actual(
    former: Table | None,
    problem: Problem,
    planned: Callable[[str], Array | None],
    came: Actuals,
    over: Sequence[str],
) -> tuple[OutputTable, ...]:
    """Table PlanAndActual with the rows of before and those of what ``came`` in the periods that are ``over``.

    ``planned`` gives what the plan says of a measure, (I, T) units. No table where nothing came.
    """
    if not came.values:
        return ()
    names = [column.name for column in PLAN_AND_ACTUAL.columns]
    old = [dict(zip(names, cells, strict=True)) for cells in cells_under(former, *names)]
    rows = {_key(row): row for row in old if all(_key(row))}
    for measure in came.measures():
        plan = planned(measure)
        for i, product in enumerate(problem.product_codes):
            for t, period in enumerate(over):
                if (actual := came.values.get((product, measure, period))) is not None:
                    row = _row(product, measure, period, None if plan is None else float(plan[i, t]), actual)
                    rows[_key(row)] = row
    return (output_table(PLAN_AND_ACTUAL, [PLAN_AND_ACTUAL.row(row) for row in rows.values()]),)


def _key(row: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(text_of(row[name]) or "" for name in _KEY)


def _row(product: str, measure: str, period: str, plan: float | None, actual: float) -> dict[str, Value]:
    difference = None if plan is None else actual - plan
    return {
        "Product": product,
        "Measure": measure,
        "Period": period,
        "Plan": plan,
        "Actual": actual,
        "Difference": difference,
    }
