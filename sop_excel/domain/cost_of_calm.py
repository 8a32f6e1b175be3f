"""What it costs to keep to the plan that was last published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np

from sop_excel.domain.fields import Array
from sop_excel.domain.plan import OPTIMAL, PROVED, Plan, stake
from sop_excel.domain.vocabulary import listed, money, units

NOTICED = 1e-6  # units, and the share of them: two services that differ by less are the same
LAST_DIGITS = 1e-9  # units, and the share of them: no move, as what was published stands in cells and is solved for


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
            return "The change penalty changes nothing"
        about = "" if self.is_proved else "about "
        does = "costs" if self.cost >= 0 else "saves"
        return "Calm costs nothing" if self._is_nothing else f"Calm {does} {about}{money(abs(self.cost))}"

    @property
    def _is_nothing(self) -> bool:
        return money(abs(self.cost)) == "0"

    @property
    def _changes_nothing(self) -> bool:
        """Whether the plan without the penalty costs and moves the same, to what is printed of both."""
        return self._is_nothing and _counted_units(self.free.moved) == _counted_units(self.calm.moved)

    @property
    def _without(self) -> str:
        """What the plan without the penalty is, and moves; where calm costs nothing, it is one of several."""
        moved = _counted_units(self.free.moved)
        if self._is_nothing:
            return f"without the change penalty a plan as {'profitable' if self.priced else 'cheap'} moves {moved}"
        cost, earned = money(self.free.cost), money(0.0 - self.free.objective)
        free = f"earn {earned}" if self.priced else f"cost {cost}"
        return f"without the change penalty the plan would {free} and move {moved}"

    @property
    def why(self) -> str:
        """What the plan would be without the penalty, what it is, and what customers and safety stocks pay for it."""
        verb = "move" if self.calm.moved and units(self.calm.moved) != "1" else "moves"
        paid = f", for a penalty of {money(self.penalty)}" if self.calm.moved else ""
        moved = f"{_counted_units(self.calm.moved)} {verb}"
        if self._changes_nothing:
            told = [f"{moved} with it{paid}, and without it"]
        else:
            told = [self._without, f"with it {moved}{paid}"]
        worse = [
            f"{much} {words}"
            for words, now, then in (
                ("unit-periods more of late demand", self.calm.late, self.free.late),
                ("units more of lost demand", self.calm.lost, self.free.lost),
                ("unit-periods more missing to safety stocks", self.calm.missing, self.free.missing),
            )
            if (much := units(now - then)) and now - then > NOTICED * max(1.0, then)
        ]
        return "; ".join([*told, *([f"customers and stocks pay for it with {listed(worse)}"] if worse else [])])

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.what}: {self.why}."

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


def _counted_units(quantity: float) -> str:
    number = units(quantity, small=True)
    return f"{number} unit{'' if number == '1' else 's'}" if quantity else "nothing"


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
