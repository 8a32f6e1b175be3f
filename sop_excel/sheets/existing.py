"""Output tables that are already there: are they ours to overwrite? (rule O4)"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from sop_excel.contract import schema
from sop_excel.contract.output_forms import OutputForm
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.run_info import PERIOD_SEPARATOR, PERIODS_FIELD

HEADERS_TOLD = 8


def foreign_columns(tables: Mapping[str, Table], periods: Sequence[str]) -> list[Issue]:
    """Every output table that is not of our form, and every column in one that we did not write.

    ``periods`` are those of the plan to come; those of the plan before stand in tables RunInfo and PlanChart.
    """
    known = {*periods, *_former_periods(tables)}
    return [
        issue
        for form in schema.OUTPUT_FORMS
        if form.name in tables
        for issue in _issues(form, tables[form.name], known)
    ]  # fmt: skip


def _former_periods(tables: Mapping[str, Table]) -> list[str]:
    """From either table, since a planner may have deleted the other."""
    recorded = [row[1] for row in _rows(tables, schema.RUN_INFO) if len(row) > 1 and row[0] == PERIODS_FIELD]
    charted = [row[0] for row in _rows(tables, schema.PLAN_CHART)]
    lists = [text.split(PERIOD_SEPARATOR) for text in recorded if isinstance(text, str)]
    return [*chain.from_iterable(lists), *(period for period in charted if isinstance(period, str))]


def _rows(tables: Mapping[str, Table], form: OutputForm) -> Sequence[Sequence[Value]]:
    return tables[form.name].rows if form.name in tables else ()


def _issues(form: OutputForm, table: Table, periods: Collection[str]) -> Iterator[Issue]:
    headers = list(table.headers)
    missing = _missing(form, headers)
    if missing:
        yield _clash(form, table, missing)
        return
    for column in range(len(form.lead), len(headers)):
        ours = folded(headers[column]) in map(folded, form.tail) or (form.wide and headers[column] in periods)
        if not ours:
            yield Issue(
                table.places.header(column), f"{form.name}[{headers[column]}]", "only columns of the plan",
                f"the column {quoted(headers[column])}",
                "move it out of this table, which is written anew with every plan, or delete it",
            )  # fmt: skip


def _clash(form: OutputForm, table: Table, missing: Sequence[str]) -> Issue:
    """A table of our name: another's with none of our headers, or ours that has lost some."""
    wanted = f"the headers {', '.join(form.headers(['<periods>']))}"
    if len(missing) == len(form.lead) + len(form.tail):
        found = ", ".join(table.headers[:HEADERS_TOLD])
        advice = f"rename this table: {form.name} is where the plan is written"
    else:
        found = f"no {' and no '.join(missing)}"
        advice = "put it back where it was, or delete the sheet: the next run brings a new one"
    return Issue(table.places.header(0), form.name, wanted, found, advice)


def _missing(form: OutputForm, headers: Sequence[str]) -> list[str]:
    """The fixed headers of the form that do not stand in their place (those of the tail: anywhere)."""
    names = [folded(header) for header in headers]
    lead = [name for name, place in zip_longest(form.lead, names[: len(form.lead)]) if folded(name) != place]
    return [*lead, *(name for name in form.tail if folded(name) not in names)]
