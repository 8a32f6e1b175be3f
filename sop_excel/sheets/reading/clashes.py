"""What single cells cannot show: values that do not fit together, each told with the cells that state them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sop_excel.contract.forms import Column
from sop_excel.contract.units import MAGNITUDES
from sop_excel.domain.problem import HARD, SOFT
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import as_typed, listed, quoted, shown, with_article
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Common, Findings, Spot
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.overrides import COVER_PERIODS, SAFETY_PERIODS, SAFETY_STOCK, Overrides, Resolved
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.planning_settings import Settings
from sop_excel.sheets.reading.scenario_changes import Inputs
from sop_excel.sheets.reading.wide_tables import Wide


def check_alone(inputs: Inputs, found: Findings) -> None:
    """What does not fit together in the tables as they are filled."""
    _check_demand_rows(inputs.products, inputs.demand, found)
    _check_frozen(inputs.settings, inputs.horizon, found)
    _check_safety_stock(inputs.products, found)
    _check_penalty(inputs.settings, found)
    _check_storage(inputs.resources, inputs.overrides, found)


def check_resolved(inputs: Inputs, products: Resolved, resources: Resolved, found: Findings) -> None:
    """What does not fit together once base values, defaults and overrides are one array for each field."""
    _check_floors(products, found)
    _check_backorders(products, found)
    _check_limits(products, found)
    _check_limits(resources, found)
    _check_overtime(resources, inputs.horizon, found)
    _check_firm(inputs.firm, products, inputs.settings, found)


def _check_demand_rows(products: Items, demand: Wide | None, found: Findings) -> None:
    """Every product has a row in table Demand (rule R6)."""
    if demand is None:
        return
    key = products.form.columns[0].key
    for n, code in enumerate(products.codes):
        if code and products.names.position[code] == n and n not in demand.row_of:
            found.error(no_demand_row(products.grid.spot(n, key), code))


def _check_safety_stock(products: Items, found: Findings) -> None:
    """Rule P1: only one of three columns states a product's safety stock."""
    columns = [c for c in products.fields if c.key in (SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS)]
    filled = np.array([~np.isnan(products.columns.numbers[column.key]) for column in columns])
    for n in np.flatnonzero(filled.sum(axis=0) > 1).tolist():
        keys = [column.key for column, is_filled in zip(columns, filled[:, n], strict=True) if is_filled]
        cells = [products.grid.place(n, key) for key in keys]
        spot = products.grid.spot(n, keys[-1])
        found.error(two_safety_stocks(spot, [column.name for column in columns], cells))


def _check_floors(products: Resolved, found: Findings) -> None:
    """No safety stock that is stated in periods of demand is larger than a quantity may be."""
    items = products.items
    floors = products.arrays[SAFETY_STOCK].max(axis=1, initial=0.0)
    for n in np.flatnonzero(floors > items.form.column("Safety stock").magnitude.most).tolist():
        for key in (SAFETY_PERIODS, COVER_PERIODS):
            if items.is_filled(n, key):
                periods = float(items.columns.numbers[key][n])
                found.error(floor_too_large(items.grid.spot(n, key), periods, float(floors[n])))


def _check_storage(resources: Items, overrides: Overrides, found: Findings) -> None:
    """What makes no sense for a warehouse is not given for one, neither for all periods nor for one."""
    storage = set(np.flatnonzero(resources.is_storage).tolist())
    for column in resources.form.columns:
        if not column.not_for_storage or column.later:
            continue
        for n in sorted(storage):
            if resources.is_filled(n, column.key):
                spot = resources.grid.spot(n, column.key)
                found.error(refused_for_storage(spot, column, resources.grid.cell(n, column.key)))
        for (n, _), override in overrides.of(resources, column.key).items():
            if n in storage:
                found.error(refused_for_storage(override.spot, column, override.value))


def _check_backorders(products: Resolved, found: Findings) -> None:
    """Initial backorders need a cost of being late, in all periods or in some (rule D2)."""
    items, key = products.items, "initial_backorders"
    if not products.overrides.complete:
        return
    may_be_late = ~np.isnan(products.arrays["backorder_cost"]).all(axis=1)
    for n in np.flatnonzero((products.arrays[key] > 0) & ~may_be_late).tolist():
        if not items.is_wrong(n, "backorder_cost"):
            found.error(backorders_without_cost(items.grid.spot(n, key), float(products.arrays[key][n])))


