"""The ribbon's commands after a first plan: the open workbook moves on, is filled and published, and lists its runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import xlwings as xw

from sop_excel.contract.demand_tables import FORECAST
from sop_excel.contract.life_tables import PLAN_AND_ACTUAL
from sop_excel.domain.vocabulary import counted, quoted
from sop_excel.errors import InputError
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.steps import take, write_and_tell
from sop_excel.hosts.excel.telling import active, ask, guarded, list_told, tell
from sop_excel.hosts.excel.wording import BUTTONS, in_excel
from sop_excel.planning import HEADERS_ENOUGH, TABLE_NAMES, named_tables
from sop_excel.preparing import compare_rules as comparing
from sop_excel.preparing import pull as pulling
from sop_excel.preparing.prepared import Prepared
from sop_excel.preparing.roll import RollOptions, roll_tables
from sop_excel.sheets.read_plan import TABLES
from sop_excel.spreadsheet.raw_sheet import RawSheet
from sop_excel.store.address import address
from sop_excel.store.publish import ALONE
from sop_excel.store.publish import publish as publish_plan
from sop_excel.store.shelf import Shelf, plan_name_of, runs_table
from sop_excel.store.sources import forecast_source
from sop_excel.store.transactions import is_journal

ACTUALS = "Actuals"  # the sheet on which stands what came
LISTED = 100  # runs
READING = "reading the tables ..."


def roll(app: xw.App) -> None:
    """Move the plan of the active workbook on by one period; what came is read from sheet Actuals, if it has one."""
    guarded(app, BUTTONS["roll"], lambda: _roll(app))


def pull(app: xw.App) -> None:
    """Fill table Demand of the active workbook from the newest forecast of the database."""
    guarded(app, BUTTONS["pull"], lambda: _pull(app))


def publish(app: xw.App) -> None:
    """Publish the plan of the active workbook, once the planner says so."""
    guarded(app, BUTTONS["publish"], lambda: _publish(app))


def runs(app: xw.App) -> None:
    """Write the runs that are kept of this plan into table Runs."""
    guarded(app, BUTTONS["runs"], lambda: _runs(app))


def compare_rules(app: xw.App) -> None:
    """Write into table RuleComparison what planning by a rule would cost beside the cheapest plan."""
    guarded(app, BUTTONS["compare-rules"], lambda: _compare_rules(app))


COMMANDS: dict[str, Callable[[xw.App], None]] = {
    "roll": roll,
    "pull": pull,
    "publish": publish,
    "runs": runs,
    "compare-rules": compare_rules,
}


def _roll(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    enough = [name for name in HEADERS_ENOUGH if name not in TABLES]
    tables = named_tables(book, (*TABLE_NAMES, FORECAST.name, PLAN_AND_ACTUAL.name), enough)
    came, name = _actuals(book), book.name
    prepared = take(
        app,
        "roll",
        "moving the plan on",
        lambda answers, _: roll_tables(tables, name, RollOptions(), came, answers),
    )
    source = (
        f"What came is read from sheet {quoted(came[0].name)}."
        if came
        else f"It goes on from the stock of the plan; to go on from what came, put that on a sheet {ACTUALS}."
    )
    ask(app, "\n".join([*prepared.summary, "", source, "", "Move on?"]), "ok_cancel")
    write_and_tell(app, book, prepared)


def _actuals(book: OpenBook) -> Sequence[RawSheet]:
    if not any(sheet.name.lower() == ACTUALS.lower() for sheet in book.book.sheets):
        return ()
    return [sheet for sheet in book.raw_sheets() if sheet.name.lower() == ACTUALS.lower()]


def _pull(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    tables, source = named_tables(book, pulling.TABLES_READ), forecast_source()
    options = pulling.PullOptions()
    prepared = take(
        app, "pull", "pulling the forecast", lambda _, progress: pulling.prepare_pull(tables, source, options, progress)
    )
    told = [*prepared.summary, *prepared.notes[:LISTED]]
    ask(app, "\n".join([*told, "", "Fill this into table Demand? What stands there is replaced."]), "ok_cancel")
    write_and_tell(app, book, prepared)


def _publish(app: xw.App) -> None:
    book = active(app)
    seen = f"{ALONE[:1].upper()}{ALONE[1:]}." if is_journal(address()) else "It becomes the plan that all others see."
    ask(app, f"Publish the plan that stands in {book.book.name}? {seen}", "ok_cancel")
    tell(app, "publishing the plan ...")
    try:
        done = publish_plan(book)
    except InputError as refused:  # it is the checks of the plan that speak of the command line
        raise InputError([replace(issue, found=in_excel(issue.found)) for issue in refused.issues]) from refused
    told, notes = done.sentences(), (*done.forced, *done.notes)
    if done.fillings:
        names = ", ".join(filling.table for filling in done.fillings)
        so_far = f"the plan is published, table {names} is not filled"
        prepared = Prepared((), done.fillings, summary=told, notes=notes)
        guarded(app, BUTTONS["publish"], lambda: write_and_tell(app, book, prepared), so_far)
    else:
        list_told(app, told, notes)


def _runs(app: xw.App) -> None:
    book = active(app)
    tell(app, "reading the runs ...")
    name = plan_name_of(book)
    lines, notes = Shelf.of().lines(name, LISTED)
    told = f"{counted(len(lines), 'run')} of plan {quoted(name)} {'is' if len(lines) == 1 else 'are'} kept."
    if not lines:
        list_told(app, [told], notes)
        return
    write_and_tell(app, book, Prepared((runs_table(lines),), summary=(told,), notes=notes))


def _compare_rules(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    tables = named_tables(book, comparing.TABLES_READ, HEADERS_ENOUGH)
    options, name = comparing.RuleOptions(), book.name
    prepared = take(
        app,
        "compare-rules",
        "comparing rules",
        lambda _, progress: comparing.prepare_rules(tables, name, options, progress),
    )
    write_and_tell(app, book, prepared)
