"""A history cleaned: the tables SalesHistory, Audit and AuditSummary from the raw cells of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from sop_excel.contract import demand_tables
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import CHOSEN, Cleaned, clean
from sop_excel.domain.questions import Answers
from sop_excel.domain.table import DateValue, OutputTable, Value
from sop_excel.preparing.prepared import Prepared, Progress, silent
from sop_excel.sheets.outputs import output_table
from sop_excel.spreadsheet.raw_sheet import RawSheet, notes_of


def clean_sheet(
    sheet: RawSheet, choices: Choices = CHOSEN, answers: Answers | None = None, progress: Progress = silent
) -> Prepared:
    """Clean the history that stands on a sheet.

    ``answers`` are those to questions of an earlier try. Raises UnsureError with what has to be asked first, and
    InputError where there are no sales to be found.
    """
    cleaned = clean(sheet.rows, sheet.name, choices.answered(answers or {}), progress)
    return Prepared(
        outputs=cleaned_tables(cleaned),
        summary=(f"{cleaned.sentence}.",),
        notes=(*notes_of([sheet]), *cleaned.notes),
        seconds=cleaned.seconds,
    )


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
