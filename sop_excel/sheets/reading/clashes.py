"""What single cells cannot show: values that do not fit together, each told with the cells that state them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.contract.units import MAGNITUDES
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import HARD, SOFT
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import as_typed, first_few, listed, quoted, shown, with_article
from sop_excel.sheets.reading.class_rows import CLASS_COSTS, StatedClasses, check_classes
from sop_excel.sheets.reading.findings import Common, Findings, Spot
from sop_excel.sheets.reading.goal_order import check_goals
from sop_excel.sheets.reading.items import Items, is_harmless
from sop_excel.sheets.reading.lot_clashes import check_lots
from sop_excel.sheets.reading.overrides import COVER_PERIODS, SAFETY_PERIODS, SAFETY_STOCK, Overrides, Resolved
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.planning_settings import Settings
from sop_excel.sheets.reading.published_plan import note_published
from sop_excel.sheets.reading.resource_clashes import check_min_load, check_shifts, check_workforce
from sop_excel.sheets.reading.scenario_changes import Inputs

NAMED = 5  # products in a note
MOST_HEADERS = 25  # that are named where none of them is a cost


def check_alone(inputs: Inputs, found: Findings) -> None:
    """What does not fit together in the tables as they are filled."""
    _check_costs(inputs.products, inputs.overrides, found)
    _check_demand_rows(inputs, found)
    _check_frozen(inputs.settings, inputs.horizon, found)
    _check_safety_stock(inputs.products, found)
    _check_penalty(inputs.settings, found)
    check_goals(inputs.settings, found)
    note_published(inputs.published, inputs.settings, found)
    _check_kinds(inputs.resources, inputs.overrides, found)


def check_resolved(inputs: Inputs, products: Resolved, resources: Resolved, routes: Resolved, found: Findings) -> None:
    """What does not fit together once base values, defaults and overrides are one array for each field."""
    _check_floors(products, found)
    _check_backorders(inputs.classes, products, found)
    check_classes(inputs.classes, products, found)
    _check_limits(products, found, inputs.classes)
    _check_limits(resources, found)
    _check_overtime(resources, inputs.horizon, found)
    check_shifts(resources, found)
    check_min_load(resources, found)
    check_workforce(resources, found)
    _check_least_orders(products, found)
    _check_firm(inputs, products, routes, found)
    check_lots(inputs.firm, products, routes, inputs.settings, found)


def _check_costs(products: Items, overrides: Overrides, found: Findings) -> None:
    """Rule R2a: a column of the products is a cost, or a cost is stated by period; else any plan costs nothing."""
    grid, costs = products.grid, schema.COSTS
    _check_unfilled(products, overrides, found)
    if not grid.columns or any(column.key in grid.columns or overrides.of(products, column.key) for column in costs):
        return
    seen = [quoted(header.strip()) for header in grid.headers if header.strip()]
    more = " ..." if len(seen) > MOST_HEADERS else ""
    told = say("none among the headers {headers}{more}", headers=listed(seen[:MOST_HEADERS]), more=more)
    expected = say("a column that is a cost, such as {cost} or {other}", cost=costs[0].name, other=costs[1].name)
    advice = say("head the column of your costs so, or let sop-excel adopt find it")
    found.error(Spot(grid.places.header(0), grid.name).issue(expected, told, advice))


def _check_unfilled(products: Items, overrides: Overrides, found: Findings) -> None:
    """Columns that are there and wholly blank, as in a new workbook: 0 is planned with, and seldom meant."""
    floors = tuple(c for c in products.form.columns if c.key in (SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS))
    if _is_blank(products, schema.COSTS) and not any(overrides.of(products, one.key) for one in schema.COSTS):
        told = say("blank cells in all rows: whatever is planned costs nothing")
        _warn_blank(products, schema.COSTS, (say("a cost in some row"), told, say("type your costs")), found)
    initial = (products.form.column("Initial inventory"),)
    if _is_blank(products, initial) and not _is_blank(products, floors):
        told = say("blank cells in all rows: nothing is in stock, and safety stocks are made first")
        _warn_blank(products, initial, (say("what is in stock"), told, say("type it, or 0 where nothing is")), found)


def _is_blank(products: Items, columns: Sequence[Column]) -> bool:
    """Whether none of the columns has a filled cell."""
    cells = ((n, one.key) for one in columns for n in range(len(products.codes)))
    return not any(products.is_filled(n, key) or products.is_wrong(n, key) for n, key in cells)


def _warn_blank(products: Items, columns: Sequence[Column], told: tuple[str, str, str], found: Findings) -> None:
    """Warn at the first cell of the columns that the table has; none where it lacks them."""
    there = [column.key for column in columns if column.key in products.grid.columns]
    if there and products.codes:
        found.warn(products.grid.spot(0, there[0]).issue(*told))


def _check_demand_rows(inputs: Inputs, found: Findings) -> None:
    """Every product has a row in table Demand (rule R6); a long one may well leave out products without demand, and
    any table those that go into others."""
    products, demand = inputs.products, inputs.demand
    if demand is None:
        return
    key, table = products.form.columns[0].key, demand.grid.name
    expected, may_lack = say("a row in table {table} for each product", table=table), list[int]()
    for n, code in enumerate(products.codes):
        if code and products.names.position[code] == n and n not in demand.row_of:
            if demand.is_long or code in inputs.bill.components:
                may_lack.append(n)
                continue
            advice = say("add its row to {table} (blank cells for no demand), or take the product out", table=table)
            found.error(
                products.grid.spot(n, key).issue(expected, say("{code} without one", code=quoted(code)), advice)
            )
    if may_lack:
        names = first_few([quoted(products.codes[n]) for n in may_lack], NAMED)
        advice = say("nothing to do for what has no demand of its own in any period; for what has, add its row")
        found.warn(products.grid.spot(may_lack[0], key).issue(expected, say("none for {names}", names=names), advice))


def _check_safety_stock(products: Items, found: Findings) -> None:
    """Rule P1: only one of three columns states a product's safety stock."""
    columns = [c for c in products.fields if c.key in (SAFETY_STOCK, SAFETY_PERIODS, COVER_PERIODS)]
    filled = np.array([~np.isnan(products.columns.numbers[column.key]) for column in columns])
    expected = say("only one of {columns}", columns=listed(column.name for column in columns))
    for n in np.flatnonzero(filled.sum(axis=0) > 1).tolist():
        keys = [column.key for column, is_filled in zip(columns, filled[:, n], strict=True) if is_filled]
        cells = say(
            "{count} filled: {places}", count=str(len(keys)), places=listed(products.grid.place(n, key) for key in keys)
        )
        spot = products.grid.spot(n, keys[-1])
        found.error(spot.issue(expected, cells, say("clear all but one (a 0 counts as filled)")))


