"""The command ``chain``: from a sales history to a plan in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sop_excel.domain.questions import Answers
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.asking import answered, can_ask
from sop_excel.hosts.cli.before import (
    BeforeHosts,
    cleaning_choices,
    forecast_options,
    given_answers,
    in_words,
    new_workbook,
    stock_options,
    told_tables,
)
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes
from sop_excel.hosts.cli.told_plans import tell_plan
from sop_excel.running_step import doing, running

DONE, NO_PLAN = 0, 3

if TYPE_CHECKING:
    from sop_excel.domain.table import Table
    from sop_excel.planning import Options, PlanningBook, Written
    from sop_excel.preparing.chain import ChainOptions
    from sop_excel.preparing.prepared import Prepared


class ChainHosts(BeforeHosts, Protocol):
    """What the chain has others do besides."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""

    def plan(self, source: Path, target: Path, options: Options, force: bool) -> Written:
        """Plan the workbook ``source`` and write it with its outputs to ``target``."""


def chain(options: Typed, hosts: ChainHosts) -> int:
    """Make a workbook of a sales history and plan it."""
    from sop_excel.planning import Options

    prepared = _prepared(options, hosts)
    tell_notes(prepared.notes)
    if not options.json:
        say(f"{in_words(prepared)}\n", "")
    written = hosts.plan(options.output, options.output, Options(explain=options.explain), False)
    seconds = {step: round(value, 6) for step, value in prepared.seconds.items()}
    tables = told_tables(prepared, options.json)
    steps = {"summary": [*prepared.summary], "notes": [*prepared.notes], "tables": tables, "seconds": seconds}
    return DONE if tell_plan(written, options.json, {"before": steps}) else NO_PLAN


def _prepared(options: Typed, hosts: ChainHosts) -> Prepared:
    from sop_excel.preparing.chain import chain_sheet
    from sop_excel.preparing.history_sheet import SHEET, history_sheet

    target = new_workbook(options.output)
    sheets, asked = hosts.sheets(options.sales), _options(options, hosts)

    def run(answers: Answers) -> Prepared:
        sheet = history_sheet(sheets, asked.cleaning, options.sales.name, answers)
        step = lambda _: chain_sheet(sheet, asked, answers, doing)  # noqa: E731
        return hosts.prepare(None, target, running("preparing")(step), options.force, options.language)

    given = given_answers(options) | ({SHEET: options.sheet} if options.sheet else {})
    return answered(run, given, can_ask() and not options.json)


def _options(options: Typed, hosts: ChainHosts) -> ChainOptions:
    from sop_excel.preparing.chain import ChainOptions
    from sop_excel.preparing.history_costs import CostOptions

    table = _costs(options.costs, hosts) if options.costs else None
    return ChainOptions(
        cleaning_choices(options),
        forecast_options(options, into_demand=True),
        stock_options(options, into_products=False),
        CostOptions(options.production_cost, options.holding_rate, options.currency, table),
        options.name or options.sales.stem,
    )


def _costs(path: Path, hosts: ChainHosts) -> Table:
    """Table Products of another workbook."""
    from sop_excel.contract.input_tables import PRODUCTS

    table = hosts.workbook(path).tables((PRODUCTS.name,)).get(PRODUCTS.name)
    if table is None:
        advice = f"make it a planning table first: sop-excel adopt {path.name}"
        raise InputError([Issue(str(path), "", f"a table {PRODUCTS.name} with costs", "no such table", advice)])
    return table
