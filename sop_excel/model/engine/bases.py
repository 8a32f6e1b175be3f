"""Where a plan lies: what each column and row of a linear model does in it, for a solver to start from."""

from __future__ import annotations

import highspy
import numpy as np
from highspy import HighsBasisStatus
from numpy.typing import NDArray

LOWER, UPPER, BETWEEN = 0, 1, 2
_STATUS = (HighsBasisStatus.kLower, HighsBasisStatus.kUpper, HighsBasisStatus.kBasic)
_CODES = {HighsBasisStatus.kLower: LOWER, HighsBasisStatus.kUpper: UPPER, HighsBasisStatus.kBasic: BETWEEN}

Codes = NDArray[np.int8]


def codes_of(statuses: list[HighsBasisStatus]) -> Codes:
    """What HiGHS says of its columns or rows; what lies nowhere is at its lower limit."""
    return np.array([_CODES.get(status, LOWER) for status in statuses], dtype=np.int8)


def basis_of(columns: Codes, rows: Codes) -> highspy.HighsBasis:
    """What columns and rows do, for HiGHS, which makes a basis of it where it is none: it is marked as not its own."""
    basis = highspy.HighsBasis()
    basis.valid, basis.alien = True, True
    basis.col_status = [_STATUS[code] for code in columns.tolist()]
    basis.row_status = [_STATUS[code] for code in rows.tolist()]
    return basis
