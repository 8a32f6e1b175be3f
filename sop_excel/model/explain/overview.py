"""A plan of many products from above: lines and groups before single products, and what each list leaves out counted.

A line is a shared resource with a capacity, a group that of column Group or, where no product has one, its family.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import FAMILIES
from sop_excel.domain.capacity_use import bottleneck_first, regular_capacity
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import is_full
from sop_excel.domain.product_families import family_of
from sop_excel.domain.said import Said, say, together
from sop_excel.domain.vocabulary import MOST_SPANS, counted, money, percent, runs, spans, units, whole
from sop_excel.model.explain.case import Case
from sop_excel.model.explain.cost_lines import line_name
from sop_excel.model.explain.drivers import costs_by_product
from sop_excel.model.explain.early_lots import Lot

MANY = 50  # products, from which on a plan is told from above
LINES, GROUPS, PRODUCTS, PERIODS = 4, 4, 5, 1  # sentences of each
FROM_ABOVE = ("line", "group", "lines", "groups", "built ahead", "products")  # kinds of the sentences made here
BY_PRODUCT = ("lost_sales", "backorders", "subcontract")  # cost lines that are told of each group


def from_above(case: Case, ranked: Sequence[Sentence]) -> list[Sentence]:
    """The sentences on a plan of many products, in the order in which they are read: what it costs in all, lines, what
    is made ahead, groups, cost lines, and of what is ``ranked`` about single products the most valuable; last what they
    leave out."""
    view = _View.of(case)
    first, lines = ([one for one in ranked if one.kind in kinds] for kinds in (("total", "calm"), ("cost line",)))
    periods = [one for one in ranked if one.kind == "period"][:PERIODS]
    told = [*first, *_lines(view), *_ahead(view), *_groups(view), *lines, *periods]
    by_line = {*("total", "calm", "cost line", "period", "capacity", "unused"), *FROM_ABOVE}
    single = [one for one in ranked if one.kind not in by_line][:PRODUCTS]
    return [*told, *single, *_rest(view, single)]


def lines_and_ahead(case: Case) -> list[Sentence]:
    """How far the lines limit a plan, and what is made ahead, before single products and periods are told."""
    view = _View.of(case)
    return [*_lines(view), *_ahead(view)]


@dataclass(frozen=True)
class _View:
    """``full`` (R, T): where a line is full; ``ahead``: the lots made ahead, ``of_line`` the line that is full when
    they are needed (-1: none); ``costs`` (I,) the direct cost of each product, ``by_line`` the same by cost line."""

    case: Case
    capacity: Array
    full: NDArray[np.bool_]
    lines: list[int]
    ahead: list[Lot]
    of_line: list[int]
    costs: list[float]
    by_line: dict[str, list[float]]

    @classmethod
    def of(cls, case: Case) -> _View:
        """What is seen of a plan."""
        capacity = regular_capacity(case.problem, case.quantities)
        full = is_full(case.quantities.regular, capacity)
        lines = _ranked_lines(case, capacity, full)
        ahead = case.early_lots
        by_line = costs_by_product(case)
        costs = [fsum(some) for some in zip(*by_line.values(), strict=True)] or [0.0] * case.problem.shape[0]
        return cls(case, capacity, full, lines, ahead, _full_line(case, full, lines, ahead), costs, by_line)


def _ranked_lines(case: Case, capacity: Array, full: NDArray[np.bool_]) -> list[int]:
    """The lines with a capacity, the bottleneck first."""
    limited = set(np.flatnonzero(np.isfinite(capacity).all(axis=1)).tolist())
    used = case.quantities.regular / np.maximum(capacity, 1e-300)
    return [r for r in bottleneck_first(case.marginals.one_more, full, used) if r in limited]


def _full_line(case: Case, full: NDArray[np.bool_], lines: list[int], ahead: list[Lot]) -> list[int]:
    """The first of the lines of a lot's product that is full when the lot could be made in time; -1 for none."""
    used: dict[int, list[int]] = {}
    place = {r: k for k, r in enumerate(lines)}
    runs = case.problem.routings.only(case.problem.loaded_by("production"))
    for r, i, a in zip(runs.resource.tolist(), runs.product.tolist(), runs.usage.tolist(), strict=True):
        if a > 0 and r in place:
            used.setdefault(i, []).append(r)
    in_time = [lot.needed - (lot.arrives - lot.start) for lot in ahead]
    found = ([r for r in used.get(lot.product, ()) if full[r, t]] for lot, t in zip(ahead, in_time, strict=True))
    return [min(some, key=place.__getitem__) if some else -1 for some in found]