def _check_floors(products: Resolved, found: Findings) -> None:
    """No safety stock that is stated in periods of demand is larger than a quantity may be."""
    items, units = products.items, MAGNITUDES["units"]
    floors = products.arrays[SAFETY_STOCK].max(axis=1, initial=0.0)
    for n in np.flatnonzero(floors > items.form.column("Safety stock").magnitude.most).tolist():
        floor = float(floors[n])
        many = Common(
            say("a safety stock{range}", range=units.words(floor)),
            say("type fewer periods, or {large}", large=units.large),
        )
        for key in (SAFETY_PERIODS, COVER_PERIODS):
            if items.is_filled(n, key):
                stated = as_typed(float(items.columns.numbers[key][n]))
                told = say("{stated}, which makes {floor} units", stated=stated, floor=as_typed(floor))
                found.error(items.grid.spot(n, key).issue(many.expected, told, many.advice, many))


def _check_kinds(resources: Items, overrides: Overrides, found: Findings) -> None:
    """What makes no sense for a warehouse or a supplier is not given for one, neither for all periods nor for one.

    A 0 that means 0, or a no, may fill the cells of a column all the same.
    """
    kinds = resources.columns.texts.get("kind", [])
    for column in resources.form.columns:
        others = [] if column.later else np.flatnonzero(~resources.of_kinds(column)).tolist()
        stated = [
            (n, resources.grid.spot(n, column.key), resources.grid.cell(n, column.key))
            for n in others
            if resources.is_filled(n, column.key) and not is_harmless(resources.grid.cell(n, column.key), column)
        ]
        given = overrides.of(resources, column.key).items() if others else ()
        stated += [(n, override.spot, override.value) for (n, _), override in given if n in others]
        for n, spot, value in stated:
            expected = say("no {column} for a {kind} resource", column=column.name, kind=kinds[n])
            found.error(spot.issue(expected, shown(value), say("correct the resource's Kind, or clear the cell")))


