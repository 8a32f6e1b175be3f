"""``sop-excel publish``: the plan that stands in a workbook goes into the database."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.errors import SopError
from sop_excel.hosts.cli.before import BeforeHosts
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes

if TYPE_CHECKING:
    from sop_excel.planning import PlanningBook
    from sop_excel.store.publish import PublishedRun


class PublishHosts(BeforeHosts, Protocol):
    """What publishing has others do, which know files."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""


def publish(options: Typed, hosts: PublishHosts) -> int:
    """Publish the plan of a workbook and say what was counted afterwards."""
    from sop_excel.store.publish import PublishOptions
    from sop_excel.store.publish import publish as publish_plan

    asked = PublishOptions(options.database, options.force, options.reason or "")
    published = publish_plan(hosts.workbook(options.workbook), asked)
    published = replace(published, notes=(*published.notes, *_filled(options.workbook, hosts, published)))
    tell_notes((*(f"published in spite of this: {why}" for why in published.forced), *published.notes))
    sentences = published.sentences()
    if options.json:
        say(json.dumps(_answer(published)))
    else:
        say("\n".join(sentences), sentences[0])
    return 0


def _filled(workbook: Path, hosts: PublishHosts, published: PublishedRun) -> tuple[str, ...]:
    """Fill what the workbook gets; what to know of that. The plan is published, whatever happens to the workbook."""
    from sop_excel.preparing.prepared import Prepared

    if not published.fillings:
        return ()
    names = ", ".join(filling.table for filling in published.fillings)
    try:
        prepared = hosts.prepare(workbook, workbook, lambda _: Prepared((), published.fillings), False)
    except SopError as error:
        return (f"the plan is published, but table {names} of the workbook was not filled: {error}",)
    return prepared.notes


def _answer(published: PublishedRun) -> dict[str, Any]:
    run, sums = published.run, published.sums
    assert run.published_at is not None  # noqa: S101 - for types
    return {
        "status": "published" if published.is_new else "unchanged",
        "run": run.run_id,
        "plan": run.plan_name,
        "scenario": run.scenario,
        "database": published.where,
        "published_at": run.published_at.isoformat(),
        "published_by": run.published_by,
        "rows": sums.rows,
        "sums": sums.amounts,
        "replaced": published.replaced or None,
        "forced": [*published.forced],
        "filled": [filling.table for filling in published.fillings],
        "notes": [*published.notes],
    }
