"""Which numbers the engine honours, unit by unit, so that none is accepted that a plan could not keep.

A solver works with tolerances: a quantity far larger than others drowns them, one far smaller is taken for 0. What lies
outside is refused with its cell, wherever it is typed or comes from: a table, an override, a scenario or a formula.
"""

from __future__ import annotations

from dataclasses import dataclass

from sop_excel.contract.kinds import Kind
from sop_excel.domain.said import Figure, say

LARGEST = 1e100  # of any number: beyond it, products of two inputs could leave the range of numbers


@dataclass(frozen=True)
class Magnitude:
    """The numbers of one unit: 0, and those from ``least`` to ``most``; ``small`` and ``large`` say what to do else."""

    least: float = 0.0
    most: float = LARGEST
    small: str = ""
    large: str = ""

    def holds(self, number: float) -> bool:
        """Whether the number is one of these.

        >>> Magnitude(0.5, 9.0).holds(0), Magnitude(0.5, 9.0).holds(0.1), Magnitude(0.5, 9.0).holds(9)
        (True, False, True)
        """
        return number == 0 or self.least <= number <= self.most

    def words(self, number: float) -> str:
        """The limit that a number breaks, to be put after what is expected; "" where it breaks none."""
        if number > self.most:
            return say(" and <= {most}", most=self.shown(self.most))
        return say(", at least {least} unless 0", least=self.shown(self.least)) if 0 < number < self.least else ""

    @staticmethod
    def shown(limit: float) -> Figure:
        """A limit as people read it.

        >>> Magnitude.shown(1e9), Magnitude.shown(0.5), Magnitude.shown(1e-6), Magnitude.shown(1e100)
        ('1,000,000,000', '0.5', '0.000001', '1e+100')
        """
        if limit > 1e15:
            return Figure(f"{limit:g}")
        return Figure(f"{limit:,.12f}".rstrip("0").rstrip("."))

    def advice(self, number: float) -> str:
        """What to do with a number that breaks a limit; "" where there is nothing particular."""
        return self.large if number > self.most else self.small if 0 < number < self.least else ""


_PER_THOUSAND = say("plan in thousands of units (all quantities alike, and costs and usages per thousand)")
_MONEY = say("count money in thousands, in every cost and price alike")
_FINER = say("count the resource in a smaller unit (minutes for hours), in its capacity and costs too")
_COARSER = say("count the resource in a larger unit (hours for minutes), in its capacity and costs too")

_LIMIT_FINER = say("count the limit in a smaller unit (grams for kilograms), in its Min and Max too")
_LIMIT_COARSER = say("count the limit in a larger unit (tonnes for kilograms), in its coefficients, Min and Max")

# Of a quantity or a cost there is no least number: what a formula leaves of 0.1 + 0.2 - 0.3 does no harm.
_QUANTITY = Magnitude(most=1e9, large=_PER_THOUSAND)
_RATE = Magnitude(most=1e9, large=_MONEY)
_LOAD = Magnitude(most=1e12, large=_COARSER)
_USAGE = Magnitude(1e-6, 1e6, _FINER, _COARSER)
_PER_UNIT = Magnitude(
    1e-6,
    1e6,
    say("count the component in a smaller unit"),
    say("count the component in a larger unit, in its costs too"),
)
_WORKERS = Magnitude(most=1e6, large=say("count in teams of many workers"))
_GOOD = say("plan without a way to make it of which hardly anything is good")
_PERIODS = Magnitude(most=10_000, large=say("type a number of periods"))

MAGNITUDES = {
    "per unit": Magnitude(1e-6, 1e6, _LIMIT_FINER, _LIMIT_COARSER),
    "as the measure": Magnitude(most=1e12, large=_LIMIT_COARSER),
    "money / unit beyond": _RATE,
    "units": _QUANTITY,
    "units / period": _QUANTITY,
    "money / unit": _RATE,
    "money / unit / period": _RATE,
    "money / resource unit": _RATE,
    "money / setup": _RATE,
    "resource units": _LOAD,
    "resource units / period": _LOAD,
    "resource units / unit": _USAGE,
    "workers": _WORKERS,
    "resource units / shift": Magnitude(1e-6, 1e9, _FINER, _COARSER),
    "whole number": Magnitude(most=10_000, large=say("number the classes from 1 on")),
    "whole shifts": Magnitude(most=10_000, large=say("type a number of shifts")),
    "money / shift": _RATE,
    "hours / worker / period": Magnitude(most=1e6, large=_COARSER),
    "money / worker": _RATE,
    "money / worker / period": _RATE,
    "resource units / setup": _USAGE,
    "units / unit": _PER_UNIT,
    "periods": _PERIODS,
    "whole periods": _PERIODS,
    "days": Magnitude(0.001, 100_000),
    "seconds": Magnitude(1e-9, 1e9),
    "good units / unit": Magnitude(
        0.001, 1.0, _GOOD, say("type a share, such as {share} for 95 %", share=Figure("0.95"))
    ),
    "share of the cost": Magnitude(
        most=0.5, large=say("type a share of the cost, such as {share} for 1 %", share=Figure("0.01"))
    ),
}

ANY = Magnitude()


def magnitude_of(unit: str) -> Magnitude:
    """The numbers that a column or setting of that unit may hold."""
    return MAGNITUDES.get(unit, ANY)


# Units of what is no number, or of none but whole ones.
_KINDS = {
    "text": Kind.TEXT,
    "text, unique": Kind.TEXT,
    "as the setting says": Kind.TEXT,
    "yes / no": Kind.YES_NO,
    "whole periods": Kind.WHOLE,
    "whole number": Kind.WHOLE,
    "whole shifts": Kind.WHOLE,
    "per unit": Kind.SIGNED,
    "as the measure": Kind.SIGNED,
}


def kind_of(unit: str) -> Kind:
    """What a cell of that unit holds.

    >>> kind_of("whole periods").name, kind_of("money / unit").name
    ('WHOLE', 'NUMBER')
    """
    return _KINDS.get(unit, Kind.NUMBER)


def is_money(unit: str) -> bool:
    """Whether a number of that unit is an amount of money, or money for each of something.

    >>> is_money("money / unit"), is_money("resource units")
    (True, False)
    """
    return unit.split(" / ")[0] == "money"
