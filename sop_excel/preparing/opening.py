"""The state from which a plan goes on once its first periods are over: stocks, late demand, work in process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.demand_classes import as_one_stream
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import Making, has_routes, made, makings
from sop_excel.domain.plan import INFEASIBLE, Quantities
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import as_typed, first_few, listed, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.preparing.actuals import BACKORDERS, INVENTORY, PRODUCTION, Actuals
from sop_excel.sheets.fingerprint import Watched, spans
from sop_excel.sheets.read_plan import written_plan
from sop_excel.sheets.run_info import recorded, recorded_scenario
from sop_excel.sheets.watched import watched

_NAMED = 5  # products or needs in a sentence
_SAME = 1e-9  # of a fingerprint, as a program that saves a workbook may round its cells
Coming = tuple[int, int, float]  # product, how many periods after the first that stays, good units
_AFTER_THE_PLAN = (schema.PUBLISHED_PLAN.name,)  # filled when a plan is published, so after it was made


@dataclass(frozen=True)
class FormerPlan:
    """The plan that stands in the workbook: its quantities, None where there are none of these periods, and why nobody
    can go on from it, "" where that can be done."""

    quantities: Quantities | None
    unfit: str = ""


@dataclass(frozen=True)
class Opening:
    """Where the plan goes on from. Units.

    ``inventory`` and ``backorders`` are (I,), before the first period that stays; ``arrivals`` (I, n) are what was
    started in the n periods that are over and arrives in the periods behind them, from the first that stays on.
    ``from_plan`` are, by measure, the products of which the plan says it; ``shared`` those of which the actuals say
    what was started in all, and the plan by which routes.
    """

    inventory: Array
    backorders: Array
    arrivals: Array
    from_plan: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shared: Sequence[str] = ()


def former_plan(tables: Mapping[str, Table], problem: Problem) -> FormerPlan:
    """The plan in the workbook, and whether it is that of its inputs as they stand."""
    written = written_plan(tables, problem)
    quantities = written.quantities if written else None
    if recorded(tables, "Status") == INFEASIBLE:
        return FormerPlan(None, "none, since no plan exists of these inputs")
    if written is None:
        return FormerPlan(None, "no plan")
    if quantities is None:
        return FormerPlan(None, f"a plan of other inputs: {written.faults[0]}")
    if (scenario := recorded_scenario(tables)) != BASE:
        return FormerPlan(quantities, f"the plan of scenario {quoted(scenario)}")
    if changed := _changed(tables):
        have = "table has" if len(changed) == 1 else "tables have"
        return FormerPlan(quantities, f"a plan whose {have} changed since it was made: {listed(changed)}")
    return FormerPlan(quantities)


def _changed(tables: Mapping[str, Table]) -> list[str]:
    """The tables that are other than when the plan was made, the plan's own among them."""
    now = dict(watched(tables))
    plan = tables[schema.PLAN.name]
    now[plan.name] = Watched(spans(plan.name, plan.headers, plan.rows, range(len(plan.headers))))
    names = [form.name for form in schema.INPUT_TABLES if form.name not in _AFTER_THE_PLAN] + [schema.PLAN.name]
    return [name for name in names if not _is_as_recorded(tables, name, now.get(name))]


def _is_as_recorded(tables: Mapping[str, Table], name: str, now: Watched | None) -> bool:
    """Whether a table is as table RunInfo says; one of which it says nothing did not go into the plan."""
    if now is None:
        return not recorded(tables, f"{name} count")
    for kind, figure in now.fingerprint.items():
        said = recorded(tables, f"{name} {kind}")
        if not said:
            return name == schema.SCENARIOS_TABLE.name
        if abs(float(said) - figure) > _SAME * max(1.0, abs(figure)):
            return False
    return True


def opening(problem: Problem, plan: FormerPlan, actuals: Actuals, count: int) -> Opening:
    """The state after the first ``count`` periods: what the actuals say, else the plan.

    Raises InputError where neither tells: each quantity that is needed is named.
    """
    over = problem.periods[:count]
    usable = plan.quantities if not plan.unfit else None
    known = _Known(problem, usable, actuals)
    inventory = [known.at(INVENTORY, i, count - 1) for i in range(problem.shape[0])]
    costs = as_one_stream(problem).products.backorder_cost
    may_be_late = [not np.isnan(row).all() for row in costs[:, count - 1 :]]
    backorders = [known.at(BACKORDERS, i, count - 1) if late else 0.0 for i, late in enumerate(may_be_late)]
    arrivals = _arrivals(problem, known, count)
    if known.missing:
        raise InputError([_unknown(plan, known.missing, over)])
    from_plan = {measure: tuple(products) for measure, products in known.from_plan.items()}
    return Opening(np.array(inventory), np.array(backorders), arrivals, from_plan, tuple(known.shared))


