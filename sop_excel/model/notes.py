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
from sop_excel.domain.said import Figure, Said, phrase, say, together
from sop_excel.domain.summary import class_fill_rates
from sop_excel.domain.vocabulary import counted, figure, listed, money, units
from sop_excel.model.outcome import Ending
from sop_excel.model.rules.shelf_life import scrapped_oldest_first

STARTS = phrase(
    "Starts of {products} in the last periods, within its lead time of {longest}, would arrive after the horizon and "
    "are 0"
)
STARTS_OF_SEVERAL = phrase(
    "Starts of {products} in the last periods, within their lead times (up to {longest}), would arrive after the "
    "horizon and are 0"
)
ORDERS = phrase(
    "Orders outside of {products} in the last periods, within its subcontract lead time of {longest}, would arrive "
    "after the horizon and are 0"
)
ORDERS_OF_SEVERAL = phrase(
    "Orders outside of {products} in the last periods, within their subcontract lead times (up to {longest}), would "
    "arrive after the horizon and are 0"
)


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
        return say("service would be worse, more would be missing to the safety stocks, or no plan is possible")
    if problem.policies.order_of_goals:
        return say("a goal that comes before the cost would be missed by more, or no plan is possible")
    return say("no plan is possible")


def unproved(solver: str, room: float, ending: Ending) -> str:
    """Why a plan is not proved as far as was asked for, and how much cheaper another could be at most (money)."""
    why = say("{solver} proves no more than this", solver=solver)
    if ending is Ending.STOPPED:
        why = say("The time limit ended the search")
    elif ending is Ending.SETTLED:
        why = say("The search was ended from outside, before its time limit")
    amount = money(math.ceil(100.0 * room) / 100.0)
    return say("{reason}: a plan could exist that is cheaper by up to {amount}.", reason=why, amount=amount)


def _unserved(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    if not (plan.lost_sales.any() or plan.backorders.any() or plan[CLASS_LOST].any()):
        return ()
    lost, declined = _lost_and_declined(problem, plan)
    late = math.fsum(plan.backorders.ravel().tolist())
    if not (lost or declined or late):
        return ()
    demand = _little(math.fsum(problem.demand.ravel().tolist()))
    staying = math.fsum(plan.backorders[:, -1].tolist())
    told = (
        (
            declined,
            say(
                "{units} of {demand} units of demand are declined as optional sales.",
                units=_little(declined), demand=demand,
            ),
        ),
        (lost, say("{units} of {demand} units of demand are lost.", units=_little(lost), demand=demand)),
        (
            late,
            say(
                "Up to {units} units are late; backorders add up to {late} unit-periods.",
                units=_little(_owed_at_most(plan)), late=_little(late),
            ),
        ),
        (
            staying,
            say(
                "{units} units are still open at the end of the horizon, at their Open order cost.",
                units=_little(staying),
            ),
        ),
    )  # fmt: skip
    return tuple(sentence for count, sentence in told if count)


def _by_class(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """How each class fares, where any demand of one is lost or late."""
    if not (plan[CLASS_LOST].any() or plan[CLASS_LATE].any()):
        return ()
    told = [
        say("{name} {share}", name=name, share=_cut(rate)) for name, rate in class_fill_rates(problem, plan).items()
    ]
    return (say("Served in its own period, of the demand of each class: {classes}.", classes=listed(told)),)


def _cut(share: float) -> Figure:
    """A share in per cent, never rounded up: 100 % is all."""
    return Figure(f"{math.floor(1000.0 * share + KEPT) / 10.0:g} %")


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
    if not plan.shortfall.any():
        return ()
    told = []
    for i in np.flatnonzero((plan.shortfall > 0).any(axis=1)).tolist():
        cells = np.flatnonzero(plan.shortfall[i] > 0).tolist()
        where = together(
            (
                say("{units} in {period}", units=_little(float(plan.shortfall[i, t])), period=problem.periods[t])
                for t in cells
            ),
            ", ",
        )
        code = problem.product_codes[i]
        told.append(say("The safety stock of {product} is missed by {where}.", product=code, where=where))
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
    stand = say(
        "Demand of {products} is lost or late while {units} unit-periods of safety stock stand",
        products=counted(products, "product"), units=_little(kept),
    )  # fmt: skip
    if problem.policies.safety_stock_rule == CATCH_UP:
        return (say("{stand}; without any safety stock, service would be no better.", stand=stand),)
    if SAFETY_STOCK_GOAL in goals:
        return (say("{stand}; in the order of goals safety stock comes first.", stand=stand),)
    return (say("{stand}; safety stock is not released for demand.", stand=stand),)


def _scrapped(problem: Problem, plan: Quantities) -> tuple[str, ...]:
    """What grows too old; and where more of it does than if the oldest units always went first."""
    if not plan.scrapped.any():
        return ()
    told, least = [], scrapped_oldest_first(problem, plan)
    for i in np.flatnonzero((plan.scrapped > 0).any(axis=1)).tolist():
        code, amount = problem.product_codes[i], math.fsum(plan.scrapped[i].tolist())
        told.append(
            say("{units} units of {product} grow too old and are scrapped.", units=_little(amount), product=code)
        )
        more = amount - math.fsum(least[i].tolist())
        if more > KEPT * max(1.0, amount):
            told.append(
                say(
                    "{units} of them need not be if the oldest units always went first; newer ones go first where that "
                    "keeps the stock lower.",
                    units=_little(more),
                )
            )
    return tuple(told)


def _too_late(problem: Problem) -> tuple[str, ...]:
    """Rule P4: starts, and orders outside, in the last L periods would arrive after the horizon."""
    products = problem.products
    if not (products.lead_time.any() or products.subcontract_lead_time.any()):
        return ()
    firm = math.fsum(problem.firm_production[problem.starts_too_late].tolist())
    bought = ~np.isnan(problem.products.subcontract_cost).all(axis=1)
    starts = _within(STARTS, STARTS_OF_SEVERAL, problem.products.lead_time)
    if firm and starts:
        starts = (say("{starts} except {units} units that are firm", starts=starts[0], units=figure(firm)),)
    orders = _within(ORDERS, ORDERS_OF_SEVERAL, problem.products.subcontract_lead_time[bought])
    return tuple(say("{what}.", what=one) for one in (*starts, *orders))


def _within(one: str, several: str, lead: Array) -> tuple[Said, ...]:
    if not np.any(lead > 0):
        return ()
    products, longest = int(np.count_nonzero(lead > 0)), figure(float(lead.max()))
    return (say(one if products == 1 else several, products=counted(products, "product"), longest=longest),)
