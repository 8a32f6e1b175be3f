"""The forecasting library, imported when the first forecast asks for it: that takes seconds."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from types import ModuleType

import numpy as np

from sop_excel.extras import needs

_ONE_AT_A_TIME = RLock()


def models() -> ModuleType:
    """The models of statsforecast. Raises MissingPackageError where it is missing."""
    needs("statsforecast")
    from statsforecast import models as library

    found: ModuleType = library
    return found


@contextmanager
def quiet() -> Iterator[None]:
    """While the body runs, numbers that grow too large in a search of the library are no news to a planner.

    One thread at a time: warnings are the process's, and a formula may ask for a forecast while a command makes others.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
