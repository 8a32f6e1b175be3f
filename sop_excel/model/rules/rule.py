"""What a rule of the model is made of: the statements that stand side by side in the file of each family.

A rule brings decisions (columns), rows, or both. Everything that loops over the rules finds here what it may ask of
one: the arrays, the row as a textbook prints it, the check of a finished plan, what may give way, and the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, ROUTES
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say, word

DUST = 1e-12  # of two numbers, or of 1: by so little they differ only since one of them was computed
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rational = Any  # an array of Fraction objects, which numpy's types cannot say

Term = Any  # a PuLP variable, or 0.0 for a decision that can only be 0
Terms = Mapping[tuple[int, int], Term]


@dataclass(frozen=True)
class Decision:
    """One family of decisions: ``lower <= value <= upper``, and money per unit by cost line.

    Arrays (K, T) along the family's axis; ``whole``: which values must be whole numbers, all or those of a mask.
    ``summed``: what a ceiling that is computed is the sum of, from the first period to its own, so that it can be
    computed again without rounding.
    """

    lower: Array
    upper: Array
    costs: Mapping[str, Array]
    whole: bool | Mask = False
    summed: Array | None = None

    @property
    def is_whole(self) -> Mask:
        """(K, T) where a value must be a whole number."""
        if isinstance(self.whole, bool):
            return np.full(self.lower.shape, self.whole)
        return np.broadcast_to(self.whole, self.lower.shape)

    @property
    def any_whole(self) -> bool:
        """Whether any value must be a whole number."""
        return self.whole if isinstance(self.whole, bool) else bool(self.whole.any())

    @property
    def unit_cost(self) -> Array:
        """What one unit adds to the objective."""
        total: Array = sum(self.costs.values(), np.zeros(self.lower.shape))
        return total

    def fixed(self, values: Array) -> Decision:
        """This family with nothing left to decide: exactly ``values``, which need not be whole."""
        return replace(self, lower=values, upper=values, whole=False, summed=None)

    def with_whole_fixed(self, values: Array) -> Decision:
        """This family with the whole values fixed at the nearest whole numbers to ``values``."""
        if self.any_whole and self.is_whole.all():
            return self.fixed(np.rint(values) + 0.0)
        whole, nearest = self.is_whole, np.rint(values) + 0.0
        lower, upper = np.where(whole, nearest, self.lower), np.where(whole, nearest, self.upper)
        return replace(self, lower=lower, upper=upper, whole=False)

    def within(self, lower: Array, upper: Array) -> Decision:
        """This family with these floors and ceilings beside its own."""
        lower, upper = np.maximum(self.lower, lower), np.minimum(self.upper, upper)
        return Decision(lower, upper, self.costs, self.whole, self.summed)

    def without_dust(self) -> Decision:
        """This family, where a floor that is above its ceiling by dust alone is the ceiling."""
        above = self.lower > self.upper
        if not above.any():
            return self
        dust = DUST * np.maximum(1.0, np.abs(self.lower))
        meets = above & (self.lower <= self.upper + dust)
        return replace(self, lower=np.where(meets, self.upper, self.lower))


Families = Mapping[str, Decision]  # every family of decisions by its name
Values = Mapping[str, Any]  # what is decided by family, (K, T): floats or fractions


@dataclass(frozen=True)
class Numbers:
    """In which numbers that what follows from decisions is computed: floats, with or without noise, or fractions.

    ``of`` makes them of floats. ``settled(values, lower, upper, size)`` puts right what noise alone parts from a bound,
    a whole number or a short decimal; the noise is in proportion to the values, and to ``size`` where sums as large
    went before. ``marked(values, mark, size)`` puts right what it parts from a mark. Fractions have no noise.
    """

    of: Callable[[Array], Any]
    settled: Callable[..., Any]
    marked: Callable[[Any, Array, Any], Any]


def _as_they_are(values: Any, *others: Any) -> Any:
    return values


PLAIN = Numbers(_as_they_are, _as_they_are, _as_they_are)  # floats, taken at their word
Follows = Callable[[Problem, "Families", Values, Numbers], Any]


@dataclass(frozen=True)
class Told:
    """A decision in a sentence, with ``{item}``, ``{units}`` and ``{period}``, and what it means to do ``without``;
    ``only_dear``: it is told only where it costs anything. ``named``: what ``{item}`` reads, where that is not its
    code; ``noun``: what ``{units}`` are, where they are no units of the item."""

    what: str
    without: str
    only_dear: bool = False
    named: Callable[[Problem, int], str] | None = None
    noun: str = ""


@dataclass(frozen=True)
class DecisionColumn:
    """A family of decisions that a rule brings: how it is called, and what it is.

    ``symbol`` is that of the printed model, ``word`` and ``meaning`` those of an exported file, ``floor`` and
    ``ceiling`` the parts of a certificate; ``axis`` says what its rows stand for. ``implied`` are ceilings (K, T) that
    some cheapest plan keeps, given those of the families before it: what a unit without a limit can be worth at most.
    ``follows``: the values that follow from those of the other families, of what is decided and of what stands before.
    ``in_part``: those of some items follow, and others are decided, which it leaves as they are.
    ``least``: of a family that is decided, the least that must go with the others where a rule of thumb decides them;
    its floor where nothing is said. ``told`` is what an explanation says of decisions that are taken only where they
    pay; ``counted`` what those are called that must be whole numbers.
    """

    name: str
    symbol: str
    word: str
    meaning: str
    floor: str
    ceiling: str
    decision: Callable[[Problem], Decision]
    implied: Callable[[Problem, Mapping[str, Array]], Array]
    axis: str = PRODUCTS
    follows: Follows | None = None
    least: Follows | None = None
    in_part: bool = False
    told: Told | None = None
    counted: str = "whole units"


@dataclass(frozen=True)
class Entries:
    """Coefficients of a sparse matrix: ``value[k]`` stands in row ``row[k]`` and column ``column[k]``. A part of one
    may have rows of -1, which are left out of the whole."""

    row: Indices
    column: Indices
    value: Array

    @staticmethod
    def of(row: Indices, column: Indices, value: Array | float) -> Entries:
        """The entries of two arrays of one shape; those without a row (-1) are left out once all are joined."""
        values = np.empty(row.shape)
        values[...] = value
        return Entries(row.ravel(), column.ravel(), values.ravel())

    @staticmethod
    def joined(parts: Sequence[Entries]) -> Entries:
        """All entries that have a row."""
        if not parts:
            return Entries(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        row, column = np.concatenate([p.row for p in parts]), np.concatenate([p.column for p in parts])
        value, there = np.concatenate([p.value for p in parts]), row >= 0
        return Entries(row, column, value) if there.all() else Entries(row[there], column[there], value[there])


@dataclass(frozen=True)
class Part:
    """A part of a right-hand side, or of the objective's constant: ``sign`` times a quantity (K, T) that is given,
    under its name in a certificate. ``summed``: what a quantity that is computed is the sum of, (K, T) each, so that it
    can be computed again without rounding."""

    name: str
    quantity: Array
    sign: float | Array = 1.0
    summed: tuple[Array, ...] = ()


Parts = Callable[[Problem, Families], Sequence[Part]]


@dataclass(frozen=True)
class Row:
    """A family of rows: an equation, or an inequality to one ``side`` of it.

    ``there`` says where the row stands, (K, T) along its ``axis``. ``parts`` add up to its right-hand side; ``number``
    is that sum in floats, where it takes more care than adding. ``entries`` are the coefficients, given the columns of
    the decisions that the model has and the row's own numbers; ``bounded`` are those that rest on floors and ceilings
    of decisions, such as the most that one setup can make. ``printed`` states the same rows once more, on their own,
    in PuLP: the cell and the constraint. ``counted_for``: (K,) in the rows of how many periods, from its own on, the
    demand of a period stands; in its own alone where nothing is said.
    """

    name: str
    meaning: str
    side: str
    there: Callable[[Problem, Families], Mask]
    parts: Parts
    entries: Callable[[Problem, Mapping[str, Indices], Indices], Sequence[Entries]]
    printed: Callable[[Problem, Mapping[str, Terms]], Iterator[tuple[tuple[int, int], Any]]]
    axis: str = PRODUCTS
    number: Callable[[Problem], Array] | None = None
    counted_for: Callable[[Problem], Array] | None = None
    bounded: Callable[[Problem, Families, Mapping[str, Indices], Indices], Sequence[Entries]] | None = None

    def coefficients(
        self, problem: Problem, families: Families, at: Mapping[str, Indices], row: Indices
    ) -> Sequence[Entries]:
        """All coefficients, given the columns of the decisions and the row's own numbers."""
        further = () if self.bounded is None else self.bounded(problem, families, at, row)
        return (*self.entries(problem, at, row), *further)

    def right_hand_side(self, problem: Problem, families: Families) -> Array:
        """(K, T) the right-hand side of every row."""
        if self.number is not None:
            return self.number(problem)
        first = np.zeros(self.there(problem, families).shape)
        total: Array = sum((part.sign * part.quantity for part in self.parts(problem, families)), first)
        return total


