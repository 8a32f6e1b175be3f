"""Why there is no plan, and what would make one possible: what is told where a problem has none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, TypeVar

from sop_excel.domain.plan import PROVED, Found, NoPlan, Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.errors import DeadlineError
from sop_excel.model.engine.finish import Engine
from sop_excel.model.engine.highs import highs
from sop_excel.model.mishap import NONE, attempted
from sop_excel.model.repair.concerned import Concerned, concerned
from sop_excel.model.repair.conflict import conflict
from sop_excel.model.repair.other_settings import other_settings
from sop_excel.model.repair.reach import unreachable
from sop_excel.model.repair.started import started
from sop_excel.model.repair.ways import MOST_ALTERNATIVES, Cost, Costing, Repair, Way
from sop_excel.model.repair.work import OutOfWorkError, Work

NOT_PROVED = say("No set of changes was found that is proved to make a plan possible.")
MORE = say("More may help than is told here: the search ended with the work that it may take.")

Cheapest = Callable[[Problem, Engine], Found]  # the cheapest plan that an engine finds; see ``solve.cheapest``
NOTHING: tuple[list[Any], tuple[str, ...]] = ([], ())
T = TypeVar("T")


def diagnosed(plan: NoPlan, cheapest: Cheapest) -> NoPlan:
    """The answer to a problem without a plan, with the reasons, and with what would make one possible.

    The first set of changes comes first, whatever work it takes; settings, reasons and other sets share what is left.
    Whatever fails becomes a note. Nothing depends on the order of the rows.
    """
    begun = perf_counter()
    problem, _ = plan.problem.canonical()
    work = Work(problem.policies)
    costing = _costing(cheapest, work)
    of_part, no_part = attempted(
        "The part without a plan",
        lambda: concerned(problem, costing, lambda rest: cheapest(rest, highs)),
        Concerned(problem, costing),
    )
    part = of_part.problem
    first, no_first = attempted("What would make a plan possible", lambda: _first(part, of_part.costing, work), None)
    work.limited = True
    settings, no_settings = attempted("Another setting", lambda: _as_far_as(other_settings(problem, costing)), NOTHING)
    reasons, no_reasons = attempted(
        "A reason why there is no plan", lambda: (*unreachable(part), *conflict(part, work)), NONE
    )
    more, no_more = attempted(
        "Another set of changes", lambda: _as_far_as(others(*first) if first else iter(())), NOTHING
    )
    ways = [] if first is None else _shown(first[1], more[0])
    told = [fixes for way in ways if first and (fixes := first[0].told(way))]
    unproved = (NOT_PROVED,) if first and not told else ()
    notes = (*reasons, *unproved, *no_part, *no_first, *no_settings, *no_reasons, *no_more, *settings[1], *more[1])
    return replace(
        plan,
        fixes=told[0] if told else None,
        alternatives=tuple(told[1:]),
        settings=tuple(settings[0]),
        notes=tuple(dict.fromkeys((*plan.notes, *notes))),
        seconds={**plan.seconds, "certify": 0.0, "explain": perf_counter() - begun},
    )


def _costing(cheapest: Cheapest, work: Work) -> Costing:
    def cost(problem: Problem, start: Quantities | None) -> Cost | None:
        plan = cheapest(problem, started(start, work))
        if not isinstance(plan, Plan):
            return None
        asked = max(PROVED, problem.policies.relative_gap) if plan.is_whole else PROVED
        return Cost(plan.total_cost, plan.gap <= asked)

    return cost


def _first(problem: Problem, costing: Costing, work: Work) -> tuple[Repair, Way]:
    repair = Repair(problem, costing, work)
    return repair, repair.smallest()


def others(repair: Repair, best: Way) -> Iterator[Way]:
    """Proved ways of other kinds of changes than those before.

    Should the best not stand its proof, none stands in for it that changes demand where the best did not.
    """
    kinds = [best.kinds]
    for other in repair.others(best):
        if len(kinds) > MOST_ALTERNATIVES:
            return
        if other.cost is None or other.kinds in kinds or (best.cost is None and other.of_needs and not best.of_needs):
            continue
        kinds.append(other.kinds)
        yield other


def _shown(best: Way, others: Sequence[Way]) -> list[Way]:
    """The best way that is proved, and the others but those that are dearer and longer than one that is shown."""
    found = [way for way in (best, *others) if way.cost is not None]
    return [way for k, way in enumerate(found) if k == 0 or not any(map(way.is_spare_beside, found))]


def _as_far_as(found: Iterator[T]) -> tuple[list[T], tuple[str, ...]]:
    """What is found until the work or the time is spent, and a note if it is."""
    told: list[T] = []
    try:
        told.extend(found)  # keeps what came before the end
    except OutOfWorkError:
        return told, (MORE,)
    except DeadlineError as error:
        return told, (str(error),)
    return told, ()
