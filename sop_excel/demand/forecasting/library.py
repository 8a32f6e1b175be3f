"""The forecasting library, imported when the first forecast asks for it: that takes seconds."""

from __future__ import annotations

from types import ModuleType

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
