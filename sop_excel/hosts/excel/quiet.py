"""Excel while it is written to: it neither draws nor asks, computes nothing and runs no macro of the planner's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import xlwings as xw

from sop_excel.hosts.excel.ways import way

_SETTINGS = {"screen_updating": False, "display_alerts": False, "enable_events": False, "calculation": "manual"}

_CORRECTIONS = ("AutoFillFormulasInLists", "AutoExpandListRange")


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """No flicker, no questions, no macros and no recalculation between two tables that belong together.

    Nor does Excel fill the column of a table with a formula that is typed into one cell of it, or take a cell beside a
    table into it that is written to (AutoCorrect).
    Where the planner calculates by hand, the checks of the new plan would keep the results of the last one: then the
    workbooks are calculated once.

    Raises CancelledError where the planner has cancelled before anything is written.
    """
    with way().writing(), _quiet(app):
        yield


@contextmanager
def _quiet(app: xw.App) -> Iterator[None]:
    before = {name: getattr(app, name) for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        setattr(app, name, value)
    corrects = _correct(app, dict.fromkeys(_CORRECTIONS, False))
    try:
        yield
        if before["calculation"] != "automatic":
            app.calculate()
    finally:
        _correct(app, corrects)
        for name, value in before.items():
            with suppress(Exception):  # one that Excel refuses must not keep the others from being set back
                setattr(app, name, value)


def _correct(app: xw.App, wanted: Mapping[str, bool]) -> dict[str, bool]:
    """Set what AutoCorrect does with tables, and say how it was; without what this Excel does not have."""
    before = {}
    for name, value in wanted.items():
        with suppress(Exception):  # each kind of Excel has its own class of refusal
            corrections = app.api.AutoCorrect
            before[name] = bool(getattr(corrections, name))
            setattr(corrections, name, value)
    return before
