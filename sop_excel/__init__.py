"""sop-excel: the provably cheapest production plan, inside the planner's workbook.

>>> import sop_excel
>>> plan = sop_excel.optimize("plan.xlsx", "planned.xlsx")  # doctest: +SKIP
>>> sop_excel.to_frame(plan)  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sop_excel.hosts.cluster.helpers import cluster
    from sop_excel.hosts.frames import to_frame
    from sop_excel.hosts.xlsx.plans import optimize, read
    from sop_excel.model.solve import solve

__all__ = ["__version__", "cluster", "optimize", "read", "solve", "to_frame"]
__version__ = "0.1.0"

_HOMES = {
    "cluster": "sop_excel.hosts.cluster.helpers",
    "optimize": "sop_excel.hosts.xlsx.plans",
    "read": "sop_excel.hosts.xlsx.plans",
    "solve": "sop_excel.model.solve",
    "to_frame": "sop_excel.hosts.frames",
}


def __getattr__(name: str) -> Any:
    """Load a public function when it is first asked for: a live formula must start fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sop_excel' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
