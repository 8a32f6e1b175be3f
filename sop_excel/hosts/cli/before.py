"""The commands that come before the plan: a step on a workbook or a file, told as every answer is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.domain.questions import Answers
from sop_excel.domain.vocabulary import counted
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.asking import answered, can_ask, confirm, parsed_answers
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import is_quiet, say, tell, tell_notes
from sop_excel.hosts.cli.table_rows import rows_of
from sop_excel.hosts.cli.terminal import linked
from sop_excel.hosts.cli.told_plans import FULL
from sop_excel.hosts.cli.usage_before import RULES
from sop_excel.languages import LANGUAGES
from sop_excel.running_step import doing, running

if TYPE_CHECKING:
    from sop_excel.demand.cleaning.choices import Choices
    from sop_excel.planning import PlanningBook
    from sop_excel.preparing.forecast import ForecastOptions
    from sop_excel.preparing.prepared import Prepared
    from sop_excel.preparing.safety_stock import StockOptions
    from sop_excel.spreadsheet.raw_sheet import RawSheet

WORKBOOKS = (".xlsx", ".xlsm")


class BeforeHosts(Protocol):
    """What these commands have others do, which know files."""

    def sheets(self, path: Path) -> tuple[RawSheet, ...]:
        """All sheets of a file of any form that is read."""

    def prepare(
        self,
        source: Path | None,
        target: Path,
        step: Callable[[PlanningBook], Prepared],
        force: bool,
        language: str = LANGUAGES[0],
    ) -> Prepared:
        """Take a step on the file ``source`` and write it as a workbook to ``target``; without, on a new workbook.

        A new one has its titles and notes in ``language``.
        """


def adopt(options: Typed, hosts: BeforeHosts) -> int:
    """Make planning tables of a planner's own file."""
    from sop_excel.preparing.adopt import adopt_sheets, proposed_lines, proposed_rows

    source, target = options.workbook, _own_target(options)
    sheets, like = hosts.sheets(source), hosts.sheets(options.like) if options.like else ()
    with running("looking for tables"):
        lines = "\n".join(proposed_lines(sheets, like))
    if options.show:
        rows = proposed_rows(sheets, like) if options.json else []
        say(json.dumps({"status": "proposal", "mapping": rows}) if options.json else lines)
        return 0
    may_ask = can_ask() and not (options.yes or options.json)
    if may_ask or not is_quiet():
        tell(lines)

    def run(answers: Answers) -> Prepared:
        with running("adopting"):
            prepared = adopt_sheets(sheets, answers, like)
        if may_ask:
            confirm("Make these tables?", prepared.summary)
        return hosts.prepare(source, target, lambda _: prepared, options.force)

    return _answer(options, answered(run, given_answers(options), may_ask), target)


def _own_target(options: Typed) -> Path:
    """Where an adopted file is written: itself if it is a workbook, else the file that must be named."""
    source: Path = options.workbook
    if options.output or source.suffix.lower() in WORKBOOKS or options.show:
        return options.output or source
    advice = f"add -o {source.stem}.xlsx"
    raise InputError([Issue("-o", "", "a workbook to write to", f"none, and {source.name} is no workbook", advice)])


def clean(options: Typed, hosts: BeforeHosts) -> int:
    """Clean a sales history into a workbook."""
    from sop_excel.preparing.clean import clean_sheet
    from sop_excel.preparing.history_sheet import SHEET, history_sheet

    source, base, target = _places(options)
    sheets = hosts.sheets(source)
    choices = cleaning_choices(options)
    given = given_answers(options) | ({SHEET: options.sheet} if options.sheet else {})

    def run(answers: Answers) -> Prepared:
        sheet = history_sheet(sheets, choices, source.name, answers)
        step = lambda _: clean_sheet(sheet, choices, answers, doing)  # noqa: E731
        return hosts.prepare(base, target, running("cleaning")(step), options.force, options.language)

    return _answer(options, answered(run, given, can_ask() and not options.json), target)


def cleaning_choices(options: Typed) -> Choices:
    """The choices about cleaning that were typed."""
    from sop_excel.demand.cleaning.choices import Choices

    signs = {"comma": ",", "point": ".", None: None}
    return Choices(
        day_first=options.day_first,
        decimal=signs[options.decimal],
        returns=options.returns,
        outliers=options.outliers,
        date=options.date_column,
        product=options.product_column,
        quantity=options.quantity_column,
        period=options.period,
    )


def forecast(options: Typed, hosts: BeforeHosts) -> int:
    """Forecast demand from the history in a workbook."""
    from sop_excel.contract.demand_tables import FORECAST_CHART, FORECAST_PRODUCT
    from sop_excel.domain.cell_values import text_of
    from sop_excel.planning import named_tables
    from sop_excel.preparing.forecast import TABLES_READ, prepare_forecast

    asked = forecast_options(options, options.into is not None)

    def step(book: PlanningBook) -> Prepared:
        chosen = text_of(book.named_value(FORECAST_PRODUCT, FORECAST_CHART.name)) or ""
        return prepare_forecast(named_tables(book, TABLES_READ), asked, chosen, doing)

    return take_step(options, hosts, running("forecasting")(step))


