"""Table RunInfo: when, how and from which inputs the plan was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sop_excel.contract import schema
from sop_excel.domain.depths import FULL
from sop_excel.domain.plan import Found, Plan
from sop_excel.domain.problem import BASE
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.fingerprint import Watched
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.reading.published_plan import published_plan_counts

RUN_ID_FIELD = "Run id"
PERIODS_FIELD = "Periods"
SCENARIO_FIELD = "Scenario"  # the one whose plan is written
COMPARED_FIELD = "Scenarios compared"  # the hash of the inputs that table ScenarioSummary shows
OWN_RULE_FIELD = "Own rule"  # what the planner's own rule would cost, in a sentence
MISSED_FIELD = "Missed at a penalty"  # which limits are missed, by how much and at what cost, in a sentence
BOTTLENECK_FIELD = "Bottleneck"  # the resource that limits the plan most
FORMER_FIELD = "Since the plan before"  # what changed since then, in a sentence
EXPLAINED_FIELD = "Explanation"  # how far the plan is explained, where that is not in full
PERIOD_SEPARATOR = " | "


@dataclass(frozen=True)
class Stamp:
    """What tells two runs on the same inputs apart; a fixed one makes a workbook that can be rebuilt to the byte.

    ``compared`` is the hash of the inputs that table ScenarioSummary shows, "" where it shows none. ``moment`` is the
    date to the microsecond, where somebody has to know which of two came first. ``explained`` is how far the plan is.
    """

    run_id: str
    date: str
    seconds: float | None = None
    compared: str = ""
    explained: str = FULL
    moment: datetime | None = None

    @classmethod
    def now(cls) -> Stamp:
        """A stamp of this moment, local time with its offset."""
        moment = datetime.now().astimezone()
        return cls(uuid4().hex[:12], moment.isoformat(sep=" ", timespec="seconds"), moment=moment)


def input_hash(tables: Mapping[str, Table]) -> str:
    """A short hash of the input tables, to be read by people."""
    return content_hash(tables)[:16]


def content_hash(tables: Mapping[str, Table]) -> str:
    """A hash of the headers and raw cells of the input tables, wherever they stand.

    The plan that was last published is one of them only where it counts: to publish a plan leaves it as it is.
    """
    digest = hashlib.sha256()
    published = schema.PUBLISHED_PLAN.name
    left_out = published if published in tables and not published_plan_counts(tables) else None
    for form in schema.INPUT_TABLES:
        if form.name in tables and form.name != left_out:
            table = tables[form.name]
            digest.update(repr((form.name, tuple(table.headers))).encode())
            for row in table.rows:
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def recorded(tables: Mapping[str, Table], field: str) -> str:
    """What table RunInfo says of the last run; "" where it says nothing."""
    rows = cells_under(tables.get(schema.RUN_INFO.name), "Field", "Value")
    return next((str(value) for name, value in rows if name == field and value is not None), "")


def recorded_scenario(tables: Mapping[str, Table]) -> str:
    """The scenario whose plan stands in the workbook; the base where no plan does."""
    return recorded(tables, SCENARIO_FIELD) or BASE


def run_info(
    plan: Found,
    spent: Mapping[str, float],
    stamp: Stamp,
    inputs: str,
    watched: Mapping[str, Watched],
    said: Mapping[str, Value] | None = None,
) -> OutputTable:
    """Table RunInfo.

    ``spent`` are the seconds of each step, ``inputs`` is the hash of the inputs, and ``watched`` are the cells whose
    later change table Checks shall see; ``said`` is what the page for the meeting says of the plan besides, by
    the fields.
    """
    found = plan if isinstance(plan, Plan) else None
    seconds = stamp.seconds if stamp.seconds is not None else round(sum(spent.values()), 3)
    rows: list[tuple[str, Value]] = [
        ("Plan name", plan.problem.name),
        (RUN_ID_FIELD, stamp.run_id),
        ("Date", stamp.date),
        ("Seconds", seconds),
        ("Input hash", inputs),
        (SCENARIO_FIELD, plan.problem.scenario),
        *([(COMPARED_FIELD, stamp.compared)] if stamp.compared else []),
        ("Model", _model(plan)),
        ("Solver", plan.solver),
        ("Status", plan.status),
        ("Currency", plan.problem.currency),
        ("Objective", found.objective if found else None),
        ("Lower bound", found.proof.lower_bound if found else None),
        ("Bound from", found.proof.bound_source if found else None),
        ("Gap", found.gap if found else None),
        *([(EXPLAINED_FIELD, stamp.explained)] if stamp.explained != FULL else []),
        *(said or {}).items(),
        ("Products", float(len(plan.problem.product_codes))),
        (PERIODS_FIELD, PERIOD_SEPARATOR.join(plan.problem.periods)),
    ]
    for name, cells in watched.items():
        rows += [(f"{name} {kind}", figure) for kind, figure in cells.fingerprint.items()]
    form = schema.RUN_INFO
    return output_table(form, [form.row({"Field": field, "Value": value}) for field, value in rows])


def _model(found: Found) -> str:
    """What kind of model was solved."""
    if found.problem.policies.whole_units:
        return "whole units"
    return "whole numbers" if isinstance(found, Plan) and found.is_whole else "linear program"
