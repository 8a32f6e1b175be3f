"""Tables in, tables out: the recipe that every host follows which writes a workbook."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Protocol, TypeVar

from sop_excel.comparing.own_rule import Followed, rule_followed, with_own_rule
from sop_excel.comparing.rule_table import kept_or_blank
from sop_excel.comparing.since_former import FORMS as SINCE_FORMER
from sop_excel.comparing.since_former import since_former, with_since
from sop_excel.comparing.two_plans import PlansCompared
from sop_excel.contract import schema
from sop_excel.contract.life_tables import RULE_COMPARISON
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.certificate_terms import Certificate
from sop_excel.domain.depths import FULL, NONE
from sop_excel.domain.explanation import Explanation
from sop_excel.domain.former_run import FormerRun
from sop_excel.domain.plan import GIVEN_UP, Found, NoPlan
from sop_excel.domain.problem import ALL, BASE, Problem
from sop_excel.domain.product_descriptions import described
from sop_excel.domain.report import Report
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.errors import InputError, Issue, SolverError
from sop_excel.model.certificate import certificate
from sop_excel.model.engine.deadline import for_plan
from sop_excel.model.engine.elsewhere import each_by_itself
from sop_excel.model.engine.meanwhile import meanwhile
from sop_excel.model.explain.explained import explained
from sop_excel.model.mishap import attempted
from sop_excel.model.solve import solve
from sop_excel.running_step import EXPLAINING, PROVING, running
from sop_excel.sheets.existing import foreign_columns
from sop_excel.sheets.own_names import called_tables, decided
from sop_excel.sheets.read import read_problem, read_problems
from sop_excel.sheets.run_info import RUN_ID_FIELD, Stamp, input_hash, recorded
from sop_excel.sheets.said_tables import said_tables
from sop_excel.sheets.scenario_summary import Comparison, compared
from sop_excel.sheets.watched import demand_periods
from sop_excel.sheets.workbook_language import language_of
from sop_excel.sheets.write_plan import output_tables

_WRITTEN = (*schema.OUTPUT_FORMS, *SINCE_FORMER)
TABLE_NAMES = tuple(form.name for form in (*schema.INPUT_TABLES, *_WRITTEN, RULE_COMPARISON))
# Of the tables that are written anew only the headers matter; two tell which periods the plan before had.
HEADERS_ENOUGH = tuple(form.name for form in _WRITTEN if form not in (schema.RUN_INFO, schema.PLAN_CHART))
AT_ONCE = 1_000_000  # cells (products x periods) of scenarios that are planned at once, for which there is memory

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """How to plan: the plan's default name, the solver (none: our engine), the choice in the chart's drop-down.

    ``scenario`` is one of table Scenarios, or ``base``; with ``all`` the base is planned and every scenario besides, to
    be compared. ``asked`` is the place that is named where there is no such scenario. ``explain`` is how far the plan
    is explained (``DEPTHS``), which changes neither plan nor cost nor proof. ``former`` finds, by the plan's name, the
    hash of its inputs and the id of the run whose plan stands in the workbook ("": none), the run that it is compared
    with: the last one with other inputs, so that the same inputs planned again say the same (rule F8).
    """

    name: str = "plan"
    solver: str | None = None
    chart_product: str = schema.ALL_PRODUCTS
    scenario: str = BASE
    asked: str = "--scenario"
    explain: str = FULL
    stamp: Stamp = field(default_factory=Stamp.now)
    former: Callable[[str, str, str], FormerRun | None] | None = None


@dataclass(frozen=True)
class Answer:
    """The plan, or that there is none, with all that is told of it; the tables that show it, and the warnings about the
    input.

    ``scenarios`` are the answers to the base and to every scenario, where all were asked for. ``since`` is what changed
    since the plan before, where one is known.
    """

    report: Report
    outputs: tuple[OutputTable, ...]
    warnings: tuple[Issue, ...]
    scenarios: tuple[Found, ...] = ()
    since: PlansCompared = field(default_factory=PlansCompared)


@dataclass(frozen=True)
class Written:
    """What became of a workbook: the answer and the file that now holds it, and what was asked: its tables, and how."""

    answer: Answer
    path: Path
    tables: Mapping[str, Table] = field(default_factory=dict)
    options: Options = field(default_factory=Options)

    def noted(self, notes: Sequence[str]) -> Written:
        """Itself, with notes on what was done after the workbook was written."""
        report = self.answer.report
        return replace(self, answer=replace(self.answer, report=replace(report, notes=(*report.notes, *notes))))


class PlanningBook(Protocol):
    """A planner's workbook, wherever it is: in a file, or open in a spreadsheet program."""

    @property
    def name(self) -> str:
        """What the plan is called where its settings do not say."""

    def table_names(self) -> Sequence[str]:
        """The names of all its tables, whatever they are."""

    def tables(self, names: Collection[str], headers_of: Collection[str] = ()) -> Mapping[str, Table]:
        """The tables of these names that it has, by the name asked for; of ``headers_of`` the headers alone."""

    def named_value(self, name: str, beside: str = "") -> Value:
        """What the cell with this defined name holds, None without one; of several that beside a table counts."""