EQUAL, AT_MOST, AT_LEAST = "=", "<=", ">="


@dataclass(frozen=True)
class Bound:
    """Floors or ceilings that a rule puts on the decisions of a family; ``name`` is their part in a certificate."""

    family: str
    name: str
    lower: Array
    upper: Array


@dataclass(frozen=True)
class Broken:
    """How far a plan breaks one rule: ``excess`` (K, T), compared with the ``size`` of its numbers."""

    name: str
    excess: Array
    size: Array
    axis: str = PRODUCTS

    @property
    def size_of_each(self) -> Array:
        """(K, T) the size of the numbers of each cell."""
        same = self.size.shape == self.excess.shape
        return self.size if same else np.broadcast_to(self.size, self.excess.shape)


RAISE, LOWER = "Raise", "Lower"
CAPACITIES, CEILINGS, FLOORS, NEEDS = range(4)  # in the order in which limits stand in the elastic model
NEGLIGIBLE = 1e-8  # of the size of a limit, or of 1
LEFT = 1e-11  # of a limit: by the twelve digits of a change to nothing, no more than this is left of it


@dataclass(frozen=True, eq=False)
class Limit:
    """One kind of limit that a planner could change, for all products (I, T), or all items of another axis (K, T).

    ``action`` and ``name`` are the planner's words, e.g. Raise capacity. ``family`` is the decision whose floor or
    ceiling it is; where it is none, ``rows`` are those on whose right-hand side it stands. ``value`` is the
    limit, ``most`` the largest change, 0 where the planner has nothing to change. ``exact``: more than needed can be
    too much, as what is no longer sold must be stored. ``is_level``: it is one of a stock, whose changes do not add up
    over periods.
    """

    action: str
    name: str
    kind: int
    family: str
    value: Array
    most: Array
    changed: Callable[[Problem, Array], Problem]
    axis: str = PRODUCTS
    exact: bool = False
    rows: tuple[str, ...] = ()
    is_level: bool = False

    @property
    def last(self) -> bool:
        """Whether it is changed only when nothing else helps."""
        return self.kind == NEEDS

    @property
    def negligible(self) -> Array:
        """Changes up to this are noise."""
        return NEGLIGIBLE * np.maximum(1.0, np.where(np.isfinite(self.value), self.value, 0.0))


