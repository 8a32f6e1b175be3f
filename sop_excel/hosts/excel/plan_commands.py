"""The ribbon's commands that plan: they work on the open workbook and tell the planner how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

import xlwings as xw

from sop_excel import running_step
from sop_excel.contract import schema
from sop_excel.domain.plan import NoPlan
from sop_excel.domain.problem import ALL, BASE
from sop_excel.domain.said import in_language, together
from sop_excel.domain.said import say as sentence
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import counted
from sop_excel.domain.ways_out import no_plan_text
from sop_excel.functions.plan_state import status
from sop_excel.hosts.excel.beside import Heard, beside
from sop_excel.hosts.excel.chosen import scenario_of
from sop_excel.hosts.excel.patience import LIMIT
from sop_excel.hosts.excel.telling import WRITING, active, guarded, report, say, step, tell
from sop_excel.hosts.excel.wording import BUTTONS
from sop_excel.model.repair.reach import unreachable
from sop_excel.planning import Answer, Options, options_for, plan_tables, problem_of, tables_of
from sop_excel.running_step import READING, SOLVING
from sop_excel.sheets.chosen_scenario import scenario_names
from sop_excel.shipped import DONOR, resource
from sop_excel.store.journal import former, note_of_run

SHOWN_LINES = 16  # of what makes a plan possible; all of it stands in table Checks


def optimize(app: xw.App, scenario: int = 0, limit: float = LIMIT) -> None:
    """Plan the active workbook and write plan, costs and checks into it; what went wrong is told in a message.

    ``scenario`` is the number of a scenario of table Scenarios, as ``chosen.number_of`` makes it; 0 is the base.
    """
    name = schema.SCENARIOS_TABLE.name
    guarded(app, BUTTONS["optimize"], lambda: plan(app, lambda tables: scenario_of(scenario, tables.get(name)), limit))


def compare(app: xw.App, limit: float = LIMIT) -> None:
    """Plan the base and every scenario, and write the base's plan and table ScenarioSummary."""
    guarded(app, BUTTONS["compare"], lambda: plan(app, lambda tables: ALL, limit))


def check(app: xw.App) -> None:
    """Tell every problem of the active workbook's inputs, without solving."""
    guarded(app, BUTTONS["check"], lambda: _check(app))


def _words(scenario: str, tables: Mapping[str, Table]) -> str:
    """Which scenario is planned, as it stands before a result; nothing where a workbook has no scenarios."""
    if scenario == ALL:
        return ""
    if scenario == BASE:
        return "Base: " if scenario_names(tables.get(schema.SCENARIOS_TABLE.name)) else ""
    return f"Scenario {scenario}: "


def plan(app: xw.App, scenario: Callable[[Mapping[str, Table]], str], limit: float = LIMIT) -> None:
    """Plan the active workbook and write what came of it; ``scenario`` chooses one by the tables of the workbook.

    Raises InputError with every problem of the input, SolverError without a plan in time, and what writing raises.
    """
    book = active(app)
    with step(app, READING, "reading the tables"):
        tables = tables_of(book)
        options = options_for(book, Options(scenario=scenario(tables), asked="Scenario", former=former))
    which = _words(options.scenario, tables)
    answer = beside(app, Heard(SOLVING, which), lambda: plan_tables(tables, options), limit)
    # Worked out before anything is written: what fails up to there has changed nothing.
    result, no_plan = which + _result(answer), _no_plan(answer)
    with step(app, running_step.WRITING, f"{which}{WRITING} plan"):
        book.write(answer.outputs, resource(DONOR))
    with suppress(Exception):  # the plan is written, whether it can be told or not: no failure must say otherwise
        not_kept = "".join(f" ({note})" for note in note_of_run(tables, options, answer))
        tell(app, result + not_kept)
        if no_plan:
            say(app, which + no_plan, "critical")


def _no_plan(answer: Answer) -> str:
    """Why there is no plan and what would make one possible, as long as a message may be; nothing if there is one."""
    found = answer.report.found
    if not isinstance(found, NoPlan):
        return ""
    lines = in_language(no_plan_text(replace(found, alternatives=())), found.problem.language).splitlines()
    kept = lines if len(lines) <= SHOWN_LINES else [*lines[: SHOWN_LINES - 2], "  ...", lines[-1]]
    blanked = sentence("All changes stand in table Checks; where a plan stood before, its numbers are blanked.")
    return "\n".join([*kept, "", in_language(blanked, found.problem.language)])


def _check(app: xw.App) -> None:
    book = active(app)
    tell(app, "checking the tables ...")
    problem, warnings = problem_of(book)
    products, periods = problem.shape
    size = together([counted(products, "product"), counted(periods, "period")], ", ")
    if reasons := unreachable(problem):
        tell(app, f"no plan exists ({size})")
        advice = [sentence("Optimize plan finds what would make one possible.")]
        advice += [sentence("To know besides:")] if warnings else []
        lines = [sentence("No plan exists ({size}).", size=size), *(together(["- ", reason], "") for reason in reasons)]
        told = together([*lines, together(advice, " ")], "\n")
        report(app, told, warnings, "critical", problem.language)
        return
    tell(app, f"no problem found ({size}, {counted(len(warnings), 'note')})")
    found = sentence("No problem found: {size}.", size=size)
    if warnings:
        found = sentence("Nothing stands in the way of a plan ({size}); to know:", size=size)
    report(app, found, warnings, "info", problem.language)


def _result(answer: Answer) -> str:
    count = len(answer.warnings) + len(answer.report.notes)
    others = counted(len(answer.scenarios) - 1, "scenario")
    beside = sentence(" {scenarios} beside it in table ScenarioSummary.", scenarios=others) if answer.scenarios else ""
    notes = sentence(" ({notes} in table Checks)", notes=counted(count, "note")) if count else ""
    found = replace(answer.report.found, notes=answer.report.notes)
    calm = answer.report.explanation.calm
    language = found.problem.language
    told = [in_language(one.text, language) for one in (calm, answer.since.sentence) if one]
    beside, notes = (in_language(one, language) for one in (beside, notes))
    return " ".join([status(found, found.problem.currency), *told]) + beside + notes
