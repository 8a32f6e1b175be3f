"""The command ``sop-excel``.

Exit status: 0 a plan was written; 2 the input or the command is wrong; 3 no plan exists; 1 anything else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from sop_excel import __version__
from sop_excel.errors import InputError, Issue, MachineError, SopError

DONE, FAILED, WRONG_INPUT, NO_PLAN = 0, 1, 2, 3


EXAMPLES = """examples:
  sop-excel new single plan.xlsx                       a template with a solved example, to fill in
  sop-excel check plan.xlsx                            every problem of the input, without solving
  sop-excel optimize plan.xlsx                         the cheapest plan, written back into the workbook
  sop-excel optimize plan.xlsx -o out.xlsx --json      into another file, with one JSON object on standard output
  sop-excel optimize plan.xlsx --scenario all          the base, and every scenario of table Scenarios beside it
  sop-excel verify plan.xlsx                           the plan, compared with another formulation and another solver
  sop-excel export plan.xlsx plan.lp                   the model, for any solver (.lp or .mps)
  sop-excel explain plan.xlsx                          why the plan is as it is, in sentences; nothing is written
  sop-excel addin install                              the add-in for Excel, for this user; 'uninstall' undoes it
  sop-excel doctor                                     what is wrong with this installation, and what to do

exit status:
  0 a plan was written (verify: all agrees), 2 the input or the command is wrong, 3 no plan exists, 1 anything else
