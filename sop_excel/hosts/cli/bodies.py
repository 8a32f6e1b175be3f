"""What runs for each command, loaded when it is asked for: no command waits for the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sop_excel.hosts.cli.declared import Typed

if TYPE_CHECKING:
    from sop_excel.hosts.cli.hosts import OtherHosts

Body = Callable[[Typed, "OtherHosts"], int]


def _plan() -> dict[str, Body]:
    from sop_excel.hosts.cli import plan_commands as its

    return {
        "optimize": its.optimize, "check": its.check, "verify": its.verify, "export": its.export,
        "explain": its.explain, "new": its.new, "addin": its.addin, "doctor": its.doctor,
    }  # fmt: skip


def _before() -> dict[str, Body]:
    from sop_excel.hosts.cli import before as its

    return {"adopt": its.adopt, "clean": its.clean, "forecast": its.forecast, "safety-stock": its.safety_stock}


def _chain() -> dict[str, Body]:
    from sop_excel.hosts.cli.chain import chain

    return {"chain": chain}


def _pull() -> dict[str, Body]:
    from sop_excel.hosts.cli.pulling import pull

    return {"pull": pull}


def _roll() -> dict[str, Body]:
    from sop_excel.hosts.cli.rolling import roll

    return {"roll": roll}


def _publish() -> dict[str, Body]:
    from sop_excel.hosts.cli.publishing import publish

    return {"publish": publish}


def _database() -> dict[str, Body]:
    from sop_excel.hosts.cli.databases import database

    return {"database": database}


def _diff() -> dict[str, Body]:
    from sop_excel.hosts.cli.differing import diff

    return {"diff": diff}


def _undo() -> dict[str, Body]:
    from sop_excel.hosts.cli.undo import undo

    return {"undo": undo}


def _runs() -> dict[str, Body]:
    from sop_excel.hosts.cli import runs as its

    return {"runs": its.runs, "show": its.show, "replay": its.replay}


def _compare() -> dict[str, Body]:
    from sop_excel.hosts.cli.comparing_runs import compare

    return {"compare": compare}


def _rules() -> dict[str, Body]:
    from sop_excel.hosts.cli.rules import compare_rules

    return {"compare-rules": compare_rules}


def _completion() -> dict[str, Body]:
    from sop_excel.hosts.cli.completing import completion

    return {"completion": completion}


HOMES: dict[str, Callable[[], dict[str, Body]]] = {
    **dict.fromkeys(("optimize", "check", "verify", "export", "explain", "new", "addin", "doctor"), _plan),
    **dict.fromkeys(("adopt", "clean", "forecast", "safety-stock"), _before),
    **dict.fromkeys(("runs", "show", "replay"), _runs),
    "chain": _chain, "pull": _pull, "roll": _roll, "publish": _publish, "database": _database, "diff": _diff,
    "undo": _undo, "compare": _compare, "compare-rules": _rules, "completion": _completion,
}  # fmt: skip


def body_of(command: str) -> Body:
    """What runs for the command of this name, such as ``optimize``."""
    return HOMES[command]()[command]
