"""The ribbon's commands before the plan: they work on the open workbook, and write what they find into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import xlwings as xw

from sop_excel.adoption.adopted import MappingRow
from sop_excel.adoption.columns import SURE
from sop_excel.contract.demand_tables import MAPPING
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.domain.questions import Answers, UnsureError
from sop_excel.domain.vocabulary import counted, listed
from sop_excel.errors import InputError
from sop_excel.hosts.excel.steps import take, write
from sop_excel.hosts.excel.telling import active, ask, guarded, tell
from sop_excel.planning import named_tables
from sop_excel.preparing.adopt import adopt_sheets, proposal_for
from sop_excel.preparing.clean import clean_sheet
from sop_excel.preparing.history_sheet import history_sheet
from sop_excel.preparing.prepared import Prepared, Progress
from sop_excel.preparing.safety_stock import TABLES_READ, StockOptions, prepare_safety_stock
from sop_excel.sheets.outputs import output_table
from sop_excel.spreadsheet.raw_sheet import RawSheet

ASKED = 3  # questions about a workbook that are asked in messages; of more a proposal is written
NAMED = 6  # ranges that are not read
OPEN = "?"  # what a proposal says in column Decided by where somebody has to decide
READING = "reading the sheets ..."


def adopt(app: xw.App) -> None:
    """Make planning tables of what stands on the sheets of the active workbook.

    What is unsure is asked; where that is much, table Mapping is written as a proposal that the planner corrects.
    """
    guarded(app, "Adopt this workbook", lambda: _adopt(app))


def clean(app: xw.App) -> None:
    """Clean the sales on the active sheet, or on the only one that has any, into table SalesHistory."""
    guarded(app, "Clean history", lambda: _clean(app))


def safety_stock(app: xw.App) -> None:
    """Set safety stocks from the forecast, into table SafetyStock and, if the planner says so, into Products."""
    guarded(app, "Safety stock", lambda: _safety_stock(app))


COMMANDS: dict[str, Callable[[xw.App], None]] = {
    "adopt": adopt,
    "clean": clean,
    "safety-stock": safety_stock,
}


def _adopt(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    sheets = book.raw_sheets()
    try:
        prepared = take(app, "adopt", "finding tables", lambda answers, _: _adopted(sheets, answers))
        prepared = replace(prepared, summary=(*prepared.summary, *_not_read(sheets)))
    except _ProposedError as proposed:
        write(app, book, proposed.prepared)
        return
    ask(app, "\n".join([*prepared.summary, "", "Make these tables?"]), "ok_cancel")
    write(app, book, prepared)


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


def _not_read(sheets: Sequence[RawSheet]) -> Iterator[str]:
    """What of a workbook is none of its planning tables, and why."""
    unread = [f"{one.sheet}!{one.range} ({one.why})" for one in proposal_for(sheets).unread]
    if unread:
        more = [f"{len(unread) - NAMED} more"] if len(unread) > NAMED else []
        yield f"Not read: {listed([*unread[:NAMED], *more])}."


def _proposed(sheets: Sequence[RawSheet], answers: Answers, unsure: int) -> Prepared:
    """Table Mapping as a proposal; what it says when Adopt runs again is taken as decided."""
    rows = [_to_decide(row) for row in proposal_for(sheets).decided_rows(answers)]
    told = (
        f"{counted(unsure, 'thing')} in this workbook cannot be told for sure. Nothing was changed but table "
        f"{MAPPING.name}, which holds a proposal: where column Decided by says {OPEN}, look at columns Table and "
        "Column, correct them, and choose Adopt this workbook again. What stands there then is taken."
    )
    return Prepared(outputs=(output_table(MAPPING, rows),), summary=(told,))


def _to_decide(row: MappingRow) -> MappingRow:
    return row if row.certainty >= SURE else row._replace(decided_by=OPEN)


def _clean(app: xw.App) -> None:
    book = active(app)
    tell(app, READING)
    sheets, shown = book.raw_sheets(), book.active_sheet

    def cleaned(answers: Answers, progress: Progress) -> Prepared:
        choices = Choices()
        return clean_sheet(_sales_on(sheets, shown, choices, book.name, answers), choices, answers, progress)

    write(app, book, take(app, "clean", "cleaning the history", cleaned))


def _sales_on(sheets: Sequence[RawSheet], shown: str, choices: Choices, place: str, answers: Answers) -> RawSheet:
    """The sheet with the sales: the one that is shown, if it has any."""
    here = [sheet for sheet in sheets if sheet.name == shown]
    try:
        return history_sheet(here, choices, place, answers)
    except InputError:
        return history_sheet(sheets, choices, place, answers)


def _safety_stock(app: xw.App) -> None:
    book = active(app)
    tell(app, "reading the tables ...")
    tables = named_tables(book, TABLES_READ)
    options = StockOptions()
    prepare_safety_stock(tables, options)  # what is wrong is told before anything is asked
    options = replace(options, into_products=_fills(app, "safety stocks", "Products", "Safety stock of each product"))
    write(
        app, book, take(app, "safety-stock", "setting safety stocks", lambda *_: prepare_safety_stock(tables, options))
    )


def _fills(app: xw.App, what: str, table: str, filled: str) -> bool:
    """Whether the planner wants an input table filled, which no command does by itself (rule O5)."""
    text = (
        f"Fill the {what} into table {table} too?\n\nYes: {filled} is replaced there.\n"
        f"No: table {table} stays as it is.\nCancel: nothing is changed."
    )
    return ask(app, text, "yes_no_cancel") == "yes"
