"""What one unit more of demand would cost, where it costs most."""

from __future__ import annotations

import math

import numpy as np

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import money, units
from sop_excel.model.decisions import Decisions, decisions
from sop_excel.model.explain.case import Case
from sop_excel.model.explain.cost_lines import SHOWN
from sop_excel.model.rules.service import service

MOST = 2


def needs(case: Case) -> list[Sentence]:
    """One unit more of demand in the periods in which it is dearest; one sentence a product."""
    if case.what_if is None:
        return []
    told = [_told(case, cell) for cell in _dearest(case)]
    return [sentence for sentence in told if sentence is not None]


def with_demand(problem: Problem, chosen: Decisions, cell: tuple[int, int]) -> tuple[Problem, Decisions]:
    """The problem and the decisions with one unit more of demand in the cell, at the same safety stocks."""
    demand = problem.demand.copy()
    demand[cell] += 1.0
    problem = problem.replace(demand=demand)
    anew = decisions(problem)
    return problem, chosen.exchanged({name: anew[name] for name in service(anew)})


def _dearest(case: Case) -> list[tuple[int, int]]:
    """The period of each product in which more demand changes the result most, or with whole numbers the largest."""
    prices = None if case.what_if is None else case.what_if.answer(case.decisions).demand_prices
    worth = case.problem.demand
    if prices is not None:
        worth = np.abs(prices - np.nan_to_num(case.problem.products.price, nan=0.0))
    ranked = np.where(case.problem.demand > 0, worth, -math.inf)
    best = [(int(i), int(t)) for i, t in enumerate(np.argmax(ranked, axis=1).tolist()) if math.isfinite(ranked[i, t])]
    return sorted(best, key=lambda cell: (-ranked[cell], cell))[:MOST]


def _told(case: Case, cell: tuple[int, int]) -> Sentence | None:
    more = (
        math.nan
        if case.what_if is None
        else case.what_if.with_problem(*with_demand(case.problem, case.decisions, cell))
    )
    if not math.isfinite(more) or abs(more) < SHOWN:
        return None
    product, period = case.problem.product_codes[cell[0]], case.problem.periods[cell[1]]
    does = _of_cost(more) if case.plan.profit is None else _of_profit(more)
    demand = float(case.problem.demand[cell])
    why = say(
        "so much does the best plan change with {more} for {demand}", more=units(demand + 1.0), demand=units(demand)
    )
    if case.problem.products.safety_stock.any():
        why = say("{reason}, at the same safety stock", reason=why)
    what = say("One unit more of demand for {product} in {period} {does}", product=product, period=period, does=does)
    return Sentence("demand", product, period, what, why, abs(more), {"more": more, "demand": demand})


def _of_cost(more: float) -> str:
    if more > 0:
        return say("costs {amount}", amount=money(more))
    return say("saves {amount}", amount=money(0.0 - more))


def _of_profit(more: float) -> str:
    if more > 0:
        return say("lowers the profit by {amount}", amount=money(more))
    return say("raises the profit by {amount}", amount=money(0.0 - more))
