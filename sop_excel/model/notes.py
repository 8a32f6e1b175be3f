"""What a planner must be told beside the numbers: demand declined, lost or late, and starts that come too late."""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.demand_classes import CLASS_LATE, CLASS_LOST, class_field, in_classes
from sop_excel.domain.fields import Array
from sop_excel.domain.goal_words import SAFETY_STOCK_GOAL, SERVICE_GOAL
from sop_excel.domain.missed_limits import sentences as missed_limits
from sop_excel.domain.plan import KEPT, Quantities
from sop_excel.domain.problem import CATCH_UP, SOFT, Problem
from sop_excel.domain.summary import class_fill_rates
from sop_excel.domain.vocabulary import counted, figure, listed, money, units
from sop_excel.model.outcome import Ending
from sop_excel.model.rules.shelf_life import scrapped_oldest_first


def notes(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """Short sentences with figures (rules P2 to P4 of the contract)."""
    told = (
        *_unserved(problem, plan),
        *_by_class(problem, plan),
        *_shortfalls(problem, plan),
        *_safety_stock(problem, plan),
        *missed_limits(problem, plan),
        *_scrapped(problem, plan),
        *_too_late(problem),
    )
    return tuple(note for note in told if note)


def _little(amount: float) -> str:
    return units(amount, small=True)


def impossible(problem: Problem) -> str:
    """What it means that there is no other plan; where goals come before the cost, none that is as good in these."""
    if problem.policies.safety_stock_rule == CATCH_UP:
        return "service would be worse, more would be missing to the safety stocks, or no plan is possible"
    if problem.policies.order_of_goals:
        return "a goal that comes before the cost would be missed by more, or no plan is possible"
    return "no plan is possible"


def unproved(solver: str, room: float, ending: Ending) -> str:
    """Why a plan is not proved as far as was asked for, and how much cheaper another could be at most (money)."""
    ended = {
        Ending.STOPPED: "The time limit ended the search",
        Ending.SETTLED: "The search was ended from outside, before its time limit",
    }
    why = ended.get(ending, f"{solver} proves no more than this")
    return f"{why}: a plan could exist that is cheaper by up to {money(math.ceil(100.0 * room) / 100.0)}."


def _unserved(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    lost, declined = _lost_and_declined(problem, plan)
    late = math.fsum(plan.backorders.ravel().tolist())
    if not (lost or declined or late):
        return ()
    demand = _little(math.fsum(problem.demand.ravel().tolist()))
    staying = math.fsum(plan.backorders[:, -1].tolist())
    told = (
        (declined, f"{_little(declined)} of {demand} units of demand are declined as optional sales."),
        (lost, f"{_little(lost)} of {demand} units of demand are lost."),
        (
            late,
            f"Up to {_little(_owed_at_most(plan))} units are late; backorders add up to {_little(late)} unit-periods.",
        ),
        (staying, f"{_little(staying)} units are still open at the end of the horizon, at their Open order cost."),
    )
    return tuple(sentence for count, sentence in told if count)


def _by_class(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """How each class fares, where any demand of one is lost or late."""
    if not (plan[CLASS_LOST].any() or plan[CLASS_LATE].any()):
        return ()
    told = [f"{name} {_cut(rate)}" for name, rate in class_fill_rates(problem, plan).items()]
    return (f"Served in its own period, of the demand of each class: {listed(told)}.",)


def _cut(share: float) -> str:
    """A share in per cent, never rounded up: 100 % is all."""
    return f"{math.floor(1000.0 * share + KEPT) / 10.0:g} %"


def _lost_and_declined(problem: Problem, plan: Quantities) -> tuple[float, float]:
    """The units that are lost at a cost, and those of optional sales."""
    own = ~in_classes(problem)[:, None]
    parts = [(plan.lost_sales, own & ~np.isnan(problem.products.lost_sale_cost), own)]
    if not own.all():
        at_a_cost = ~np.isnan(class_field(problem, "lost_sale_cost"))
        parts.append((plan[CLASS_LOST], at_a_cost, np.ones_like(at_a_cost)))
    lost = [units for some, paid, _ in parts for units in some[paid].tolist()]
    declined = [units for some, paid, there in parts for units in some[there & ~paid].tolist()]
    return math.fsum(lost), math.fsum(declined)


def _owed_at_most(plan: Quantities) -> float:
    return max(math.fsum(column) for column in plan.backorders.T.tolist())


def _shortfalls(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """Every shortfall of a safety stock, one sentence a product."""
    told = []
    for i in np.flatnonzero((plan.shortfall > 0).any(axis=1)).tolist():
        cells = np.flatnonzero(plan.shortfall[i] > 0).tolist()
        where = ", ".join(f"{_little(float(plan.shortfall[i, t]))} in {problem.periods[t]}" for t in cells)
        told.append(f"The safety stock of {problem.product_codes[i]} is missed by {where}.")
    return tuple(told)


def _safety_stock(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """Rule P3: safety stock is not released for demand, unless its rule is soft or service a goal."""
    goals = problem.policies.order_of_goals
    if problem.policies.safety_stock_rule == SOFT or SERVICE_GOAL in goals:  # of which a note of its own tells
        return ()
    unserved = (plan.lost_sales > 0) | (plan.backorders > 0)
    stands = unserved & (problem.products.safety_stock > 0) & (plan.inventory > 0)
    products = int(np.count_nonzero(stands.any(axis=1)))
    if not products:
        return ()
    kept = math.fsum(np.minimum(problem.products.safety_stock, plan.inventory)[stands].tolist())
    who = counted(products, "product")
    stand = f"Demand of {who} is lost or late while {_little(kept)} unit-periods of safety stock stand"
    if problem.policies.safety_stock_rule == CATCH_UP:
        return (f"{stand}; without any safety stock, service would be no better.",)
    if SAFETY_STOCK_GOAL in goals:
        return (f"{stand}; in the order of goals safety stock comes first.",)
    return (f"{stand}; safety stock is not released for demand.",)


def _scrapped(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """What grows too old; and where more of it does than if the oldest units always went first."""
    told = []
    least = scrapped_oldest_first(problem, plan) if plan.scrapped.any() else plan.scrapped
    for i in np.flatnonzero((plan.scrapped > 0).any(axis=1)).tolist():
        code, amount = problem.product_codes[i], math.fsum(plan.scrapped[i].tolist())
        told.append(f"{_little(amount)} units of {code} grow too old and are scrapped.")
        more = amount - math.fsum(least[i].tolist())
        if more > KEPT * max(1.0, amount):
            why = "newer ones go first where that keeps the stock lower"
            told.append(f"{_little(more)} of them need not be if the oldest units always went first; {why}.")
    return tuple(told)


def _too_late(problem: Problem) -> tuple[str, ...]:
    """Rule P4: starts, and orders outside, in the last L periods would arrive after the horizon."""
    firm = math.fsum(problem.firm_production[problem.starts_too_late].tolist())
    kept = f" except {figure(firm)} units that are firm" if firm else ""
    bought = ~np.isnan(problem.products.subcontract_cost).all(axis=1)
    return (
        *_within("Starts", "lead time", problem.products.lead_time, kept),
        *_within("Orders outside", "subcontract lead time", problem.products.subcontract_lead_time[bought], ""),
    )


def _within(what: str, time: str, lead: Array, kept: str) -> tuple[str, ...]:
    if not np.any(lead > 0):
        return ()
    products, longest = int(np.count_nonzero(lead > 0)), figure(float(lead.max()))
    who = counted(products, "product")
    which = f"its {time} of {longest}" if products == 1 else f"their {time}s (up to {longest})"
    return (f"{what} of {who} in the last periods, within {which}, would arrive after the horizon and are 0{kept}.",)
