"""Where a solver ended, of all columns and rows of its model, for it to go on from there: nobody else reads it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class Basis:
    """Of each column and row whether it is at its lower limit (0), at its upper one (1), or of the basis (2)."""

    columns: Codes
    rows: Codes
