"""The answer to a problem: a plan, what it costs and how good it is proved to be; or that there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import PRODUCTS, Order
from sop_excel.domain.basis import Basis
from sop_excel.domain.changes import Change
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import made
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import money_in_full

PROVED = 1e-6  # the gap up to which a plan is called optimal
FULL = 1e-9  # of a capacity, or of 1: so little left of it is nothing
KEPT = 1e-6  # how far a rule may be broken, as a share of the numbers in it, and still count as kept

OPTIMAL, WITHIN_GAP, FEASIBLE, INFEASIBLE = "optimal", "within gap", "feasible", "infeasible"
GIVEN_UP = "error"  # of a scenario beside others, on which the solver gave up


def at_most(amount: str, is_least: bool) -> str:
    """An amount; with what to say before it where it is not proved to be the least."""
    return amount if is_least else say("at most {amount}", amount=amount)


def stake(objective: float, total_cost: float) -> float:
    """``max(1, |objective|, total cost)``: the money to which a difference between two plans is compared.

    Where revenue makes up for all the cost, the objective is near 0 and as noisy as the cost.

    >>> stake(-3.0, 570.0), stake(0.2, 0.5)
    (570.0, 1.0)
    """
    return max(1.0, abs(objective), total_cost)


def gap(objective: float, lower_bound: float, total_cost: float) -> float:
    """``(objective - lower bound) / max(1, |objective|, total cost)``: how much dearer a plan could be than the
    cheapest at most, as a share.

    >>> gap(200.0, 198.0, 200.0), gap(0.0, -2.0, 400.0)
    (0.01, 0.005)
    """
    return (objective - lower_bound) / stake(objective, total_cost)


def proof_tolerance(status: str, asked: float) -> float:
    """The gap up to which the cost of a plan of this status counts as proved; ``asked`` is that of the settings.

    >>> proof_tolerance(OPTIMAL, 0.01), proof_tolerance(WITHIN_GAP, 0.01)
    (1e-06, 0.01)
    """
    return max(PROVED, asked) if status == WITHIN_GAP else PROVED


def is_full(used: Array, capacity: Array) -> NDArray[np.bool_]:
    """Whether all of each capacity is used, but for what rounding leaves of it; never where there is no limit.

    >>> is_full(np.array([39.206999999999994, 39.2, 5.0]), np.array([39.207, 39.207, np.inf])).tolist()
    [True, False, False]
    """
    return np.asarray(used + FULL * np.maximum(1.0, used) >= capacity)


@dataclass(frozen=True, eq=False)
class Quantities:
    """The decisions by the names of their families, also as attributes: ``quantities.production[i, t]``.

    ``families`` are units (I, T) of products, at the end of the period for stocks, resource units (R, T) of resources,
    and what the rules of the model say of those along other axes; ``axes`` names the axis of each family.
    """

    families: Mapping[str, Array]
    axes: Mapping[str, str]

    def __post_init__(self) -> None:
        """The families are attributes of its own, as Python takes its time over those that it has to ask for."""
        vars(self).update(self.families)

    def __getitem__(self, name: str) -> Array:
        return self.families[name]

    def __getattr__(self, name: str) -> Array:
        if not name.startswith("_") and name in self.__dict__.get("families", {}):  # a copy has none yet
            return self.families[name]
        raise AttributeError(f"no family of decisions {name!r}")

    def __getstate__(self) -> dict[str, Any]:
        """What it is made of, without what is remembered of it."""
        return {"families": self.families, "axes": self.axes}

    def exchanged(self, **families: Array) -> Quantities:
        """A copy of the quantities with those of some families exchanged; KeyError for a family that there is not."""
        if unknown := families.keys() - self.families.keys():
            raise KeyError(f"no family of decisions {', '.join(sorted(unknown))}")
        return Quantities({**self.families, **families}, self.axes)

    def in_order(self, order: Order) -> Quantities:
        """A copy of the quantities for the items of every axis in these orders."""
        at = {name: order.get(self.axes[name], slice(None)) for name in self.families}
        return Quantities({name: values[at[name]] for name, values in self.families.items()}, self.axes)


@dataclass(frozen=True)
class Proof:
    """What our own check found about a plan, from its numbers alone.

    ``worst_violation`` is the largest violation of any rule of the problem, as a share of the numbers in the rule;
    ``violated`` names that rule. ``lower_bound`` is a cost that no plan can go below and ``bound_source`` says how
    it was computed.
    """

    worst_violation: float
    violated: str
    lower_bound: float
    bound_source: str


@dataclass(frozen=True)
class Fixes:
    """Changes that together make a plan possible, and the total cost of the cheapest plan once they are applied.

    ``is_least``: that cost is proved to be the least, as far as the plan's gap asks for; else it is that of a plan, and
    the cheapest costs at most as much.
    """

    changes: tuple[Change, ...]
    total_cost: float
    is_least: bool = True

    @property
    def cost(self) -> str:
        """What the cheapest plan costs, as far as that is proved: ``1,234.00``, or ``at most 1,234.00``."""
        return at_most(money_in_full(self.total_cost), self.is_least)


@dataclass(frozen=True)
class OtherSetting:
    """A setting that alone stands in the way, and with which other value there is a plan, of this total cost."""

    setting: str
    now: str
    value: str
    total_cost: float
    is_least: bool = True

    @property
    def what(self) -> str:
        """The change in the planner's words, e.g. ``Change the setting Frozen periods from 3 to 1``."""
        told = {"setting": self.setting, "now": self.now, "then": self.value}
        return say("Change the setting {setting} from {now} to {then}", **told)

    @property
    def cost(self) -> str:
        """What the cheapest plan then costs, as far as that is proved."""
        return at_most(money_in_full(self.total_cost), self.is_least)


