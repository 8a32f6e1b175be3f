"""The forecasting library, imported when the first forecast asks for it: that takes seconds."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import numpy as np

from sop_excel.errors import SopError

MISSING = 'forecasts need the package statsforecast: run pip install "sop-excel[forecast]"'


def models() -> ModuleType:
    """The models of statsforecast. Raises SopError with what to install where it is missing."""
    try:
        from statsforecast import models as library
    except ImportError as error:
        raise SopError(f"{MISSING} ({error})") from error
    found: ModuleType = library
    return found


@contextmanager
def quiet() -> Iterator[None]:
    """While the body runs, numbers that grow too large in a search of the library are no news to a planner."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
