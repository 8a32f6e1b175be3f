"""The ribbon's commands before the plan: they work on the open workbook, and write what they find into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import xlwings as xw

from sop_excel.adoption.adopted import MappingRow
from sop_excel.adoption.columns import SURE
from sop_excel.contract.demand_tables import FORECAST_CHART, FORECAST_PRODUCT, MAPPING, TO_DECIDE
from sop_excel.contract.schema import PRODUCTS, SETTINGS_TABLE
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.problem import BASE
from sop_excel.domain.questions import Answers, UnsureError
from sop_excel.domain.table import Filling, Table
from sop_excel.domain.vocabulary import counted, first_few, folded, percent
from sop_excel.errors import InputError
from sop_excel.hosts.excel.plan_commands import plan
from sop_excel.hosts.excel.steps import take, write, write_and_tell
from sop_excel.hosts.excel.telling import active, ask, guarded, list_told, tell, told_last
from sop_excel.hosts.excel.wording import BUTTONS
from sop_excel.planning import language_in, named_tables
from sop_excel.preparing import forecast as forecasting
from sop_excel.preparing.adopt import adopt_sheets, proposal_for
from sop_excel.preparing.chain import ChainOptions, chain_sheet
from sop_excel.preparing.clean import clean_sheet
from sop_excel.preparing.history_costs import CostOptions
from sop_excel.preparing.history_sheet import history_sheet
from sop_excel.preparing.prepared import Prepared, Progress
from sop_excel.preparing.safety_stock import TABLES_READ, StockOptions, prepare_safety_stock
from sop_excel.preparing.sales import history_in
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.spreadsheet.raw_sheet import RawSheet

ASKED = 3  # questions about a workbook that are asked in messages; of more a proposal is written
MOST_COLUMNS = 8  # of a range that a message names
NAMED = 6  # ranges that are not read
READING = "reading the sheets ..."
CHAIN_FILLS = (
    "The sales on this sheet are cleaned, forecast, and planned with safety stocks. For that the tables Demand, "
    "Products and Settings are filled, and made where the workbook has none: demand and safety stocks that stand there "
    "are replaced, costs and settings of yours stay.\n\nGo on?"
)


def adopt(app: xw.App) -> None:
    """Make planning tables of what stands on the sheets of the active workbook.

    What is unsure is asked; where that is much, table Mapping is written as a proposal that the planner corrects.
    """
    guarded(app, BUTTONS["adopt"], lambda: _adopt(app))


def clean(app: xw.App) -> None:
    """Clean the sales on the active sheet, or on the only one that has any, into table SalesHistory."""
    guarded(app, BUTTONS["clean"], lambda: _clean(app))


def forecast(app: xw.App) -> None:
    """Forecast demand from the history, into table Forecast and, if the planner says so, into Demand."""
    guarded(app, BUTTONS["forecast"], lambda: _forecast(app))


def safety_stock(app: xw.App) -> None:
    """Set safety stocks from the forecast, into table SafetyStock and, if the planner says so, into Products."""
    guarded(app, BUTTONS["safety-stock"], lambda: _safety_stock(app))


def chain(app: xw.App) -> None:
    """From the sales on the active sheet to a plan: cleaned, forecast, with safety stocks, all of it written."""
    guarded(app, BUTTONS["chain"], lambda: _chain(app))


COMMANDS: dict[str, Callable[[xw.App], None]] = {
    "adopt": adopt,
    "clean": clean,
    "forecast": forecast,
    "safety-stock": safety_stock,
    "chain": chain,
}


def _adopt(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    sheets = book.raw_sheets()
    try:
        prepared = take(app, "adopt", "finding tables", lambda answers, _: _adopted(sheets, answers))
        prepared = replace(prepared, summary=(*prepared.summary, *_not_read(sheets)))
    except _ProposedError as proposed:
        write_and_tell(app, book, proposed.prepared)
        return
    ask(app, "\n".join([*prepared.summary, "", *_taken_for(prepared), "", "Make these tables?"]), "ok_cancel")
    write_and_tell(app, book, prepared)


class _ProposedError(Exception):
    """Too much is unsure to be asked in messages; ``prepared`` is the proposal."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        super().__init__()


def _adopted(sheets: Sequence[RawSheet], answers: Answers) -> Prepared:
    try:
        return adopt_sheets(sheets, answers)
    except UnsureError as unsure:
        asked = unsure.questions
        if len(asked) <= ASKED and all(len(one.choices) <= ASKED for one in asked):
            raise
        raise _ProposedError(_proposed(sheets, answers, len(asked))) from unsure


def _taken_for(prepared: Prepared) -> Iterator[str]:
    """What each range, and each of its columns, would be, and how sure that is: table Mapping in a few lines."""
    rows = [MappingRow(*row) for output in prepared.outputs if output.name == MAPPING.name for row in output.rows]  # type: ignore[arg-type]
    lines = []
    for (sheet, range_, table), group in groupby(rows, key=lambda row: row[:3]):
        columns = [f"{row.header} = {row.column} ({percent(row.certainty)})" for row in group if row.header]
        lines.append(
            f"{sheet}!{range_} is {table}: {'; '.join(columns[:MOST_COLUMNS])}{' ...' * (len(columns) > MOST_COLUMNS)}"
        )
    yield from lines[:NAMED]
    if len(lines) > NAMED:
        yield f"... and {len(lines) - NAMED} more"


