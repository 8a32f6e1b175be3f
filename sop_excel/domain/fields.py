"""Named arrays that belong together, such as all the numbers of the products."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Fields(Mapping[str, Array]):
    """Read-only arrays by name, also as attributes: ``products.holding_cost[i, t]``.

    A new column of a table arrives here under its snake_case name without any further code. The arrays are all that
    it has of its own, as attributes are found at once, while Python takes its time to ask for what it does not find.
    """

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        vars(self).update({name: self._frozen(array) for name, array in arrays.items()})

    @staticmethod
    def _frozen(array: Any) -> Array:
        view: Array = np.asarray(array, dtype=np.float64).view()
        view.flags.writeable = False
        return view

    def __getitem__(self, name: str) -> Array:
        array: Array = vars(self)[name]
        return array

    def __getattr__(self, name: str) -> Array:
        raise AttributeError(f"no field {name!r}")

    def __iter__(self) -> Iterator[str]:
        return iter(vars(self))

    def __len__(self) -> int:
        return len(vars(self))

    def items(self) -> ItemsView[str, Array]:
        """The arrays and their names."""
        return vars(self).items()

    def values(self) -> ValuesView[Array]:
        """The arrays."""
        return vars(self).values()

    def replace(self, **arrays: Any) -> Fields:
        """A copy of the fields with some arrays exchanged."""
        copied = Fields({})
        vars(copied).update(vars(self))
        vars(copied).update({name: self._frozen(array) for name, array in arrays.items()})
        return copied

    def rows(self, order: NDArray[np.intp]) -> Fields:
        """A copy of the fields with the rows in ``order``."""
        return Fields({name: array[order] for name, array in self.items()})