def tables_of(book: PlanningBook, headers_enough: Collection[str] = HEADERS_ENOUGH) -> Mapping[str, Table]:
    """All tables of the contract that a workbook has; see ``named_tables``."""
    return named_tables(book, TABLE_NAMES, headers_enough)


def named_tables(book: PlanningBook, names: Collection[str], headers_enough: Collection[str] = ()) -> dict[str, Table]:
    """The tables of these names that a workbook has, the input tables among them whatever the workbook calls them.

    Of the output tables ``headers_enough`` the headers alone are read. Raises InputError for two tables that mean the
    same one.
    """
    called, own_names = called_tables(book.table_names(), book.tables)
    inputs = {form.name for form in schema.INPUT_TABLES}
    own = {name: called.get(name, name) for name in names if name in called or name not in inputs}
    found = book.tables(list(own.values()), headers_enough)
    return {
        name: decided(found[called_], name, own_names) if name in called else found[called_]
        for name, called_ in own.items()
        if called_ in found
    }


def in_its_language(outputs: Sequence[OutputTable], book: PlanningBook) -> tuple[OutputTable, ...]:
    """Output tables as they stand in a workbook, which is read for its language."""
    return said_tables(outputs, language_in(book))


def language_in(book: PlanningBook) -> str:
    """The language of a workbook."""
    return language_of(named_tables(book, ("Products", "Demand", "Settings"), ("Products", "Demand")))


def problem_of(book: PlanningBook, scenario: str = BASE) -> tuple[Problem, tuple[Issue, ...]]:
    """The planning problem in a workbook, and the warnings about it. Raises InputError with every problem."""
    return checked_problem(tables_of(book), book.name, scenario)


def options_for(book: PlanningBook, options: Options) -> Options:
    """The options with what the workbook itself says: its name, and the product that is chosen for the chart."""
    chosen = text_of(book.named_value(schema.CHART_PRODUCT, schema.PLAN_CHART.name)) or schema.ALL_PRODUCTS
    return replace(options, name=book.name, chart_product=chosen)


def plan_tables(tables: Mapping[str, Table], options: Options) -> Answer:
    """Read the input tables, find the cheapest plan, explain it, and lay it out as output tables.

    ``tables`` holds the tables of the contract that the workbook has, inputs and outputs, by their names. Raises
    InputError with every problem of the input; SolverError when the solver gives up.
    """
    every = options.scenario == ALL
    problems, warnings = _checked(tables, lambda: _problems(tables, options))
    found, explanation = explained_plan(problems[0], options.solver, options.explain)
    others = _scenarios(problems[1:], options.solver)
    comparison = compared([found, *others], tables, every)
    since = _since_former(found, tables, options)
    rules, told = kept_or_blank(tables)
    report = with_since(_reported(found, explanation, others, comparison), since)
    report = replace(report, notes=(*report.notes, *told))
    stamp = replace(options.stamp, compared=comparison.inputs, explained=options.explain)
    outputs = output_tables(report, tables, warnings, stamp, options.chart_product)
    outputs = said_tables((*outputs, *comparison.tables, *since.outputs, *rules), found.problem.language)
    return Answer(report, outputs, warnings, (found, *others) if every else (), since)


