"""How the commands are typed that come before the plan: adopt, clean, forecast, safety-stock, chain."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def add_clean(command: argparse.ArgumentParser) -> None:
    """The options of ``clean``."""
    command.add_argument("sales", type=Path, metavar="SALES", help="the export: .csv, .txt, .xlsx, .ods or .xls")
    add_target(command, "write a new workbook here; a workbook with sales may also be cleaned in place, without it")
    command.add_argument("--into", type=Path, metavar="BOOK.xlsx", help="write the tables into this workbook")
    add_cleaning(command)
    add_answers(command)


def add_cleaning(command: argparse.ArgumentParser) -> None:
    """What decides how a history is read, where the file does not."""
    order = command.add_mutually_exclusive_group()
    order.add_argument(
        "--day-first", dest="day_first", action="store_true", default=None, help="03/04/2025 is the 3rd of April"
    )
    order.add_argument(
        "--month-first", dest="day_first", action="store_false", default=None, help="03/04/2025 is March 4th"
    )
    command.add_argument("--decimal", choices=("comma", "point"), help="the decimal sign of the quantities")
    command.add_argument("--sheet", metavar="NAME", help="the sheet on which the sales stand")
    for role in ("date", "product", "quantity"):
        command.add_argument(f"--{role}-column", metavar="HEADER", default="", help=f"the column of the {role}")
    command.add_argument(
        "--returns", choices=("net", "apart"), default="net",
        help="negative quantities reduce the demand of their period (net), or are set aside (apart)",
    )  # fmt: skip
    command.add_argument(
        "--outliers", choices=("replace", "flag"), default="replace",
        help="quantities far from all others take the value expected, or are flagged and stay",
    )  # fmt: skip
    command.add_argument("--period", choices=("month", "week", "day"), default="month", help="what the plan counts in")


def add_target(command: argparse.ArgumentParser, what: str) -> None:
    """Where a command writes to."""
    command.add_argument("-o", "--output", type=Path, metavar="OUT.xlsx", help=what)
    command.add_argument("--force", action="store_true", help="replace the file to write if it exists")
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def add_answers(command: argparse.ArgumentParser) -> None:
    """Answers to questions that are known beforehand."""
    command.add_argument(
        "--answer", metavar="KEY=CHOICE", action="append", default=[], help="answer a question that would be asked"
    )


Add = Callable[[argparse.ArgumentParser], None]

# Each command: its options, what it does, and an example.
BEFORE: dict[str, tuple[Add, str, str]] = {
    "clean": (
        add_clean,
        "clean a sales history: dates, quantities, doubles, outliers, each change in an audit",
        "sop-excel clean sales.csv -o history.xlsx",
    ),
}
