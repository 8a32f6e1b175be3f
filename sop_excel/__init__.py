"""sop-excel: the provably cheapest production plan, inside the planner's workbook.

>>> import sop_excel
>>> model = sop_excel.Model.read("plan.xlsx")  # doctest: +SKIP
>>> plan = model.solve()  # doctest: +SKIP
>>> plan.frames["Plan"]  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sop_excel.analysts.model import Model
    from sop_excel.analysts.planned import Planned
    from sop_excel.analysts.versions import versions
    from sop_excel.errors import (
        InputError,
        InputWarning,
        Issue,
        MachineError,
        MissingPackageError,
        SolverError,
        SopError,
    )
    from sop_excel.hosts.cluster.helpers import cluster
    from sop_excel.hosts.frames.outputs import to_frame
    from sop_excel.hosts.xlsx.plans import optimize, read
    from sop_excel.model.solve import solve

__all__ = [
    "InputError",
    "InputWarning",
    "Issue",
    "MachineError",
    "MissingPackageError",
    "Model",
    "Planned",
    "SolverError",
    "SopError",
    "__version__",
    "cluster",
    "optimize",
    "read",
    "solve",
    "to_frame",
    "versions",
]
__version__ = "0.1.0"

_ERRORS = "sop_excel.errors"
_HOMES = {
    "InputError": _ERRORS,
    "InputWarning": _ERRORS,
    "Issue": _ERRORS,
    "MachineError": _ERRORS,
    "MissingPackageError": _ERRORS,
    "Model": "sop_excel.analysts.model",
    "Planned": "sop_excel.analysts.planned",
    "SolverError": _ERRORS,
    "SopError": _ERRORS,
    "cluster": "sop_excel.hosts.cluster.helpers",
    "optimize": "sop_excel.hosts.xlsx.plans",
    "read": "sop_excel.hosts.xlsx.plans",
    "solve": "sop_excel.model.solve",
    "to_frame": "sop_excel.hosts.frames.outputs",
    "versions": "sop_excel.analysts.versions",
}


def __getattr__(name: str) -> Any:
    """Load a public function when it is first asked for: a live formula must start fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sop_excel' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
