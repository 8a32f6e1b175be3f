"""How the commands are typed that come before the plan: adopt, clean, forecast, safety-stock, chain."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from sop_excel.domain.explanation import DEPTHS, FULL
from sop_excel.shipped import LANGUAGES

REPLACE = "replace the file to write if it exists"


def add_adopt(command: argparse.ArgumentParser) -> None:
    """The options of ``adopt``."""
    command.add_argument("workbook", type=Path, metavar="FILE", help="your own file: .xlsx, .csv, .txt, .ods or .xls")
    add_target(command, "write here instead of into the workbook; needed for a file that is no .xlsx or .xlsm")
    command.add_argument(
        "--like", type=Path, metavar="BOOK.xlsx", help="a workbook that was adopted before: its table Mapping decides"
    )
    command.add_argument("--yes", action="store_true", help="ask nothing: take what is sure, and stop at what is not")
    command.add_argument("--show", action="store_true", help="show the proposal and write nothing")
    add_answers(command)


def add_clean(command: argparse.ArgumentParser) -> None:
    """The options of ``clean``."""
    command.add_argument("sales", type=Path, metavar="SALES", help="the export: .csv, .txt, .xlsx, .ods or .xls")
    add_target(command, "write a new workbook here; a workbook with sales may also be cleaned in place, without it")
    command.add_argument("--into", type=Path, metavar="BOOK.xlsx", help="write the tables into this workbook")
    add_language(command, "a new workbook's titles, notes and labels")
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
        help="negative quantities reduce the demand of their period (net, usual), or are set aside (apart)",
    )  # fmt: skip
    command.add_argument(
        "--outliers", choices=("replace", "flag"), default="replace",
        help="quantities far from all others take the value expected (replace, usual), or are flagged and stay (flag)",
    )  # fmt: skip
    command.add_argument(
        "--period", choices=("month", "week", "day"), default="month", help="what the plan counts in (usual: month)"
    )


def add_forecast(command: argparse.ArgumentParser) -> None:
    """The options of ``forecast``."""
    add_book(command)
    add_forecasting(command)
    command.add_argument(
        "--period",
        choices=("month", "week", "day"),
        help="what dated sales are added up by (usual: as in table Demand, else month)",
    )
    add_into(command, "Demand")


def add_forecasting(command: argparse.ArgumentParser) -> None:
    """How demand is forecast."""
    command.add_argument(
        "--horizon",
        type=int,
        metavar="N",
        help="periods to forecast (usual: as many as table Demand has, else 12 months, 26 weeks or 28 days)",
    )
    command.add_argument("--level", type=float, metavar="N", default=0.8, help="how sure low and high are (usual: 0.8)")
    command.add_argument(
        "--season-length",
        type=int,
        metavar="N",
        help="periods of a season; 1: none (usual: 12 months, 52 weeks, 7 days)",
    )


def add_safety_stock(command: argparse.ArgumentParser) -> None:
    """The options of ``safety-stock``."""
    add_book(command)
    add_stock_rule(command)
    add_into(command, "Products")


def add_stock_rule(command: argparse.ArgumentParser) -> None:
    """How a safety stock is set."""
    command.add_argument(
        "--rule", choices=RULES, default=RULES[0],
        help="what the stock has to serve (usual: cycle-service-level); periods: so many of mean demand; "
        "interval: high less mean",
    )  # fmt: skip
    command.add_argument(
        "--target",
        type=float,
        metavar="N",
        help="a share, or a number of periods (usual: 0.95 of cycles, a fill rate of 0.98, 1.5 periods)",
    )
    command.add_argument(
        "--review-period", type=int, metavar="N", default=1, help="periods from one plan to the next (usual: 1)"
    )
    command.add_argument(
        "--lead-time", type=int, metavar="N", default=0, help="periods, where table Products says none (usual: 0)"
    )


def add_chain(command: argparse.ArgumentParser) -> None:
    """The options of ``chain``."""
    command.add_argument("sales", type=Path, metavar="SALES", help="the export: .csv, .txt, .xlsx, .ods or .xls")
    add_target(command, "the new workbook, with all that was done and the plan", must=True)
    add_language(command, "the new workbook's titles, notes and labels")
    command.add_argument("--name", default="", help="what the plan is called (usual: the name of the export)")
    add_cleaning(command)
    add_forecasting(command)
    add_stock_rule(command)
    add_costs(command)
    add_answers(command)
    add_explain(command)
    add_cluster(command)


def add_costs(command: argparse.ArgumentParser) -> None:
    """What units cost, which no sales history knows."""
    command.add_argument(
        "--costs", type=Path, metavar="BOOK.xlsx", help="a workbook whose table Products has the costs"
    )
    command.add_argument("--production-cost", type=float, metavar="N", help="what a unit costs, where no table says it")
    command.add_argument(
        "--holding-rate",
        type=float,
        metavar="N",
        help="percent of the production cost to hold a unit a year (usual: 24)",
    )
    command.add_argument("--currency", default="", help="of these costs")


def add_book(command: argparse.ArgumentParser, force: str = REPLACE) -> None:
    """The workbook that a step reads, where it is written, and what ``--force`` does."""
    command.add_argument("workbook", type=Path, metavar="BOOK.xlsx", help="the planning workbook")
    what = "write here instead of into the workbook; an existing file is only replaced with --force"
    add_target(command, what, force=force)


def add_into(command: argparse.ArgumentParser, table: str) -> None:
    """Fill an input table of the planner's, which no command does that was not told to."""
    command.add_argument("--into", choices=(table,), help=f"fill the result into table {table} too")