def _check_backorders(classes: StatedClasses, products: Resolved, found: Findings) -> None:
    """Initial backorders need a cost of being late, in all periods or in some (rule D2)."""
    items, key = products.items, "initial_backorders"
    if not products.overrides.complete:
        return
    may_be_late = _allowing(products, "backorder_cost", classes)
    expected = say("0 or a blank cell for a product without Backorder cost")
    advice = say("give the product a Backorder cost, or clear the cell")
    for n in np.flatnonzero((products.arrays[key] > 0) & ~may_be_late).tolist():
        if not items.is_wrong(n, "backorder_cost"):
            late = as_typed(float(products.arrays[key][n]))
            found.error(items.grid.spot(n, key).issue(expected, late, advice))


def _allowing(resolved: Resolved, cost: str, classes: StatedClasses | None) -> NDArray[np.bool_]:
    """(N,) which items have a cost in some period, those with classes in any of these."""
    own: NDArray[np.bool_] = np.any(~np.isnan(resolved.arrays[cost]), axis=1)
    if classes is None or not classes.members or cost not in CLASS_COSTS:
        return own
    own[classes.products] = False
    return own | classes.allowing(cost, resolved)


def _check_limits(resolved: Resolved, found: Findings, classes: StatedClasses | None = None) -> None:
    """A limit on what no cost allows has no effect: a warning, unless it is what a blank cell means."""
    items = resolved.items
    limits = [column for column in items.fields if column.allowed_by]
    for limit in limits if resolved.overrides.complete else ():
        cost = items.form.column(limit.allowed_by)
        forbidden = ~_allowing(resolved, cost.key, classes) & items.of_kinds(limit)
        forbidden &= (np.atleast_2d(resolved.arrays[limit.key].T) != limit.blank.number).any(axis=0)
        stated = _stated(resolved, limit.key)
        expected = say("{cost} beside {limit}", cost=with_article(cost.name), limit=limit.name)
        advice = say("it has no effect: fill {cost} to allow it, or clear the cell", cost=cost.name)
        for n in [n for n in stated if forbidden[n] and not items.is_wrong(n, cost.key)]:
            found.warn(resolved.stated_at(limit.key, n, stated[n]).issue(expected, say("none"), advice))


def _stated(resolved: Resolved, key: str) -> dict[int, int]:
    """The items that have a value, in all periods or in one, and the first period in which they are told to have it."""
    items = resolved.items
    filled = [not is_blank(cell) for cell in items.grid.cells(key)]  # what a scenario sets beside blank cells is none
    stated = {n: -1 for n in np.flatnonzero(~np.isnan(items.columns.numbers[key])).tolist() if filled[n]}
    for n, period in resolved.overrides.of(items, key):
        stated.setdefault(n, period)
    return stated


def _check_overtime(resources: Resolved, horizon: Horizon, found: Findings) -> None:
    """Overtime needs a capacity and costs no less than regular use, period by period (rule D2); each cell once."""
    arrays, items = resources.arrays, resources.items
    given = ~np.isnan(arrays["overtime_cost"]) & items.of_kinds(items.form.column("Overtime cost"))[:, None]
    limited = np.isfinite(arrays["capacity"]) | ~items.of_kinds(items.form.column("Capacity"))[:, None]
    cheap = np.argwhere(given & (arrays["overtime_cost"] < arrays["cost"]))
    for spot, cost_spot, (n, t) in _cells_once(resources, cheap, "cost"):
        advice = say("type the full cost of a unit of overtime (Cost is not added to it)")
        many = Common(say("at least the Cost of the same resource and period"), advice)
        cost, overtime = (as_typed(float(arrays[key][n, t])) for key in ("cost", "overtime_cost"))
        found.error(
            spot.issue(
                say("at least the Cost of {cost} in {place}", cost=cost, place=cost_spot.place), overtime, advice, many
            )
        )
    unlimited = np.argwhere(given & ~limited & resources.overrides.complete)
    for spot, _, (n, t) in _cells_once(resources, unlimited, "overtime_cost"):
        if not items.is_wrong(n, "capacity"):
            clear, expected = say("or clear the overtime cost"), say("no overtime cost where Capacity is blank")
            advice = say("fill the Capacity of {code}, {clear}", code=quoted(items.codes[n]), clear=clear)
            many = Common(expected, say("fill the Capacity of these resources, {clear}", clear=clear))
            where = say("{expected}, as in {period}", expected=expected, period=quoted(list(horizon.position)[t]))
            found.error(spot.issue(where, as_typed(float(arrays["overtime_cost"][n, t])), advice, many))


def _cells_once(
    resources: Resolved, where: NDArray[np.intp], other: str
) -> Iterator[tuple[Spot, Spot, tuple[int, int]]]:
    """The cells that state an overtime cost and the ``other`` value, each pair once, with the first (r, t) of it."""
    told = set()
    for n, t in where.tolist():
        spots = resources.stated_at("overtime_cost", n, t), resources.stated_at(other, n, t)
        if spots not in told:
            told.add(spots)
            yield *spots, (n, t)


