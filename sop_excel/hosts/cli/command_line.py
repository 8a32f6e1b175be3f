"""The command ``sop-excel``.

Exit status: 0 a plan was written; 2 the input or the command is wrong, or it needs a package that is not installed;
3 no plan exists; 1 anything else.
"""

from __future__ import annotations

import argparse
import errno
import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sop_excel.copies.command import keeping_copies
from sop_excel.domain.vocabulary import counted
from sop_excel.errors import InputError, MachineError, MissingPackageError, SopError
from sop_excel.hosts.cli import before
from sop_excel.hosts.cli.chain import chain
from sop_excel.hosts.cli.comparing_runs import compare
from sop_excel.hosts.cli.databases import database
from sop_excel.hosts.cli.differing import diff
from sop_excel.hosts.cli.progress_line import ProgressLine
from sop_excel.hosts.cli.publishing import publish
from sop_excel.hosts.cli.pulling import pull
from sop_excel.hosts.cli.rolling import roll
from sop_excel.hosts.cli.rules import compare_rules
from sop_excel.hosts.cli.runs import RunHosts, replay, runs, show
from sop_excel.hosts.cli.signals import exit_status, stoppable
from sop_excel.hosts.cli.streams import answers_only, quietly, say, tell, tell_notes
from sop_excel.hosts.cli.told_plans import tell_plan
from sop_excel.hosts.cli.undo import UndoHosts, undo
from sop_excel.hosts.cli.usage import parser
from sop_excel.model.mishap import LOG
from sop_excel.running_step import running

if TYPE_CHECKING:  # with all that plans, which a command loads when it needs it
    from sop_excel.planning import Options, PlanningBook, Written
    from sop_excel.preparing.prepared import Prepared
    from sop_excel.shipped import TemplateKind

DONE, FAILED, WRONG_INPUT, NO_PLAN = 0, 1, 2, 3
PLANNING = ("optimize", "chain", "roll")  # which write a plan, and go on with the one that there is when interrupted
_UNTOLD = "without exception set"  # what Python says of a library that failed and could not even say of what
_NO_ROOM = "failed to map segment"  # what the C library of Linux says of a library that does not fit into the memory


class OtherHosts(before.BeforeHosts, UndoHosts, RunHosts, Protocol):
    """What the command line has others do, which know files and programs; it knows none of them itself."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""

    def plan(self, source: Path, target: Path, options: Options, force: bool) -> Written:
        """Plan the workbook ``source`` and write it with its outputs to ``target``."""

    def show(self, source: Path, step: Callable[[PlanningBook], Prepared]) -> Prepared:
        """What a step would do to a workbook; nothing is written."""

    def new(self, kind: TemplateKind | Literal["sales"], path: Path, language: str) -> None:
        """Start a workbook from a template."""

    def cluster(self, address: str, tell: Callable[[str], None]) -> AbstractContextManager[None]:
        """While the body runs, other machines help; notes on them are told."""

    def addin(self, action: str, output: Path | None, force: bool, say: Callable[[str], None]) -> int:
        """Build or install the add-in for Excel; the exit status."""

    def doctor(self, as_json: bool, say: Callable[[str], None]) -> int:
        """Examine the installation; the exit status."""


def main(hosts: OtherHosts, arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    as_json, debug = "--json" in words, "--debug" in words
    for_good = arguments is None
    with answers_only(for_good), _tracebacks(debug):
        return _guarded(lambda: _run(hosts, words, for_good), as_json, debug)


def _run(hosts: OtherHosts, words: list[str], for_good: bool) -> int:
    settles, line = bool(words) and words[0] in PLANNING, ProgressLine()
    with stoppable(for_good, line.tell if settles else None):
        options = parser().parse_args(words)
        quiet, keeps = getattr(options, "quiet", False), not getattr(options, "no_copy", False)
        helped = _helped(hosts, getattr(options, "cluster", None), _untold if quiet else line.tell)
        shown = nullcontext() if quiet else line.shown()
        with quietly(quiet), shown, keeping_copies(options.command, keeps), helped:
            return COMMANDS[options.command](options, hosts)


def _untold(text: str) -> None:
    """Nobody shall be told."""


def _helped(hosts: OtherHosts, address: str | None, told: Callable[[str], None]) -> AbstractContextManager[None]:
    """The cluster at this address as a help, if there is one to be; what it tells are notes."""
    return nullcontext() if address is None else hosts.cluster(address, lambda note: told(f"note: {note}"))


def _guarded(run: Callable[[], int], as_json: bool, debug: bool) -> int:
    """Every failure as one clear answer; a traceback only where it was asked for."""
    try:
        return run()
    except (InputError, MissingPackageError) as error:
        issues = [str(issue) for issue in error.issues] if isinstance(error, InputError) else [str(error)]
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
    if _lacks_memory(error):
        return "this machine has too little memory for this plan"
    return f"unexpected {type(error).__name__}: {error} (run again with --debug and report it)"


def _lacks_memory(error: BaseException) -> bool:
    """Whether it is for that: a library that is to be loaded then fails to, and the system in words of its own."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, SystemError):
        return _UNTOLD in str(error)
    return isinstance(error, MemoryError) or (isinstance(error, ImportError) and _NO_ROOM in str(error))


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


