"""Two plans side by side, wherever they stand: what changed and why, as tables, in a sentence and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sop_excel.comparing.cost_changes import CostDifference, PricedProblem, cost_difference
from sop_excel.comparing.cost_words import cost_changes_table, difference_object, difference_words
from sop_excel.comparing.foreseen import seen
from sop_excel.comparing.plan_changes import MOST, PlanDifference, plan_changes_table, plan_difference
from sop_excel.contract import schema
from sop_excel.contract.life_tables import COST_CHANGES, PLAN_CHANGES
from sop_excel.domain.explanation import SINCE_FORMER, Sentence
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.said import capital, phrase, say
from sop_excel.domain.table import OutputTable, Table
from sop_excel.domain.vocabulary import counted, first_few, listed, quoted, whole
from sop_excel.errors import InputError
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.plan_numbers import PlanNumbers, plan_numbers, workers_in
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.run_info import recorded_scenario

NAMED = 5  # products or periods that a note names
NEW = phrase("New since {former}: {what}; table {table} compares what both plans have.")
GONE = phrase("Gone since {former}: {what}; table {table} compares what both plans have.")
COUNTS = phrase("{former} counts in {before}, this one in {after}: their amounts are not compared.")
SCENARIOS = phrase("{former} is that of {before}, this one that of {after}.")


@dataclass(frozen=True)
class ComparedPlan:
    """A plan that is compared with another.

    ``name`` is what sentences call it, ``origin`` where it is from. ``priced`` is None where its cost is not recorded,
    or its inputs cannot be read any more; ``notes`` say so.
    """

    name: str
    numbers: PlanNumbers
    priced: PricedProblem | None = None
    origin: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlansCompared:
    """What is told of two plans: tables, a sentence, notes, and the same for programs; and the seconds that it took."""

    outputs: tuple[OutputTable, ...] = ()
    sentence: Sentence | None = None
    notes: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def plan_in(tables: Mapping[str, Table], called: str, name: str, origin: str = "") -> ComparedPlan | None:
    """The plan that stands in the tables of a run, or of a workbook; None where none does.

    ``name`` is the plan's where its settings say none.
    """
    numbers = plan_numbers(tables.get(schema.PLAN.name))
    if numbers is None:
        return None
    workers = workers_in(tables.get(schema.CAPACITY_USE.name), numbers.periods)
    numbers, objective = replace(numbers, workers=workers), _objective(tables)
    if objective is None:
        return ComparedPlan(called, numbers, None, origin, (say("What {former} cost is not recorded.", former=called),))
    try:
        problem, _ = read_problem(tables, name, recorded_scenario(tables), schema.RUN_INFO.name)
    except InputError as error:
        why = say(
            "Why the plan costs more or less is not told: the inputs of {former} are refused now ({issue}).",
            former=called, issue=str(error.issues[0]),
        )  # fmt: skip
        return ComparedPlan(called, numbers, None, origin, (why,))
    return ComparedPlan(called, numbers, PricedProblem(problem, objective), origin)


def _objective(tables: Mapping[str, Table]) -> float | None:
    """What the plan in the tables cost less its revenue."""
    rows = cells_under(tables.get(schema.RUN_INFO.name), "Field", "Value")
    return next((value for field, value in rows if field == "Objective" and isinstance(value, float)), None)


def compared_plans(before: ComparedPlan, after: ComparedPlan, allowed: int | None = None) -> PlansCompared:
    """The two plans side by side. ``allowed`` is how many plans may be made to share the difference of cost out.

    Raises DeadlineError.
    """
    moved = plan_difference(before.numbers, after.numbers, after.priced.problem if after.priced else None)
    notes = [*before.notes, *after.notes, *_apart(moved, before.name)]
    tables = [plan_changes_table(moved)]
    figures: dict[str, Any] = {"former": before.name, "origin": before.origin, "plan_changes": moved.count}
    if before.priced is None or after.priced is None:
        return PlansCompared((*tables, output_table(COST_CHANGES, [])), None, tuple(notes), figures)
    then, now = before.priced.problem, after.priced.problem
    notes += _renamed(then, now, before.name)
    if then.currency != now.currency:
        return PlansCompared((*tables, output_table(COST_CHANGES, [])), None, tuple(notes), figures)
    difference = cost_difference(before.priced, after.priced, allowed, seen(then, now, before.numbers, after.numbers))
    priced = _has_prices(then) or _has_prices(now)
    tables.append(cost_changes_table(difference, before.name, before.origin, priced))
    sentence = _sentence(difference, before.name, now, priced)
    figures |= {"text": sentence.text, **difference_object(difference)}
    return PlansCompared(tuple(tables), sentence, tuple(notes), figures)


def _sentence(difference: CostDifference, former: str, problem: Problem, priced: bool) -> Sentence:
    what, why = difference_words(difference, former, problem.currency, priced)
    amounts = {"difference": difference.difference}
    return Sentence(SINCE_FORMER, "", "", what, why, abs(difference.difference), amounts)


def _has_prices(problem: Problem) -> bool:
    return bool(np.any(problem.products.price > 0))


def _apart(moved: PlanDifference, former: str) -> Iterator[str]:
    """What only one of the plans has, and what is not shown."""
    new = (("product", moved.new_products), ("period", moved.new_periods))
    gone = (("product", moved.gone_products), ("period", moved.gone_periods))
    for names, said in ((new, NEW), (gone, GONE)):
        told = [
            say("{count} ({names})", count=counted(len(some), what), names=first_few(some, NAMED))
            for what, some in names
            if some
        ]
        if told:
            yield say(said, former=former, what=listed(told), table=PLAN_CHANGES.name)
    if moved.more:
        yield say(
            "Table {table} shows the {most} changes that are worth most; {more} of the plan changed since {former}.",
            table=PLAN_CHANGES.name, most=whole(MOST), more=counted(moved.more, "more number"), former=former,
        )  # fmt: skip


def _renamed(before: Problem, after: Problem, former: str) -> Iterator[str]:
    if before.currency != after.currency:
        currencies = {"former": capital(former), "before": before.currency, "after": after.currency}
        yield say(COUNTS, **currencies)
    if before.scenario != after.scenario:
        yield say(SCENARIOS, former=capital(former), before=_scenario(before), after=_scenario(after))


def _scenario(problem: Problem) -> str:
    if problem.scenario == BASE:
        return say("the base")
    return say("scenario {scenario}", scenario=quoted(problem.scenario))
