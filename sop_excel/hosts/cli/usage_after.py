"""How the commands are typed that come after a first plan: what becomes of it, month by month."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Add = Callable[[argparse.ArgumentParser], None]


def add_publish(command: argparse.ArgumentParser) -> None:
    """The options of ``publish``."""
    command.add_argument("workbook", type=Path, metavar="BOOK.xlsx", help="the workbook whose plan is published")
    add_database(command)
    command.add_argument(
        "--force", action="store_true", help="publish in spite of what speaks against it; needs --reason"
    )
    command.add_argument("--reason", metavar="WHY", help="why it is published all the same; it is recorded")
    add_json(command)


def add_database(command: argparse.ArgumentParser) -> None:
    """The database, where it is not the one that is chosen."""
    command.add_argument(
        "--database", metavar="URL", help="another database than the chosen one; without any it is a file of your own"
    )


def add_json(command: argparse.ArgumentParser) -> None:
    """Whether the answer is one object."""
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


# By its name: what adds the options of a command, what it does, an example.
AFTER: dict[str, tuple[Add, str, str]] = {
    "publish": (add_publish, "put the plan of a workbook into the database, for all", "sop-excel publish plan.xlsx"),
}
