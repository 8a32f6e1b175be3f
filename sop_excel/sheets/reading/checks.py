"""What single cells cannot show: values that do not fit together, each told with the cells that state them."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.problem import HARD, SOFT
from sop_excel.sheets.reading import clashes, messages
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.horizon import Horizon
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.overrides import Overrides
from sop_excel.sheets.reading.resolve import COVER_PERIODS, SAFETY_PERIODS, SAFETY_STOCK, Resolved
from sop_excel.sheets.reading.settings import Settings
from sop_excel.sheets.reading.wide import Wide


def check_demand_rows(products: Items, demand: Wide | None, found: Findings) -> None:
    """Every product has a row in table Demand (rule R6)."""
    if demand is None:
        return
    key = products.form.columns[0].key
    for n, code in enumerate(products.codes):
        if code and products.names.position[code] == n and n not in demand.row_of:
            found.error(messages.no_demand_row(products.grid.spot(n, key), code))


def check_safety_stock(products: Items, found: Findings) -> None:
    """Rule P1: only one of three columns states a product's safety stock."""
    columns = [c for c in products.fields if c.key in (SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS)]
    filled = np.array([~np.isnan(products.columns.numbers[column.key]) for column in columns])
    for n in np.flatnonzero(filled.sum(axis=0) > 1).tolist():
        keys = [column.key for column, is_filled in zip(columns, filled[:, n], strict=True) if is_filled]
        cells = [products.grid.place(n, key) for key in keys]
        spot = products.grid.spot(n, keys[-1])
        found.error(clashes.two_safety_stocks(spot, [column.name for column in columns], cells))


def check_floors(products: Resolved, found: Findings) -> None:
    """No safety stock that is stated in periods of demand is larger than a quantity may be."""
    items = products.items
    floors = products.arrays[SAFETY_STOCK].max(axis=1, initial=0.0)
    for n in np.flatnonzero(floors > items.form.column("Safety stock").magnitude.most).tolist():
        for key in (SAFETY_PERIODS, COVER_PERIODS):
            if items.is_filled(n, key):
                periods = float(items.columns.numbers[key][n])
                found.error(clashes.floor_too_large(items.grid.spot(n, key), periods, float(floors[n])))


def check_storage(resources: Items, overrides: Overrides, found: Findings) -> None:
    """What makes no sense for a warehouse is not given for one, neither for all periods nor for one."""
    storage = set(np.flatnonzero(resources.is_storage).tolist())
    for column in resources.form.columns:
        if not column.not_for_storage or column.later:
            continue
        for n in sorted(storage):
            if resources.is_filled(n, column.key):
                spot = resources.grid.spot(n, column.key)
                found.error(clashes.refused_for_storage(spot, column, resources.grid.cell(n, column.key)))
        for (n, _), override in overrides.of(resources, column.key).items():
            if n in storage:
                found.error(clashes.refused_for_storage(override.spot, column, override.value))


def check_backorders(products: Resolved, found: Findings) -> None:
    """Initial backorders need a cost of being late, in all periods or in some (rule D2)."""
    items, key = products.items, "initial_backorders"
    if not products.overrides.complete:
        return
    may_be_late = ~np.isnan(products.arrays["backorder_cost"]).all(axis=1)
    for n in np.flatnonzero((products.arrays[key] > 0) & ~may_be_late).tolist():
        if not items.is_wrong(n, "backorder_cost"):
            found.error(clashes.backorders_without_cost(items.grid.spot(n, key), float(products.arrays[key][n])))


def check_limits(resolved: Resolved, found: Findings) -> None:
    """A limit on what no cost allows has no effect: a warning."""
    items = resolved.items
    limits = [column for column in items.fields if column.allowed_by]
    for limit in limits if resolved.overrides.complete else ():
        cost = items.form.column(limit.allowed_by)
        forbidden = np.isnan(resolved.arrays[cost.key]).all(axis=1) & ~items.is_storage
        stated = _stated(resolved, limit.key)
        for n in [n for n in stated if forbidden[n] and not items.is_wrong(n, cost.key)]:
            found.warn(clashes.no_effect(resolved.stated_at(limit.key, n, stated[n]), limit, cost))


def _stated(resolved: Resolved, key: str) -> dict[int, int]:
    """The items that have a value, in all periods or in one, and the first period in which they are told to have it."""
    items = resolved.items
    stated = dict.fromkeys(np.flatnonzero(~np.isnan(items.columns.numbers[key])).tolist(), -1)
    for n, period in resolved.overrides.of(items, key):
        stated.setdefault(n, period)
    return stated


def check_overtime(resources: Resolved, horizon: Horizon, found: Findings) -> None:
    """Overtime needs a capacity and costs no less than regular use, period by period (rule D2); each cell once."""
    arrays, items = resources.arrays, resources.items
    given = ~np.isnan(arrays["overtime_cost"]) & ~items.is_storage[:, None]
    periods, told = list(horizon.position), set()
    for n, t in np.argwhere(given & (arrays["overtime_cost"] < arrays["cost"])).tolist():
        spot, other = resources.stated_at("overtime_cost", n, t), resources.stated_at("cost", n, t)
        if (spot, other) not in told:
            told.add((spot, other))
            cost, overtime = float(arrays["cost"][n, t]), float(arrays["overtime_cost"][n, t])
            found.error(clashes.cheap_overtime(spot, cost, other.place, overtime))
    unlimited = given & np.isinf(arrays["capacity"]) & resources.overrides.complete
    for n, t in np.argwhere(unlimited).tolist():
        spot = resources.stated_at("overtime_cost", n, t)
        if (spot, spot) not in told and not items.is_wrong(n, "capacity"):
            told.add((spot, spot))
            overtime = float(arrays["overtime_cost"][n, t])
            found.error(clashes.overtime_without_capacity(spot, items.codes[n], periods[t], overtime))


def check_firm(firm: Wide | None, products: Resolved, settings: Settings, found: Findings) -> None:
    """Firm production keeps within Max production and, where they are asked for, to whole units."""
    if firm is None:
        return
    limit = products.arrays["max_production"]
    for n, t in np.argwhere(firm.filled > limit).tolist():
        other = products.stated_at("max_production", n, t).place
        found.error(clashes.firm_above_limit(firm.spot(n, t), firm.filled[n, t], float(limit[n, t]), other))
    if settings.values["whole_units"]:
        setting = settings.spots["whole_units"].place
        broken = np.floor(firm.filled) < firm.filled
        for n, t in np.argwhere(broken).tolist():
            found.error(clashes.firm_not_whole(firm.spot(n, t), firm.filled[n, t], setting))


def check_penalty(settings: Settings, found: Findings) -> None:
    """A soft rule needs a penalty for missing the safety stock; with another rule one has no effect: a warning."""
    penalty, rule = settings.number("safety_stock_penalty"), settings.text("safety_stock_rule", HARD)
    if penalty is None and rule == SOFT:
        found.error(clashes.no_penalty(settings.spots["safety_stock_rule"]))
    elif penalty is not None and rule != SOFT:
        found.warn(clashes.penalty_without_effect(settings.spots["safety_stock_penalty"], penalty, rule))


def check_frozen(settings: Settings, horizon: Horizon, found: Findings) -> None:
    """There are no more frozen periods than periods."""
    frozen, periods = settings.number("frozen_periods") or 0.0, len(horizon.position)
    if frozen > periods and horizon.complete:
        found.error(clashes.frozen_too_long(settings.spots["frozen_periods"], periods, frozen))
