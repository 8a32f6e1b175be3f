"""Open workbooks whose plan stands in them, in memory: what a host hands to the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sop_excel.domain.problem import BASE
from sop_excel.domain.table import Table, Value
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.run_info import Stamp
from sop_excel.store.kept_run import KeptRun, run_of
from tests.tables import book, table

MADE = datetime(2020, 1, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class MemoryBook:
    """A workbook that is open and in no file."""

    has: Mapping[str, Table]
    name: str = "autumn"

    def table_names(self) -> Sequence[str]:
        """The names of its tables."""
        return list(self.has)

    def tables(self, names: Collection[str], headers_of: Collection[str] = ()) -> Mapping[str, Table]:
        """Those of its tables."""
        return {name: self.has[name] for name in names if name in self.has}

    def named_value(self, name: str, beside: str = "") -> Value:
        """It has no defined names."""
        return None

    def changed(self, table: str, row: int, column: str, value: Value) -> MemoryBook:
        """The book with one cell changed, as a planner does."""
        old = self.has[table]
        rows = [list(cells) for cells in old.rows]
        rows[row][list(old.headers).index(column)] = value
        return replace(self, has={**self.has, table: replace(old, rows=rows)})


def inputs(*others: Table, demand: float = 10.0) -> dict[str, Table]:
    """Two products over three months."""
    costs = ["Product", "Production cost", "Holding cost", "Safety stock"]
    return book(
        table("Products", costs, ["A", 5.0, 1.0, 2.0], ["B", 7.0, 2.0, 0.0]),
        table("Demand", ["Product", "2026-01", "2026-02", "2026-03"], ["A", demand, 20.0, 30.25], ["B", 1.0, 2.0, 3.0]),
        *others,
    )  # fmt: skip


def planned(
    run: str = "run-a",
    tables: Mapping[str, Table] | None = None,
    after: timedelta = timedelta(),
    name: str = "autumn",
    scenario: str = BASE,
) -> MemoryBook:
    """A workbook just planned, with ``run`` as the id of its run, begun so long after ``MADE``."""
    had = inputs() if tables is None else tables
    answer = plan_tables(had, replace(options_of(run, after, name), scenario=scenario))
    outputs = {one.name: table(one.name, one.headers, *one.rows) for one in answer.outputs}
    return MemoryBook({**had, **outputs}, name)


def options_of(run: str, after: timedelta = timedelta(), name: str = "autumn") -> Options:
    """How it is planned, at a moment that is known."""
    made = MADE + after
    return Options(name=name, stamp=Stamp(run, made.isoformat(sep=" "), 0.0, moment=made))


def kept_run(run: str, tables: Mapping[str, Table] | None = None, after: timedelta = timedelta()) -> KeptRun:
    """A run as ``optimize`` keeps it."""
    had, options = inputs() if tables is None else tables, options_of(run, after)
    return run_of(had, options, plan_tables(had, options))
