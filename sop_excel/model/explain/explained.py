"""The door to the explanation: a plan goes in and comes out with its marginal values and its sentences.

The work is bounded by fixed counts of solves, never by a time, so that the same plan always says the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter

from sop_excel.domain.axes import LIMITS, RESOURCES, Order, backwards
from sop_excel.domain.depths import FULL, NONE
from sop_excel.domain.explanation import LEADING, Explanation, Marginals, Sentence
from sop_excel.domain.fixed_production import NOTHING_FIXED
from sop_excel.domain.plan import PROVED, Found, NoPlan, Plan, Quantities, gap
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.engine.what_if import WhatIf
from sop_excel.model.explain.binding import binding
from sop_excel.model.explain.calm_price import cost_of_calm
from sop_excel.model.explain.calm_price import told as calm_told
from sop_excel.model.explain.case import Case
from sop_excel.model.explain.drivers import drivers, main_drivers
from sop_excel.model.explain.early import early
from sop_excel.model.explain.fixed_prices import overrides
from sop_excel.model.explain.fixed_prices import told as overrides_told
from sop_excel.model.explain.floors import floors, shortfalls
from sop_excel.model.explain.last_resorts import measures
from sop_excel.model.explain.limit_values import limit_values, limits
from sop_excel.model.explain.limit_values import unknown as unknown_limits
from sop_excel.model.explain.marginal import marginals, unknown
from sop_excel.model.explain.more_demand import needs
from sop_excel.model.explain.no_plan import no_plan
from sop_excel.model.explain.overview import MANY, from_above, lines_and_ahead
from sop_excel.model.explain.unused import unused
from sop_excel.model.goals import outcomes_of
from sop_excel.model.mishap import attempted

MOST = 20  # sentences
PROVED_WHOLE = 1e-9  # the gap up to which a whole-number plan counts as proved at gap 0
LARGE_WHOLE = 300  # cells (products x periods): a larger whole-number plan is not solved again
LARGE = 50_000  # cells that hang together: where there are more few values and no alternatives are solved for
FEW_SOLVES = 50
HUGE = 100_000  # cells: a larger plan is not solved again

Kind = Callable[[Case], list[Sentence]]
KINDS: tuple[Kind, ...] = (
    drivers,
    early,
    binding,
    limits,
    needs,
    floors,
    shortfalls,
    measures,
    unused,
)
MAIN_KINDS: tuple[Kind, ...] = (main_drivers, binding, limits, shortfalls, measures)  # those of the main points


def explained(found: Found, depth: str = FULL) -> Explanation:
    """Ten to twenty sentences, most valuable first, and the value of one unit more and less of every capacity; where no
    plan exists, the changes that make one possible as sentences, at any depth.

    ``depth``: one of ``DEPTHS``. In ``brief`` few values are solved for, and only the main points told; with ``none``
    nothing is solved again, and nothing told.
    """
    started = perf_counter()
    explanation, missing = attempted("The explanation", lambda: _explained(found, depth), Explanation())
    return replace(explanation, notes=(*explanation.notes, *missing), seconds=perf_counter() - started)


def _explained(found: Found, depth: str) -> Explanation:
    if isinstance(found, NoPlan):
        return Explanation(tuple(no_plan(found)))
    if depth == NONE:
        values = _unknown(found.problem, say("no explanation was asked for"))
        return Explanation((), values, values.notes)
    case, order = _case(found, depth)
    calm, no_calm = attempted("The cost of calm", lambda: cost_of_calm(found), None)
    back = backwards(order[RESOURCES])
    values = replace(case.marginals, one_more=case.marginals.one_more[back], one_less=case.marginals.one_less[back])
    if values.of_limits is not None and LIMITS in order:
        values = replace(values, of_limits=values.of_limits[backwards(order[LIMITS])])
    wishes = [*calm_told(calm), *overrides_told(found, case.overrides)]
    told, missing = sentences(case, wishes, KINDS if depth == FULL else MAIN_KINDS)
    notes = (*values.notes, *case.overrides.notes, *no_calm, *missing)
    return Explanation(tuple(told), values, notes, calm=calm, overrides=case.overrides)


def sentences(
    case: Case, wishes: Sequence[Sentence] = (), kinds: Sequence[Kind] = KINDS
) -> tuple[list[Sentence], tuple[str, ...]]:
    """At most 20 sentences, of these kinds and on what the planner ``wishes``, the most valuable first, those without
    an amount last, of many products by lines and groups first (``overview``); and what is missing."""
    told = list(wishes)
    notes: list[str] = []
    nothing: list[Sentence] = []
    for kind in kinds:
        some, missing = attempted("A part of the explanation", partial(kind, case), nothing)
        told += some
        notes += missing
    told.sort(key=_rank)
    if case.problem.shape[0] >= MANY:
        told, missing = attempted("The plan by lines and groups", lambda: from_above(case, told), told)
        notes += missing
    elif kinds is KINDS:
        more, missing = attempted("The plan by lines", lambda: lines_and_ahead(case), nothing)
        told, notes = sorted([*told, *more], key=_rank), [*notes, *missing]
    if case.problem.shape[0] < MANY:
        told = told[:MOST]
    return told, tuple(dict.fromkeys(notes))


def _rank(sentence: Sentence) -> tuple[int, float]:
    """What the plan costs in all comes first, what calm costs of it second, then what limits it and what is built
    ahead, then the rest; of the same place by its worth, without one last."""
    place = LEADING.index(sentence.kind) if sentence.kind in LEADING else len(LEADING)
    return place, math.inf if sentence.worth is None else -sentence.worth


def _case(plan: Plan, depth: str) -> tuple[Case, Order]:
    problem, order = plan.problem.canonical()
    quantities = plan.quantities.in_order(order)
    chosen = _decided(problem, quantities)
    what_if = _what_if(problem, chosen, plan)
    if isinstance(what_if, str):
        fixed = overrides(plan, problem, quantities, what_if)
        return Case(plan, problem, quantities, chosen, _unknown(problem, what_if), None, fixed), order
    large = depth != FULL or what_if.cells > LARGE
    values, missing = attempted(
        "A value of one more and of one less",
        lambda: marginals(problem, quantities, what_if, FEW_SOLVES if large else None),
        unknown(problem, say("they could not be found")),
    )
    of_limits, not_found = limit_values(problem, quantities, what_if)
    values = replace(values, notes=(*values.notes, *missing, *not_found), of_limits=of_limits)
    fixed, missing = attempted(
        "The price of firm or frozen production", lambda: overrides(plan, problem, quantities, what_if), NOTHING_FIXED
    )
    fixed = replace(fixed, notes=(*fixed.notes, *missing))
    return Case(plan, problem, quantities, chosen, values, None if large else what_if, fixed), order


def _unknown(problem: Problem, why: str) -> Marginals:
    values, (of_limits, notes) = unknown(problem, why), unknown_limits(problem, why)
    return replace(values, notes=(*values.notes, *notes), of_limits=of_limits)


def _decided(problem: Problem, quantities: Quantities) -> Decisions:
    """The floors, ceilings and costs of the plan; where goals come before its cost, with what it has of each: no more
    may be late, lost, missing or paid for."""
    chosen = decisions(problem)
    if not problem.policies.in_steps:
        return chosen
    return outcomes_of(problem, chosen, quantities).with_room(chosen)


def _what_if(problem: Problem, chosen: Decisions, plan: Plan) -> WhatIf | str:
    """The model to solve again; or why it is not."""
    if plan.gap > (PROVED_WHOLE if chosen.whole else PROVED):
        return say("the plan is not proved to be the cheapest, with no gap at all")
    if problem.demand.size > (LARGE_WHOLE if chosen.whole else HUGE):
        if chosen.whole:
            return say("a plan in whole units for so many products and periods is not solved again")
        return say("a plan for so many products and periods is not solved again")
    what_if = WhatIf(problem, chosen, plan.objective, plan.total_cost, plan.basis)
    if not abs(gap(plan.objective, what_if.base, plan.total_cost)) <= PROVED:
        return say("the solver did not find the plan's cost again")
    return what_if
