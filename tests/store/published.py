"""Plans to publish, and what a database holds of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.store.address import parsed
from sop_excel.store.connecting import connected
from sop_excel.store.publish import Published, PublishOptions, publish
from tests.commands import sop_excel
from tests.workbooks import make_workbook

PERIODS = [f"2026-{month:02}" for month in range(1, 13)]


def planned(path: Path, name: str, products: int = 3, demand: int = 10) -> Path:
    """A workbook with a plan of this name."""
    codes = [f"P{n}" for n in range(products)]
    make_workbook(
        path,
        {
            "Products": [["Product", "Production cost", "Holding cost", "Initial inventory"],
                         *([code, 5 + n, 1, 4] for n, code in enumerate(codes))],
            "Demand": [["Product", *PERIODS],
                       *([code, *(demand + (n * t) % 7 for t in range(12))] for n, code in enumerate(codes))],
            "Settings": [["Setting", "Value"], ["Plan name", name]],
        },
    )  # fmt: skip
    ran = sop_excel("optimize", path)
    assert ran.status == 0, ran.err
    return path


def published(path: Path, url: str, reason: str = "", who: str = "anna") -> Published:
    """Publish it; with a ``reason`` in spite of what speaks against it."""
    return publish(Workbook.open(path), PublishOptions(url, bool(reason), reason, who))


@dataclass(frozen=True)
class Held:
    """What a database holds of a plan: the rows of each run, the runs, and which one is current ("" for none)."""

    rows: Mapping[str, int]
    production: float
    runs: frozenset[str]
    current: str


def held(url: str, plan: str) -> Held:
    """What it holds of the plan of this name; nothing where there are no tables."""
    with connected(parsed(url, "a test")) as connection:
        if not sa.inspect(connection).has_table("plan_current"):
            return Held({}, 0.0, frozenset(), "")

        def all_of(query: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(sa.text(query), {"plan": plan})]

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