def _check_limits(resolved: Resolved, found: Findings) -> None:
    """A limit on what no cost allows has no effect: a warning."""
    items = resolved.items
    limits = [column for column in items.fields if column.allowed_by]
    for limit in limits if resolved.overrides.complete else ():
        cost = items.form.column(limit.allowed_by)
        forbidden = np.isnan(resolved.arrays[cost.key]).all(axis=1) & ~items.is_storage
        stated = _stated(resolved, limit.key)
        for n in [n for n in stated if forbidden[n] and not items.is_wrong(n, cost.key)]:
            found.warn(no_effect(resolved.stated_at(limit.key, n, stated[n]), limit, cost))


def _stated(resolved: Resolved, key: str) -> dict[int, int]:
    """The items that have a value, in all periods or in one, and the first period in which they are told to have it."""
    items = resolved.items
    stated = dict.fromkeys(np.flatnonzero(~np.isnan(items.columns.numbers[key])).tolist(), -1)
    for n, period in resolved.overrides.of(items, key):
        stated.setdefault(n, period)
    return stated


def _check_overtime(resources: Resolved, horizon: Horizon, found: Findings) -> None:
    """Overtime needs a capacity and costs no less than regular use, period by period (rule D2); each cell once."""
    arrays, items = resources.arrays, resources.items
    given = ~np.isnan(arrays["overtime_cost"]) & ~items.is_storage[:, None]
    periods, told = list(horizon.position), set()
    for n, t in np.argwhere(given & (arrays["overtime_cost"] < arrays["cost"])).tolist():
        spot, other = resources.stated_at("overtime_cost", n, t), resources.stated_at("cost", n, t)
        if (spot, other) not in told:
            told.add((spot, other))
            cost, overtime = float(arrays["cost"][n, t]), float(arrays["overtime_cost"][n, t])
            found.error(cheap_overtime(spot, cost, other.place, overtime))
    unlimited = given & np.isinf(arrays["capacity"]) & resources.overrides.complete
    for n, t in np.argwhere(unlimited).tolist():
        spot = resources.stated_at("overtime_cost", n, t)
        if (spot, spot) not in told and not items.is_wrong(n, "capacity"):
            told.add((spot, spot))
            overtime = float(arrays["overtime_cost"][n, t])
            found.error(overtime_without_capacity(spot, items.codes[n], periods[t], overtime))


def _check_firm(firm: Wide | None, products: Resolved, settings: Settings, found: Findings) -> None:
    """Firm production keeps within Max production and, where they are asked for, to whole units."""
    if firm is None:
        return
    limit = products.arrays["max_production"]
    for n, t in np.argwhere(firm.filled > limit).tolist():
        other = products.stated_at("max_production", n, t).place
        found.error(firm_above_limit(firm.spot(n, t), firm.filled[n, t], float(limit[n, t]), other))
    if settings.values["whole_units"]:
        setting = settings.spots["whole_units"].place
        broken = np.floor(firm.filled) < firm.filled
        for n, t in np.argwhere(broken).tolist():
            found.error(firm_not_whole(firm.spot(n, t), firm.filled[n, t], setting))


def _check_penalty(settings: Settings, found: Findings) -> None:
    """A soft rule needs a penalty for missing the safety stock; with another rule one has no effect: a warning."""
    penalty, rule = settings.number("safety_stock_penalty"), settings.text("safety_stock_rule", HARD)
    if penalty is None and rule == SOFT:
        found.error(no_penalty(settings.spots["safety_stock_rule"]))
    elif penalty is not None and rule != SOFT:
        found.warn(penalty_without_effect(settings.spots["safety_stock_penalty"], penalty, rule))


def _check_frozen(settings: Settings, horizon: Horizon, found: Findings) -> None:
    """There are no more frozen periods than periods."""
    frozen, periods = settings.number("frozen_periods") or 0.0, len(horizon.position)
    if frozen > periods and horizon.complete:
        found.error(frozen_too_long(settings.spots["frozen_periods"], periods, frozen))


