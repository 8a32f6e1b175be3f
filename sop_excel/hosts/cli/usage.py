"""How the command ``sop-excel`` is typed: its commands, their options, and what ``--help`` says of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn

from sop_excel import __version__
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.streams import say
from sop_excel.hosts.cli.usage_after import AFTER
from sop_excel.hosts.cli.usage_before import BEFORE, add_cluster, add_explain, add_language, add_no_copy, add_usual
from sop_excel.shipped import TEMPLATES

EXAMPLES = """examples:
  sop-excel new single plan.xlsx                       a template with a solved example, to fill in
  sop-excel check plan.xlsx                            every problem of the input, without solving
  sop-excel optimize plan.xlsx                         the cheapest plan, written back into the workbook
  sop-excel optimize plan.xlsx -o out.xlsx --json      into another file, with one JSON object on standard output
  sop-excel optimize plan.xlsx --scenario all          the base, and every scenario of table Scenarios beside it
  sop-excel verify plan.xlsx                           the plan, compared with another formulation and another solver
  sop-excel export plan.xlsx plan.lp                   the model, for any solver (.lp or .mps)
  sop-excel explain plan.xlsx                          why the plan is as it is, in sentences; nothing is written
  sop-excel adopt mine.xlsx                            planning tables out of your own sheets; asks what is not sure
  sop-excel clean sales.csv -o history.xlsx            a dirty sales history, each change of it in an audit
  sop-excel forecast history.xlsx --into Demand        a forecast with low and high, and how good it was before
  sop-excel safety-stock history.xlsx --into Products  safety stocks from the errors that the forecast made before
  sop-excel chain sales.csv -o plan.xlsx               all four in one go: from a sales history to a plan
  sop-excel pull plan.xlsx                             demand from the newest forecast of the database
  sop-excel roll plan.xlsx --actuals stock.csv         the next month: the plan goes on from the stock that there is
  sop-excel publish plan.xlsx                          the plan into the database, for all
  sop-excel runs plan.xlsx                             the runs of this plan that are kept; show, replay or compare them
  sop-excel database check                             which database that is, and what may be done there
  sop-excel diff old.xlsx new.xlsx                     what changed from one plan to another, and why
  sop-excel undo plan.xlsx                             the workbook as it was before the last command wrote into it
  sop-excel addin install                              the add-in for Excel, for this user; 'uninstall' undoes it
  sop-excel doctor                                     what is wrong with this installation, and what to do

exit status:
  0 a plan was written (verify: all agrees), 2 the input or the command is wrong, 3 no plan exists, 1 anything else
"""


class _Parser(argparse.ArgumentParser):
    """A wrong command line is wrong input like any other; options have one spelling."""

    def __init__(self, **words: Any) -> None:
        super().__init__(allow_abbrev=False, **words)

    def _print_message(self, message: str, file: Any = None) -> None:
        """The help and the version, which are answers: argparse would not mind that they could not be printed."""
        say(message.rstrip("\n"))

    def error(self, message: str) -> NoReturn:
        advice = f"see '{self.prog} --help'"
        raise InputError([Issue(self.prog, "", "a complete command", message, advice)])


def parser() -> argparse.ArgumentParser:
    """The parser; it leaves the name of the command in ``command`` and raises InputError for what it cannot take."""
    usage = _Parser(
        prog="sop-excel",
        description="Turns the demand and cost tables of a workbook into the provably cheapest production plan.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    usage.add_argument("--version", action="version", version=f"sop-excel {__version__}")
    commands = usage.add_subparsers(required=True, metavar="COMMAND")
    _add_optimize(commands)
    _add_check(commands)
    _add_verify(commands)
    _add_export(commands)
    _add_explain(commands)
    for name, (add, summary, example) in (BEFORE | AFTER).items():
        add(_command(commands, name, summary, example))
    _add_new(commands)
    _add_addin(commands)
    _add_doctor(commands)
    return usage


def _add_optimize(commands: Any) -> None:
    command = _command(
        commands, "optimize", "plan a workbook and write plan and costs back into it",
        "sop-excel optimize plan.xlsx -o planned.xlsx",
    )  # fmt: skip
    _add_workbook(command)
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write here instead of into the workbook; an existing file is only replaced with --force",
    )
    _add_force(command)
    add_no_copy(command)
    command.add_argument(
        "--scenario", metavar="NAME", default="base",
        help="plan this scenario of table Scenarios; 'all' plans the base and compares every scenario with it",
    )  # fmt: skip
    command.add_argument(
        "--solver", metavar="NAME",
        help="solve the reference formulation through PuLP with this solver: highs, cbc, gurobi, ...",
    )  # fmt: skip
    add_explain(command)
    add_cluster(command)
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_check(commands: Any) -> None:
    command = _command(
        commands, "check", "list every problem of a workbook without solving", "sop-excel check plan.xlsx"
    )
    _add_workbook(command)
    command.add_argument(
        "--scenario", metavar="NAME", default="base", help="check the values of this scenario too; 'all' of every one"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_verify(commands: Any) -> None:
    command = _command(
        commands, "verify", "compare plan, cost and bound of a workbook with an independent formulation and solver",
        "sop-excel verify planned.xlsx",
    )  # fmt: skip
    _add_workbook(command)
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_export(commands: Any) -> None:
    command = _command(
        commands, "export", "write the model of a workbook as an LP or MPS file with readable names",
        "sop-excel export plan.xlsx plan.lp",
    )  # fmt: skip
    _add_workbook(command)
    command.add_argument("model", type=Path, metavar="MODEL", help="the file to write: plan.lp or plan.mps")
    _add_force(command)
    command.add_argument("--scenario", metavar="NAME", default="base", help="the model of this scenario")


def _add_explain(commands: Any) -> None:
    command = _command(
        commands, "explain", "say why the plan is as it is; writes nothing", "sop-excel explain plan.xlsx"
    )
    _add_workbook(command)


def _add_new(commands: Any) -> None:
    command = _command(
        commands, "new", "start a workbook from a template", "sop-excel new single plan.xlsx"
    )  # fmt: skip
    command.add_argument(
        "kind", choices=(*TEMPLATES, "sales"),
        help="one product, several that share a factory, workers, setups, products made of others, "
        "or a sales history (.csv) to try with",
    )  # fmt: skip
    _add_workbook(command)
    add_language(command, "titles, notes and labels")


def _add_addin(commands: Any) -> None:
    command = _command(
        commands, "addin", "install the add-in for Excel, or take it away again", "sop-excel addin install"
    )
    actions = command.add_subparsers(required=True, metavar="ACTION", dest="action")
    for name, summary in (
        ("install", "put the add-in and its settings into place, for this user"),
        ("uninstall", "remove exactly what install has written"),
        ("status", "say what is installed, where, and whether it fits"),
    ):
        _command(actions, name, summary, f"sop-excel addin {name}")
    build = _command(actions, "build", "build the add-in's file, anywhere", "sop-excel addin build -o sop_excel.xlam")
    build.add_argument("-o", "--output", type=Path, metavar="FILE.xlam", required=True, help="the file to write")
    _add_force(build)


def _add_doctor(commands: Any) -> None:
    command = _command(
        commands, "doctor", "examine the installation: what is wrong, and what to do", "sop-excel doctor"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_force(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="replace the file to write if it exists")


def _add_workbook(command: argparse.ArgumentParser) -> None:
    command.add_argument("workbook", type=Path, metavar="FILE.xlsx", help="the planning workbook")


def _command(commands: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.",
        epilog=f"Example: {example}",
    )  # fmt: skip
    add_usual(command)
    command.set_defaults(command=example.split()[1])
    return command
