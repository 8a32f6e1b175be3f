"""A run as it is kept: what was planned, how, by which versions, and what came of it."""

from __future__ import annotations

import getpass
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sop_excel.contract import schema
from sop_excel.domain.former_run import FormerRun
from sop_excel.domain.plan import Found, Plan
from sop_excel.domain.table import OutputTable, Table
from sop_excel.errors import MachineError
from sop_excel.planning import Answer, Options
from sop_excel.sheets.run_info import input_hash
from sop_excel.store.tables_json import canonical, packed, sha256, tables_of_json, unpacked

INPUTS = tuple(form.name for form in schema.INPUT_TABLES)
# Of the outputs what shows a plan and compares it; charts and proofs are made again by planning it again.
OUTPUTS = tuple(
    form.name
    for form in schema.OUTPUT_FORMS
    if form not in (schema.PLAN_CHART, schema.CHART_CHOICES, schema.CHECKS, schema.CERTIFICATE)
)


@dataclass(frozen=True)
class KeptRun:
    """One run. ``made_at`` is when it began, ``inputs`` and ``outputs`` are tables as canonical JSON, amounts money.

    ``options`` say what was asked of it, ``program`` and ``python`` are versions ("" where nobody knows them), and
    ``forced_reason`` is why it was published in spite of what spoke against it.
    """

    run_id: str
    plan_name: str
    scenario: str
    made_at: datetime
    made_by: str
    program: str
    solver: str
    python: str
    options: Mapping[str, str | None]
    input_hash: str
    inputs: bytes
    outputs: bytes
    status: str
    currency: str
    total_cost: float | None = None
    revenue: float | None = None
    profit: float | None = None
    lower_bound: float | None = None
    gap: float | None = None
    published_at: datetime | None = None
    published_by: str = ""
    published_sha256: str = ""
    forced_reason: str = ""

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Inputs and outputs by the names of the contract."""
        return tables_of_json(self.inputs, self.run_id) | tables_of_json(self.outputs, self.run_id)

    @cached_property
    def inputs_sha256(self) -> str:
        """The hash of the inputs as they are kept."""
        return sha256(self.inputs)

    def former(self) -> FormerRun:
        """The run for one that comes after it."""
        date = self.made_at.isoformat(sep=" ", timespec="seconds")
        return FormerRun(self.run_id, date, self.published_at is not None, self.tables)

    def row(self, kept_at: datetime) -> dict[str, Any]:
        """The run by the columns of its table."""
        own = {name: getattr(self, name) or None for name in ("made_by", "program", "solver", "python", *_PUBLISHED)}
        plain = ("run_id", "plan_name", "scenario", "made_at", "input_hash", "status", "currency", *_AMOUNTS)
        return {name: getattr(self, name) for name in plain} | own | {
            "kept_at": kept_at,
            "options": json.dumps(dict(self.options), sort_keys=True),
            "inputs_sha256": self.inputs_sha256,
            "inputs": packed(self.inputs),
            "outputs": packed(self.outputs),
        }  # fmt: skip

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> KeptRun:
        """The run in a row of its table. Raises MachineError for one that is no longer as it was kept."""
        try:
            return cls._of_row(row)
        except (ValueError, KeyError, TypeError) as fault:
            raise MachineError(f"run {row['run_id']} is damaged where it is kept: {fault}") from None

    @classmethod
    def _of_row(cls, row: Mapping[str, Any]) -> KeptRun:
        own: dict[str, Any] = {
            name: row[name] or "" for name in ("made_by", "program", "solver", "python", "input_hash", "status")
        }
        own |= {name: row[name] or "" for name in ("currency", "published_by", "published_sha256", "forced_reason")}
        plain = ("run_id", "plan_name", "scenario", "made_at", "published_at", *_AMOUNTS)
        inputs, outputs = (unpacked(bytes(row[name])) for name in ("inputs", "outputs"))
        if sha256(inputs) != row["inputs_sha256"]:
            raise ValueError("its inputs are not those that were kept")
        options = json.loads(row["options"] or "{}")
        found = {name: row[name] for name in plain}
        return cls(**found, **own, options=options, inputs=inputs, outputs=outputs)


_AMOUNTS = ("total_cost", "revenue", "profit", "lower_bound", "gap")
_PUBLISHED = ("published_at", "published_by", "published_sha256", "forced_reason")


def user_name() -> str:
    """Who this is, as the system calls them; "" where it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, or a system that has none
        return ""


def this_python() -> str:
    """The version of Python that runs."""
    return platform.python_version()


def this_program() -> str:
    """The version of this program; "" where nobody has installed it."""
    try:
        return version("sop-excel")
    except PackageNotFoundError:
        return ""


def run_of(tables: Mapping[str, Table], options: Options, answer: Answer) -> KeptRun:
    """The run that has just given this answer to these tables."""
    found = answer.report.found
    moment = options.stamp.moment or datetime.fromisoformat(options.stamp.date)
    return with_amounts(
        KeptRun(
            run_id=options.stamp.run_id,
            plan_name=found.problem.name,
            scenario=found.problem.scenario,
            made_at=moment.astimezone(),
            made_by=user_name(),
            program=this_program(),
            solver=found.solver,
            python=this_python(),
            options={
                "name": options.name,
                "solver": options.solver,
                "scenario": options.scenario,
                "explain": options.explain,
            },
            input_hash=input_hash(tables),
            inputs=canonical({name: tables[name] for name in INPUTS if name in tables}),
            outputs=canonical(kept_outputs({output.name: output for output in answer.outputs})),
            status=found.status,
            currency=found.problem.currency,
        ),
        found,
    )


def kept_outputs(tables: Mapping[str, Table | OutputTable]) -> dict[str, Table | OutputTable]:
    """Those of the tables that are kept as outputs."""
    return {name: tables[name] for name in OUTPUTS if name in tables}


def with_amounts(run: KeptRun, found: Found) -> KeptRun:
    """The run with what its plan costs and earns, and the least that any plan costs."""
    if not isinstance(found, Plan):
        return run
    return replace(
        run,
        total_cost=found.total_cost,
        revenue=found.revenue,
        profit=found.profit,
        lower_bound=found.proof.lower_bound,
        gap=found.gap,
    )