def two_safety_stocks(spot: Spot, columns: Sequence[str], cells: Sequence[str]) -> Issue:
    """A product with more than one way to state its safety stock (rule P1)."""
    found = f"{len(cells)} filled: {listed(cells)}"
    return spot.issue(f"only one of {listed(columns)}", found, "clear all but one (a 0 counts as filled)")


def floor_too_large(spot: Spot, periods: float, floor: float) -> Issue:
    """A safety stock, stated in periods of demand, that no plan could honour."""
    units = MAGNITUDES["units"]
    found = f"{as_typed(periods)}, which makes {as_typed(floor)} units"
    many = Common(f"a safety stock{units.words(floor)}", f"type fewer periods, or {units.large}")
    return spot.issue(many.expected, found, many.advice, many)


def backorders_without_cost(spot: Spot, number: float) -> Issue:
    """Initial backorders of a product that may not be late."""
    advice = "give the product a Backorder cost, or clear the cell"
    return spot.issue("0 or a blank cell for a product without Backorder cost", as_typed(number), advice)


def cheap_overtime(spot: Spot, cost: float, cost_place: str, overtime: float) -> Issue:
    """Overtime that costs less than regular use."""
    advice = "type the full cost of a unit of overtime (Cost is not added to it)"
    many = Common("at least the Cost of the same resource and period", advice)
    return spot.issue(f"at least the Cost of {as_typed(cost)} in {cost_place}", as_typed(overtime), advice, many)


def overtime_without_capacity(spot: Spot, resource: str, period: str, overtime: float) -> Issue:
    """Overtime of a resource whose capacity is unlimited."""
    advice = f"fill the Capacity of {quoted(resource)}, or clear the overtime cost"
    expected = "no overtime cost where Capacity is blank"
    many = Common(expected, "fill the Capacity of these resources, or clear the overtime cost")
    return spot.issue(f"{expected}, as in {quoted(period)}", as_typed(overtime), advice, many)


def refused_for_storage(spot: Spot, column: Column, value: Value) -> Issue:
    """A column that makes no sense for a warehouse."""
    expected = f"no {column.name} for a storage resource"
    return spot.issue(expected, shown(value), "clear it, or correct the resource's Kind")


def no_effect(spot: Spot, limit: Column, cost: Column) -> Issue:
    """A limit on something that is not allowed, for want of a cost."""
    advice = f"it has no effect: fill {cost.name} to allow it, or clear the cell"
    return spot.issue(f"{with_article(cost.name)} beside {limit.name}", "none", advice)


def firm_above_limit(spot: Spot, firm: float, limit: float, limit_place: str) -> Issue:
    """Firm production above what may be made."""
    advice = "lower the firm production or raise the limit"
    many = Common("at most the Max production of the same product and period", advice)
    return spot.issue(f"at most the Max production of {as_typed(limit)} in {limit_place}", as_typed(firm), advice, many)


def firm_not_whole(spot: Spot, firm: float, setting_place: str) -> Issue:
    """Firm production that is not in whole units."""
    advice = "type a whole number, or set Whole units to no"
    return spot.issue(f"whole units, as Whole units in {setting_place} says", as_typed(firm), advice)


def frozen_too_long(spot: Spot, periods: int, frozen: float) -> Issue:
    """More frozen periods than there are periods."""
    advice = "type a smaller number, or add periods to Demand"
    return spot.issue(f"at most {periods}, the number of periods", as_typed(frozen), advice)


def no_penalty(spot: Spot) -> Issue:
    """A soft safety stock that would cost nothing to miss."""
    advice = "add the setting Safety stock penalty (0 to miss it freely), or choose another rule"
    return spot.issue("a Safety stock penalty for the rule soft", "none", advice)


def penalty_without_effect(spot: Spot, penalty: float, rule: str) -> Issue:
    """A penalty for missing a safety stock that may not be missed."""
    advice = "it has no effect with this rule: clear the cell, or set the rule to soft"
    return spot.issue(f"no penalty while Safety stock rule is {rule}", as_typed(penalty), advice)


def no_demand_row(spot: Spot, code: str) -> Issue:
    """A product that table Demand does not have."""
    advice = "add its row to Demand (blank cells for no demand), or delete the product"
    return spot.issue("a row in table Demand for each product", f"{quoted(code)} without one", advice)
