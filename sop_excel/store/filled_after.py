"""Table PublishedPlan of a workbook after its plan was published: what later plans are to stay near to."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.makings import made
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Filling, Table

_FORM = schema.PUBLISHED_PLAN


def fillings(tables: Mapping[str, Table], problem: Problem, quantities: Quantities) -> tuple[Filling, ...]:
    """What the table gets: production by product and period.

    Nothing where it says so already, and where a workbook neither has the table nor gives a change a price.
    """
    table = tables.get(_FORM.name)
    if table is None and not problem.policies.change_penalty:
        return ()
    rows = dict(zip(problem.product_codes, made(problem, quantities.families).tolist(), strict=True))
    if table is not None and _says(table, problem.periods, rows):
        return ()
    return (Filling(_FORM.name, _FORM.columns[0].name, problem.periods, rows, periods=True),)


def _says(table: Table, periods: tuple[str, ...], rows: Mapping[str, list[float]]) -> bool:
    """Whether the table has these periods, and these numbers in the rows of all these products."""
    if tuple(table.headers[1:]) != periods:
        return False
    there = {text_of(row[0]): list(row[1:]) for row in table.rows if row}
    return all(there.get(product) == numbers for product, numbers in rows.items())