def _not_read(sheets: Sequence[RawSheet]) -> Iterator[str]:
    """What of a workbook is none of its planning tables, and why."""
    unread = [f"{one.sheet}!{one.range} ({one.why})" for one in proposal_for(sheets).unread]
    if unread:
        yield f"Not read: {first_few(unread, NAMED)}."


def _proposed(sheets: Sequence[RawSheet], answers: Answers, unsure: int) -> Prepared:
    """Table Mapping as a proposal; what it says when Adopt runs again is taken as decided."""
    rows = [_to_decide(row) for row in proposal_for(sheets).decided_rows(answers)]
    told = (
        f"{counted(unsure, 'thing')} in this workbook cannot be told for sure. Nothing was changed but table "
        f"{MAPPING.name}, which holds a proposal: where column Decided by says {TO_DECIDE}, look at columns Table and "
        f"Column, correct them, and choose {BUTTONS['adopt']} again. What stands there then is taken."
    )
    return Prepared(outputs=(output_table(MAPPING, rows),), summary=(told,))


def _to_decide(row: MappingRow) -> MappingRow:
    return row if row.certainty >= SURE else row._replace(decided_by=TO_DECIDE)


def _clean(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    sheets, shown, name = book.raw_sheets(), book.active_sheet, book.name

    def cleaned(answers: Answers, progress: Progress) -> Prepared:
        choices = Choices()
        return clean_sheet(_sales_on(sheets, shown, choices, name, answers), choices, answers, progress)

    write_and_tell(app, book, take(app, "clean", "cleaning the history", cleaned))


def _sales_on(sheets: Sequence[RawSheet], shown: str, choices: Choices, place: str, answers: Answers) -> RawSheet:
    """The sheet with the sales: the one that is shown, if it has any."""
    here = [sheet for sheet in sheets if sheet.name == shown]
    try:
        return history_sheet(here, choices, place, answers)
    except InputError:
        return history_sheet(sheets, choices, place, answers)


def _forecast(app: xw.App) -> None:
    book = active(app)
    tell(app, "reading the tables ...")
    tables = named_tables(book, forecasting.TABLES_READ)
    chosen = text_of(book.named_value(FORECAST_PRODUCT, FORECAST_CHART.name)) or ""
    history_in(tables, None)  # what is wrong with it is told before anything is asked
    fills = _fills(app, "forecast", "Demand", "its mean takes the place of the demand that stands there")
    options = forecasting.ForecastOptions(into_demand=fills)

    def forecast_(_: Answers, progress: Progress) -> Prepared:
        return forecasting.prepare_forecast(tables, options, chosen, progress)

    write_and_tell(app, book, take(app, "forecast", "forecasting", forecast_))


def _safety_stock(app: xw.App) -> None:
    book = active(app)
    tell(app, "reading the tables ...")
    tables = named_tables(book, TABLES_READ)
    options = StockOptions()
    prepare_safety_stock(tables, options)  # what is wrong is told before anything is asked
    options = replace(
        options,
        into_products=_fills(app, "safety stocks", "Products", "the safety stock of each product is replaced there"),
    )
    write_and_tell(
        app, book, take(app, "safety-stock", "setting safety stocks", lambda *_: prepare_safety_stock(tables, options))
    )


def _chain(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    sheets, shown, name = book.raw_sheets(), book.active_sheet, book.name
    given = named_tables(book, (PRODUCTS.name, SETTINGS_TABLE.name))
    options = ChainOptions(costs=CostOptions(table=given.get(PRODUCTS.name)))
    ask(app, CHAIN_FILLS, "ok_cancel")

    def prepared(answers: Answers, progress: Progress) -> Prepared:
        sheet = _sales_on(sheets, shown, options.cleaning, name, answers)
        return chain_sheet(sheet, options, answers, progress)

    found = take(app, "chain", "cleaning the history", prepared)
    settings = given.get(SETTINGS_TABLE.name)
    found = replace(found, fillings=tuple(_without_set(filling, settings) for filling in found.fillings))
    write(app, book, found)
    so_far = "the steps before the plan are written, the plan is not"
    guarded(app, BUTTONS["chain"], lambda: plan(app, lambda _: BASE), so_far)
    list_told(app, (told_last(app), *found.summary), found.notes, language_in(book))


def _without_set(filling: Filling, settings: Table | None) -> Filling:
    """A filling of the settings without those that the planner has set."""
    if settings is None or filling.table != SETTINGS_TABLE.name:
        return filling
    known = {
        folded(text_of(name) or "") for name, value in cells_under(settings, "Setting", "Value") if not is_blank(value)
    }
    return replace(filling, rows={name: row for name, row in filling.rows.items() if folded(name) not in known})


def _fills(app: xw.App, what: str, table: str, filled: str) -> bool:
    """Whether the planner wants an input table filled, which no command does by itself (rule O5)."""
    text = (
        f"Fill the {what} into table {table} too?\n\nYes: {filled}.\n"
        f"No: table {table} stays as it is.\nCancel: nothing is changed."
    )
    return ask(app, text, "yes_no_cancel") == "yes"
