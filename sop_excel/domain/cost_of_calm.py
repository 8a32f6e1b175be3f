"""What it costs to keep to the plan that was last published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import OPTIMAL, PROVED, Plan, stake
from sop_excel.domain.said import Said, phrase, say, together
from sop_excel.domain.vocabulary import listed, money, units

NOTICED = 1e-6  # units, and the share of them: two services that differ by less are the same
LAST_DIGITS = 1e-9  # units, and the share of them: no move, as what was published stands in cells and is solved for

MORE_LATE = phrase("{units} unit-periods more of late demand")
MORE_LOST = phrase("{units} units more of lost demand")
MORE_MISSING = phrase("{units} unit-periods more missing to safety stocks")


@dataclass(frozen=True)
class PlanFigures:
    """A plan, with or without the penalty, as far as calm is concerned.

    ``cost`` is its total cost without the penalty, ``objective`` that less its revenue (money); ``moved`` the units of
    production by which it differs from the published plan; ``late`` unit-periods of backorders, ``lost`` units,
    ``missing`` unit-periods to the safety stocks.
    """

    cost: float
    objective: float
    moved: float
    late: float
    lost: float
    missing: float


@dataclass(frozen=True)
class Calm:
    """The plan beside the cheapest one that may change freely: ``penalty`` is what the moves of the first cost (money).

    ``is_proved``: both are proved to be the cheapest.
    """

    calm: PlanFigures
    free: PlanFigures
    penalty: float
    priced: bool
    is_proved: bool

    @property
    def cost(self) -> float:
        """What calm costs besides its penalty (money).

        It is less than nothing where safety stock is caught up and the calm plan fills less of it, as others serve.
        """
        more = self.calm.objective - self.free.objective
        noise = PROVED * stake(self.free.objective, self.free.cost)
        return max(more, 0.0) if not self.is_proved or more > -noise else more

    @property
    def what(self) -> str:
        """What it costs, in a sentence without its end."""
        if self._changes_nothing:
            return say("The change penalty changes nothing")
        if self._is_nothing:
            return say("Calm costs nothing")
        amount: str = money(abs(self.cost))
        if not self.is_proved:
            amount = say("about {amount}", amount=amount)
        return (
            say("Calm costs {amount}", amount=amount) if self.cost >= 0 else say("Calm saves {amount}", amount=amount)
        )

    @property
    def _is_nothing(self) -> bool:
        return money(abs(self.cost)) == "0"

    @property
    def _changes_nothing(self) -> bool:
        """Whether the plan without the penalty costs and moves the same, to what is printed of both."""
        return self._is_nothing and _counted_units(self.free.moved) == _counted_units(self.calm.moved)

    @property
    def _without(self) -> Said:
        """What the plan without the penalty is, and moves; where calm costs nothing, it is one of several."""
        moved = _counted_units(self.free.moved)
        if self._is_nothing:
            if self.priced:
                return say("without the change penalty a plan as profitable moves {units}", units=moved)
            return say("without the change penalty a plan as cheap moves {units}", units=moved)
        if self.priced:
            earned = money(0.0 - self.free.objective)
            return say(
                "without the change penalty the plan would earn {amount} and move {units}", amount=earned, units=moved
            )
        cost = money(self.free.cost)
        return say("without the change penalty the plan would cost {amount} and move {units}", amount=cost, units=moved)

    @property
    def why(self) -> str:
        """What the plan would be without the penalty, what it is, and what customers and safety stocks pay for it."""
        moved = _counted_units(self.calm.moved)
        one = not self.calm.moved or units(self.calm.moved) == "1"
        moves = say("{units} moves", units=moved) if one else say("{units} move", units=moved)
        paid = say(", for a penalty of {amount}", amount=money(self.penalty)) if self.calm.moved else ""
        if self._changes_nothing:
            told = [say("{moves} with it{paid}, and without it", moves=moves, paid=paid)]
        else:
            told = [self._without, say("with it {moves}{paid}", moves=moves, paid=paid)]
        worse = [
            say(words, units=units(now - then))
            for words, now, then in (
                (MORE_LATE, self.calm.late, self.free.late),
                (MORE_LOST, self.calm.lost, self.free.lost),
                (MORE_MISSING, self.calm.missing, self.free.missing),
            )
            if now - then > NOTICED * max(1.0, then)
        ]
        if worse:
            told.append(say("customers and stocks pay for it with {worse}", worse=listed(worse)))
        return together(told)

    @property
    def text(self) -> str:
        """The whole sentence."""
        return say("{what}: {why}.", what=self.what, why=self.why)

    @property
    def figures(self) -> Mapping[str, float]:
        """The figures by name."""
        return {
            "cost": self.cost,
            "penalty": self.penalty,
            "moved": self.calm.moved,
            "moved_without": self.free.moved,
            "total_cost_without": self.free.cost,
            "late": self.calm.late,
            "late_without": self.free.late,
            "lost": self.calm.lost,
            "lost_without": self.free.lost,
            "missing": self.calm.missing,
            "missing_without": self.free.missing,
        }


def _counted_units(quantity: float) -> Said:
    if not quantity:
        return say("nothing")
    number = units(quantity, small=True)
    return say("{count} unit", count=number) if number == "1" else say("{count} units", count=number)


def calm_of(plan: Plan, free: Plan, moved: Array) -> Calm:
    """The two plans side by side; ``moved`` (I, T) are the units that the free one moves."""
    return Calm(
        _figures(plan, plan.quantities.more + plan.quantities.less),
        _figures(free, moved),
        plan.costs.get("plan_changes", 0.0),
        plan.profit is not None,
        plan.status == free.status == OPTIMAL,
    )


def _figures(plan: Plan, moved: Array) -> PlanFigures:
    told = moved[moved > LAST_DIGITS * np.maximum(1.0, plan.production)]
    penalty, quantities = plan.costs.get("plan_changes", 0.0), plan.quantities
    served = (fsum(quantities[name].ravel().tolist()) for name in ("backorders", "lost_sales", "shortfall"))
    return PlanFigures(plan.total_cost - penalty, plan.objective - penalty, fsum(told.tolist()), *served)
