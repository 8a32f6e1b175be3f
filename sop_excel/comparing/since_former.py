"""A run beside the one before it: what is written and told of what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sop_excel.comparing.cost_changes import PricedProblem
from sop_excel.comparing.plan_changes import numbers_of
from sop_excel.comparing.two_plans import ComparedPlan, PlansCompared, compared_plans, plan_in
from sop_excel.contract.life_tables import COST_CHANGES, PLAN_CHANGES
from sop_excel.domain.former_run import FormerRun
from sop_excel.domain.plan import Found, NoPlan
from sop_excel.domain.report import Report
from sop_excel.domain.said import capital, say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import quoted
from sop_excel.model.mishap import attempted
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import input_hash, recorded

FORMS = (PLAN_CHANGES, COST_CHANGES)
OWN_NAME = "give this one a name of its own, in setting Plan name"


def since_former(
    former: FormerRun | None, found: Found, tables: Mapping[str, Table], allowed: int | None = None
) -> PlansCompared:
    """What changed since the former run.

    Where there is none, or no plan now, those of its tables that the workbook has are blanked, since stale numbers
    would look like those of this plan (rule O5); but where the inputs are those of the run before, whose former run
    nobody knows any more, they stay. ``allowed`` is how many plans may be made to share the difference of cost out.
    """
    present = tables.keys()
    if isinstance(found, NoPlan):
        return _blank(present)
    if former is None:
        return PlansCompared() if recorded(tables, "Input hash") == input_hash(tables) else _blank(present)

    def compare() -> PlansCompared:
        before = plan_before(former, found.problem.name)
        after = ComparedPlan(
            "this plan", numbers_of(found), PricedProblem(found.problem, found.objective, found.quantities)
        )
        if before is None:
            return _blank(present)
        if not set(before.numbers.products) & set(found.problem.product_codes):
            return replace(_blank(present), notes=(_another(before, found.problem.name),))
        return compared_plans(before, after, allowed)

    told, missing = attempted("What changed since the plan before", compare, _blank(present))
    return replace(told, notes=(*told.notes, *missing))


def _another(before: ComparedPlan, name: str) -> str:
    """Two plans of one name that have no product in common: workbooks made from one template, say."""
    return say(
        "{former} is called {name} too and has none of these products: they are not compared; if it is another plan, "
        "give this one a name of its own, in setting Plan name.",
        former=capital(before.name), name=quoted(name),
    )  # fmt: skip


def _blank(present: Collection[str]) -> PlansCompared:
    return PlansCompared(tuple(output_table(form, []) for form in FORMS if form.name in present))


def with_since(report: Report, since: PlansCompared) -> Report:
    """The report with what changed among its notes, and as the second of its sentences."""
    spent = {"changes": since.seconds} if since.seconds else {}
    report, notes = replace(report, seconds={**report.seconds, **spent}), (*report.notes, *since.notes)
    if since.sentence is None:
        return replace(report, notes=notes)
    first, *rest = report.explanation.sentences or (None,)
    told = tuple(one for one in (first, since.sentence, *rest) if one is not None)
    return replace(report, notes=notes, explanation=replace(report.explanation, sentences=told))


def plan_before(former: FormerRun, name: str) -> ComparedPlan | None:
    """The plan of a run that was kept; None where it had none. ``name`` is the plan's where its settings say none."""
    moment = _shown(former.date)
    origin = say("Run {run} of {moment}.", run=former.run_id, moment=moment)
    if former.published:
        origin = say("Run {run} of {moment}, published.", run=former.run_id, moment=moment)
    return plan_in(former.tables, say("the plan of {moment}", moment=moment), name, origin)


def _shown(moment: str) -> str:
    """An ISO moment as it was on the clock here, to the minute."""
    made = datetime.fromisoformat(moment)
    return (made.astimezone() if made.tzinfo else made).strftime("%Y-%m-%d %H:%M")
