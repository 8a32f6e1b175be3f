"""``sop-excel add``: a table or a column that a workbook lacks, as the full template has it."""

from __future__ import annotations

import json
from pathlib import Path

from sop_excel.hosts.cli.before import BeforeHosts
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes


def add(options: Typed, hosts: BeforeHosts) -> int:
    """Bring one table or column into a workbook."""
    from sop_excel.preparing.add import add_to

    target: Path = options.output or options.workbook
    prepared = hosts.prepare(options.workbook, target, lambda book: add_to(book, options.what), options.force)
    tell_notes(prepared.notes)
    if options.json:
        told = {"status": "ok", "summary": [*prepared.summary], "notes": [*prepared.notes], "output": str(target)}
        say(json.dumps(told))
    else:
        where = f"Workbook: {target}"
        say("\n".join([*prepared.summary, where]), where)
    return 0
