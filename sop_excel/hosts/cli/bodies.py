"""What runs for each command, loaded when it is asked for: no command waits for the others."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from sop_excel.hosts.cli.declared import Typed

if TYPE_CHECKING:
    from sop_excel.hosts.cli.hosts import OtherHosts

Body = Callable[[Typed, "OtherHosts"], int]

HOMES = {  # the module of each command, whose function is called like the command
    "add": "new_tables",
    "adopt": "before",
    "addin": "plan_commands",
    "chain": "chain",
    "check": "plan_commands",
    "clean": "before",
    "compare": "comparing_runs",
    "compare-rules": "rules",
    "completion": "completing",
    "database": "databases",
    "diff": "differing",
    "doctor": "plan_commands",
    "explain": "plan_commands",
    "export": "plan_commands",
    "forecast": "before",
    "new": "plan_commands",
    "optimize": "plan_commands",
    "publish": "publishing",
    "pull": "pulling",
    "replay": "runs",
    "roll": "rolling",
    "runs": "runs",
    "safety-stock": "before",
    "show": "runs",
    "undo": "undo",
    "verify": "plan_commands",
}


def body_of(command: str) -> Body:
    """What runs for the command of this name, such as ``optimize``."""
    module = import_module(f"sop_excel.hosts.cli.{HOMES[command]}")
    return cast(Body, getattr(module, command.replace("-", "_")))
