"""A plan beside the one before it: what changed and why, as tables, in a sentence and as an object."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np

from sop_excel.comparing.cost_changes import ALLOWED, CostDifference, Priced, cost_difference
from sop_excel.comparing.cost_words import (
    capital,
    cost_changes_table,
    difference_object,
    difference_words,
)
from sop_excel.comparing.plan_changes import (
    MOST,
    PlanDifference,
    numbers_of,
    plan_changes_table,
    plan_difference,
)
from sop_excel.contract import schema
from sop_excel.contract.life_tables import COST_CHANGES, PLAN_CHANGES
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.former_run import FormerRun
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.report import Report
from sop_excel.domain.table import OutputTable, Table
from sop_excel.domain.vocabulary import counted, first_few, quoted
from sop_excel.errors import InputError
from sop_excel.model.mishap import attempted
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.plan_numbers import PlanNumbers, plan_numbers
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.run_info import input_hash, recorded, recorded_scenario

FORMS = (PLAN_CHANGES, COST_CHANGES)
KIND = "since former"  # of the sentence
NAMED = 5  # products or periods that a note names


@dataclass(frozen=True)
class PlanBefore:
    """A plan that is compared with a later one.

    ``name`` is what sentences call it, ``origin`` where it is from. ``priced`` is None where its inputs cannot be read
    any more; ``notes`` say so.
    """

    name: str
    numbers: PlanNumbers
    priced: Priced | None = None
    origin: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SinceFormer:
    """What is told of a plan beside the one before: tables, a sentence, notes, and the same for programs."""

    outputs: tuple[OutputTable, ...] = ()
    sentence: Sentence | None = None
    notes: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)


def since_former(
    former: FormerRun | None, found: Found, tables: Mapping[str, Table], allowed: int = ALLOWED
) -> SinceFormer:
    """What changed since the former run.

    Where there is none, or no plan now, those of its tables that the workbook has are blanked, since stale numbers
    would look like those of this plan (rule O5); but where the inputs are those of the run before, whose former run
    nobody knows any more, they stay. ``allowed`` is how much work may be done to share the difference of cost out.
    """
    present = tables.keys()
    if isinstance(found, NoPlan):
        return _blank(present)
    if former is None:
        return SinceFormer() if recorded(tables, "Input hash") == input_hash(tables) else _blank(present)

    def compare() -> SinceFormer:
        before = plan_before(former, found.problem.name)
        return _blank(present) if before is None else compared_plans(before, found, allowed)

    told, missing = attempted("What changed since the plan before", compare, _blank(present))
    return replace(told, notes=(*told.notes, *missing))


def _blank(present: Collection[str]) -> SinceFormer:
    return SinceFormer(tuple(output_table(form, []) for form in FORMS if form.name in present))


def with_since(report: Report, since: SinceFormer) -> Report:
    """The report with what changed among its notes, and as the second of its sentences."""
    notes = (*report.notes, *since.notes)
    if since.sentence is None:
        return replace(report, notes=notes)
    first, *rest = report.explanation.sentences or (None,)
    told = tuple(one for one in (first, since.sentence, *rest) if one is not None)
    return replace(report, notes=notes, explanation=replace(report.explanation, sentences=told))


def plan_before(former: FormerRun, name: str) -> PlanBefore | None:
    """The plan of a run that was kept; None where it had none. ``name`` is the plan's where its settings say none."""
    origin = f"Run {former.run_id} of {former.date}{', published' if former.published else ''}."
    return plan_in(former.tables, f"the plan of {_shown(former.date)}", name, origin)


def _shown(moment: str) -> str:
    """An ISO moment as it was on the clock here, to the minute."""
    made = datetime.fromisoformat(moment)
    return (made.astimezone() if made.tzinfo else made).strftime("%Y-%m-%d %H:%M")