def _told_lines(view: _View) -> list[int]:
    """The lines that limit the plan most, each of which has a sentence of its own."""
    overtime = view.case.quantities.overtime
    return [r for r in view.lines if view.full[r].any() or overtime[r].any()][:LINES]


def _lines(view: _View) -> Iterator[Sentence]:
    told = _told_lines(view)
    if view.lines and not told:
        yield _never_full(view)
        return
    for r in told:
        yield _line(view, r)
    if rest := [r for r in view.lines if r not in told]:
        often = [int(np.count_nonzero(view.full[r])) for r in rest]
        some = sum(count > 0 for count in often)
        what, why = _more_lines(len(rest), some)
        yield Sentence("lines", "", "", what, why, None, {"lines": float(len(rest)), "full": float(some)})


def _more_lines(count: int, some: int) -> tuple[Said, Said]:
    """What is told of the lines that have no sentence of their own, ``some`` of which are full in some period."""
    lines = counted(count, "more line")
    if some:
        why = say(
            "{some} of them are full in some period, {others} never", some=whole(some), others=whole(count - some)
        )
        return say("{lines} limit the plan less", lines=lines), why
    if count == 1:
        return say("{lines} limits nothing", lines=lines), say("it is never full")
    return say("{lines} limit nothing", lines=lines), say("none of them is ever full")


def _never_full(view: _View) -> Sentence:
    """That no line limits the plan, and which is used most."""
    shares = {r: _used(view, r) for r in view.lines}
    most = max(shares, key=lambda r: shares[r])
    what = say("The only line is never full")
    if len(shares) > 1:
        what = say("None of {count} lines is ever full", count=whole(len(shares)))
    why = say(
        "{resource} is used most, on average {share}",
        resource=view.case.problem.resource_codes[most], share=percent(shares[most]),
    )  # fmt: skip
    return Sentence("lines", "", "", what, why, None, {"lines": float(len(shares)), "full": 0.0})


def _used(view: _View, r: int) -> float:
    """The mean share of a line that is used."""
    return float((view.case.quantities.regular[r] / np.maximum(view.capacity[r], 1e-300)).mean())


def _line(view: _View, r: int) -> Sentence:
    """How often a line is full, what is made ahead for that, its overtime, and what one unit more saves at most."""
    case, code, periods = view.case, view.case.problem.resource_codes[r], view.case.problem.periods
    full, told = np.flatnonzero(view.full[r]).tolist(), list[Said]()
    lots = [lot for lot, line in zip(view.ahead, view.of_line, strict=True) if line == r]
    kept_at, overtime = fsum(lot.kept_at for lot in lots), fsum(case.quantities.overtime[r].tolist())
    paid = fsum((case.decisions["overtime"].unit_cost[r] * case.quantities.overtime[r]).tolist()) if overtime else 0.0
    if lots:
        made = {"made": units(fsum(lot.units for lot in lots)), "products": _products(lots), "amount": money(kept_at)}
        told.append(say("{made} units of {products} are made ahead for that, and keeping them costs {amount}", **made))
    if overtime:
        told.append(say("{units} of overtime cost {amount}", units=units(overtime), amount=money(paid)))
    worth = np.nan_to_num(case.marginals.one_more[r], nan=0.0)
    best = int(np.argmax(worth))
    if worth[best] > 0:
        saved = money(float(worth[best]))
        told.append(say("one unit more saves most in {period}, {amount}", period=periods[best], amount=saved))
    what = say("{line} is never full", line=code)
    if full:
        told_when = {"line": code, "count": whole(len(full)), "all": whole(len(periods)), "when": _when(periods, full)}
        what = say("{line} is full in {count} of {all} periods{when}", **told_when)
        if r == view.lines[0]:
            what = say("{line} is the bottleneck: it is full in {count} of {all} periods{when}", **told_when)
    figures = {"full": float(len(full)), "ahead": fsum(lot.units for lot in lots), "keeping": kept_at}
    figures |= {"overtime": overtime, "overtime cost": paid, "one more": float(worth[best])}
    why = together([*told, say("on average {share} of it is used", share=percent(_used(view, r)))])
    return Sentence("line", code, "", what, why, kept_at + paid or None, figures)


def _when(names: Sequence[str], periods: Sequence[int]) -> str:
    """Which periods, after their count."""
    if len(runs(periods)) > MOST_SPANS:
        return say(", from {first} to {last}", first=names[periods[0]], last=names[periods[-1]])
    return say(" ({periods})", periods=spans(names, periods))


def _products(lots: Sequence[Lot]) -> Said:
    return counted(len({lot.product for lot in lots}), "product")