def _optimize(options: argparse.Namespace, hosts: OtherHosts) -> int:
    from sop_excel.planning import Options
    from sop_excel.sheets.chosen_scenario import scenario_named

    target = options.output or options.workbook
    asked = Options(solver=options.solver, scenario=scenario_named(options.scenario), explain=options.explain)
    has_plan = tell_plan(hosts.plan(options.workbook, target, asked, options.force), options.json)
    return DONE if has_plan else NO_PLAN


def _chain(options: argparse.Namespace, hosts: OtherHosts) -> int:
    return DONE if chain(options, hosts) else NO_PLAN


def _check(options: argparse.Namespace, hosts: OtherHosts) -> int:
    from sop_excel.domain.plan import INFEASIBLE
    from sop_excel.model.repair.reach import unreachable
    from sop_excel.planning import problem_of
    from sop_excel.sheets.chosen_scenario import scenario_named

    problem, issues = problem_of(hosts.workbook(options.workbook), scenario_named(options.scenario))
    reasons = unreachable(problem)
    warnings = (*issues, *reasons)
    tell_notes(warnings)
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


def _verify(options: argparse.Namespace, hosts: OtherHosts) -> int:
    from sop_excel.hosts.cli.verification import verify_workbook

    return verify_workbook(hosts.workbook(options.workbook), options.json, say)


def _export(options: argparse.Namespace, hosts: OtherHosts) -> int:
    from sop_excel.hosts.cli.model_file import export
    from sop_excel.sheets.chosen_scenario import scenario_named

    opened = partial(hosts.workbook, options.workbook)
    tell_notes(export(opened, options.model, scenario_named(options.scenario), options.force))
    say(f"{options.model}: the model of {options.workbook}")
    return DONE


def _explain(options: argparse.Namespace, hosts: OtherHosts) -> int:
    from sop_excel.hosts.cli.reasons import explain

    told = explain(hosts.workbook(options.workbook))
    say("\n".join(f"{number}. {sentence}" for number, sentence in enumerate(told.sentences, 1)))
    return DONE if told.has_plan else NO_PLAN


def _new(options: argparse.Namespace, hosts: OtherHosts) -> int:
    hosts.new(options.kind, options.workbook, options.language)
    if options.kind == "sales":
        made = f"{options.workbook}: a sales history as other programs export it, faults included"
        say(f"{made}; then run", made)
        say(f"  sop-excel chain {options.workbook} -o plan.xlsx", "")
        return DONE
    made = f"{options.workbook}: the template {options.kind} with a solved example"
    say(f"{made}; put your own figures in, then run", made)
    say(f"  sop-excel optimize {options.workbook}", "")
    return DONE


def _addin(options: argparse.Namespace, hosts: OtherHosts) -> int:
    return hosts.addin(options.action, getattr(options, "output", None), getattr(options, "force", False), say)


def _doctor(options: argparse.Namespace, hosts: OtherHosts) -> int:
    with running("examining the installation"):
        return hosts.doctor(options.json, say)


COMMANDS: dict[str, Callable[[argparse.Namespace, OtherHosts], int]] = {
    "optimize": _optimize,
    "check": _check,
    "verify": _verify,
    "export": _export,
    "explain": _explain,
    "adopt": before.adopt,
    "clean": before.clean,
    "forecast": before.forecast,
    "safety-stock": before.safety_stock,
    "chain": _chain,
    "pull": pull,
    "roll": roll,
    "publish": publish,
    "diff": diff,
    "database": database,
    "undo": undo,
    "runs": runs,
    "show": show,
    "replay": replay,
    "compare": compare,
    "compare-rules": compare_rules,
    "new": _new,
    "addin": _addin,
    "doctor": _doctor,
}