"""


class _Parser(argparse.ArgumentParser):
    """A wrong command line is wrong input like any other; options have one spelling."""

    def __init__(self, **words: Any) -> None:
        super().__init__(allow_abbrev=False, **words)

    def error(self, message: str) -> NoReturn:
        advice = f"see '{self.prog} --help'"
        raise InputError([Issue(self.prog, "", "a complete command", message, advice)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return _guarded(lambda: _run(words), "--json" in words, "--debug" in words)


def _run(words: list[str]) -> int:
    options = _parser().parse_args(words)
    command: Callable[[argparse.Namespace], int] = options.command
    return command(options)


def _guarded(run: Callable[[], int], as_json: bool, debug: bool) -> int:
    """Every failure as one clear answer; a traceback only where it was asked for."""
    try:
        return run()
    except InputError as error:
        issues = [str(issue) for issue in error.issues]
        return _fail(WRONG_INPUT, "\n".join(issues), {"status": "input error", "issues": issues} if as_json else None)
    except KeyboardInterrupt:
        message = "stopped; every file is whole"
    except SopError as error:
        message = str(error)
    except MemoryError:
        message = "this machine has too little memory for this plan"
    except Exception as error:  # the last line of defence: a planner never sees a traceback
        message = f"unexpected {type(error).__name__}: {error} (run again with --debug and report it)"
    if debug:
        traceback.print_exc()
    return _fail(FAILED, message, {"status": "error", "message": message} if as_json else None)


def _fail(status: int, message: str, answer: dict[str, Any] | None) -> int:
    print(message, file=sys.stderr)
    if answer is not None:
        with suppress(MachineError):  # the status and the other stream still tell
            _say(json.dumps(answer))
    return status


def _say(text: str) -> None:
    """Print on standard output; a reader who has seen enough and closes the pipe changes nothing of how we end.

    Raises MachineError where it cannot be written, such as a file on a full disk.
    """
    try:
        print(text, flush=True)
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try again at its end
        if not isinstance(fault, BrokenPipeError):
            raise MachineError(f"the answer could not be printed: {fault.strerror}") from fault


def _optimize(options: argparse.Namespace) -> int:
    from sop_excel.hosts.files import DONOR, plan_workbook
    from sop_excel.hosts.show import as_json, as_text, no_plan_text
    from sop_excel.hosts.show_scenarios import scenarios_json, scenarios_text
    from sop_excel.planning import Options
    from sop_excel.resources import resource
    from sop_excel.sheets.reading.scenarios import scenario_named

    target = options.output or options.workbook
    asked = Options(solver=options.solver, scenario=scenario_named(options.scenario))
    written = plan_workbook(options.workbook, target, asked, resource(DONOR))
    answer = written.answer
    for warning in (*answer.warnings, *answer.plan.notes):
        print(f"note: {warning}", file=sys.stderr)
    if answer.plan.quantities is None:
        print(no_plan_text(answer.plan), file=sys.stderr)
    compared: dict[str, Any] = {"scenarios": scenarios_json(answer.scenarios)} if answer.scenarios else {}
    if options.json:
        _say(json.dumps(as_json(written) | compared))
    elif answer.plan.quantities is not None:
        _say(as_text(written))
    if compared and not options.json:
        _say(f"\n{scenarios_text(answer.scenarios)}")
    return DONE if answer.plan.quantities is not None else NO_PLAN


def _check(options: argparse.Namespace) -> int:
    from sop_excel.hosts.files import check
    from sop_excel.model.reach import unreachable
    from sop_excel.sheets.reading.scenarios import scenario_named

    problem, issues = check(options.workbook, scenario_named(options.scenario))
    warnings = (*issues, *unreachable(problem))
    for warning in warnings:
        print(f"note: {warning}", file=sys.stderr)
    products, periods = problem.shape
    if options.json:
        _say(json.dumps({"status": "ok", "products": products, "periods": periods, "warnings": [*map(str, warnings)]}))
    else:
        noted = f", {len(warnings)} notes" if warnings else ""
        _say(f"{options.workbook}: no problem found ({products} products, {periods} periods{noted})")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from sop_excel.hosts.verify import verify_workbook

    return verify_workbook(options.workbook, options.json, _say)


def _export(options: argparse.Namespace) -> int:
    from sop_excel.hosts.export import export

    for warning in export(options.workbook, options.model):
        print(f"note: {warning}", file=sys.stderr)
    _say(f"{options.model}: the model of {options.workbook}")
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from sop_excel.hosts.explain import explain

    told = explain(options.workbook)
    _say("\n".join(f"{number}. {sentence}" for number, sentence in enumerate(told.sentences, 1)))
    return DONE if told.has_plan else NO_PLAN


def _new(options: argparse.Namespace) -> int:
    from sop_excel.hosts.files import new

    new(options.kind, options.workbook, options.language)
    _say(f"{options.workbook}: a {options.kind} template with a solved example; put your own figures in, then run")
    _say(f"  sop-excel optimize {options.workbook}")
    return DONE


def _addin(options: argparse.Namespace) -> int:
    from sop_excel.hosts.addin.commands import addin

    return addin(options.action, getattr(options, "output", None), _say)


def _doctor(options: argparse.Namespace) -> int:
    from sop_excel.hosts.addin.commands import doctor

    return doctor(options.json, _say)


def _parser() -> _Parser:
    parser = _Parser(
        prog="sop-excel",
        description="Turns the demand and cost tables of a workbook into the provably cheapest production plan.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sop-excel {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_optimize(commands)
    _add_check(commands)
    _add_verify(commands)
    _add_export(commands)
    _add_explain(commands)
    _add_new(commands)
    _add_addin(commands)
    _add_doctor(commands)
    return parser


def _add_optimize(commands: Any) -> None:
    command = _command(
        commands, "optimize", "plan a workbook and write plan and costs back into it", _optimize,
        "sop-excel optimize plan.xlsx -o planned.xlsx",
    )  # fmt: skip
    _add_workbook(command)
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write here instead of into the workbook; an existing file is replaced",
    )
    command.add_argument(
        "--scenario", metavar="NAME", default="base",
        help="plan this scenario of table Scenarios; 'all' plans the base and compares every scenario with it",
    )  # fmt: skip
    command.add_argument(
        "--solver", metavar="NAME",
        help="solve the reference formulation through PuLP with this solver: highs, cbc, gurobi, ...",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_check(commands: Any) -> None:
    command = _command(
        commands, "check", "list every problem of a workbook without solving", _check, "sop-excel check plan.xlsx"
    )
    _add_workbook(command)
    command.add_argument(
        "--scenario", metavar="NAME", default="base", help="check the values of this scenario too; 'all' of every one"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_verify(commands: Any) -> None:
    command = _command(
        commands, "verify", "compare plan, cost and bound of a workbook with an independent formulation and solver",
        _verify, "sop-excel verify planned.xlsx",
    )  # fmt: skip
    _add_workbook(command)
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_export(commands: Any) -> None:
    command = _command(
        commands, "export", "write the model of a workbook as an LP or MPS file with readable names", _export,
        "sop-excel export plan.xlsx plan.lp",
    )  # fmt: skip
    _add_workbook(command)
    command.add_argument("model", type=Path, metavar="MODEL", help="the file to write: plan.lp or plan.mps")


def _add_explain(commands: Any) -> None:
    command = _command(
        commands, "explain", "say why the plan is as it is; writes nothing", _explain, "sop-excel explain plan.xlsx"
    )
    _add_workbook(command)


def _add_new(commands: Any) -> None:
    command = _command(
        commands, "new", "start a workbook from a template", _new, "sop-excel new single plan.xlsx"
    )  # fmt: skip
    command.add_argument("kind", choices=("single", "multi"), help="one product, or several that share a factory")
    _add_workbook(command)
    command.add_argument(
        "--language", choices=("en", "es"), default="en", help="of titles, notes and labels: English or Spanish"
    )


def _add_addin(commands: Any) -> None:
    command = _command(
        commands, "addin", "install the add-in for Excel, or take it away again", _addin, "sop-excel addin install"
    )
    actions = command.add_subparsers(required=True, metavar="ACTION", dest="action")
    for name, summary in (
        ("install", "put the add-in and its settings into place, for this user"),
        ("uninstall", "remove exactly what install has written"),
        ("status", "say what is installed, where, and whether it fits"),
    ):
        _command(actions, name, summary, _addin, f"sop-excel addin {name}")
    build = _command(
        actions, "build", "build the add-in's file, anywhere", _addin, "sop-excel addin build -o sop_excel.xlam"
    )
    build.add_argument("-o", "--output", type=Path, metavar="FILE.xlam", required=True, help="the file to write")


def _add_doctor(commands: Any) -> None:
    command = _command(
        commands, "doctor", "examine the installation: what is wrong, and what to do", _doctor, "sop-excel doctor"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object on standard output")


def _add_workbook(command: argparse.ArgumentParser) -> None:
    command.add_argument("workbook", type=Path, metavar="FILE.xlsx", help="the planning workbook")


def _command(
    commands: Any, name: str, summary: str, run: Callable[[argparse.Namespace], int], example: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.",
        epilog=f"Example: {example}",
    )  # fmt: skip
    command.add_argument("--debug", action="store_true", help="show where an unexpected error arose")
    command.set_defaults(command=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