def _nothing(problem: Problem) -> tuple[Any, ...]:
    return ()


def _always(problem: Problem) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Rule:
    """A family of the model, all its statements in one place.

    ``bounds`` are floors and ceilings of decisions that other rules brought. ``constant`` are parts of the objective
    that no decision changes. ``broken`` is the check of a finished plan, from the problem and the plan's numbers alone;
    it must call none of the other statements. ``limits`` are what may give way when no plan exists. ``used`` tells
    quickly whether the problem has anything of the family: where not, nothing of the rule is asked, and its decisions
    are all 0. ``own_words``: of a plan in which they are not, its own check says what is wrong.
    """

    broken: Callable[[Problem, Quantities], Iterator[Broken]]
    columns: tuple[DecisionColumn, ...] = ()
    rows: tuple[Row, ...] = ()
    bounds: Callable[[Problem], Sequence[Bound]] = _nothing
    constant: Callable[[Problem], Sequence[Part]] = _nothing
    limits: Callable[[Problem], Sequence[Limit]] = _nothing
    used: Callable[[Problem], bool] = _always
    own_words: bool = False


def total(terms: Iterable[Term]) -> Any:
    """The sum of terms as PuLP states it; PuLP is loaded only where rows are printed, as a formula must start fast."""
    import pulp

    return pulp.lpSum(terms)