@dataclass(frozen=True)
class Plan:
    """The answer to a problem that has a plan.

    ``costs`` maps the cost lines (snake_case) that are not zero to their amounts; ``product_costs`` (I,) are the part
    of them that each product causes alone (money), without the shared resources. ``seconds`` are those of each step;
    ``is_whole``: some decisions had to be whole numbers, so that the plan is the answer of a search. ``basis``
    is where the solver ended, with all items in canonical order, where that is worth keeping.
    """

    problem: Problem
    status: str
    solver: str
    quantities: Quantities
    costs: Mapping[str, float]
    revenue: float
    proof: Proof
    product_costs: Array
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    is_whole: bool = False
    basis: Basis | None = field(default=None, repr=False, compare=False)

    @property
    def total_cost(self) -> float:
        """Sum of the cost lines (money); lost prices are not part of it."""
        return math.fsum(self.costs.values())

    @property
    def objective(self) -> float:
        """What was minimised: total cost less revenue (money)."""
        return math.fsum([*self.costs.values(), -self.revenue])

    @property
    def profit(self) -> float | None:
        """Revenue less total cost (money); None where nothing has a price."""
        return None if np.isnan(self.problem.products.price).all() else 0.0 - self.objective

    @property
    def gap(self) -> float:
        """``(objective - lower bound) / max(1, |objective|, total cost)``."""
        return max(0.0, gap(self.objective, self.proof.lower_bound, self.total_cost))

    @property
    def stake(self) -> float:
        """The money to which differences of cost are compared (``stake``)."""
        return stake(self.objective, self.total_cost)

    @property
    def shared_cost(self) -> float:
        """The part of the total cost that stands with the shared resources (money)."""
        return self.total_cost - math.fsum(self.product_costs.tolist())

    @property
    def production(self) -> Array:
        """Units started in each period by all routes, (I, T)."""
        units: Array = made(self.problem, self.quantities.families)
        return units

    @property
    def inventory(self) -> Array:
        """Units on hand at the end of each period, (I, T)."""
        return self.quantities.inventory

    def in_order(self, problem: Problem, order: Order) -> Plan:
        """This plan for the problem with the items of every axis in these orders."""
        quantities = self.quantities.in_order(order)
        return replace(self, problem=problem, quantities=quantities, product_costs=self.product_costs[order[PRODUCTS]])


@dataclass(frozen=True)
class NoPlan:
    """The answer to a problem that has no plan, and what would make one possible.

    ``fixes`` are the smallest set of changes that was found, ``alternatives`` other sets, and ``settings`` those of
    which another value alone does.

    ``status`` is infeasible; or error, of a scenario beside others on which the solver gave up.
    """

    problem: Problem
    solver: str
    fixes: Fixes | None = None
    alternatives: tuple[Fixes, ...] = ()
    settings: tuple[OtherSetting, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    status: str = INFEASIBLE

    @property
    def ways(self) -> tuple[Fixes, ...]:
        """All sets of changes that make a plan possible, the smallest first."""
        return () if self.fixes is None else (self.fixes, *self.alternatives)


Found = Plan | NoPlan  # the answer to a problem
