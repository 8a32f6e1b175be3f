"""Named arrays that belong together, such as all the numbers of the products."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Fields(Mapping[str, Array]):
    """Read-only arrays by name, also as attributes: ``products.holding_cost[i, t]``.

    A new column of a table arrives here under its snake_case name without any further code.
    """

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._arrays = {name: self._frozen(array) for name, array in arrays.items()}

    @staticmethod
    def _frozen(array: Any) -> Array:
        view: Array = np.asarray(array, dtype=np.float64).view()
        view.flags.writeable = False
        return view

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __getattr__(self, name: str) -> Array:
        try:
            return self.__dict__["_arrays"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"no field {name!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def items(self) -> ItemsView[str, Array]:
        """The arrays and their names."""
        return self._arrays.items()

    def values(self) -> ValuesView[Array]:
        """The arrays."""
        return self._arrays.values()

    def replace(self, **arrays: Any) -> Fields:
        """A copy of the fields with some arrays exchanged."""
        copied = Fields({})
        copied._arrays = {**self._arrays, **{name: self._frozen(array) for name, array in arrays.items()}}
        return copied

    def rows(self, order: NDArray[np.intp]) -> Fields:
        """A copy of the fields with the rows in ``order``."""
        return Fields({name: array[order] for name, array in self._arrays.items()})