def _arrivals(problem: Problem, known: _Known, count: int) -> Array:
    """(I, n) the good units that are on their way after ``count`` periods, by the periods behind these."""
    comings = [one for making in makings(problem) for one in _started(making, known, count)]
    comings += _ordered(problem, known, count)
    arrivals = np.zeros((problem.shape[0], max([1, *(wait + 1 for _, wait, _ in comings)])))
    for i, wait, good in comings:
        arrivals[i, wait] += good
    return arrivals


def _started(making: Making, known: _Known, count: int) -> Iterator[Coming]:
    """What was started in these ways in the periods that are over, and has not arrived."""
    lead = making.fields.lead_time.astype(int)
    for k, i in enumerate(making.product.tolist()):
        for s in range(max(0, count - int(lead[k])), count):
            yield i, s + int(lead[k]) - count, _good(float(making.good[k, s]), known.started(making, k, s))


def _good(share: float, started: float) -> float:
    """What is good of what was started, as somebody would type it: 15.6 of 19.5, and not 15.600000000000001."""
    return started if share == 1 else float(f"{share * started:.{DIGITS}g}")


def _ordered(problem: Problem, known: _Known, count: int) -> Iterator[Coming]:
    """What was ordered outside and has not arrived."""
    for i in np.flatnonzero(~np.isnan(problem.products.subcontract_cost).all(axis=1)).tolist():
        wait = int(problem.products.subcontract_lead_time[i])
        yield from ((i, s + wait - count, known.at(SUBCONTRACT, i, s)) for s in range(max(0, count - wait), count))


SUBCONTRACT = "Subcontract"
DIGITS = 13  # of a product of two numbers, that its rounding leaves right


class _Known:
    """What is known of the periods that are over; ``missing`` are the quantities that nobody tells."""

    def __init__(self, problem: Problem, plan: Quantities | None, actuals: Actuals) -> None:
        self.problem, self.plan, self.actuals = problem, plan, actuals
        self.missing: list[str] = []
        self.shared: dict[str, None] = {}
        self.from_plan: dict[str, dict[str, None]] = {}

    def at(self, measure: str, i: int, t: int) -> float:
        """The quantity of a product in a period, units."""
        product, period = self.problem.product_codes[i], self.problem.periods[t]
        if (actual := self.actuals.values.get((product, measure, period))) is not None:
            return actual
        if self.plan is None:
            self.missing.append(f"{measure} of {product} in {period}")
            return 0.0
        self.from_plan.setdefault(measure, {})[product] = None
        return float(self._planned[measure][i, t])

    def started(self, making: Making, k: int, t: int) -> float:
        """What was started in one way to make a product. Actuals know all of it: they are shared out as it was planned,
        and where nothing was, all is made by the default route."""
        i = int(making.product[k])
        total = self.at(PRODUCTION, i, t)
        if not has_routes(self.problem)[i]:
            return total
        planned = 0.0 if self.plan is None else float(self._planned[PRODUCTION][i, t])
        if (self.problem.product_codes[i], PRODUCTION, self.problem.periods[t]) in self.actuals.values:
            self.shared[self.problem.product_codes[i]] = None
        if self.plan is None or planned <= 0:
            return total if making.is_default else 0.0
        return total * (float(self.plan[making.started][k, t]) / planned)

    @cached_property
    def _planned(self) -> Mapping[str, Array]:
        """(I, T) what the plan says of each measure."""
        if self.plan is None:
            return {}
        made_in_all = {PRODUCTION: made(self.problem, self.plan.families)}
        return made_in_all | {name: self.plan[name.lower()] for name in (INVENTORY, BACKORDERS, SUBCONTRACT)}


def _unknown(plan: FormerPlan, missing: Sequence[str], over: Sequence[str]) -> Issue:
    what = first_few(missing, _NAMED, "quantity") if len(missing) <= _NAMED else first_few(missing, _NAMED)
    expected = f"a plan of the inputs as they are, from which stocks at the end of {over[-1]} follow"
    advice = f"run sop-excel optimize first, or give with --actuals: {what}"
    return Issue(schema.PLAN.name, "", expected, plan.unfit or "no plan", advice)


def opening_lines(problem: Problem, state: Opening, names: Sequence[str]) -> Iterator[str]:
    """A line for each product: its stock, its late demand, what arrives and when."""
    for i, product in enumerate(problem.product_codes):
        arrives = [f"{as_typed(units)} in {names[t]}" for t, units in enumerate(state.arrivals[i].tolist()) if units]
        late = f", backorders {as_typed(float(state.backorders[i]))}" if state.backorders[i] else ""
        more = f", arriving {listed(arrives)}" if arrives else ""
        yield f"{product}: inventory {as_typed(float(state.inventory[i]))}{late}{more}"
