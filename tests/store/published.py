"""Plans to publish, and what a database holds of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from sop_excel.store.address import parsed
from sop_excel.store.connecting import connected
from sop_excel.store.publish import PublishedRun, PublishOptions, publish
from tests.tables import table
from tests.unit.store.books import MemoryBook, inputs, planned

PERIODS = [f"2026-{month:02}" for month in range(1, 13)]
ROWS = 2 * len(PERIODS)


def plan(run: str, name: str = "autumn", demand: float = 10.0) -> MemoryBook:
    """A plan of two products over a year."""
    made = inputs(table("Demand", ["Product", *PERIODS], ["A", *[demand] * 12], ["B", *range(12)]))
    return planned(run, made, timedelta(), name)


def published(book: MemoryBook, url: str, reason: str = "", who: str = "anna") -> PublishedRun:
    """Publish it; with a ``reason`` in spite of what speaks against it."""
    return publish(book, PublishOptions(url, bool(reason), reason, who))


@dataclass(frozen=True)
class Held:
    """What a database holds of a plan: the rows of each run, the runs, and which one is current ("" for none)."""

    rows: Mapping[str, int]
    production: float
    runs: frozenset[str]
    current: str


def held(url: str, name: str = "autumn") -> Held:
    """What it holds of the plan of this name."""
    with connected(parsed(url, "a test")) as connection:

        def all_of(query: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(sa.text(query), {"plan": name})]

        rows = all_of(
            "SELECT run_id, count(*), sum(production_qty) FROM supply_plans WHERE plan_name = :plan GROUP BY 1"
        )
        runs = all_of("SELECT run_id FROM plan_runs WHERE plan_name = :plan")
        current = all_of("SELECT run_id FROM plan_current WHERE plan_name = :plan")
        return Held(
            {str(run): int(str(count)) for run, count, _ in rows},
            float(sum(float(str(made)) for _, _, made in rows)),
            frozenset(str(run) for (run,) in runs),
            str(current[0][0]) if current else "",
        )
