"""A plan that was written, told as every answer is: in words, or as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sop_excel.hosts.cli.issues import issue_object
from sop_excel.hosts.cli.streams import say, tell, tell_notes
from sop_excel.hosts.cli.table_rows import rows_of

if TYPE_CHECKING:
    from sop_excel.errors import Issue
    from sop_excel.planning import Written

FULL = "full"  # of what ``--json`` may be: all that there is


def tell_plan(written: Written, in_json: str, more: Mapping[str, Any] | None = None) -> bool:
    """Tell what became of a workbook, in its language as far as it speaks of what stands there, and whether there is
    a plan; the JSON object has ``more`` in it, and where it is to be ``full`` the rows of all tables, and each note as
    an object."""
    from sop_excel.domain.plan import NoPlan, Plan
    from sop_excel.domain.said import in_language
    from sop_excel.domain.told_issues import line_in
    from sop_excel.domain.ways_out import no_plan_text
    from sop_excel.hosts.cli.show import as_json, as_text, proof_line, scenarios_json, scenarios_text

    answer = written.answer
    found = answer.report.found
    notes: tuple[str | Issue, ...] = (*answer.warnings, *answer.report.notes)
    language = found.problem.language
    tell_notes(line_in(note, language) for note in notes)
    if isinstance(found, NoPlan):
        tell(in_language(no_plan_text(found), language))
    compared: dict[str, Any] = {"scenarios": scenarios_json(answer.scenarios)} if answer.scenarios else {}
    if in_json == FULL:
        compared |= {"tables": rows_of(answer.outputs), "problems": [*map(issue_object, notes)]}
    if in_json:
        say(json.dumps(as_json(written) | compared | dict(more or {})))
    elif isinstance(found, Plan):
        say(as_text(found, written.path, answer.report.explanation), proof_line(found))
        if answer.since.sentence:
            say(in_language(answer.since.sentence.text, language), "")
    if answer.scenarios and not in_json:
        table = scenarios_text(answer.scenarios)
        say(f"\n{table}", table)
    return isinstance(found, Plan)