def forecast_options(options: Typed, into_demand: bool) -> ForecastOptions:
    """The options about the forecast that were typed."""
    from sop_excel.preparing.forecast import ForecastOptions

    return ForecastOptions(options.horizon, options.period, options.level, options.season_length, into_demand)


def safety_stock(options: Typed, hosts: BeforeHosts) -> int:
    """Set safety stocks from the forecast in a workbook."""
    from sop_excel.planning import named_tables
    from sop_excel.preparing.safety_stock import TABLES_READ, prepare_safety_stock

    asked = stock_options(options, options.into is not None)
    step = lambda book: prepare_safety_stock(named_tables(book, TABLES_READ), asked)  # noqa: E731
    return take_step(options, hosts, running("setting safety stocks")(step))


def stock_options(options: Typed, into_products: bool) -> StockOptions:
    """The options about safety stock that were typed."""
    from sop_excel.demand.stock_sizing import STOCK_RULES
    from sop_excel.preparing.safety_stock import StockOptions

    rule = dict(zip(RULES, STOCK_RULES, strict=True))[options.rule]
    return StockOptions(rule, options.target, options.review_period, options.lead_time, into_products)


def take_step(options: Typed, hosts: BeforeHosts, step: Callable[[PlanningBook], Prepared]) -> int:
    """A step on a workbook that asks nothing."""
    source = planning_workbook(options.workbook)
    target = options.output or source
    return _answer(options, hosts.prepare(source, target, step, options.force), target)


def planning_workbook(source: Path) -> Path:
    """The workbook of a command that takes no other file. Raises InputError for a file of another kind."""
    if source.suffix.lower() not in WORKBOOKS:
        expected, found = "a planning workbook (.xlsx or .xlsm)", f"a file of the kind {source.suffix or 'without one'}"
        advice = f"if it holds sales, run sop-excel clean {source.name} -o {source.stem}.xlsx first"
        raise InputError([Issue(str(source), "", expected, found, advice)])
    return source


def _places(options: Typed) -> tuple[Path, Path | None, Path]:
    """The file with the sales, the workbook that receives them (none: a new one), and where that is written."""
    source: Path = options.sales
    if options.into:
        return source, options.into, options.output or options.into
    if source.suffix.lower() in WORKBOOKS:
        return source, source, options.output or source
    if options.output:
        return source, None, new_workbook(options.output)
    advice = f"add -o {source.stem}.xlsx for a new workbook, or --into BOOK.xlsx for one that you have"
    raise InputError([Issue("-o", "", "a workbook to write to", "none", advice)])


def new_workbook(target: Path) -> Path:
    """The place of a workbook that is no file yet. Raises InputError for the name of another kind of file."""
    if target.suffix.lower() != ".xlsx":
        found, advice = target.suffix or "none", f"name the output {target.stem}.xlsx"
        raise InputError([Issue(target.name, "", "the extension .xlsx of a new workbook", found, advice)])
    return target


def given_answers(options: Typed) -> dict[str, str]:
    """The answers to questions that were typed beforehand."""
    return parsed_answers(options.answer)


def _answer(options: Typed, prepared: Prepared, target: Path) -> int:
    """What was done, in words or as JSON."""
    tell_notes(prepared.notes)
    if options.json:
        tables = told_tables(prepared, options.json)
        seconds = {step: round(value, 6) for step, value in prepared.seconds.items()}
        told = {"status": "ok", "summary": [*prepared.summary], "tables": tables, "seconds": seconds}
        listed = {"notes": [*prepared.notes], "details": [*prepared.details]}
        say(json.dumps(told | listed | dict(prepared.answer) | {"output": str(target)}))
        return 0
    say(in_words(prepared), "")
    say(f"Workbook: {linked(target)}")
    return 0


def told_tables(prepared: Prepared, in_json: str) -> dict[str, Any]:
    """The tables that were written, each with the count of its rows, or where all is to be told with the rows."""
    if in_json == FULL:
        return rows_of(prepared.outputs)
    return {output.name: len(output.rows) for output in prepared.outputs}


def in_words(prepared: Prepared) -> str:
    """What was done and written, and how long it took."""
    written = ", ".join(f"{output.name} ({counted(len(output.rows), 'row')})" for output in prepared.outputs)
    filled = f"filled: {', '.join(filling.table for filling in prepared.fillings)}" if prepared.fillings else ""
    seconds = ", ".join(f"{step} {value:.2f}" for step, value in prepared.seconds.items())
    return "\n".join(
        [*prepared.summary, f"Tables: {'; '.join(filter(None, [written, filled]))}", f"Seconds: {seconds}"]
    )
