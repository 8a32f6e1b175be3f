"""How the commands are typed that come after a first plan: what becomes of it, month by month."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sop_excel.hosts.cli.usage_before import (
    REPLACE,
    add_answers,
    add_book,
    add_cluster,
    add_explain,
    add_no_copy,
    add_usual,
)

Add = Callable[[argparse.ArgumentParser], None]


def add_pull(command: argparse.ArgumentParser) -> None:
    """The options of ``pull``."""
    add_book(command)
    source = command.add_mutually_exclusive_group()
    add_database(source)
    source.add_argument(
        "--rest", metavar="https://HOST", help="read a web source instead: PostgREST, as Supabase has it"
    )
    command.add_argument("--table", metavar="NAME", help="the table of the web source (usual: demand_forecasts)")
    command.add_argument(
        "--into", choices=("Demand", "Forecast"), default="Demand", help="the table that is filled (usual: Demand)"
    )
    command.add_argument(
        "--as-of", type=_day, metavar="DATE", help="the newest forecast that was made on this date or before"
    )
    command.add_argument("--product", metavar="NAME", default="", help="whose forecast it is, if the source names none")
    command.add_argument(
        "--new-products", action="store_true", help="also fill products that the workbook does not have"
    )
    command.add_argument("--allow-gaps", action="store_true", help="a date that is missing between others counts as 0")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date such as 2026-01-31 is expected, not '{text}'") from None


def add_databases(command: argparse.ArgumentParser) -> None:
    """The actions of ``database``."""
    actions = command.add_subparsers(required=True, metavar="ACTION", dest="action")
    for name, summary in (
        ("set", "keep the URL of the database, typed without being shown or read from standard input"),
        ("show", "say which database is used and what has named it, without its password"),
        ("forget", "forget the URL that is kept"),
        ("check", "connect: server, schema, what this user may do; nothing is written"),
    ):
        action = actions.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")
        add_usual(action)
        if name in ("set", "forget"):
            action.add_argument("--rest-key", action="store_true", help="the key of a web source, instead of the URL")
        else:
            add_json(action)
        if name == "check":
            add_database(action)


def add_publish(command: argparse.ArgumentParser) -> None:
    """The options of ``publish``."""
    command.add_argument("workbook", type=Path, metavar="BOOK.xlsx", help="the workbook whose plan is published")
    add_database(command)
    command.add_argument(
        "--force", action="store_true", help="publish in spite of what speaks against it; needs --reason"
    )
    command.add_argument("--reason", metavar="WHY", help="why it is published all the same; it is recorded")
    add_no_copy(command)
    add_json(command)


def add_roll(command: argparse.ArgumentParser) -> None:
    """The options of ``roll``."""
    add_book(command, f"{REPLACE}, and put values for formulas that name a period which leaves or stand in the way")
    command.add_argument("--periods", type=int, metavar="N", default=1, help="how many periods are over (usual: 1)")
    command.add_argument(
        "--actuals",
        type=Path,
        metavar="FILE",
        help="what came (.csv, .xlsx, .ods, .xls): Product, Inventory and what else is known (usual: the plan counts)",
    )
    command.add_argument(
        "--names", metavar="NAMES", default="", help="what the new periods are called, with commas between them"
    )
    command.add_argument("--optimize", action="store_true", help="plan the workbook right after")
    add_cluster(command)
    command.add_argument("--show", action="store_true", help="show what would be done and write nothing")
    add_explain(command)
    add_answers(command)


def add_database(command: argparse._ActionsContainer) -> None:
    """The database, where it is not the one that is chosen."""
    command.add_argument(
        "--database", metavar="URL", help="another database than the chosen one; without any it is a file of your own"
    )


def add_json(command: argparse.ArgumentParser) -> None:
    """Whether the answer is one object."""
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def add_undo(command: argparse.ArgumentParser) -> None:
    """The options of ``undo``."""
    command.add_argument(
        "workbook", type=Path, metavar="BOOK.xlsx", help="the workbook that a command has written into"
    )
    command.add_argument("--list", action="store_true", help="list the copies of the workbook and change nothing")
    command.add_argument(
        "--from", dest="copy", metavar="COPY", help="restore this copy, by its name in that list or as any file"
    )
    command.add_argument(
        "--force", action="store_true", help="restore it although somebody has saved the workbook since"
    )
    add_no_copy(command)
    add_json(command)


def add_diff(command: argparse.ArgumentParser) -> None:
    """The options of ``diff``."""
    command.add_argument("old", metavar="OLD", help="the plan before: its workbook, or the id of a kept run")
    command.add_argument("new", metavar="NEW", help="the later plan: its workbook, or the id of a kept run")
    command.add_argument(
        "-o", "--output", type=Path, metavar="OUT.xlsx", help="also write both tables into a copy of the workbook NEW"
    )
    command.add_argument("--force", action="store_true", help="replace the file to write if it exists")
    add_database(command)
    add_json(command)


def add_runs(command: argparse.ArgumentParser) -> None:
    """The options of ``runs``."""
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "workbook", type=Path, nargs="?", metavar="BOOK.xlsx", help="the workbook whose plan's runs are listed"
    )
    which.add_argument("--plan", metavar="NAME", help="the name of the plan; without either the runs of all plans")
    command.add_argument("--limit", type=int, metavar="N", default=20, help="the newest N of them (usual: 20)")
    add_database(command)
    add_json(command)


def add_show(command: argparse.ArgumentParser) -> None:
    """The options of ``show``."""
    _add_run(command)
    add_database(command)
    add_json(command)


def add_replay(command: argparse.ArgumentParser) -> None:
    """The options of ``replay``."""
    _add_run(command)
    command.add_argument(
        "-o", "--output", type=Path, metavar="OUT.xlsx", help="write a new workbook with its inputs and its plan"
    )
    command.add_argument("--force", action="store_true", help="replace the file to write if it exists")
    add_database(command)
    add_cluster(command)
    add_json(command)


def add_compare(command: argparse.ArgumentParser) -> None:
    """The options of ``compare``."""
    _add_run(command, "old", "the run before")
    _add_run(command, "new", "the later run")
    add_database(command)
    add_json(command)


def _add_run(command: argparse.ArgumentParser, name: str = "run", which: str = "the run") -> None:
    command.add_argument(name, metavar="RUN", help=f"the id of {which}, or its beginning")


def add_rules(command: argparse.ArgumentParser) -> None:
    """The options of ``compare-rules``."""
    add_book(command)
    command.add_argument(
        "--paths", type=int, metavar="N", default=200, help="random courses that demand may take (usual: 200)"
    )
    command.add_argument("--seed", type=int, metavar="N", default=1, help="of their chance (usual: 1)")
    command.add_argument("--periods", type=int, metavar="N", help="to be simulated (usual: the horizon)")
    command.add_argument(
        "--fill-rate",
        type=float,
        metavar="SHARE",
        help="of the units that all have to serve in time (usual: that of the cheapest plan)",
    )
    command.add_argument(
        "--cv",
        type=float,
        metavar="SHARE",
        help="how much demand varies about its forecast, as a coefficient of variation; counts before any table",
    )


# By its name: what adds the options of a command, what it does, an example.
AFTER: dict[str, tuple[Add, str, str]] = {
    "pull": (
        add_pull,
        "fill demand from the newest forecast of a database or a web source",
        "sop-excel pull plan.xlsx",
    ),
    "roll": (
        add_roll,
        "move the plan on: what is over leaves, new periods come, and it goes on from the stock that there is",
        "sop-excel roll plan.xlsx --actuals stock.csv --optimize",
    ),
    "publish": (add_publish, "put the plan of a workbook into the database, for all", "sop-excel publish plan.xlsx"),
    "database": (
        add_databases,
        "name the database for good, and see what it is like; its password is never shown",
        "sop-excel database check",
    ),
    "diff": (add_diff, "tell what changed from one plan to another, and why", "sop-excel diff old.xlsx new.xlsx"),
    "compare-rules": (
        add_rules,
        "say what planning by rules of thumb would cost, on the forecast and on random demand",
        "sop-excel compare-rules plan.xlsx",
    ),
    "undo": (
        add_undo,
        "put a workbook back as it was before the last command wrote into it",
        "sop-excel undo plan.xlsx",
    ),
    "runs": (add_runs, "list the runs that are kept, the newest first", "sop-excel runs plan.xlsx"),
    "show": (add_show, "show a run that is kept: its plan and what it cost", "sop-excel show 3f2a"),
    "replay": (
        add_replay,
        "plan the inputs of a run again: is it the same plan?",
        "sop-excel replay 3f2a -o then.xlsx",
    ),
    "compare": (add_compare, "set two runs that are kept side by side", "sop-excel compare 3f2a 91c0"),
}
