"""Output tables that are already there: are they ours to overwrite? (rule O4)"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sop_excel.domain.table import Table
from sop_excel.errors import Issue
from sop_excel.sheets import schema
from sop_excel.sheets.reading.wording import folded
from sop_excel.sheets.run_info import PERIOD_SEPARATOR, PERIODS_FIELD
from sop_excel.sheets.schema import OutputForm


def foreign_columns(tables: Mapping[str, Table], periods: Sequence[str]) -> list[Issue]:
    """Every output table that is not of our form, and every column in one that we did not write.

    ``periods`` are those of the plan to come; those of the plan before stand in table RunInfo.
    """
    known = {*periods, *_former_periods(tables.get(schema.RUN_INFO.name))}
    return [
        issue
        for form in schema.OUTPUT_FORMS
        if form.name in tables
        for issue in _issues(form, tables[form.name], known)
    ]  # fmt: skip


def _former_periods(run_info: Table | None) -> list[str]:
    if run_info is None:
        return []
    texts = [row[1] for row in run_info.rows if len(row) > 1 and row[0] == PERIODS_FIELD]
    return [period for text in texts if isinstance(text, str) for period in text.split(PERIOD_SEPARATOR)]


def _issues(form: OutputForm, table: Table, periods: Collection[str]) -> Iterator[Issue]:
    headers = list(table.headers)
    if not _has_form(form, headers):
        wanted = ", ".join(form.headers(["<periods>"]))
        yield Issue(
            table.places.header(0), form.name, f"the headers {wanted}", f"{', '.join(headers[:8])}",
            f"rename this table: {form.name} is where the plan is written",
        )  # fmt: skip
        return
    for column in range(len(form.lead), len(headers)):
        ours = folded(headers[column]) in map(folded, form.tail) or (form.wide and headers[column] in periods)
        if not ours:
            yield Issue(
                table.places.header(column), f"{form.name}[{headers[column]}]", "only columns of the plan",
                f"the column '{headers[column]}'",
                "move it out of this table, which is written anew with every plan, or delete it",
            )  # fmt: skip


def _has_form(form: OutputForm, headers: Sequence[str]) -> bool:
    names = [folded(header) for header in headers]
    return names[: len(form.lead)] == [*map(folded, form.lead)] and {*map(folded, form.tail)} <= {*names}
