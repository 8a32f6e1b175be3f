"""``sop-excel verify``: a second opinion on a planner's workbook, line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from math import isfinite
from typing import Any

from sop_excel.contract.output_tables import RUN_INFO
from sop_excel.domain.plan import NoPlan
from sop_excel.domain.problem import BASE
from sop_excel.hosts.cli.streams import is_quiet, tell_notes
from sop_excel.model.verify import Finding, Verification, verify
from sop_excel.planning import HEADERS_ENOUGH, PlanningBook, checked_problem, tables_of
from sop_excel.sheets.read_plan import TABLES, written_plan
from sop_excel.sheets.run_info import recorded_scenario

AGREES, DISAGREES, NO_PLAN = 0, 1, 3


def verify_workbook(book: PlanningBook, as_json: bool, say: Callable[[str], None]) -> int:
    """Verify the plan of the scenario that the workbook holds, say what was compared, and return the exit status.

    Raises InputError with every problem of the input, and SolverError when our engine breaks down.
    """
    headers_enough = [name for name in HEADERS_ENOUGH if name not in TABLES]
    tables = tables_of(book, headers_enough)
    problem, warnings = checked_problem(tables, book.name, recorded_scenario(tables), RUN_INFO.name)
    tell_notes(warnings)
    found = verify(problem, written_plan(tables, problem))
    status = AGREES if found.agrees else DISAGREES
    if found.agrees and isinstance(found.plan, NoPlan):
        status = NO_PLAN
    told = _last_line if is_quiet() else _text
    say(json.dumps(_answer(found, status)) if as_json else told(found, status))
    return status


def _answer(found: Verification, status: int) -> dict[str, Any]:
    word = {AGREES: "agrees", DISAGREES: "disagrees", NO_PLAN: "infeasible"}[status]
    return {"status": word, "scenario": found.plan.problem.scenario, "currency": found.plan.problem.currency,
            "findings": [_plain(f) for f in found.findings]}  # fmt: skip


def _plain(finding: Finding) -> dict[str, Any]:
    """A finding as JSON can say it: a number that is none is null."""
    answer = asdict(finding)
    answer["figures"] = {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in finding.figures.items()
    }
    return answer


_VERDICTS = {True: "agrees   ", False: "DISAGREES", None: "no answer"}


def _text(found: Verification, status: int) -> str:
    width = max(len(finding.what) for finding in found.findings)
    lines = [f"{_VERDICTS[finding.agrees]}  {finding.what.ljust(width)}  {finding.said}" for finding in found.findings]
    last = _last_line(found, status)
    scenario = found.plan.problem.scenario
    return "\n".join([*([] if scenario == BASE else [f"Scenario: {scenario}"]), *lines, last])


def _last_line(found: Verification, status: int) -> str:
    by_verdict = {
        verdict: [finding.what for finding in found.findings if finding.agrees is verdict] for verdict in _VERDICTS
    }
    agreeing, wrong, unanswered = by_verdict.values()
    count = len(found.findings)
    without = f" No answer to compare: {', '.join(unanswered)}." if unanswered else ""
    if status == NO_PLAN:
        return (
            f"No plan exists: our engine says so.{without}" if without else "No plan exists: both formulations say so."
        )
    if status == DISAGREES:
        return f"{len(wrong)} of {count} comparisons disagree: {', '.join(wrong)}.{without}"
    return (
        f"{len(agreeing)} of {count} comparisons agree, none disagrees.{without}"
        if without
        else f"All {count} comparisons agree."
    )