def _ahead(view: _View) -> Iterator[Sentence]:
    """All that is made ahead of its need; nothing where all of it is for one line, whose sentence tells it."""
    lines = set(view.of_line)
    if not view.ahead or (len(lines) == 1 and lines <= {*_told_lines(view)}):
        return
    periods, kept_at = view.case.problem.periods, fsum(lot.kept_at for lot in view.ahead)
    by_start: dict[int, list[float]] = {}
    for lot in view.ahead:
        by_start.setdefault(lot.start, []).append(lot.units)
    most = min(by_start, key=lambda t: (-fsum(by_start[t]), t))
    made = fsum(lot.units for lot in view.ahead)
    free = fsum(lot.units for lot, line in zip(view.ahead, view.of_line, strict=True) if line < 0)
    told = [
        say("keeping them costs {amount}", amount=money(kept_at)),
        say("most are made in {period}, {units}", period=periods[most], units=units(fsum(by_start[most]))),
    ]
    if free:
        told.append(say("{units} of them for other reasons than a line that is full", units=units(free)))
    what = say(
        "{made} units of {products} are made ahead of their need", made=units(made), products=_products(view.ahead)
    )
    figures = {"units": made, "keeping": kept_at, "other": free}
    yield Sentence("built ahead", "", "", what, together(told), kept_at, figures)


def _groups(view: _View) -> Iterator[Sentence]:
    """The groups that cost most, and the others together."""
    members = _members(view.case)
    costs = {name: fsum(view.costs[i] for i in some) for name, some in members.items()}
    total = view.case.plan.total_cost
    if len(members) < 2 or not total:
        return
    ranked = sorted((name for name in members if costs[name]), key=lambda name: (-costs[name], name))
    for name in ranked[:GROUPS]:
        yield _group(view, name, members[name], costs[name])
    if rest := ranked[GROUPS:]:
        amount = fsum(costs[name] for name in rest)
        what = _cause(counted(len(rest), "more group"), amount, total)
        why = say("they have {products}", products=counted(sum(len(members[name]) for name in rest), "product"))
        yield Sentence("groups", "", "", what, why, amount, {"amount": amount, "groups": float(len(rest))})


def _cause(who: str, amount: float, total: float) -> Said:
    """What share of the cost several cause."""
    return say(
        "{who} cause {share} of the cost, {amount}", who=who, share=percent(amount / total), amount=money(amount)
    )


def _group(view: _View, name: str, members: list[int], amount: float) -> Sentence:
    own = {line: fsum(costs[i] for i in members) for line, costs in view.by_line.items()}
    largest = max(own, key=lambda line: own[line])
    told = [say("{amount} of it is {what}", amount=money(own[largest]), what=line_name(largest))]
    told += [
        say("{line} cost {amount}", line=line_name(line), amount=money(own[line]))
        for line in BY_PRODUCT
        if line != largest and own.get(line)
    ]
    among = set(members)
    lots = [lot for lot in view.ahead if lot.product in among]
    kept_at = fsum(lot.kept_at for lot in lots)
    if lots:
        kept = {"amount": money(kept_at), "products": _products(lots)}
        told.append(say("keeping what is made ahead costs {amount} ({products})", **kept))
    who = say("What has no group ({count})", count=whole(len(members)))
    if name:
        who = say("Group {group} ({products})", group=name, products=counted(len(members), "product"))
    share = percent(amount / view.case.plan.total_cost)
    what = say("{who} causes {share} of the cost, {amount}", who=who, share=share, amount=money(amount))
    return Sentence("group", name, "", what, together(told), amount, {"amount": amount, "keeping": kept_at} | own)


def _members(case: Case) -> dict[str, list[int]]:
    """The products of each group, or of each family where no product has a group; those without under ""."""
    names = list(case.problem.groups)
    if not any(names):
        codes, of = case.problem.codes(FAMILIES), family_of(case.problem).tolist()
        names = [codes[family] if family >= 0 else "" for family in of]
    found: dict[str, list[int]] = {}
    for i, name in enumerate(names if any(names) else ()):
        found.setdefault(name, []).append(i)
    return found


def _rest(view: _View, single: Sequence[Sentence]) -> Iterator[Sentence]:
    """The products of which nothing was told by name."""
    named, total = {one.item for one in single}, view.case.plan.total_cost
    rest = [i for i, code in enumerate(view.case.problem.product_codes) if code not in named]
    amount = fsum(view.costs[i] for i in rest)
    if rest and total:
        what = _cause(say("{products} not named here", products=counted(len(rest), "product")), amount, total)
        least = max((view.costs[i] for i in rest), default=0.0)
        why = say("none of them more than {amount}", amount=money(least))
        yield Sentence("products", "", "", what, why, amount, {"amount": amount})
