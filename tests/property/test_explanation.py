"""Every figure of every sentence comes from the plan, or from the cheapest plan of a changed problem."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from math import fsum

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sop_excel.domain.axes import CLASSES, FAMILIES, LIMITS, RESOURCES, ROUTES
from sop_excel.domain.capacity_use import regular_capacity
from sop_excel.domain.explanation import LEADING, Marginals, Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import arrived, has_routes, other_routes
from sop_excel.domain.plan import INFEASIBLE, NoPlan, Plan
from sop_excel.domain.problem import SOFT, Problem
from sop_excel.domain.vocabulary import money, units
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.explain.cost_lines import SHOWN
from sop_excel.model.explain.early_lots import early_lots, needs_by
from sop_excel.model.explain.explained import explained
from sop_excel.model.explain.overview import FROM_ABOVE
from sop_excel.model.rules.sums import with_limit
from sop_excel.model.solve import solve
from tests.examples import examples
from tests.limits import added_up
from tests.property import cold
from tests.property.busy import factories
from tests.property.strategies import problems, shuffled


def approx(value: float) -> object:
    return pytest.approx(value, rel=1e-7, abs=1e-6)


@examples(150)
@given(st.one_of(problems(), factories()))
def test_every_sentence_is_true_of_the_plan_and_of_its_alternatives(problem: Problem) -> None:
    """At most twenty; after the bottleneck and what is made ahead the most valuable first; each recomputed from nothing
    by the rule of its kind."""
    plan = solve(problem)
    assume(isinstance(plan, Plan))
    assert isinstance(plan, Plan)
    found = explained(plan)
    told = found.sentences
    assert 1 <= len(told) <= 20
    assert told[0].kind == "total"
    first = 2 if problem.change_counts.any() else 1
    assert [sentence.kind for sentence in told[:first]] == ["total", "calm"][:first]
    ranks = [LEADING.index(one.kind) if one.kind in LEADING else len(LEADING) for one in told]
    worths = [-math.inf if one.worth is None else one.worth for one in told]
    assert [(rank, -worth) for rank, worth in zip(ranks, worths, strict=True)] == sorted(
        (rank, -worth) for rank, worth in zip(ranks, worths, strict=True)
    )
    for sentence in told:
        if sentence.kind in FROM_ABOVE:
            continue  # which tests/unit/model/explain/test_overview.py holds against the plan
        RULES[sentence.kind](problem, plan, sentence)
        if sentence.kind == "capacity":
            as_in_the_table(problem, found.marginals, sentence)


def cell_of(problem: Problem, told: Sentence, of_resources: bool = False) -> tuple[int, int]:
    codes = problem.resource_codes if of_resources else problem.product_codes
    return codes.index(told.item), problem.periods.index(told.period) if told.period else 0


def at_stake(told: Sentence, cost: float) -> None:
    """It costs so much, and is worth what doing without it would cost more, where that is possible and known."""
    extra = told.figures.get("extra", math.inf)
    assert told.figures["cost"] == approx(cost)
    assert told.worth == approx(extra if math.isfinite(extra) else cost)


def alternative(plan: Plan, told: Sentence, problem: Problem, chosen: Decisions) -> None:
    """The words for the best plan of a changed problem, and by how much it is worse."""
    if "extra" not in told.figures:
        return
    extra = cold.objective(problem, chosen) - plan.objective
    assert told.figures["extra"] == approx(max(extra, 0.0))
    if math.isinf(extra):
        assert "no plan is possible" in told.why
    elif told.figures["extra"] < SHOWN:
        assert "another plan is as good" in told.why
    else:
        worse = "costs {} more" if plan.profit is None else "earns {} less"
        assert worse.format(money(told.figures["extra"])) in told.why


def total(problem: Problem, plan: Plan, told: Sentence) -> None:
    assert told.figures["total"] == plan.total_cost
    assert money(plan.total_cost) in told.text
    if plan.profit is not None:
        assert told.worth == plan.profit
        assert money(plan.profit) in told.what


def cost_line(problem: Problem, plan: Plan, told: Sentence) -> None:
    amount = plan.costs[told.item.lower().replace(" ", "_")]
    assert told.figures["amount"] == amount == told.worth
    assert 0 < told.figures["largest"] <= amount + 1e-9
    assert money(amount) in told.what


def product(problem: Problem, plan: Plan, told: Sentence) -> None:
    assert told.worth == approx(float(plan.product_costs[problem.product_codes.index(told.item)]))


def open_orders(problem: Problem) -> Array:
    """(I, T) what a unit that stays open costs at the end of the horizon."""
    last = np.arange(problem.shape[1]) == problem.shape[1] - 1
    return np.where(last, np.nan_to_num(problem.products.open_order_cost)[:, None], 0.0)


def without_classes(problem: Problem) -> Array:
    """(I, 1) 1 for a product whose demand is in no classes, 0 for others."""
    return (~np.isin(np.arange(problem.shape[0]), problem.items(CLASSES).link("product")))[:, None].astype(np.float64)


def late_of_classes(problem: Problem) -> Array:
    """(K, T) what a unit of a class that is late at the end of a period costs, as an open order too in the last one."""
    fields, last = problem.items(CLASSES).fields, np.arange(problem.shape[1]) == problem.shape[1] - 1
    if not len(problem.items(CLASSES)):
        return np.zeros(problem.extent(CLASSES))
    return np.nan_to_num(fields.backorder_cost) + np.where(last, np.nan_to_num(fields.open_order_cost)[:, None], 0.0)


def period(problem: Problem, plan: Plan, told: Sentence) -> None:
    t, q, products, resources = problem.periods.index(told.period), plan.quantities, problem.products, problem.resources
    costs = [
        products.production_cost * q.production,
        products.holding_cost * q.inventory,
        np.nan_to_num(products.subcontract_cost) * q.subcontract,
        products.setup_cost * q.setup,
        problem.items(ROUTES).fields.get("setup_cost", 0.0) * q.route_setup,
        problem.items(FAMILIES).fields.get("setup_cost", 0.0) * q.family_setup,
        without_classes(problem) * np.nan_to_num(products.backorder_cost) * q.backorders,
        without_classes(problem) * open_orders(problem) * q.backorders,
        without_classes(problem) * np.nan_to_num(products.lost_sale_cost) * q.lost_sales,
        np.nan_to_num(problem.items(CLASSES).fields.get("lost_sale_cost", 0.0)) * q.class_lost_sales,
        late_of_classes(problem) * q.class_backorders,
        products.scrap_cost * q.scrapped,
        (problem.policies.safety_stock_penalty if problem.policies.safety_stock_rule == SOFT else 0.0) * q.shortfall,
        problem.policies.change_penalty * (q.more + q.less),
        resources.cost * q.regular,
        np.nan_to_num(resources.overtime_cost) * q.overtime,
        resources.cost_per_worker * q.workers,
        *(unit_costs(problem, name) * q[name] for name in MEASURED),
        *(
            np.nan_to_num(problem.items(LIMITS).fields.get(f"{name}_cost", 0.0)) * q[name]
            for name in ("above", "below")
        ),
    ]
    assert told.worth == approx(fsum(float(cell) for cost in costs for cell in cost[:, t]))


def early(problem: Problem, plan: Plan, told: Sentence) -> None:
    i, start = cell_of(problem, told)
    needed = int(told.figures["needed"])
    amount = told.figures["units"]
    arrives = start + int(problem.products.lead_time[i])
    assert start <= arrives < needed
    assert amount <= plan.production[i, start] + 1e-9
    usage = np.zeros(len(problem.resource_codes))
    stored = problem.routings.only(problem.is_storage)
    np.add.at(usage, stored.resource[stored.product == i], stored.usage[stored.product == i])
    unit = problem.products.holding_cost[i] + usage @ problem.resources.cost
    assert told.figures["keeping"] == approx(amount * float(unit[arrives:needed].sum()))
    assert told.what == f"{told.period} builds {units(amount)} of {told.item} for {problem.periods[needed]}"
    assert f"keeping them costs {money(told.figures['keeping'])}" in told.why
    ceiling = max(float(plan.inventory[i, needed - 1]) - amount, 0.0)
    changed = cold.of_products(problem, "max_inventory", (i, needed - 1), ceiling)
    alternative(plan, told, changed, cold.decided(changed, plan))


def in_time(problem: Problem, plan: Plan, told: Sentence) -> None:
    """The queue of a product is empty of free production at the end of every period, beyond what is needed by then."""
    least = 1.0 if problem.policies.whole_units else 1e-6
    firm = decisions(problem)["production"].lower
    for i, queue in enumerate(queues(problem, plan)):
        if plan.quantities.scrapped[i].any():  # of which nothing is told
            continue
        for start, arrives, needed, amount in queue:
            free = start is not None and plan.production[i, start] > firm[i, start]
            assert not free or needed == arrives or amount < least


def capacity(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell, base, saved = cell_of(problem, told, of_resources=True), plan.objective, told.figures["one more"]
    limit = float(regular_capacity(problem, plan.quantities)[cell])
    assert saved == told.worth
    assert told.figures["capacity"] == limit
    holds = told.figures.get("holds for", 1.0)
    assert holds >= 1.0
    assert base - with_more(problem, plan, cell, holds) == approx(saved * holds)
    if told.figures.get("ends there"):
        beyond = holds + 1.0
        assert base - with_more(problem, plan, cell, beyond) < saved * beyond - 1e-7


def with_more(problem: Problem, plan: Plan, cell: tuple[int, int], more: float) -> float:
    """The objective with so much more of a capacity, or so many hours more of a workforce."""
    if problem.is_workforce[cell[0]]:
        return cold.with_hours(problem, cold.decided(problem, plan), cell, more)
    changed = cold.of_resources(problem, "capacity", cell, float(problem.resources.capacity[cell]) + more)
    return cold.objective(changed, cold.decided(changed, plan))


def as_in_the_table(problem: Problem, marginals: Marginals | None, told: Sentence) -> None:
    """The values of a sentence on a capacity are those of table CapacityUse."""
    assert marginals is not None
    cell = cell_of(problem, told, of_resources=True)
    assert told.figures["one more"] == marginals.one_more[cell]
    if "one less" in told.figures:
        assert told.figures["one less"] == marginals.one_less[cell]


def maximum(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    limit = float(problem.products.max_production[cell])
    assert plan.quantities.production[cell] == limit == told.figures["ceiling"]
    changed = cold.of_products(problem, "max_production", cell, limit + 1.0)
    assert told.worth == approx(plan.objective - cold.objective(changed, cold.decided(changed, plan)))


def demand(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    more = problem.demand.copy()
    more[cell] += 1.0
    changed = problem.replace(demand=more)
    assert told.figures["more"] == approx(cold.objective(changed, cold.decided(changed, plan)) - plan.objective)
    assert told.figures["demand"] == problem.demand[cell]


def floor(problem: Problem, plan: Plan, told: Sentence) -> None:
    i, _ = cell_of(problem, told)
    changed = cold.of_products(problem, "safety_stock", i, 0.0)
    assert told.worth == approx(plan.objective - cold.objective(changed, cold.decided(changed, plan)))
    assert told.worth is not None
    assert money(told.worth) in told.what


def shortfall(problem: Problem, plan: Plan, told: Sentence) -> None:
    i, _ = cell_of(problem, told)
    missing = np.maximum(problem.products.safety_stock[i] - plan.inventory[i], 0.0)
    assert told.figures["missing"] == approx(float(missing.sum()))
    if problem.policies.safety_stock_rule == SOFT:
        assert told.worth == approx(problem.policies.safety_stock_penalty * float(missing.sum()))
    chosen = cold.decided(problem, plan)
    lower = np.maximum(chosen["inventory"].lower[i], problem.products.safety_stock[i])
    alternative(plan, told, problem, cold.bounded(chosen, "inventory", "lower", i, lower))


def overtime(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told, of_resources=True)
    assert told.figures["units"] == plan.quantities.overtime[cell]
    at_stake(told, float(plan.quantities.overtime[cell] * problem.resources.overtime_cost[cell]))
    changed = cold.of_resources(problem, "overtime_capacity", cell, 0.0)
    alternative(plan, told, changed, cold.decided(changed, plan))


def subcontract(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    at_stake(told, float(plan.quantities.subcontract[cell] * problem.products.subcontract_cost[cell]))
    changed = cold.of_products(problem, "max_subcontract", cell, 0.0)
    alternative(plan, told, changed, cold.decided(changed, plan))


def lost_sales(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    unit = np.nan_to_num(problem.products.lost_sale_cost[cell]) + np.nan_to_num(problem.products.price[cell])
    at_stake(told, float(plan.quantities.lost_sales[cell] * unit))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), "lost_sales", "upper", cell, 0.0))


def backorders(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    unit = problem.products.backorder_cost[cell] + open_orders(problem)[cell]
    at_stake(told, float(plan.quantities.backorders[cell] * unit))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), "backorders", "upper", cell, 0.0))


def of_class(problem: Problem, plan: Plan, told: Sentence) -> None:
    k, t = cell = problem.codes(CLASSES).index(told.item), problem.periods.index(told.period)
    family, classes = told.kind.replace(" ", "_"), problem.items(CLASSES)
    unit = late_of_classes(problem)[cell]
    if family == "class_lost_sales":
        price = problem.products.price[classes.link("product")[k], t]
        unit = np.nan_to_num(classes.fields.lost_sale_cost[cell]) + np.nan_to_num(price)
    at_stake(told, float(plan.quantities[family][cell] * unit))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), family, "upper", cell, 0.0))


def setup(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    assert plan.quantities.setup[cell] == 1
    at_stake(told, float(problem.products.setup_cost[cell]))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), "setup", "upper", cell, 0.0))


def route_setup(problem: Problem, plan: Plan, told: Sentence) -> None:
    at = problem.codes(ROUTES).index(told.item), problem.periods.index(told.period)
    assert plan.quantities.route_setup[at] == 1
    at_stake(told, float(other_routes(problem).fields.setup_cost[at]))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), "route_setup", "upper", at, 0.0))


def scrapped(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = cell_of(problem, told)
    at_stake(told, float(plan.quantities.scrapped[cell] * problem.products.scrap_cost[cell]))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), "scrapped", "upper", cell, 0.0))


MEASURED = {"hired": RESOURCES, "laid_off": RESOURCES, "increase": RESOURCES, "decrease": RESOURCES, "routed": ROUTES}


def unit_costs(problem: Problem, name: str) -> Array | float:
    """(K, T) what a unit of one of these costs; 0 of other routes where there are none."""
    if name == "routed":
        return problem.items(ROUTES).fields.get("production_cost", 0.0)
    column = {"hired": "hire_cost", "laid_off": "layoff_cost"}.get(name, f"{name}_cost")
    cost: Array = problem.resources[column]
    return cost


def measured(problem: Problem, plan: Plan, told: Sentence) -> None:
    """What workers, loads and other routes cost where they are told of, and what the plan without that costs."""
    name = told.kind.replace(" ", "_")
    cell = problem.codes(MEASURED[name]).index(told.item), problem.periods.index(told.period)
    assert told.figures["units"] == plan.quantities[name][cell]
    at_stake(told, float(plan.quantities[name][cell] * np.asarray(unit_costs(problem, name))[cell]))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), name, "upper", cell, 0.0))


def family_setup(problem: Problem, plan: Plan, told: Sentence) -> None:
    families, chosen = problem.items(FAMILIES), cold.decided(problem, plan)
    cell = families.codes.index(told.item), problem.periods.index(told.period)
    assert plan.quantities.family_setup[cell] == 1
    at_stake(told, float(families.fields.setup_cost[cell]))
    alternative(plan, told, problem, cold.bounded(chosen, "family_setup", "upper", cell, 0.0))


def unused(problem: Problem, plan: Plan, told: Sentence) -> None:
    r = problem.resource_codes.index(told.item)
    spare = regular_capacity(problem, plan.quantities)[r] - plan.quantities.regular[r]  # of a workforce, its hours
    assert told.figures["unused"] == approx(float(spare.sum()))
    assert told.figures["full"] == np.count_nonzero(spare <= 0)


def no_maximum(problem: Problem, plan: Plan, told: Sentence) -> None:
    name = told.kind.partition(" ")[2]
    value, ceiling = getattr(plan, name), problem.products[f"max_{name}"]
    assert (value < ceiling).all()
    assert name == "inventory" or not has_routes(problem).any()
    assert told.figures["value"] == value[cell_of(problem, told)]


def calm(problem: Problem, plan: Plan, told: Sentence) -> None:
    """The cheapest plan without the penalty, from nothing; never dearer than the plan besides its penalty."""
    free = solve(problem.replace(policies=replace(problem.policies, change_penalty=0.0)))
    assert isinstance(free, Plan)
    besides = plan.objective - plan.costs.get("plan_changes", 0.0)
    assert told.figures["cost"] == approx(besides - free.objective) == told.worth
    moved = np.abs(plan.production - problem.published)[problem.change_counts].sum()
    assert told.figures["moved"] == approx(float(moved))
    assert told.figures["penalty"] == approx(float(moved) * problem.policies.change_penalty)
    amount = money(abs(told.figures["cost"]))
    assert ("nothing" if amount == "0" else amount) in told.what


def override(problem: Problem, plan: Plan, told: Sentence) -> None:
    """The plan without what is fixed for the product, from nothing."""
    i, _ = cell_of(problem, told)
    chosen = cold.decided(problem, plan)
    late = problem.starts_too_late[i]
    free = cold.bounded(chosen, "production", "lower", i, 0.0)
    free = cold.bounded(free, "production", "upper", i, np.where(late, 0.0, problem.products.max_production[i]))
    assert told.worth == approx(plan.objective - cold.objective(problem, free))
    fixed = (problem.firm_production[i] > 0) | problem.is_frozen[i]
    assert (fixed & (plan.production[i] <= problem.firm_production[i] + 1e-9)).any()


def limit(problem: Problem, plan: Plan, told: Sentence) -> None:
    """One unit of room in the limit, above or below, saves what it says."""
    k, t = limit_cell(problem, told)
    assert told.figures["value"] == approx(added_up(problem, plan.quantities)[k][t])
    saved = []
    for name, sign in (("maximum", 1.0), ("minimum", -1.0)):
        stated = problem.items("limits").fields[name].copy()
        stated[k, t] += sign
        if stated[k, t] == stated[k, t]:
            changed = with_limit(problem, name, stated)
            saved.append(plan.objective - cold.objective(changed, cold.decided(changed, plan)))
    assert told.worth == approx(max(saved))


def missed_limit(problem: Problem, plan: Plan, told: Sentence) -> None:
    cell = limit_cell(problem, told)
    units = plan.quantities[told.kind][cell]
    assert told.figures["units"] == units
    at_stake(told, float(units * problem.items("limits").fields[f"{told.kind}_cost"][cell]))
    alternative(plan, told, problem, cold.bounded(cold.decided(problem, plan), told.kind, "upper", cell, 0.0))


def limit_cell(problem: Problem, told: Sentence) -> tuple[int, int]:
    k = problem.codes("limits").index(told.item)
    if told.period:
        return k, problem.periods.index(told.period)
    fields = problem.items("limits").fields
    return k, int(np.flatnonzero(~np.isnan(fields.minimum[k]) | ~np.isnan(fields.maximum[k]))[0])


RULES: dict[str, Callable[[Problem, Plan, Sentence], None]] = {
    "total": total,
    "cost line": cost_line,
    "product": product,
    "period": period,
    "early": early,
    "in time": in_time,
    "capacity": capacity,
    "maximum": maximum,
    "demand": demand,
    "floor": floor,
    "shortfall": shortfall,
    "overtime": overtime,
    "subcontract": subcontract,
    "lost sales": lost_sales,
    "backorders": backorders,
    "class lost sales": of_class,
    "class backorders": of_class,
    "setup": setup,
    "family setup": family_setup,
    "route setup": route_setup,
    "scrapped": scrapped,
    "unused": unused,
    "maximum production": no_maximum,
    "maximum inventory": no_maximum,
    "calm": calm,
    "override": override,
    "limit": limit,
    "above": missed_limit,
    "below": missed_limit,
    **{name.replace("_", " "): measured for name in MEASURED},
}

Pegged = list[tuple[int | None, int, int, float]]  # start (None: not made), arrival, period of need (T: never), units


def queues(problem: Problem, plan: Plan) -> list[Pegged]:
    """The supply of each product handed out first in, first out, period by period, as a warehouse would do it."""
    periods, made = problem.shape[1], arrived(problem, plan.quantities.families)
    bought = np.zeros(problem.shape)
    for (i, t), amount in np.ndenumerate(plan.quantities.subcontract):
        if t + problem.products.subcontract_lead_time[i] < periods:
            bought[i, t + int(problem.products.subcontract_lead_time[i])] = amount
    needs = needs_by(problem, plan.quantities, cold.decided(problem, plan))
    found = []
    for i in range(problem.shape[0]):
        lead, handed = int(problem.products.lead_time[i]), 0.0
        waiting: list[tuple[int | None, int, float]] = [(None, 0, float(problem.products.initial_inventory[i]))]
        pegged: Pegged = []
        for t in range(periods):
            waiting.append((None, t, float(bought[i, t] + problem.receipts[i, t])))
            waiting.append((t - lead if made[i, t] else None, t, float(made[i, t])))
            while waiting and needs[i, t] - handed > 1e-9:
                start, arrives, left = waiting.pop(0)
                taken = min(left, float(needs[i, t]) - handed)
                pegged.append((start, arrives, t, taken))
                handed += taken
                if left - taken > 1e-9:
                    waiting.insert(0, (start, arrives, left - taken))
        found.append(pegged + [(start, arrives, periods, left) for start, arrives, left in waiting])
    return found


@examples(150)
@given(st.one_of(problems(), factories()))
def test_lots_are_those_of_a_queue_that_serves_first_in_first_out(problem: Problem) -> None:
    """All production that is free to move and arrives before its need, no more and no less; but of a product that is
    made in several ways, or that grows too old, of which no lots are told."""
    plan = solve(problem)
    assume(isinstance(plan, Plan))
    assert isinstance(plan, Plan)
    chosen = cold.decided(problem, plan)
    least = 1.0 if problem.policies.whole_units else 1e-6
    expected: dict[tuple[int, int, int], float] = {}
    untold = has_routes(problem) | plan.quantities.scrapped.any(axis=1)
    for i, queue in enumerate(queues(problem, plan)):
        for start, arrives, needed, amount in [] if untold[i] else queue:
            if start is not None and arrives < needed < problem.shape[1]:
                expected[i, start, needed] = expected.get((i, start, needed), 0.0) + amount
    expected = {
        key: amount
        for key, amount in expected.items()
        if amount >= least and plan.production[key[:2]] > chosen["production"].lower[key[:2]]
    }
    lots = {(lot.product, lot.start, lot.needed): lot.units for lot in early_lots(problem, plan.quantities, chosen)}
    assert lots == pytest.approx(expected, abs=1e-6)


@examples(40)
@given(st.one_of(problems(), factories()), st.data())
def test_the_order_of_rows_changes_no_sentence_and_moves_the_values_with_their_rows(
    problem: Problem, data: st.DataObject
) -> None:
    """To the last bit."""
    products = data.draw(st.permutations(range(len(problem.product_codes))))
    resources = data.draw(st.permutations(range(len(problem.resource_codes))))
    one, other = explained(solve(problem)), explained(solve(shuffled(problem, products, resources)))
    assert one.sentences == other.sentences
    assert (one.marginals is None) == (other.marginals is None)
    if one.marginals is not None and other.marginals is not None:
        assert one.marginals.notes == other.marginals.notes
        for name in ("one_more", "one_less"):
            ours, theirs = getattr(one.marginals, name), getattr(other.marginals, name)
            assert ours[list(resources)].tobytes() == theirs.tobytes()


@examples(30)
@given(problems())
def test_without_a_plan_each_change_that_helps_is_a_sentence(problem: Problem) -> None:
    """In the words of the fixes, each set with the cost of its plan."""
    found = solve(problem)
    assume(isinstance(found, NoPlan))
    assert isinstance(found, NoPlan)
    assert found.status == INFEASIBLE
    assert found.fixes is not None
    told = [sentence for sentence in explained(found).sentences if sentence.kind == "change"]
    changes = [change for fixes in (found.fixes, *found.alternatives) for change in fixes.changes]
    assert [sentence.what for sentence in told] == [change.what for change in changes]
    for sentence in told[: len(found.fixes.changes)]:
        assert money(found.fixes.total_cost) in sentence.why
