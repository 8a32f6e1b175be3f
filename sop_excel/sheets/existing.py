"""Output tables that are already there: are they ours to overwrite? (rule O4)"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from sop_excel.contract import schema
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.contract.output_forms import OutputForm
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.run_info import PERIOD_SEPARATOR, PERIODS_FIELD

HEADERS_TOLD = 8


def foreign_columns(tables: Mapping[str, Table], periods: Sequence[str]) -> list[Issue]:
    """Every output table that is not of our form, and every column in one that we did not write.

    ``periods`` are those of the plan to come; those of the plan before stand in tables RunInfo and PlanChart.
    """
    known = {*periods, *_former_periods(tables)}
    return [
        issue
        for form in (*schema.OUTPUT_FORMS, *LIFE_FORMS)
        if form.name in tables
        for issue in _issues(form, tables[form.name], known)
    ]  # fmt: skip


def _former_periods(tables: Mapping[str, Table]) -> list[str]:
    """From either table, since a planner may have deleted the other."""
    fields = cells_under(tables.get(schema.RUN_INFO.name), "Field", "Value")
    recorded = [value for field, value in fields if field == PERIODS_FIELD and isinstance(value, str)]
    charted = [period for (period,) in cells_under(tables.get(schema.PLAN_CHART.name), "Period")]
    lists = [text.split(PERIOD_SEPARATOR) for text in recorded]
    return [*chain.from_iterable(lists), *(period for period in charted if isinstance(period, str))]


def _issues(form: OutputForm, table: Table, periods: Collection[str]) -> Iterator[Issue]:
    """Why the table cannot be written anew, if it cannot.

    One with some of our fixed headers is ours, of an older version if not with all: the others come with the plan.
    """
    fixed = {folded(name) for name in (*form.lead, *form.tail)}
    names = [folded(header) for header in table.headers]
    if fixed.isdisjoint(names):
        yield _clash(form, table)
        return
    advice = say("move it out of this table, which is written anew with every plan, or delete it")
    if not fixed.issubset(names):
        advice = say(
            "{advice}; if the table is yours, rename it: {table} is where the plan is written",
            advice=advice, table=form.name,
        )  # fmt: skip
    for column, header in enumerate(table.headers):
        if names[column] not in fixed and not (form.wide and header in periods):
            place, found = table.places.header(column), say("the column {name}", name=quoted(header))
            yield Issue(place, f"{form.name}[{header}]", say("only columns of the plan"), found, advice)


def _clash(form: OutputForm, table: Table) -> Issue:
    """A table of our name with none of our headers."""
    wanted = say("the headers {names}", names=", ".join(form.headers(["<periods>"])))
    found = ", ".join(table.headers[:HEADERS_TOLD])
    advice = say("rename this table: {table} is where the plan is written", table=form.name)
    return Issue(table.places.header(0), form.name, wanted, found, advice)
