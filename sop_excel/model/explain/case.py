"""What the sentences are drawn from: the plan in the order of its codes, and the model that can be solved again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from sop_excel.domain.explanation import Marginals
from sop_excel.domain.fixed_production import NOTHING_FIXED, FixedProduction
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import money
from sop_excel.model.decisions import Decisions
from sop_excel.model.engine.finish import cost_lines, revenue
from sop_excel.model.engine.what_if import WhatIf
from sop_excel.model.explain.cost_lines import SHOWN, differences
from sop_excel.model.explain.early_lots import Lot, early_lots
from sop_excel.model.notes import impossible


@dataclass(frozen=True)
class Case:
    """``problem`` and ``quantities`` stand in the order of the codes; ``what_if`` is None where the plan is not proved
    far enough, or too large, for its next best alternatives to be found."""

    plan: Plan
    problem: Problem
    quantities: Quantities
    decisions: Decisions
    marginals: Marginals
    what_if: WhatIf | None
    overrides: FixedProduction = NOTHING_FIXED

    @cached_property
    def early_lots(self) -> list[Lot]:
        """What is made ahead of its need."""
        return early_lots(self.problem, self.quantities, self.decisions)

    @property
    def impossible(self) -> str:
        """What it means that there is no other plan."""
        return impossible(self.problem)

    def without(self, changed: Decisions, name: str) -> Alternative | None:
        """The cheapest plan under other floors and ceilings; None where it was not looked for, or not found.

        ``name`` says in the sentence under which condition, e.g. ``without it``. A plan that costs more is dearer, or
        where prices are given less profitable.
        """
        if self.what_if is None:
            return None
        answer = self.what_if.answer(changed)
        extra = self.what_if.dearer(answer.objective)
        if math.isnan(extra):
            return None
        if answer.quantities is None:
            return Alternative(math.inf, say("{condition} {outcome}", condition=name, outcome=self.impossible))
        extra = max(extra, 0.0)
        if extra < SHOWN:
            return Alternative(extra, say("{condition} another plan is as good", condition=name))
        lines = cost_lines(self.decisions, answer.quantities) | {"revenue": -revenue(self.problem, answer.quantities)}
        moved = differences(dict(self.plan.costs) | {"revenue": -self.plan.revenue}, lines)
        if self.plan.profit is None:
            words = say(
                "{condition} the best plan costs {extra} more{moved}", condition=name, extra=money(extra), moved=moved
            )
        else:
            words = say(
                "{condition} the best plan earns {extra} less{moved}", condition=name, extra=money(extra), moved=moved
            )
        return Alternative(extra, words)


@dataclass(frozen=True)
class Alternative:
    """What the best other plan costs more (money, ``inf`` where there is none), and the words for it."""

    extra: float
    words: str

    @property
    def worth(self) -> float | None:
        """The money at stake; None where there is no other plan."""
        return self.extra if math.isfinite(self.extra) else None
