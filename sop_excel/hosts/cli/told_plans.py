"""A plan that was written, told as every answer is: in words, or as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sop_excel.hosts.cli.streams import say, tell, tell_notes

if TYPE_CHECKING:
    from sop_excel.planning import Written


def tell_plan(written: Written, in_json: bool, more: Mapping[str, Any] | None = None) -> bool:
    """Tell what became of a workbook, and whether there is a plan; the JSON object has ``more`` in it."""
    from sop_excel.domain.plan import NoPlan, Plan
    from sop_excel.domain.ways_out import no_plan_text
    from sop_excel.hosts.cli.show import as_json, as_text, proof_line, scenarios_json, scenarios_text

    answer = written.answer
    found = answer.report.found
    tell_notes((*answer.warnings, *answer.report.notes))
    if isinstance(found, NoPlan):
        tell(no_plan_text(found))
    compared: dict[str, Any] = {"scenarios": scenarios_json(answer.scenarios)} if answer.scenarios else {}
    if in_json:
        say(json.dumps(as_json(written) | compared | dict(more or {})))
    elif isinstance(found, Plan):
        say(as_text(found, written.path, answer.report.explanation), proof_line(found))
        if answer.since.sentence:
            say(answer.since.sentence.text, "")
    if compared and not in_json:
        table = scenarios_text(answer.scenarios)
        say(f"\n{table}", table)
    return isinstance(found, Plan)
