"""What does not fit together in lots: with whole units, with limits, and with what is firm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.fields import Array
from sop_excel.domain.lot_steps import in_steps
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import as_typed, listed
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.overrides import Resolved
from sop_excel.sheets.reading.planning_settings import Settings
from sop_excel.sheets.reading.wide_tables import Wide

MIN_LOT, MULTIPLE = "min_lot", "lot_multiple"
ROUNDING = 1e-9  # of a quantity: so little off a whole number of lots is none


def check_lots(firm: Wide | None, products: Resolved, routes: Resolved, settings: Settings, found: Findings) -> None:
    """Whole units have whole lots, by every route, and what is firm can be made in lots."""
    _check_multiples(products, settings, found)
    _check_multiples(routes, settings, found)
    if firm is None:
        return
    _check_firm_multiples(firm, products, found)
    _check_firm_lots(firm, products, settings, found)


def _check_multiples(ways: Resolved, settings: Settings, found: Findings) -> None:
    """A lot multiple is a whole number where all is planned in whole units."""
    multiple = ways.arrays[MULTIPLE]
    if not settings.values["whole_units"]:
        return
    expected = say("a whole number, as Whole units in {place} says", place=settings.spots["whole_units"].place)
    for n in np.flatnonzero(np.floor(multiple) < multiple).tolist():
        spot = ways.items.grid.spot(n, MULTIPLE)
        advice = say("type a whole number, or set Whole units to no")
        found.error(spot.issue(expected, as_typed(float(multiple[n])), advice))


def _check_firm_multiples(firm: Wide, products: Resolved, found: Findings) -> None:
    """What is firm is a whole number of lots."""
    multiple = np.nan_to_num(products.arrays[MULTIPLE], nan=0.0)[:, None]
    up, down = (in_steps(firm.filled, multiple, up=way) for way in (True, False))
    off = np.minimum(up - firm.filled, firm.filled - down) > ROUNDING * np.maximum(1.0, firm.filled)
    for n, t in np.argwhere(off).tolist():
        lot, place = as_typed(float(multiple[n, 0])), products.items.grid.place(n, MULTIPLE)
        near = listed([as_typed(float(one[n, t])) for one in (down, up)], "or")
        expected = say("a multiple of the Lot multiple of {lot} in {place}", lot=lot, place=place)
        found.error(
            firm.spot(n, t).issue(
                expected, as_typed(firm.filled[n, t]), say("type {near}, or clear that cell", near=near)
            )
        )


def _check_firm_lots(firm: Wide, products: Resolved, settings: Settings, found: Findings) -> None:
    """Where just what is firm can be made, it is no less than the min lot; elsewhere the min lot can be made."""
    least, made = products.arrays[MIN_LOT], products.arrays["max_production"]
    exact = _is_exact(firm.filled, products, settings)
    below = (firm.filled > 0) & (firm.filled < least) & (exact | (least > made))
    for n, t in np.argwhere(below).tolist():
        place = products.stated_at(MIN_LOT, n, t).place
        expected = say(
            "0 or at least the Min lot of {least} in {place}", least=as_typed(float(least[n, t])), place=place
        )
        why = (
            say("in a period in which just that is made")
            if exact[n, t]
            else say("and no more than Max production can be made")
        )
        advice = say("raise or clear the firm production, or lower the Min lot of the period")
        found.error(
            firm.spot(n, t).issue(expected, say("{units}, {why}", units=as_typed(firm.filled[n, t]), why=why), advice)
        )


def _is_exact(firm: Array, products: Resolved, settings: Settings) -> NDArray[np.bool_]:
    """(I, T) where exactly what is firm is started: in frozen periods, and where a start would come too late."""
    periods = np.arange(firm.shape[1])
    frozen = periods < (settings.number("frozen_periods") or 0.0)
    exact: NDArray[np.bool_] = frozen | (periods + products.arrays["lead_time"][:, None] >= firm.shape[1])
    return exact
