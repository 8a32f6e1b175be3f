"""What the demand of a product is like, which decides how it is forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_excel.demand.forecasting.seasons import is_seasonal
from sop_excel.domain.fields import Array

# Syntetos, Boylan and Croston (2005): periods from one demand to the next, and squared variation of its size.
_FAR_APART, _VARIED = 1.32, 0.49
FEWEST_PERIODS = 6  # with fewer no model can be fitted

ALL_ZERO, TOO_SHORT, SMOOTH, ERRATIC = "all zero", "too short", "smooth", "erratic"
INTERMITTENT, LUMPY = "intermittent", "lumpy"


@dataclass(frozen=True)
class Pattern:
    """The sort of demand by its name, and whether it has seasons."""

    sort: str
    seasonal: bool

    @property
    def told(self) -> str:
        """The pattern in words."""
        return f"{self.sort}, seasonal" if self.seasonal else self.sort

    @property
    def sparse(self) -> bool:
        """Whether so many periods are without demand that models of a level do not fit: and no season explains that."""
        return self.sort in (INTERMITTENT, LUMPY) and not self.seasonal


def pattern_of(series: Array, season: int) -> Pattern:
    """The pattern of demand (T,) in units, from the first demand on."""
    most = float(np.abs(series).max(initial=0.0))
    if most == 0:
        return Pattern(ALL_ZERO, False)
    series = series / most  # squares of any number can then be told from each other
    sold = series[series != 0]
    if len(series) < FEWEST_PERIODS:
        return Pattern(TOO_SHORT, False)
    varied = float(np.var(sold)) >= _VARIED * float(sold.mean()) ** 2
    if len(series) / len(sold) >= _FAR_APART:
        return Pattern(LUMPY if varied else INTERMITTENT, is_seasonal(series, season))
    return Pattern(ERRATIC if varied else SMOOTH, is_seasonal(series, season))