def or_zero(array: Array) -> Array:
    """The numbers, with 0 for what is not there."""
    return np.where(np.isnan(array), 0.0, array)


def any_change(where: Mask) -> Array:
    """Of a limit: any change where there is such a limit, none elsewhere."""
    return np.where(where, np.inf, 0.0)


def changed(value: Array, by: Array) -> Array:
    """The limit after a change; nothing where the change leaves no more than what its digits cut off."""
    new: Array = value + by
    return np.where((by < 0) & (np.abs(new) <= LEFT * np.abs(value)), 0.0, new)


def product_column(field: str, sign: int) -> Callable[[Problem, Array], Problem]:
    """How the problem looks when a column of table Products is raised (1) or lowered (-1) by amounts (I, T)."""

    def applied(problem: Problem, amounts: Array) -> Problem:
        new = changed(problem.products[field], sign * amounts)
        return problem.replace(products=problem.products.replace(**{field: new}))

    return applied


def route_column(field: str, sign: int) -> Callable[[Problem, Array], Problem]:
    """How the problem looks when a column of table Routes is raised (1) or lowered (-1) by amounts (K, T)."""

    def applied(problem: Problem, amounts: Array) -> Problem:
        routes = problem.items(ROUTES)
        new = changed(routes.fields[field], sign * amounts)
        altered = replace(routes, fields=routes.fields.replace(**{field: new}))
        return problem.replace(others={**problem.others, ROUTES: altered})

    return applied


def resource_column(field: str, sign: int) -> Callable[[Problem, Array], Problem]:
    """How the problem looks when a column of table Resources is raised (1) or lowered (-1) by amounts (R, T)."""

    def applied(problem: Problem, amounts: Array) -> Problem:
        new = changed(problem.resources[field], sign * amounts)
        return problem.replace(resources=problem.resources.replace(**{field: new}))

    return applied


def attribute(name: str, sign: int) -> Callable[[Problem, Array], Problem]:
    """How the problem looks when a table of its own, such as firm production, is raised (1) or lowered (-1)."""

    def applied(problem: Problem, amounts: Array) -> Problem:
        return problem.replace(**{name: changed(getattr(problem, name), sign * amounts)})

    return applied


def at_most(name: str, values: Array, ceiling: Array, axis: str = PRODUCTS) -> Broken:
    """The check that nothing is above its ceiling."""
    return Broken(name, values - ceiling, np.where(np.isfinite(ceiling), ceiling, 0.0), axis)


def at_least_0(name: str, values: Array, size: Array, axis: str = PRODUCTS) -> Broken:
    """The check that nothing is negative, beside numbers of this size."""
    return Broken(_the_least(name), -values, size, axis)


@cache
def _the_least(name: str) -> str:
    return say("the least {name} 0", name=word(name))


def by_other_routes(problem: Problem, terms: Mapping[str, Terms], i: int, t: int) -> list[Term]:
    """What is started of a product in a period by its other routes, as a printed row states it."""
    return [terms["routed"][k, t] for k in np.flatnonzero(problem.items(ROUTES).link("product") == i).tolist()]


def with_other_routes(problem: Problem, plan: Quantities) -> Array:
    """What a plan starts of each product by all its routes, (I, T), as a check counts it."""
    started = plan.production.copy()
    for k, product in enumerate(problem.items(ROUTES).link("product").tolist()):
        started[product] += plan.routed[k]
    return started


def quickest(problem: Problem) -> Array:
    """The least lead time of all routes of each product, (I,), as a check counts it."""
    lead, routes = problem.products.lead_time.copy(), problem.items(ROUTES)
    for k, product in enumerate(routes.link("product").tolist()):
        lead[product] = min(lead[product], routes.fields.lead_time[k])
    return lead


def stock_before(stock: Array, initial: Array) -> Array:
    """What was there at the end of the period before, (I, T)."""
    return np.concatenate([initial[:, None], stock[:, :-1]], axis=1)
