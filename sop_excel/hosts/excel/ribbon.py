"""The ribbon's commands that plan: they work on the open workbook and tell the planner how it went."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Event

import xlwings as xw

from sop_excel.contract import schema
from sop_excel.domain.plan import NoPlan
from sop_excel.domain.problem import ALL, BASE
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import counted
from sop_excel.domain.ways_out import no_plan_text
from sop_excel.errors import InputError, Issue, SopError
from sop_excel.functions.plan_state import status
from sop_excel.hosts.excel.chosen import scenario_of
from sop_excel.hosts.excel.open_book import MixedError, OpenBook
from sop_excel.hosts.excel.patience import LIMIT, patiently
from sop_excel.hosts.excel.problems import list_problems
from sop_excel.model.repair.reach import unreachable
from sop_excel.planning import Answer, Options, options_for, plan_tables, problem_of, tables_of
from sop_excel.session_log import LOGGER, where
from sop_excel.sheets.chosen_scenario import scenario_names
from sop_excel.shipped import DONOR, resource

TITLE = "S&OP"
TOLD = Event()  # a message is open, and the planner may take any time to read it
WRITING = "writing the plan"  # the macros of the add-in know from the status bar that it was begun
SHOWN_PROBLEMS = 12  # lines of a message box; more are listed in a workbook of their own
SHOWN_LINES = 16  # of what makes a plan possible; all of it stands in table Checks

_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]+)(?:[:,].*)?")


def optimize(app: xw.App, scenario: int = 0, limit: float = LIMIT) -> None:
    """Plan the active workbook and write plan, costs and checks into it; what went wrong is told in a message.

    ``scenario`` is the number of a scenario of table Scenarios, as ``chosen.number_of`` makes it; 0 is the base.
    """
    name = schema.SCENARIOS_TABLE.name
    _guarded(
        app, "Optimize plan", lambda: _optimize(app, lambda tables: scenario_of(scenario, tables.get(name)), limit)
    )


def compare(app: xw.App, limit: float = LIMIT) -> None:
    """Plan the base and every scenario, and write the base's plan and table ScenarioSummary."""
    _guarded(app, "Compare scenarios", lambda: _optimize(app, lambda tables: ALL, limit))


def check(app: xw.App) -> None:
    """Tell every problem of the active workbook's inputs, without solving."""
    _guarded(app, "Check inputs", lambda: _check(app))


COMMANDS: dict[str, Callable[[xw.App, int], None]] = {
    "optimize": optimize,
    "check": lambda app, _: check(app),
    "compare": lambda app, _: compare(app),
}


def _words(scenario: str, tables: Mapping[str, Table]) -> str:
    """Which scenario is planned, as it stands before a result; nothing where a workbook has no scenarios."""
    if scenario == ALL:
        return ""
    if scenario == BASE:
        return "Base: " if scenario_names(tables.get(schema.SCENARIOS_TABLE.name)) else ""
    return f"Scenario {scenario}: "


def _optimize(app: xw.App, scenario: Callable[[Mapping[str, Table]], str], limit: float) -> None:
    book = _active(app)
    _tell(app, "reading the tables ...")
    tables = tables_of(book)
    options = options_for(book, Options(scenario=scenario(tables), asked="Scenario"))
    which = _words(options.scenario, tables)
    _tell(app, f"{which}solving ...")
    answer = patiently(
        lambda: plan_tables(tables, options),
        lambda seconds: _tell(app, f"{which}solving, {seconds:.0f} of at most {limit:.0f} s ..."),
        limit,
    )
    # Worked out before anything is written: what fails up to there has changed nothing.
    result, no_plan = which + _result(answer), _no_plan(answer)
    _tell(app, f"{which}{WRITING} ...")
    book.write(answer.outputs, resource(DONOR))
    with suppress(Exception):  # the plan is written, whether it can be told or not: no failure must say otherwise
        _tell(app, result)
        if no_plan:
            _say(app, which + no_plan, "critical")


def _no_plan(answer: Answer) -> str:
    """Why there is no plan and what would make one possible, as long as a message may be; nothing if there is one."""
    found = answer.report.found
    if not isinstance(found, NoPlan):
        return ""
    lines = no_plan_text(replace(found, alternatives=())).splitlines()
    kept = lines if len(lines) <= SHOWN_LINES else [*lines[: SHOWN_LINES - 2], "  ...", lines[-1]]
    blanked = "All changes stand in table Checks; where a plan stood before, its numbers are blanked."
    return "\n".join([*kept, "", blanked])


