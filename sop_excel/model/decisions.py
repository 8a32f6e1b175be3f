"""What each decision costs and how far it may go: the place where a planner's columns enter the mathematics.

Both formulations, the cost summary and the proof read floors, ceilings and costs from here; how decisions hang together
(the rows of the model) is stated by the rules, for each formulation on its own. The check of a plan reads nothing from
here: it states every rule again, from the problem alone.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from math import fsum

import numpy as np

from sop_excel.domain.demand_classes import short_by_priority
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.model.rules import AXES, RULES, in_use
from sop_excel.model.rules.rule import Decision, Row, Rule

_AXES = tuple(dict.fromkeys(AXES.values()))
STEP = "step"  # what a step before the last minimises, which is no money of the plan's

Weights = Mapping[str, Array]  # of one unit of a decision, by family


@dataclass(frozen=True)
class Held:
    """What an earlier step has found and this one must not exceed: ``sum weight x value <= most``."""

    name: str
    weights: Weights
    most: float


def amount(weights: Weights, quantities: Quantities) -> float:
    """``sum weight x value``."""
    return fsum(chain.from_iterable((w * quantities[name]).ravel().tolist() for name, w in weights.items()))


@dataclass(frozen=True)
class Decisions(Mapping[str, Decision]):
    """All families of decisions by name, in the order of the model's columns; ``held``: what earlier steps found;
    ``rules``: those of which the problem has anything; ``short``: what counts as short of classes of demand, by their
    priorities."""

    families: Mapping[str, Decision]
    held: tuple[Held, ...] = ()
    rules: tuple[Rule, ...] = RULES
    short: Mapping[str, Weights] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of these rules."""
        return tuple(row for rule in self.rules for row in rule.rows)

    @cached_property
    def brought(self) -> frozenset[str]:
        """The families of decisions of these rules; all others are 0."""
        return frozenset(column.name for rule in self.rules for column in rule.columns)

    def __getitem__(self, name: str) -> Decision:
        return self.families[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.families)

    def __len__(self) -> int:
        return len(self.families)

    def items(self) -> ItemsView[str, Decision]:
        """The families and their names."""
        return self.families.items()

    def values(self) -> ValuesView[Decision]:
        """The families."""
        return self.families.values()

    def exchanged(self, families: Mapping[str, Decision]) -> Decisions:
        """These decisions with other floors, ceilings and costs of some families."""
        return replace(self, families={**self.families, **families})

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Names of the families whose values must be whole numbers."""
        return tuple(name for name, decision in self.items() if decision.whole is not False and decision.any_whole)

    @property
    def contradictory(self) -> bool:
        """Whether some floor is above its ceiling, so that there can be no plan."""
        return any(bool(np.any(decision.lower > decision.upper)) for decision in self.values())

    def relaxed(self) -> Decisions:
        """These decisions where none need be whole."""
        return self.exchanged({name: replace(self[name], whole=False) for name in self.whole})

    @cached_property
    def unit_costs(self) -> Weights:
        """What one unit adds to the objective; families that cost nothing are left out."""
        return {name: decision.unit_cost for name, decision in self.items() if decision.costs}

    def most(self, weights: Weights) -> float:
        """``sum weight x ceiling`` over the decisions that have a ceiling."""
        ceilings = {name: np.where(np.isfinite(decision.upper), decision.upper, 0.0) for name, decision in self.items()}
        return fsum(chain.from_iterable((w * ceilings[name]).ravel().tolist() for name, w in weights.items()))

    def minimising(self, weights: Weights) -> Decisions:
        """These floors and ceilings at no cost but the weights."""
        return self.exchanged(
            {
                name: replace(decision, costs={STEP: weights[name]} if name in weights else {})
                for name, decision in self.items()
            }
        )

    def holding(self, held: Held) -> Decisions:
        """These decisions with no more of something than there may be; where that is nothing, by ceilings of 0."""
        if held.most:
            return replace(self, held=(*self.held, held))
        none = {name: np.where(weight > 0, 0.0, self[name].upper) for name, weight in held.weights.items()}
        return self.exchanged({name: replace(self[name], upper=upper) for name, upper in none.items()})

    def with_whole_fixed(self, quantities: Quantities) -> Decisions:
        """These decisions with the whole ones fixed at the nearest whole numbers to those of ``quantities``."""
        return self.exchanged({name: self[name].with_whole_fixed(quantities[name]) for name in self.whole})


def decisions(problem: Problem) -> Decisions:
    """Floors, ceilings and costs of every decision of the problem."""
    used = in_use(problem)
    own = {column.name: column.decision(problem) for rule in used for column in rule.columns}
    for rule in used:
        for bound in rule.bounds(problem):
            own[bound.family] = own[bound.family].within(bound.lower, bound.upper)
    extents = {axis: problem.extent(axis) for axis in _AXES}
    nothing = {extent: _nothing(extent) for extent in {*extents.values()}}  # most axes have no items
    families = {
        name: own[name].without_dust() if name in own else nothing[extents[axis]] for name, axis in AXES.items()
    }
    return Decisions(families, rules=used, short=short_by_priority(problem))


def _nothing(extent: tuple[int, int]) -> Decision:
    zeros = np.zeros(extent)
    return Decision(zeros, zeros, {})
