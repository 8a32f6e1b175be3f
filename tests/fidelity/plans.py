"""Plans of any size, as the output tables that a run would write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sop_excel.contract import schema
from sop_excel.domain.table import Formula, OutputTable, Table, Value
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.run_info import Stamp
from sop_excel.shipped import DONOR, resource
from tests.tables import table
from tests.workbooks import make_workbook

OUTPUTS = [  # without those that are written when asked for, or where there are limits
    form.name for form in schema.OUTPUT_FORMS if form not in (schema.SCENARIO_SUMMARY, schema.LIMIT_USE)
]
STAMP = Stamp("run 1", "2026-01-01 00:00:00+00:00", 1.0)
MONTHS = [f"{2026 + k // 12}-{k % 12 + 1:02}" for k in range(36)]


def outputs(products: int, months: Sequence[str], *, rich: bool = False) -> tuple[OutputTable, ...]:
    """The tables of a plan; a rich one has prices, a shared line, and every choice: lost, late and bought units."""
    return plan_tables(inputs(products, months, rich=rich), Options(name="plan", stamp=STAMP)).outputs


def inputs(products: int, months: Sequence[str], *, rich: bool = False) -> dict[str, Table]:
    """The input tables of such a plan; capacity is short in every third period."""
    codes = [f"Product {k}" for k in range(products)]
    demand: list[list[Value]] = [[code, *(10.0 + k + 7 * (t % 3) for t in range(len(months)))] for k, code in
                                 enumerate(codes)]  # fmt: skip
    headers = ["Product", "Production cost", "Holding cost"]
    rows: list[list[Value]] = [[code, 5.0 + k, 1.0] for k, code in enumerate(codes)]
    found = [table("Demand", ["Product", *months], *demand)]
    if rich:
        headers += ["Price", "Lost sale cost", "Backorder cost", "Subcontract cost", "Safety stock"]
        rows = [[*row, 20.0, 30.0, 2.0, 9.0 + k, 3.0] for k, row in enumerate(rows)]
        found.append(table("Resources", ["Resource", "Capacity", "Overtime cost"], ["Line", 8.0 * products, 3.0]))
        usage: list[list[Value]] = [[code, "Line", 1.0] for code in codes]
        found.append(table("Routings", ["Product", "Resource", "Usage"], *usage))
        coming: list[list[Value]] = [[codes[0], *[4.0] * len(months)]]
        found.append(table("Receipts", ["Product", *months], *coming))
    found.append(table("Products", headers, *rows))
    return {one.name: one for one in found}


def input_book(path: Path, products: int, months: Sequence[str], *, rich: bool = False) -> Path:
    """A workbook of these inputs, written by openpyxl."""
    rows: dict[str, list[list[Any]]] = {
        name: [list(one.headers), *(list(row) for row in one.rows)]
        for name, one in inputs(products, months, rich=rich).items()
    }
    return make_workbook(path, rows)


def saved(book: Path) -> dict[str, list[list[Value]]]:
    """What each output table of a workbook holds, formulas with the values that were saved."""
    found = Workbook.open(book).tables(OUTPUTS)
    return {name: [list(one.headers), *(list(row) for row in one.rows)] for name, one in found.items()}


def expected(tables: Sequence[OutputTable]) -> dict[str, list[list[Value]]]:
    """What they must hold; a table without rows has a blank one."""
    return {
        one.name: [
            list(one.headers),
            *([_saved(value) for value in row] for row in one.rows or [(None,) * len(one.headers)]),
        ]
        for one in tables
    }


def _saved(value: Value) -> Value:
    found = value.value if isinstance(value, Formula) else value
    return None if found == "" else found


def write(book: Path, tables: Sequence[OutputTable], target: Path | None = None) -> Path:
    """Write the tables into the workbook, or into a copy of it."""
    Workbook.open(book).write(tables, target or book, resource(DONOR))
    return target or book


def run(book: Path, target: Path | None = None) -> Path:
    """A whole run: read, plan, write."""
    return plan_workbook(book, target or book, Options(), resource(DONOR)).path
