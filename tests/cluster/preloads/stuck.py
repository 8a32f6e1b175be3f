"""A worker that begins a task, leaves a sign of it, and comes to no end; stopped, it leaves another sign."""

import os
from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import Any

from sop_excel.model.engine.deadline import check
from sop_excel.model.engine.elsewhere import Errand
from sop_excel.model.outcome import Solution


def _here(errand: Errand, tasks: Sequence[Any]) -> list[Solution | None]:
    signs = Path(os.environ["SOP_EXCEL_TEST_SIGNS"])
    (signs / "begun").touch()
    try:
        while True:
            check()
            sleep(0.02)
    finally:
        (signs / "ended").touch()


def dask_setup(worker: object) -> None:
    """Called by Dask before the worker takes part."""
    Errand.here = _here  # type: ignore[assignment, method-assign]
