"""A rule followed period by period: what it wishes is cut to what can be made, then demand comes and is served.

A rule knows no limits. Where it wishes more than can be made or kept, all products of a resource are cut alike, by the
same share of what they wish beyond their firm production; what then lacks to the safety stock is bought outside where
that has a price. Nothing is made ahead for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import fsum

import numpy as np
from numpy.typing import NDArray

from sop_excel.comparing.rules import Known
from sop_excel.domain.distinct import distinct
from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import has_lots, in_steps, steps
from sop_excel.domain.problem import LOADED_BY, Problem
from sop_excel.model.rules.balance import may_be_lost
from sop_excel.model.rules.service import has_late_cost, may_stay_open

BOUGHT = "subcontract"
HARDLY = 1e-9  # of a unit: what rounding leaves of whole units


@dataclass(frozen=True)
class Wished:
    """What is to be started, (N, I) units, and what is to be bought outside; None: what lacks to the floor."""

    starts: Array
    bought: Array | None = None


Decide = Callable[[Known], Wished]
# What is expected (N, I, K) of a period and later ones, and (N, I) beyond them, by the demand before it.
Outlook = Callable[[int, Array], tuple[Array, Array]]


@dataclass(frozen=True)
class Flow:
    """What became of it, (N, I, T) units: starts, purchases, stock and late demand at the end of each period, demand
    lost where that is allowed, and demand left ``short`` where it is not. ``scrapped`` was too old, ``demand`` is what
    came.

    ``on_the_way`` (N, I) was started and has not arrived at the end; ``cut`` was wished and could not be made.
    """

    demand: Array
    production: Array
    subcontract: Array
    inventory: Array
    backorders: Array
    lost: Array
    short: Array
    scrapped: Array
    cut: Array
    on_the_way: Array

    def in_time(self) -> Array:
        """(N,) the units that were served in their own period; older ones are served first."""
        open_ = np.minimum(self.backorders + self.lost + self.short, self.demand)
        return np.asarray((self.demand - open_).sum(axis=(1, 2)))

    def fill_rate(self) -> float:
        """The share of the units of all paths that was served in its own period; 1 without demand."""
        return share(self.in_time(), self.demand.sum(axis=(1, 2)))


def share(served: Array, asked: Array) -> float:
    """The sum of what was served by that of what was asked for, 1 where nothing was."""
    whole = fsum(asked)
    return fsum(served) / whole if whole else 1.0


@dataclass(frozen=True)
class Course:
    """Where a rule is followed: the problem with some periods beyond the horizon, and what is expected.

    ``periods`` are followed; ``ends``: nothing is started that would arrive after them, none may be owed at the end but
    at an open order cost, and the floors end with them. Else time goes on.
    """

    problem: Problem
    periods: int
    floors: Array
    outlook: Outlook
    ends: bool = False


def follow(course: Course, decide: Decide, demand: Array) -> Flow:
    """Follow what is decided in each period through paths of demand, (N, I, T) units; cells are followed in turn."""
    problem, periods = course.problem, course.periods
    lead, delivery = leads(problem), _leads(problem, problem.products.subcontract_lead_time)
    made = _Made.of(problem, demand)
    on_hand = np.repeat(problem.products.initial_inventory[None], len(demand), axis=0)
    owed = np.repeat(problem.products.initial_backorders[None], len(demand), axis=0)
    for t in range(periods):
        expected, mean = course.outlook(t, demand[:, :, :t])
        ahead = expected.shape[2]
        known = Known(
            t, on_hand, owed, made.coming[:, :, t : t + ahead], expected,
            mean, past=demand[:, :, :t], floors=course.floors[:, t : t + ahead], lead=np.minimum(lead, ahead - 1),
        )  # fmt: skip
        wished = decide(known)
        good = problem.products["yield"][:, t]  # of each unit that is started
        starts = cut(problem, known, wished.starts / good, frozen=_is_fixed(course, t))
        made.start(t, starts, good, lead)
        bought = _bought(course, known, delivery, wished.bought)
        made.order(t, bought, delivery)
        on_hand, owed = made.serve(problem, t, on_hand, owed, last=course.ends and t == periods - 1)
        made.cut[:, :, t] = np.maximum(wished.starts / good - starts, 0.0)
    return made.flow(problem, demand, periods)


def leads(problem: Problem) -> NDArray[np.intp]:
    """(I,) the lead times as whole numbers; one beyond the periods of the problem stands for all longer ones."""
    return _leads(problem, problem.products.lead_time)


def _leads(problem: Problem, lead_time: Array) -> NDArray[np.intp]:
    return np.minimum(lead_time, problem.shape[1]).astype(np.intp)


def _is_fixed(course: Course, t: int) -> NDArray[np.bool_]:
    """(I,) where production of the period is what is firm: it is frozen, or would arrive too late."""
    late = leads(course.problem) + t >= (course.periods if course.ends else course.problem.shape[1])
    return late | (t < course.problem.policies.frozen_periods)


def cut(problem: Problem, known: Known, wish: Array, frozen: NDArray[np.bool_]) -> Array:
    """(N, I) the part of a wish that can be made: within the limits of each product, then of what they share."""
    t, products = known.period, problem.products
    firm = np.broadcast_to(problem.firm_production[:, t], wish.shape)
    room = known_room(problem, known) / products["yield"][:, t]
    starts = np.minimum(np.maximum(wish, 0.0), np.minimum(products.max_production[:, t], room))
    starts = np.where(frozen, firm, np.maximum(starts, firm))
    in_lots = has_lots(problem) or problem.policies.whole_units
    if in_lots:
        starts = np.maximum(_lots(problem, t, starts, up=True), firm)
    shared = _shares(problem, known, starts, firm)
    made = firm + shared * (starts - firm)
    return np.where(shared < 1.0, np.maximum(_lots(problem, t, made, up=False), firm), made) if in_lots else made


def _lots(problem: Problem, t: int, wish: Array, up: bool) -> Array:
    """(N, I) what of a wish can be made in lots and whole units: the next more within the maximum, or the next less."""
    step, products = steps(problem)[:, 0], problem.products
    least, most = products.min_lot[:, t], in_steps(products.max_production[:, t], step, up=False)
    if not up:
        fewer = in_steps(wish, step, up=False)
        return np.where(fewer < least, 0.0, fewer)
    lots = np.minimum(in_steps(np.where(wish > HARDLY, np.maximum(wish, least), 0.0), step), most)
    return np.where(lots < least, 0.0, lots)


def known_room(problem: Problem, known: Known) -> Array:
    """(N, I) what may arrive beside what is there then, by the max inventory of the product."""
    at = np.minimum(known.period + known.lead, problem.shape[1] - 1)
    most = problem.products.max_inventory[np.arange(len(at)), at]
    return np.where(np.isfinite(most), np.maximum(most - known.projected, 0.0), np.inf)


def _shares(problem: Problem, known: Known, starts: Array, firm: Array) -> Array:
    """(N, I) the share of what each product starts beyond what is firm that its scarcest resource has room for."""
    shares, routings, most = np.ones_like(starts), problem.routings, problem.most_used
    of_default = np.flatnonzero(routings.route < 0)
    by_resource = of_default[np.argsort(routings.resource[of_default], kind="stable")]
    ends = np.searchsorted(routings.resource[by_resource], np.arange(len(problem.resource_codes) + 1))
    for r in range(len(problem.resource_codes)):
        if LOADED_BY[problem.resource_kinds[r]] == BOUGHT:
            continue
        uses = by_resource[ends[r] : ends[r + 1]]
        products, usage = routings.product[uses], routings.usage[uses]
        stored = np.maximum(known.projected, 0.0) if problem.is_storage[r] else np.zeros_like(starts)
        at = known.period + int(known.lead[products].max(initial=0)) if problem.is_storage[r] else known.period
        least = (usage * (stored + firm)[:, products]).sum(axis=1)
        good = problem.products["yield"][:, known.period] if problem.is_storage[r] else np.ones(problem.shape[0])
        beyond = (usage * (good * (starts - firm))[:, products]).sum(axis=1)
        room = np.maximum(most[r, min(at, problem.shape[1] - 1)] - least, 0.0)
        share = np.where(beyond > room, room / np.where(beyond > 0, beyond, 1.0), 1.0)
        shares[:, products] = np.minimum(shares[:, products], share[:, None])
    return shares


def _bought(course: Course, known: Known, lead: NDArray[np.intp], asked: Array | None) -> Array:
    """(N, I) what is ordered outside: what was decided, or what lacks to the floor of the period in which it comes."""
    problem, t = course.problem, known.period
    products = problem.products
    late = lead + t >= (course.periods if course.ends else problem.shape[1])
    most = np.where(np.isnan(products.subcontract_cost[:, t]), 0.0, products.max_subcontract[:, t])
    if asked is None:
        then = replace(known, lead=np.minimum(lead, known.expected.shape[2] - 1))
        asked = np.maximum(np.maximum(then.at_arrival(known.floors), 0.0) - then.projected, 0.0)
        if problem.policies.whole_units:
            asked, most = np.ceil(asked - HARDLY), np.where(np.isfinite(most), np.floor(most), most)
    least = products.min_subcontract[:, t]
    bought = np.where(late, 0.0, np.minimum(np.where(asked > 0, np.maximum(asked, least), 0.0), most))
    shares = _supplied(problem, t, bought)
    less = shares * bought
    supplied = np.where((shares < 1.0) & problem.policies.whole_units, np.floor(less + HARDLY), less)
    return np.where(supplied < least, 0.0, supplied)


def _supplied(problem: Problem, t: int, bought: Array) -> Array:
    """(N, I) the share of what is to be bought that the scarcest supplier of each product has room for."""
    shares = np.ones_like(bought)
    for r in np.flatnonzero(problem.loaded_by(BOUGHT)).tolist():
        uses = problem.routings.resource == r
        products, usage = problem.routings.product[uses], problem.routings.usage[uses]
        load, room = (usage * bought[:, products]).sum(axis=1), float(problem.resources.capacity[r, t])
        share = np.where(load > room, room / np.where(load > 0, load, 1.0), 1.0)
        shares[:, products] = np.minimum(shares[:, products], share[:, None])
    return shares


@dataclass(frozen=True)
class _Made:
    """What has been decided and what became of it so far; ``coming`` reaches beyond the periods by the lead times."""

    demand: Array
    coming: Array
    production: Array
    subcontract: Array
    inventory: Array
    backorders: Array
    lost: Array
    short: Array
    scrapped: Array
    cut: Array

    @classmethod
    def of(cls, problem: Problem, demand: Array) -> _Made:
        longest = np.maximum(problem.products.lead_time, problem.products.subcontract_lead_time)
        reach = problem.shape[1] + int(_leads(problem, longest).max(initial=0)) + 1
        coming = np.zeros((*demand.shape[:2], reach))
        coming[:, :, : problem.shape[1]] = problem.receipts
        return cls(demand, coming, *(np.zeros_like(demand) for _ in range(8)))

    def start(self, t: int, starts: Array, good: Array, lead: NDArray[np.intp]) -> None:
        self.production[:, :, t] = starts
        self.coming[:, np.arange(len(lead)), np.minimum(t + lead, self.coming.shape[2] - 1)] += good * starts

    def order(self, t: int, bought: Array, lead: NDArray[np.intp]) -> None:
        self.subcontract[:, :, t] = bought
        self.coming[:, np.arange(len(lead)), np.minimum(t + lead, self.coming.shape[2] - 1)] += bought

    def serve(self, problem: Problem, t: int, on_hand: Array, owed: Array, last: bool) -> tuple[Array, Array]:
        """The stock and what is owed at the end of the period: the oldest demand is served first."""
        products, lost = problem.products, may_be_lost(problem)[:, t]
        late = (may_stay_open(problem) if last else has_late_cost(problem))[:, t]
        available = on_hand + self.coming[:, :, t]
        wanted = owed + self.demand[:, :, t]
        open_ = np.maximum(wanted - available, 0.0)
        waits = np.where(late, np.minimum(open_, self._may_wait(problem, t)), 0.0)
        unserved = open_ - waits
        lost = lost & (~late | (products.max_periods_late == 0))  # an old order is not lost any more, it is too late
        self.lost[:, :, t] = np.where(lost, np.minimum(unserved, self.demand[:, :, t]), 0.0)
        self.short[:, :, t] = unserved - self.lost[:, :, t]
        self.inventory[:, :, t] = np.maximum(available - wanted, 0.0)
        self.backorders[:, :, t] = waits
        self._scrap(products.shelf_life, t)
        return self.inventory[:, :, t], self.backorders[:, :, t]

    def _scrap(self, lives: Array, t: int) -> None:
        """Scrap what is too old at the end of the period, as the oldest goes first: all stock but what came lately."""
        for life in distinct(lives[lives <= t + 1]).astype(int).tolist():
            some, lately = lives == life, slice(t - life + 2, t + 1)
            came = self.coming[:, some, lately].sum(axis=2)
            old = np.maximum(self.inventory[:, some, t] - came, 0.0)
            self.scrapped[:, some, t] = old
            self.inventory[:, some, t] -= old

    def _may_wait(self, problem: Problem, t: int) -> Array:
        """(N, I) what may be open at the end of the period: the demand of the last periods that may be late.

        Where any of it was lost, nothing older is open: then all that is open came later, and none of it waits too
        long."""
        most = np.full(self.demand.shape[:2], np.inf)
        for i, periods in enumerate(problem.products.max_periods_late.tolist()):
            if periods <= t + 1:
                most[:, i] = self.demand[:, i, t + 1 - int(periods) : t + 1].sum(axis=1)
        return most

    def flow(self, problem: Problem, demand: Array, periods: int) -> Flow:
        left = self.coming[:, :, periods:].sum(axis=2) - problem.receipts[:, periods:].sum(axis=1)
        return Flow(
            demand, self.production, self.subcontract, self.inventory, self.backorders, self.lost, self.short,
            self.scrapped, self.cut,
            on_the_way=left,
        )  # fmt: skip