def plan_in(tables: Mapping[str, Table], called: str, name: str, origin: str = "") -> PlanBefore | None:
    """The plan that stands in the tables of a run, or of a workbook; None where none does."""
    numbers = plan_numbers(tables.get(schema.PLAN.name))
    if numbers is None:
        return None
    objective = _objective(tables)
    if objective is None:
        return PlanBefore(called, numbers, None, origin, (f"What {called} cost is not recorded.",))
    try:
        problem, _ = read_problem(tables, name, recorded_scenario(tables), schema.RUN_INFO.name)
    except InputError as error:
        why = f"its inputs are refused now ({error.issues[0]})"
        untold = f"Why the plan costs more or less than {called} is not told: {why}."
        return PlanBefore(called, numbers, None, origin, (untold,))
    return PlanBefore(called, numbers, Priced(problem, objective), origin)


def _objective(tables: Mapping[str, Table]) -> float | None:
    """What the plan in the tables cost less its revenue."""
    rows = cells_under(tables.get(schema.RUN_INFO.name), "Field", "Value")
    return next((value for field, value in rows if field == "Objective" and isinstance(value, float)), None)


def compared_plans(before: PlanBefore, plan: Plan, allowed: int = ALLOWED) -> SinceFormer:
    """The two plans side by side."""
    moved = plan_difference(before.numbers, numbers_of(plan), plan.problem)
    notes = [*before.notes, *_apart(moved, before.name)]
    tables = [plan_changes_table(moved)]
    figures: dict[str, Any] = {"former": before.name, "origin": before.origin, "plan_changes": moved.count}
    if before.priced is None:
        return SinceFormer((*tables, output_table(COST_CHANGES, [])), None, tuple(notes), figures)
    notes += _renamed(before.priced.problem, plan.problem, before.name)
    difference = cost_difference(before.priced, Priced(plan.problem, plan.objective), allowed)
    priced = _has_prices(before.priced.problem) or _has_prices(plan.problem)
    tables.append(cost_changes_table(difference, before.name, before.origin, priced))
    sentence = _sentence(difference, before.name, plan.problem, priced)
    figures |= {"text": sentence.text, **difference_object(difference)}
    return SinceFormer(tuple(tables), sentence, tuple(notes), figures)


def _sentence(difference: CostDifference, former: str, problem: Problem, priced: bool) -> Sentence:
    what, why = difference_words(difference, former, problem.currency, priced)
    amounts = {"difference": difference.difference}
    return Sentence(KIND, "", "", what, why, abs(difference.difference), amounts)


def _has_prices(problem: Problem) -> bool:
    return bool(np.any(problem.products.price > 0))


def _apart(moved: PlanDifference, former: str) -> Iterator[str]:
    """What only one of the plans has, and what is not shown."""
    new = (("product", moved.new_products), ("period", moved.new_periods))
    gone = (("product", moved.gone_products), ("period", moved.gone_periods))
    for names, said in ((new, f"New since {former}"), (gone, f"Gone since {former}")):
        told = [f"{counted(len(some), what)} ({first_few(some, NAMED)})" for what, some in names if some]
        if told:
            yield f"{said}: {' and '.join(told)}; table {PLAN_CHANGES.name} compares what both plans have."
    if moved.more:
        most = f"Table {PLAN_CHANGES.name} shows the {MOST} changes that are worth most"
        yield f"{most}; {counted(moved.more, 'more number')} of the plan changed since {former}."


def _renamed(before: Problem, after: Problem, former: str) -> Iterator[str]:
    if before.currency != after.currency:
        counts = f"{capital(former)} counts in {before.currency}, this one in {after.currency}"
        yield f"{counts}: their amounts are compared as they stand."
    if before.scenario != after.scenario:
        yield f"{capital(former)} is that of {_scenario(before)}, this one that of {_scenario(after)}."


def _scenario(problem: Problem) -> str:
    return "the base" if problem.scenario == BASE else f"scenario {quoted(problem.scenario)}"
