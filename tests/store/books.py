"""Workbooks that forecasts are pulled into, and what their demand is afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import named_tables
from tests.workbooks import make_workbook


def planning_book(path: Path, products: Sequence[str], periods: Sequence[str]) -> Path:
    """A workbook of these products, each with a cost of 1 and a demand of 7 in each period."""
    return make_workbook(
        path,
        {
            "Products": [["Product", "Production cost"], *([product, 1] for product in products)],
            "Demand": [["Product", *periods], *([product, *[7] * len(periods)] for product in products)],
        },
    )


def demand_of(path: Path) -> dict[str, dict[str, object]]:
    """What table Demand says by product and period."""
    table = named_tables(Workbook.open(path), ["Demand"])["Demand"]
    return {str(row[0]): dict(zip(table.headers[1:], row[1:], strict=True)) for row in table.rows}