def _since_former(found: Found, tables: Mapping[str, Table], options: Options) -> PlansCompared:
    """What changed since the run before, if ``options`` know of one."""
    ask, nobody = options.former, None
    with for_plan(found.problem.policies), running("comparing with the plan before"):
        former, notes = attempted(
            "The plan before",
            lambda: ask and ask(found.problem.name, input_hash(tables), recorded(tables, RUN_ID_FIELD)),
            nobody,
        )
        started = perf_counter()
        since = since_former(former, found, tables)
    spent = perf_counter() - started if former else 0.0
    return replace(since, notes=(*notes, *since.notes), seconds=spent)


def explained_plan(problem: Problem, solver: str | None = None, depth: str = FULL) -> tuple[Found, Explanation]:
    """The cheapest plan, or that there is none, and why it is as it is, as far as ``depth`` says, with what the
    planner's own rule would cost.

    Raises as ``solve`` does.
    """
    with for_plan(problem.policies), meanwhile(partial(rule_followed, problem)) as followed:
        found = solve(problem, solver)
        return found, explanation_of(found, depth, followed if found.problem is problem else None)


def explanation_of(found: Found, depth: str = FULL, followed: Followed | None = None) -> Explanation:
    """Why an answer is as it is, as far as ``depth`` says, with what the planner's own rule would cost.

    ``followed`` gives what became of that rule, where somebody has seen to it already.
    """
    with for_plan(found.problem.policies), running(EXPLAINING):
        told = with_own_rule(found, explained(found, depth), depth != NONE, followed)
        return described(told, found.problem)


def _reported(found: Found, explanation: Explanation, others: Sequence[Found], comparison: Comparison) -> Report:
    """All that is written of the answer, with what is to be told of the other scenarios, and their time."""
    proof, missing = _certificate(found)
    seconds = {**found.seconds, "explain": found.seconds.get("explain", 0.0) + explanation.seconds}
    if others:
        seconds["scenarios"] = sum(second for other in others for second in other.seconds.values())
    notes = (*found.notes, *explanation.notes, *comparison.notes, *missing)
    return Report(found, explanation, proof, notes, seconds, tuple(others))


def _certificate(found: Found) -> tuple[Certificate | None, tuple[str, ...]]:
    if isinstance(found, NoPlan):
        return None, ()
    with for_plan(found.problem.policies), running(PROVING):
        return attempted("Table Certificate", lambda: certificate(found), None)


def _problems(tables: Mapping[str, Table], options: Options) -> tuple[list[Problem], tuple[Issue, ...]]:
    if options.scenario == ALL:
        return read_problems(tables, options.name)
    problem, warnings = read_problem(tables, options.name, options.scenario, options.asked)
    return [problem], warnings


def _scenarios(problems: Sequence[Problem], solver: str | None) -> list[Found]:
    """The plans of all scenarios, at once where others help; a solver of PuLP's does one after the other."""
    numbered = [(problem, f"{k} of {len(problems)}") for k, problem in enumerate(problems, 1)]
    if solver is not None:
        return [_attempt(problem, solver, which) for problem, which in numbered]
    cells = max((math.prod(problem.shape) for problem in problems), default=1)
    return each_by_itself(lambda one: _attempt(one[0], None, one[1]), numbered, AT_ONCE // cells)


def _attempt(problem: Problem, solver: str | None, which: str) -> Found:
    """The plan of a scenario beside others; one on which the solver gives up is told, and the others still come."""
    try:
        with running(f"scenario {problem.scenario} ({which})"):
            return solve(problem, solver)
    except SolverError as error:
        return NoPlan(problem, solver or "", notes=(str(error),), status=GIVEN_UP)


def checked_problem(
    tables: Mapping[str, Table], name: str, scenario: str = BASE, asked: str = Options.asked
) -> tuple[Problem, tuple[Issue, ...]]:
    """The problem and the warnings; InputError with all that is wrong in inputs and output tables together.

    With the scenario ``all`` it is the problem of the base, once those of all scenarios have been checked too.
    """
    problems, warnings = _checked(tables, lambda: _problems(tables, Options(name, scenario=scenario, asked=asked)))
    return problems[0], warnings


@running("checking")
def _checked(tables: Mapping[str, Table], read: Callable[[], T]) -> T:
    """What ``read`` gives; InputError with what it finds and what is wrong in the output tables together."""
    foreign = foreign_columns(tables, demand_periods(tables))
    try:
        result = read()
    except InputError as error:
        raise InputError([*error.issues, *foreign], language_of(tables)) from None
    if foreign:
        raise InputError(foreign, language_of(tables))
    return result
