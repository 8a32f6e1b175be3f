"""A history cleaned: the tables SalesHistory, Audit and AuditSummary from the raw cells of a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from sop_excel.contract import demand_tables
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import CHOSEN, Cleaned, clean
from sop_excel.demand.cleaning.ledger import FLAGGED
from sop_excel.domain.questions import Answers
from sop_excel.domain.said import say
from sop_excel.domain.table import DateValue, OutputTable, Value
from sop_excel.preparing.prepared import Prepared, Progress, silent
from sop_excel.sheets.outputs import output_table
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable, notes_of


def clean_sheet(
    sheet: RawSheet, choices: Choices = CHOSEN, answers: Answers | None = None, progress: Progress = silent
) -> Prepared:
    """Clean the history that stands on a sheet.

    ``answers`` are those to questions of an earlier try. Raises UnsureError with what has to be asked first, and
    InputError where there are no sales to be found.
    """
    table = _table(sheet)
    rows = sheet.rows if table is None else _rows_of(sheet, table)
    cleaned = clean(rows, sheet.name, choices.answered(answers or {}), progress)
    outputs, notes = cleaned_tables(cleaned), (*notes_of([sheet]), *cleaned.notes)
    if table is not None and table.name == outputs[0].name and not _changes(cleaned):
        outputs, notes = outputs[:1], (*notes, say("The history was clean already: its audit stays as it is."))
    return Prepared(outputs, summary=(say("{what}.", what=cleaned.sentence),), notes=notes, seconds=cleaned.seconds)


def _table(sheet: RawSheet) -> RawTable | None:
    """The table that holds the sales: a cleaned history, or the only one on the sheet."""
    cleaned = [table for table in sheet.tables if table.name == demand_tables.SALES_HISTORY.name]
    tables = cleaned or list(sheet.tables)
    return tables[0] if len(tables) == 1 else None


def _rows_of(sheet: RawSheet, table: RawTable) -> list[Sequence[Value]]:
    """The rows of a sheet down to the end of a table, blank around it, so that lines keep their numbers."""
    top, left, bottom, right = table.area
    rows: list[Sequence[Value]] = [()] * (top - 1)
    for row in sheet.rows[top - 1 : bottom - table.totals]:
        rows.append((*(None,) * (left - 1), *row[left - 1 : right]))
    return rows


def _changes(cleaned: Cleaned) -> bool:
    """Whether cleaning did more than flag rows."""
    return any(row.action != FLAGGED for row in cleaned.audit)


def cleaned_tables(cleaned: Cleaned) -> tuple[OutputTable, ...]:
    """The tables of a cleaned history."""
    return (
        output_table(demand_tables.SALES_HISTORY, _sales(cleaned)),
        output_table(demand_tables.AUDIT, cleaned.audit),
        output_table(demand_tables.AUDIT_SUMMARY, cleaned.balance),
    )


def _sales(cleaned: Cleaned) -> Iterator[tuple[Value, ...]]:
    for day, product, quantity, flag, line in cleaned.sales:
        yield DateValue(datetime.combine(day, time()), day.isoformat()), product, quantity, flag or None, line