def add_target(command: argparse.ArgumentParser, what: str, *, must: bool = False, force: str = REPLACE) -> None:
    """Where a command writes to; ``must``: it cannot do without."""
    command.add_argument("-o", "--output", type=Path, metavar="OUT.xlsx", help=what, required=must)
    command.add_argument("--force", action="store_true", help=force)
    add_no_copy(command)
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def add_explain(command: argparse.ArgumentParser) -> None:
    """How far the plan is explained."""
    command.add_argument(
        "--explain", choices=DEPTHS, default=FULL,
        help="how far the plan is explained (usual: full); brief: its main points; none: the plan alone, soonest",
    )  # fmt: skip


def add_usual(command: argparse.ArgumentParser) -> None:
    """What every command understands."""
    command.add_argument(
        "-q", "--quiet", action="store_true", default=argparse.SUPPRESS,
        help="print errors and the answer in short alone: no progress, no notes",
    )  # fmt: skip
    command.add_argument("--debug", action="store_true", help="show where an unexpected error arose")


def add_no_copy(command: argparse.ArgumentParser) -> None:
    """Whether what is replaced of a workbook is kept for ``undo``."""
    command.add_argument("--no-copy", action="store_true", help="keep no copy of what is replaced, for sop-excel undo")


def add_cluster(command: argparse.ArgumentParser) -> None:
    """Whether other machines help to plan."""
    command.add_argument(
        "--cluster", metavar="ADDRESS", help="let a Dask cluster help to plan, such as tcp://host:8786"
    )


def add_language(command: argparse.ArgumentParser, what: str) -> None:
    """In which language a new workbook is made."""
    command.add_argument(
        "--language", choices=LANGUAGES, default=LANGUAGES[0], help=f"of {what}: English (usual) or Spanish"
    )


def add_answers(command: argparse.ArgumentParser) -> None:
    """Answers to questions that are known beforehand."""
    command.add_argument(
        "--answer", metavar="KEY=CHOICE", action="append", default=[], help="answer a question that would be asked"
    )


RULES = ("cycle-service-level", "fill-rate", "periods", "interval")
Add = Callable[[argparse.ArgumentParser], None]

# Each command: its options, what it does, and an example.
BEFORE: dict[str, tuple[Add, str, str]] = {
    "adopt": (
        add_adopt,
        "make planning tables of your own sheets, whatever their shape, headers and language",
        "sop-excel adopt mine.xlsx",
    ),
    "clean": (
        add_clean,
        "clean a sales history: dates, quantities, doubles, outliers, each change in an audit",
        "sop-excel clean sales.csv -o history.xlsx",
    ),
    "forecast": (
        add_forecast,
        "forecast demand from a cleaned history, with low and high, and how good it was before",
        "sop-excel forecast history.xlsx --horizon 12 --into Demand",
    ),
    "safety-stock": (
        add_safety_stock,
        "set safety stocks by the errors that the forecast made before",
        "sop-excel safety-stock history.xlsx --target 0.95 --into Products",
    ),
    "chain": (
        add_chain,
        "from a sales history to a plan in one go: clean, forecast, safety stock, plan",
        "sop-excel chain sales.csv -o plan.xlsx",
    ),
}
