"""The command ``sop-excel``.

Exit status: 0 a plan was written; 2 the input or the command is wrong; 3 no plan exists; 1 anything else.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sop_excel.domain.vocabulary import counted
from sop_excel.errors import InputError, MachineError, SopError
from sop_excel.hosts.answers import answers_only, say, tell
from sop_excel.hosts.signals import exit_status, stoppable
from sop_excel.hosts.usage import parser
from sop_excel.model.mishap import LOG

DONE, FAILED, WRONG_INPUT, NO_PLAN = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    as_json, debug = "--json" in words, "--debug" in words
    for_good = arguments is None
    with answers_only(for_good), _tracebacks(debug):
        return _guarded(lambda: _run(words, for_good), as_json, debug)


def _run(words: list[str], for_good: bool) -> int:
    with stoppable(for_good):
        options = parser().parse_args(words)
        return COMMANDS[options.command](options)


def _guarded(run: Callable[[], int], as_json: bool, debug: bool) -> int:
    """Every failure as one clear answer; a traceback only where it was asked for."""
    try:
        return run()
    except InputError as error:
        issues = [str(issue) for issue in error.issues]
        return _fail(WRONG_INPUT, "\n".join(issues), {"status": "input error", "issues": issues} if as_json else None)
    except (KeyboardInterrupt, Exception) as error:  # the last line of defence: a planner never sees a traceback
        if debug:
            tell(traceback.format_exc().rstrip())
        message = _failure(error)
        status = exit_status(error, FAILED)
    return _fail(status, message, {"status": "error", "message": message} if as_json else None)


def _failure(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "stopped; every file is whole"
    if isinstance(error, SopError):
        return str(error)
    if isinstance(error, MemoryError):
        return "this machine has too little memory for this plan"
    return f"unexpected {type(error).__name__}: {error} (run again with --debug and report it)"


class _Told(logging.Handler):
    """What is logged goes where all else goes that is no answer."""

    def emit(self, record: logging.LogRecord) -> None:
        tell(self.format(record))


@contextmanager
def _tracebacks(wanted: bool) -> Iterator[None]:
    """Where they are wanted, also those of what failed beside a plan, which is only a note of it."""
    handler = _Told() if wanted else logging.NullHandler()
    LOG.addHandler(handler)
    before = LOG.level
    LOG.setLevel(logging.DEBUG if wanted else before)
    try:
        yield
    finally:
        LOG.setLevel(before)
        LOG.removeHandler(handler)


def _fail(status: int, message: str, answer: dict[str, Any] | None) -> int:
    tell(message)
    if answer is not None:
        with suppress(MachineError):  # the status and the other stream still tell
            say(json.dumps(answer))
    return status


def _optimize(options: argparse.Namespace) -> int:
    from sop_excel.hosts.files import DONOR, plan_workbook
    from sop_excel.hosts.show import as_json, as_text, no_plan_text
    from sop_excel.hosts.show_scenarios import scenarios_json, scenarios_text
    from sop_excel.planning import Options
    from sop_excel.resources import resource
    from sop_excel.sheets.chosen_scenario import scenario_named

    target = options.output or options.workbook
    asked = Options(solver=options.solver, scenario=scenario_named(options.scenario))
    written = plan_workbook(options.workbook, target, asked, resource(DONOR), options.force)
    answer = written.answer
    for warning in (*answer.warnings, *answer.plan.notes):
        tell(f"note: {warning}")
    if answer.plan.quantities is None:
        tell(no_plan_text(answer.plan))
    compared: dict[str, Any] = {"scenarios": scenarios_json(answer.scenarios)} if answer.scenarios else {}
    if options.json:
        say(json.dumps(as_json(written) | compared))
    elif answer.plan.quantities is not None:
        say(as_text(written))
    if compared and not options.json:
        say(f"\n{scenarios_text(answer.scenarios)}")
    return DONE if answer.plan.quantities is not None else NO_PLAN


def _check(options: argparse.Namespace) -> int:
    from sop_excel.domain.plan import INFEASIBLE
    from sop_excel.hosts.files import check
    from sop_excel.model.reach import unreachable
    from sop_excel.sheets.chosen_scenario import scenario_named

    problem, issues = check(options.workbook, scenario_named(options.scenario))
    reasons = unreachable(problem)
    warnings = (*issues, *reasons)
    for warning in warnings:
        tell(f"note: {warning}")
    products, periods = problem.shape
    found = "no plan exists; sop-excel optimize finds what would make one possible" if reasons else "no problem found"
    if options.json:
        status = INFEASIBLE if reasons else "ok"
        say(json.dumps({"status": status, "products": products, "periods": periods, "warnings": [*map(str, warnings)]}))
    else:
        counts = [(products, "product"), (periods, "period"), *([(len(warnings), "note")] if warnings else [])]
        told = ", ".join(counted(count, what) for count, what in counts)
        say(f"{options.workbook}: {found} ({told})")
    return NO_PLAN if reasons else DONE


def _verify(options: argparse.Namespace) -> int:
    from sop_excel.hosts.verify import verify_workbook

    return verify_workbook(options.workbook, options.json, say)


def _export(options: argparse.Namespace) -> int:
    from sop_excel.hosts.export import export
    from sop_excel.sheets.chosen_scenario import scenario_named

    for warning in export(options.workbook, options.model, scenario_named(options.scenario), options.force):
        tell(f"note: {warning}")
    say(f"{options.model}: the model of {options.workbook}")
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from sop_excel.hosts.explain import explain

    told = explain(options.workbook)
    say("\n".join(f"{number}. {sentence}" for number, sentence in enumerate(told.sentences, 1)))
    return DONE if told.has_plan else NO_PLAN


def _new(options: argparse.Namespace) -> int:
    from sop_excel.hosts.files import new

    new(options.kind, options.workbook, options.language)
    say(f"{options.workbook}: a {options.kind} template with a solved example; put your own figures in, then run")
    say(f"  sop-excel optimize {options.workbook}")
    return DONE


def _addin(options: argparse.Namespace) -> int:
    from sop_excel.hosts.addin.commands import addin

    return addin(options.action, getattr(options, "output", None), getattr(options, "force", False), say)


def _doctor(options: argparse.Namespace) -> int:
    from sop_excel.hosts.addin.commands import doctor

    return doctor(options.json, say)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "optimize": _optimize,
    "check": _check,
    "verify": _verify,
    "export": _export,
    "explain": _explain,
    "new": _new,
    "addin": _addin,
    "doctor": _doctor,
}


if __name__ == "__main__":
    sys.exit(main())
