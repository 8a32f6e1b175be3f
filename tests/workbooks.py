"""Planning workbooks for tests, written by openpyxl as a planner's own tool would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from sop_excel.shipped import DEMAND_DONOR, DONOR, LIFE_DONOR, resource

Rows = Sequence[Sequence[Any]]


def solved_templates() -> list[Path]:
    """The templates with a solved example, in every language; others only lend their sheets."""
    lenders = {Path(name).name for name in (DEMAND_DONOR, LIFE_DONOR)}
    return sorted(path for path in resource(DONOR).parent.rglob("*.xlsx") if path.name not in lenders)


def make_workbook(path: Path, tables: Mapping[str, Rows]) -> Path:
    """A workbook with each table (first row: headers) at A1 of a sheet of its own name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.add_table(Table(displayName=name, ref=f"A1:{get_column_letter(len(rows[0]))}{max(2, len(rows))}"))
    book.save(path)
    return path


def read_table(path: Path, name: str) -> list[list[Any]]:
    """Header and rows of a table, as openpyxl reads the saved values."""
    for sheet in _with_values(path.read_bytes()):
        if name in sheet.tables:
            return [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    raise KeyError(name)


@lru_cache(maxsize=2)
def _with_values(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


def plan_rows(path: Path) -> dict[tuple[str, str], list[float]]:
    """The rows of table Plan by (product, measure), without the total."""
    return {(str(row[0]), str(row[1])): row[2:-1] for row in read_table(path, "Plan")[1:]}
