"""What the plan costs, and which lines, products and periods cost most."""

from __future__ import annotations

from math import fsum

from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import OPTIMAL
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import Said, capital, say
from sop_excel.domain.vocabulary import money, percent
from sop_excel.model.explain.case import Case
from sop_excel.model.explain.cost_lines import line_name
from sop_excel.model.rules import AXES
from sop_excel.model.rules.service import LOST_PRICE

MOST_LINES, MOST_PRODUCTS, MOST_PERIODS = 3, 2, 2

Cells = dict[str, list[tuple[str, Array]]]  # by cost line: the axis, and money (K, T) along it


def drivers(case: Case) -> list[Sentence]:
    """The total with its proof, the largest cost lines, products and periods."""
    cells = _cells(case)
    return [_total(case), *_lines(case, cells), *_products(case, cells), *_periods(case, cells)]


def main_drivers(case: Case) -> list[Sentence]:
    """The total with its proof, and the largest cost lines."""
    return [_total(case), *_lines(case, _cells(case))]


def costs_by_product(case: Case) -> dict[str, list[float]]:
    """What each product causes alone of each cost line (money), by the line."""
    return {line: _by_product(case.problem, parts) for line, parts in _cells(case).items()}


def _total(case: Case) -> Sentence:
    plan, currency = case.plan, case.problem.currency
    best = say("no plan costs less, which is proved")
    if plan.status != OPTIMAL:
        room = money(plan.objective - plan.proof.lower_bound)
        best = say("a plan could be better by {amount} at most", amount=room)
    elif plan.profit is not None:
        best = say("no plan earns more, which is proved")
    if plan.profit is None:
        what = say("The plan costs {amount} {currency} in all", amount=money(plan.total_cost), currency=currency)
        return Sentence("total", "", "", what, best, plan.total_cost, {"total": plan.total_cost})
    what = say("The plan earns a profit of {amount} {currency}", amount=money(plan.profit), currency=currency)
    why = say(
        "its revenue is {revenue} and it costs {cost}; {best}",
        revenue=money(plan.revenue), cost=money(plan.total_cost), best=best,
    )  # fmt: skip
    figures = {"profit": plan.profit, "revenue": plan.revenue, "total": plan.total_cost}
    return Sentence("total", "", "", what, why, plan.profit, figures)


def _cells(case: Case) -> Cells:
    cells: Cells = {}
    for name, decision in case.decisions.items():
        for line, unit_cost in decision.costs.items():
            amounts = unit_cost * case.quantities[name]
            if line != LOST_PRICE and amounts.any():
                cells.setdefault(line, []).append((AXES[name], amounts))
    return cells


def _lines(case: Case, cells: Cells) -> list[Sentence]:
    costs, total = case.plan.costs, case.plan.total_cost
    most = sorted((line for line in costs if line in cells), key=lambda line: -costs[line])[:MOST_LINES]
    return [_line(case, line, costs[line], total, cells[line]) for line in most]


def _line(case: Case, line: str, amount: float, total: float, parts: list[tuple[str, Array]]) -> Sentence:
    """Its largest part: a product's or resource's, or with one of these a period's."""
    parts_of = _by_owner(case.problem, parts)
    if len(parts_of) == 1:
        by_period = zip(*(row for _, money_of in parts for row in money_of.tolist()), strict=True)
        parts_of = [
            (say("in {period}", period=period), fsum(row))
            for period, row in zip(case.problem.periods, by_period, strict=True)
        ]
    where, largest = max(parts_of, key=lambda part: part[1])
    name = capital(line_name(line))
    told = {"line": name, "share": percent(amount / total), "amount": money(amount)}
    if name.endswith("s"):
        what = say("{line} are {share} of the cost, {amount}", **told)
    else:
        what = say("{line} is {share} of the cost, {amount}", **told)
    why = _part(largest, amount, where)
    return Sentence("cost line", name, "", what, why, amount, {"amount": amount, "largest": largest})


def _by_owner(problem: Problem, parts: list[tuple[str, Array]]) -> list[tuple[Said, float]]:
    """The money of one cost line for each product, by all of its routes, or each resource, or whatever causes it."""
    amounts: dict[str, list[float]] = {}
    for axis, money_of in parts:
        products = problem.product_of(axis)
        codes = problem.codes(axis) if products is None else [problem.product_codes[i] for i in products.tolist()]
        for code, row in zip(codes, money_of.tolist(), strict=True):
            amounts.setdefault(code, []).extend(row)
    return [(say("for {code}", code=code), fsum(some)) for code, some in amounts.items()]


def _part(part: float, whole: float, what: str) -> Said:
    """How much of an amount a part of it is, and which."""
    if money(part) == money(whole):
        return say("all of it is {what}", what=what)
    return say("{amount} of it is {what}", amount=money(part), what=what)


def _products(case: Case, cells: Cells) -> list[Sentence]:
    """The products that cause most of the cost alone, without the shared resources."""
    count, total = case.problem.shape[0], case.plan.total_cost
    if count < 2 or not total:
        return []
    sums = {line: _by_product(case.problem, parts) for line, parts in cells.items()}
    costs = [fsum(by_product[i] for by_product in sums.values()) for i in range(count)]
    most = sorted((i for i in range(count) if costs[i]), key=lambda i: (-costs[i], i))[:MOST_PRODUCTS]
    told = []
    for i in most:
        line = max(sums, key=lambda line: sums[line][i])
        what = _causes(case.problem.product_codes[i], costs[i], total)
        why = _part(sums[line][i], costs[i], line_name(line))
        figures = {"amount": costs[i], "largest": sums[line][i]}
        told.append(Sentence("product", case.problem.product_codes[i], "", what, why, costs[i], figures))
    return told


def _causes(who: str, cost: float, total: float) -> Said:
    return say("{who} causes {share} of the cost, {amount}", who=who, share=percent(cost / total), amount=money(cost))


def _by_product(problem: Problem, parts: list[tuple[str, Array]]) -> list[float]:
    """The money of one cost line that belongs to each product."""
    amounts: list[list[float]] = [[] for _ in problem.product_codes]
    for axis, money_of in parts:
        products = problem.product_of(axis)
        for i, row in zip(products, money_of.tolist(), strict=True) if products is not None else ():
            amounts[i] += row
    return [fsum(row) for row in amounts]


def _periods(case: Case, cells: Cells) -> list[Sentence]:
    """The dearest periods, where there are several times as many."""
    periods, total = case.problem.shape[1], case.plan.total_cost
    if periods <= MOST_PERIODS or not total:
        return []
    sums = {
        line: [fsum(v for _, a in parts for v in a[:, t].tolist()) for t in range(periods)]
        for line, parts in cells.items()
    }
    costs = [fsum(by_period[t] for by_period in sums.values()) for t in range(periods)]
    told = []
    for t in sorted(range(periods), key=lambda t: (-costs[t], t))[:MOST_PERIODS]:
        line, period = max(sums, key=lambda line: sums[line][t]), case.problem.periods[t]
        what = _causes(period, costs[t], total)
        why = _part(sums[line][t], costs[t], line_name(line))
        figures = {"amount": costs[t], "largest": sums[line][t]}
        told.append(Sentence("period", "", period, what, why, costs[t], figures))
    return told
