"""What a Python answers that has sop-excel installed: every template's plan, and a formula of every kind, as JSON.

``python -P probe.py`` needs nothing but sop-excel itself; numbers are written in full, so that equal is equal to the
last bit.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import distributions
from typing import Any

import sop_excel
from sop_excel.domain.plan import Plan
from sop_excel.domain.table import ErrorValue
from sop_excel.errors import MissingPackageError
from sop_excel.functions import FUNCTIONS
from sop_excel.shipped import TEMPLATES, resource

DEMAND = [[100.0], [120.0], [80.0], [150.0], [90.0], [110.0]]
FORMULAS: dict[str, list[Any]] = {
    "OPTIMIZE_PLAN": [DEMAND, [[10.0]], [[1.5]], [[20.0]]],
    "PLAN_COST": [DEMAND, [[10.0]], [[1.5]], [[20.0]]],
    "PLAN_STATUS": [DEMAND, [[10.0]], [[1.5]], [[20.0]]],
    "OPTIMIZE_PLANS": [[["Product", "Holding cost"], ["A", 1.0]], [["Product", "Jan", "Feb"], ["A", 4.0, 5.0]]],
    "PLANS_STATUS": [[["Product", "Holding cost"], ["A", 1.0]], [["Product", "Jan", "Feb"], ["A", 4.0, 5.0]]],
    "COVERAGE_PLAN": [DEMAND, [[10.0]], [[1.5]], [[1.0]]],
    "SAFETY_STOCK": [[[5.0], [-3.0], [2.0], [-4.0]], [[0.95]]],
}


def _cell(cell: object) -> object:
    return cell.code if isinstance(cell, ErrorValue) else cell


def _plans() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, template in TEMPLATES.items():
        plan = sop_excel.solve(sop_excel.read(resource(template)))
        assert isinstance(plan, Plan)
        found[kind] = [plan.status, plan.total_cost, plan.quantities.production.tolist()]
    return found


def _formulas() -> dict[str, Any]:
    by_name = {function.name: function for function in FUNCTIONS}
    return {name: [[_cell(cell) for cell in row] for row in by_name[name](*given)] for name, given in FORMULAS.items()}


def _frame() -> str:
    plan = sop_excel.solve(sop_excel.read(resource(TEMPLATES["single"])))
    try:
        return str(sop_excel.to_frame(plan).shape)
    except MissingPackageError as error:
        return str(error)


if __name__ == "__main__":
    answer = {
        "python": sys.version.split()[0],
        "home": sop_excel.__file__,
        "packages": {one.metadata["Name"].lower(): one.version for one in distributions()},
        "functions": [function.name for function in FUNCTIONS],
        "plans": _plans(),
        "formulas": _formulas(),
        "frame": _frame(),
        "loaded": sorted({name.partition(".")[0] for name in sys.modules}),
    }
    print(json.dumps(answer))  # noqa: T201 - it is the answer
