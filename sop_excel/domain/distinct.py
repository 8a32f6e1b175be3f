"""The distinct values of an array."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


def distinct(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """(D,) each value once, in ascending order; nan is not expected.

    ``numpy.unique`` loads masked arrays when it is called first, which takes longer than a small plan.

    >>> distinct(np.array([3, 1, 3]))
    array([1, 3])
    >>> distinct(np.array([], int))
    array([], dtype=int64)
    """
    ordered = np.sort(values, axis=None)
    is_new = np.ones(ordered.size, dtype=np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]
