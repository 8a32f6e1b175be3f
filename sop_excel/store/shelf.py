"""All runs that are kept, in the journal and in the database: a list of them, and one by the beginning of its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sop_excel.contract import schema
from sop_excel.contract.life_tables import RUNS
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.table import OutputTable
from sop_excel.domain.vocabulary import counted, first_few, folded, quoted
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.planning import PlanningBook, named_tables
from sop_excel.running_step import running
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.store.address import Address, address, journal
from sop_excel.store.database_tables import plan_current, plan_runs
from sop_excel.store.kept_run import KeptRun
from sop_excel.store.transactions import is_journal, reading

_TOLD = 5
_LISTED = (
    "run_id", "plan_name", "scenario", "made_at", "made_by", "status", "currency", "total_cost", "lower_bound", "gap",
    "published_at", "published_by", "forced_reason",
)  # fmt: skip


@dataclass(frozen=True)
class RunLine:
    """What a list says of a run; amounts are money (the bound is one of cost less revenue), the gap a share.
    ``is_current``: it is the published plan of its name."""

    run_id: str
    plan_name: str
    scenario: str
    made_at: datetime
    made_by: str
    status: str
    currency: str
    total_cost: float | None
    lower_bound: float | None
    gap: float | None
    published_at: datetime | None
    published_by: str
    forced_reason: str
    is_current: bool = False

    @property
    def note(self) -> str:
        """What is to know of it besides, on one line."""
        forced = f"forced: {self.forced_reason.splitlines()[0]}" if self.forced_reason else ""
        return "; ".join(filter(None, ["current" if self.is_current else "", forced]))


@dataclass(frozen=True)
class Shelf:
    """Where runs are kept. A database that was only chosen, not asked for, may fail: the journal still answers."""

    places: tuple[Address, ...]
    needed: bool = True

    @classmethod
    def of(cls, database: str | None = None) -> Shelf:
        """The journal, and the database if that is another one. Raises InputError for a URL that is none of ours."""
        chosen = address(database)
        own = (journal(),) if not is_journal(chosen) else ()
        return cls((*own, chosen), needed=bool(database) or not own)

    @running("looking for runs")
    def lines(self, plan: str = "", limit: int = 20) -> tuple[tuple[RunLine, ...], tuple[str, ...]]:
        """The newest runs, of one plan or of all, and notes; of one that is kept twice what the database says of it."""
        found: dict[str, RunLine] = {}
        columns = [plan_runs.c[name] for name in _LISTED]
        query = sa.select(*columns).order_by(plan_runs.c.made_at.desc(), plan_runs.c.run_id).limit(limit)
        query = query.where(plan_runs.c.plan_name == plan) if plan else query
        notes = []
        for place in self.places:
            (rows, current), note = self._asked(place, query, sa.select(plan_current.c.run_id))
            notes += note
            ids = {row["run_id"] for row in current}
            found |= {row["run_id"]: _line(row, row["run_id"] in ids) for row in rows}
        newest = sorted(found.values(), key=lambda line: (line.made_at, line.run_id), reverse=True)
        return tuple(newest[:limit]), tuple(notes)

    @running("looking for the run")
    def run(self, beginning: str) -> KeptRun:
        """The one run whose id begins so. Raises InputError where there is none, or more than one."""
        if not beginning.strip():
            raise InputError([Issue("RUN", "", "the id of a run, or its beginning", "nothing", _LIST)])
        begins = plan_runs.c.run_id.startswith(beginning.strip(), autoescape=True)
        found: dict[str, Mapping[str, Any]] = {}
        for place in self.places:
            (rows,), _ = self._asked(place, sa.select(plan_runs).where(begins).limit(_TOLD + 1))
            found |= {row["run_id"]: row for row in rows}
        exact = found.get(beginning.strip())
        if exact is None and len(found) != 1:
            several = f"{counted(len(found), 'run')}: {first_few(sorted(found), _TOLD)}" if found else "none"
            raise InputError([Issue(f"run {quoted(beginning)}", "", "one run", several, _LIST)])
        return KeptRun.of_row(exact or next(iter(found.values())))

    def _asked(self, place: Address, *queries: sa.Select[Any]) -> tuple[list[list[dict[str, Any]]], list[str]]:
        """The rows of each query by their columns; none, and a note, of a place that fails and is not needed."""
        nothing: list[list[dict[str, Any]]] = [[] for _ in queries]
        try:
            with reading(place) as connection:
                return (nothing if connection is None else [_rows(connection, query) for query in queries]), []
        except MachineError as error:
            if self.needed or place is self.places[0]:
                raise
            return nothing, [f"only the runs of this machine: {error}"]


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in connection.execute(query).mappings()]


_LIST = "see sop-excel runs"


def _line(row: Mapping[str, Any], is_current: bool) -> RunLine:
    texts = {name: row[name] or "" for name in ("made_by", "status", "currency", "published_by", "forced_reason")}
    return RunLine(**{**row, **texts}, is_current=is_current)


def runs_table(lines: Iterable[RunLine]) -> OutputTable:
    """Table Runs."""
    return output_table(RUNS, [RUNS.row(_cells(line)) for line in lines])


def _cells(line: RunLine) -> dict[str, Any]:
    published = f"{shown_moment(line.published_at)} {line.published_by}".strip() if line.published_at else None
    return {
        "Run": line.run_id,
        "Date": shown_moment(line.made_at),
        "By": line.made_by or None,
        "Scenario": line.scenario,
        "Status": line.status,
        "Total cost": line.total_cost,
        "Gap": line.gap,
        "Published": published,
        "Note": line.note or None,
    }


def shown_moment(moment: datetime) -> str:
    """A moment in local time, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def plan_name_of(book: PlanningBook) -> str:
    """What the plan of a workbook is called, whatever else is wrong in it."""
    settings = named_tables(book, (schema.SETTINGS_TABLE.name,)).get(schema.SETTINGS_TABLE.name)
    rows = cells_under(settings, "Setting", "Value")
    named = (text_of(value) for name, value in rows if folded(text_of(name) or "") == folded("Plan name"))
    return next(filter(None, named), "") or book.name