def _check(app: xw.App) -> None:
    book = _active(app)
    _tell(app, "checking the tables ...")
    problem, warnings = problem_of(book)
    products, periods = problem.shape
    size = f"{counted(products, 'product')}, {counted(periods, 'period')}"
    if reasons := unreachable(problem):
        _tell(app, f"no plan exists ({size})")
        advice = "Optimize plan finds what would make one possible." + (" To know besides:" if warnings else "")
        told = "\n".join([f"No plan exists ({size}).", *(f"- {reason}" for reason in reasons), advice])
        _report(app, told, warnings, "critical")
        return
    _tell(app, f"no problem found ({size}, {counted(len(warnings), 'note')})")
    found = f"Nothing stands in the way of a plan ({size}); to know:" if warnings else f"No problem found: {size}."
    _report(app, found, warnings, "info")


def _active(app: xw.App) -> OpenBook:
    if not len(app.books):
        advice = "open a planning workbook, or start one from a template"
        raise InputError([Issue("Excel", "", "an open workbook", "none", advice)])
    return OpenBook(app.books.active)


def _guarded(app: xw.App, command: str, run: Callable[[], None]) -> None:
    """Every failure as a message that says what to do; the workbook is as it was."""
    try:
        try:
            run()
        except InputError as error:
            _tell(app, f"{command}: {counted(len(error.issues), 'problem')}, nothing was changed")
            with suppress(Exception):  # the message matters more than the way to the cell
                _show_first(app, error.issues)
            _report(app, "Nothing was changed. Please mend:", error.issues, "critical")
    except SopError as error:
        LOGGER.exception("%s", command)
        left = "cells of two plans stand side by side" if isinstance(error, MixedError) else "nothing was changed"
        _tell(app, f"{command}: not done, {left}")
        _say(app, f"{error}{_logged()}", "critical")
    except Exception as error:  # the last line of defence: a planner never sees a traceback
        LOGGER.exception("%s", command)
        _tell(app, f"{command}: not done, nothing was changed")
        told = f"Unexpected {type(error).__name__}: {error}\n\nPlease run: sop-excel doctor"
        _say(app, f"{told}{_logged()}", "critical")


def _logged() -> str:
    """Where the steps of this session are written down, for a message; nothing where they are not."""
    return f"\n\nWhat was done: {path}" if (path := where()) else ""


def _report(app: xw.App, head: str, issues: Sequence[Issue], mode: str) -> None:
    """Problems or notes: a few in the message itself, many in a new workbook."""
    lines = [f"- {issue}" for issue in issues[:SHOWN_PROBLEMS]]
    if len(issues) > SHOWN_PROBLEMS:
        list_problems(app, issues)
        lines.append(f"... and {len(issues) - SHOWN_PROBLEMS} more; all of them are listed in a new workbook.")
    _say(app, "\n".join([head, *lines]), mode)


def _show_first(app: xw.App, issues: Sequence[Issue]) -> None:
    """Go to the cell of the first problem that has one."""
    for issue in issues:
        if found := _CELL.fullmatch(issue.place):
            sheet = found[2] or found[1].replace("''", "'")
            OpenBook(app.books.active).show(sheet, found[3])
            return


def _result(answer: Answer) -> str:
    count = len(answer.warnings) + len(answer.report.notes)
    notes = f" ({counted(count, 'note')} in table Checks)" if count else ""
    beside = (
        f" {counted(len(answer.scenarios) - 1, 'scenario')} beside it in table ScenarioSummary."
        if answer.scenarios
        else ""
    )
    found = replace(answer.report.found, notes=answer.report.notes)
    return status(found, found.problem.currency) + beside + notes


def _tell(app: xw.App, text: str) -> None:
    LOGGER.info("%s", text)
    app.status_bar = f"{TITLE}: {text}"


def _say(app: xw.App, text: str, mode: str) -> None:
    LOGGER.info("told: %s", text)
    TOLD.set()
    app.alert(text, TITLE, mode=mode)
