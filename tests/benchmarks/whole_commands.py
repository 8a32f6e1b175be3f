"""Whole commands, from workbook to workbook: ``optimize`` as it runs by default, the plain script, and, to measure them
by, plain highspy on the arrays alone.

    python -m tests.benchmarks.whole_commands make INSTANCE WORKBOOK
    python -m tests.benchmarks.whole_commands judge INSTANCE PLANNED

Both are processes of their own, so that the one that measures stays small.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineWorkbook

from sop_excel.domain.fields import Array
from tests.benchmarks.checking import PlannedUnits, judged
from tests.benchmarks.factory import Factory
from tests.benchmarks.registry import INSTANCES
from tests.workbooks import make_workbook

MEASURES = {
    "production": "Production",
    "inventory": "Inventory",
    "backorders": "Backorders",
    "lost_sales": "Lost sales",
}


def units_in(factory: Factory, workbook: Path, cost: float) -> PlannedUnits:
    """The plan in a workbook: our table Plan, or the sheet of the plain script, whose stock follows."""
    book = CalamineWorkbook.from_path(workbook)
    if "Plan" in book.sheet_names:
        rows: list[list[Any]] = book.get_sheet_by_name("Plan").to_python()
        found = {name: _of_measure(factory, rows, measure) for name, measure in MEASURES.items()}
        return PlannedUnits(**found, cost=cost)
    written: list[list[Any]] = book.get_sheet_by_name("Production plan").to_python()[1:]
    made = _placed(factory, {row[0]: row[1:] for row in written[: factory.demand.shape[0]]})
    stock = factory.initial_inventory[:, None] + np.cumsum(made - factory.demand, axis=1)
    return PlannedUnits(made, stock, np.zeros_like(made), np.zeros_like(made), float(written[-1][1]))


def _of_measure(factory: Factory, rows: list[list[Any]], measure: str) -> Array:
    periods = factory.demand.shape[1]
    return _placed(factory, {row[0]: row[2 : 2 + periods] for row in rows if row[1] == measure})


def _placed(factory: Factory, rows: dict[Any, list[Any]]) -> Array:
    """Rows by product as an array (I, T); 0 for what is not there."""
    periods = factory.demand.shape[1]
    every = (rows.get(f"P{i + 1}", [0.0] * periods) for i in range(factory.demand.shape[0]))
    return np.array([[float(value or 0.0) for value in row] for row in every])


def main(task: str, instance: str, workbook: str, cost: str = "nan") -> None:
    """Make a workbook, or judge a planned one and print the verdict as JSON."""
    factory = next(one for one in INSTANCES if one.name == instance).plants.factory()
    if task == "make":
        make_workbook(Path(workbook), factory.tables())
        return
    units = units_in(factory, Path(workbook), float(cost))
    print(json.dumps(asdict(judged(factory, units)) | {"claimed": units.cost}))


if __name__ == "__main__":
    main(*sys.argv[1:])
