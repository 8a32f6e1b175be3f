"""What the buttons of the ribbon start, by the words that stand in the command line of its macros."""

from __future__ import annotations

from collections.abc import Callable

import xlwings as xw

from sop_excel.hosts.excel.plan_commands import check, compare, optimize

AFTER = ("roll", "pull", "publish", "runs", "compare-rules")
BEFORE = ("adopt", "clean", "forecast", "safety-stock", "chain")


def _before(command: str) -> Callable[[xw.App, int], None]:
    """A command before the plan: what those need is loaded only then."""

    def run(app: xw.App, _: int) -> None:
        from sop_excel.hosts.excel import demand_commands

        demand_commands.COMMANDS[command](app)

    return run


def _after(command: str) -> Callable[[xw.App, int], None]:
    """A command after a first plan: the database is loaded only then."""

    def run(app: xw.App, _: int) -> None:
        from sop_excel.hosts.excel import life_commands

        life_commands.COMMANDS[command](app)

    return run


def _undo(app: xw.App, _: int) -> None:
    from sop_excel.hosts.excel.undo_command import undo

    undo(app)


COMMANDS: dict[str, Callable[[xw.App, int], None]] = {
    "optimize": optimize,
    "check": lambda app, _: check(app),
    "compare": lambda app, _: compare(app),
    **{command: _after(command) for command in AFTER},
    "undo": _undo,
    **{command: _before(command) for command in BEFORE},
}