def _check_least_orders(products: Resolved, found: Findings) -> None:
    """An order outside may be as large as it must be at least."""
    least, most = products.arrays["min_subcontract"], products.arrays["max_subcontract"]
    advice = say("lower it, or raise the Max subcontract")
    many, told = Common(say("at most the Max subcontract of the same product and period"), advice), set()
    for n, t in np.argwhere(least > most).tolist():
        spot, place = products.stated_at("min_subcontract", n, t), products.stated_at("max_subcontract", n, t).place
        if (spot, place) not in told:
            told.add((spot, place))
            expected = say(
                "at most the Max subcontract of {most} in {place}", most=as_typed(float(most[n, t])), place=place
            )
            found.error(spot.issue(expected, as_typed(float(least[n, t])), advice, many))


def _check_firm(inputs: Inputs, products: Resolved, routes: Resolved, found: Findings) -> None:
    """Firm production keeps within Max production and, where they are asked for, to whole units."""
    firm, settings = inputs.firm, inputs.settings
    if firm is None:
        return
    limit, several = _most_started(inputs, products, routes), set(inputs.routes.product.tolist())
    advice = say("lower the firm production or raise the limit")
    many = Common(say("at most the Max production of the same product and period"), advice)
    for n, t in np.argwhere(firm.filled > limit).tolist():
        expected = say(
            "at most the {limit} that all routes which come in time can make", limit=as_typed(float(limit[n, t]))
        )
        if n not in several:
            place = products.stated_at("max_production", n, t).place
            expected = say(
                "at most the Max production of {limit} in {place}", limit=as_typed(float(limit[n, t])), place=place
            )
        found.error(firm.spot(n, t).issue(expected, as_typed(firm.filled[n, t]), advice, many))
    if settings.values["whole_units"]:
        expected = say("whole units, as Whole units in {place} says", place=settings.spots["whole_units"].place)
        for n, t in np.argwhere(np.floor(firm.filled) < firm.filled).tolist():
            told = as_typed(firm.filled[n, t])
            found.error(firm.spot(n, t).issue(expected, told, say("type a whole number, or set Whole units to no")))


def _most_started(inputs: Inputs, products: Resolved, routes: Resolved) -> Array:
    """(I, T) the most that can be started of each product, by all routes whose starts do not come too late."""
    known = np.flatnonzero(inputs.routes.product >= 0)  # of another one there is a complaint of its own
    most, product = products.arrays["max_production"], inputs.routes.product[known]
    if not product.size:
        return most
    lead, others = products.arrays["lead_time"], routes.arrays["lead_time"][known]
    quickest = lead.copy()
    np.minimum.at(quickest, product, others)
    periods = np.arange(most.shape[1])
    late, all_late = (periods + one[:, None] >= periods.size for one in (lead, quickest))
    total = np.where(late & ~all_late, 0.0, most)
    by_another = (periods + others[:, None] >= periods.size) & ~all_late[product]
    np.add.at(total, product, np.where(by_another, 0.0, routes.arrays["max_production"][known]))
    return total


def _check_penalty(settings: Settings, found: Findings) -> None:
    """A soft rule needs a penalty for missing the safety stock; with another rule one has no effect: a warning."""
    penalty, rule = settings.number("safety_stock_penalty"), settings.text("safety_stock_rule", HARD)
    if penalty is None and rule == SOFT:
        advice = say("add the setting Safety stock penalty (0 to miss it freely), or choose another rule")
        spot = settings.spots["safety_stock_rule"]
        found.error(spot.issue(say("a Safety stock penalty for the rule soft"), say("none"), advice))
    elif penalty is not None and rule != SOFT:
        advice = say("it has no effect with this rule: clear the cell, or set the rule to soft")
        spot = settings.spots["safety_stock_penalty"]
        found.warn(
            spot.issue(say("no penalty while Safety stock rule is {rule}", rule=rule), as_typed(penalty), advice)
        )


def _check_frozen(settings: Settings, horizon: Horizon, found: Findings) -> None:
    """There are no more frozen periods than periods."""
    frozen, periods = settings.number("frozen_periods") or 0.0, len(horizon.position)
    if frozen > periods and horizon.complete:
        advice = say("type a smaller number, or add periods to Demand")
        spot = settings.spots["frozen_periods"]
        found.error(
            spot.issue(say("at most {periods}, the number of periods", periods=str(periods)), as_typed(frozen), advice)
        )
