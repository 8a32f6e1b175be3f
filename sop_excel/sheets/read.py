"""The planning tables as a problem: every cell checked, every complaint with its cell, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import Problem, Routings
from sop_excel.domain.table import Table
from sop_excel.errors import Issue
from sop_excel.sheets import schema
from sop_excel.sheets.reading import checks, messages
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import grid_of
from sop_excel.sheets.reading.horizon import Horizon, days_per_period
from sop_excel.sheets.reading.items import Items, check_products, read_items
from sop_excel.sheets.reading.overrides import Overrides, add_capacity, read_overrides
from sop_excel.sheets.reading.resolve import SAFETY_STOCK, Resolved, resolve, safety_floors
from sop_excel.sheets.reading.routings import read_routings
from sop_excel.sheets.reading.settings import Settings, read_settings
from sop_excel.sheets.reading.wide import Wide, read_horizon, read_layout, read_wide


def read_problem(tables: Mapping[str, Table], name: str) -> tuple[Problem, tuple[Issue, ...]]:
    """The problem that the tables state, and warnings.

    ``tables`` holds those that are present under the contract's names; ``name`` is the plan's name unless the settings
    give one. Raises InputError with every error that the tables hold.
    """
    found = Findings()
    inputs = _read(tables, found)
    _check_alone(inputs, found)
    if not inputs.horizon.complete:
        found.raise_errors()
    products, resources = _resolve(inputs)
    _check_resolved(inputs, products, resources, found)
    found.raise_errors()
    return _problem(inputs, products, resources, name), tuple(found.warnings)


@dataclass(frozen=True)
class _Inputs:
    """Every table, cell by cell checked."""

    products: Items
    horizon: Horizon
    demand: Wide | None
    settings: Settings
    resources: Items
    routings: Routings
    capacity: Wide | None
    receipts: Wide | None
    firm: Wide | None
    overrides: Overrides


def _read(tables: Mapping[str, Table], found: Findings) -> _Inputs:
    products = read_items(tables.get("Products"), schema.PRODUCTS, found)
    check_products(products, found)
    layout = read_layout(tables.get("Demand"), schema.DEMAND, found)
    horizon = read_horizon(layout, found)
    demand = read_wide(layout, products, horizon, found)
    settings = read_settings(tables.get("Settings"), found)
    resources = read_items(tables.get("Resources"), schema.RESOURCES, found)
    routings = read_routings(tables.get("Routings"), products.names, resources.names, found)
    capacity, receipts, firm = (
        read_wide(read_layout(tables.get(form.name), form, found), items, horizon, found)
        for form, items in (
            (schema.CAPACITY, resources),
            (schema.RECEIPTS, products),
            (schema.FIRM_PRODUCTION, products),
        )
    )
    overrides = read_overrides(tables.get("PeriodData"), products, resources, horizon, found)
    add_capacity(overrides, capacity, resources, horizon, found)
    _refuse_later(tables, found)
    return _Inputs(products, horizon, demand, settings, resources, routings, capacity, receipts, firm, overrides)


def _refuse_later(tables: Mapping[str, Table], found: Findings) -> None:
    """No table that cannot be planned yet holds rows."""
    for form in schema.INPUT_TABLES:
        table = tables.get(form.name)
        if form.later and table:
            grid = grid_of(table, form, {}, range(len(table.headers)), Findings())
            if grid.rows:
                place = table.places.cell(grid.rows[0][0], 0)
                found.error(messages.later_rows(Spot(place, form.name), form.later, len(grid.rows)))


def _check_alone(inputs: _Inputs, found: Findings) -> None:
    checks.check_demand_rows(inputs.products, inputs.demand, found)
    checks.check_frozen(inputs.settings, inputs.horizon, found)
    checks.check_safety_stock(inputs.products, found)
    checks.check_penalty(inputs.settings, found)
    checks.check_storage(inputs.resources, inputs.overrides, found)


def _resolve(inputs: _Inputs) -> tuple[Resolved, Resolved]:
    periods = len(inputs.horizon.position)
    floors = {SAFETY_STOCK: safety_floors(inputs.products, _filled(inputs, inputs.demand))}
    products = resolve(inputs.products, inputs.overrides, periods, floors)
    return products, resolve(inputs.resources, inputs.overrides, periods)


def _check_resolved(inputs: _Inputs, products: Resolved, resources: Resolved, found: Findings) -> None:
    checks.check_backorders(products, found)
    checks.check_limits(products, found)
    checks.check_limits(resources, found)
    checks.check_overtime(resources, inputs.horizon, found)
    checks.check_firm(inputs.firm, products, inputs.settings, found)


def _filled(inputs: _Inputs, wide: Wide | None) -> Array:
    """(I, T) the numbers of a wide table by product, blank cells as 0."""
    shape = len(inputs.products.codes), len(inputs.horizon.position)
    return np.zeros(shape) if wide is None else np.where(np.isnan(wide.filled), 0.0, wide.filled)


def _problem(inputs: _Inputs, products: Resolved, resources: Resolved, name: str) -> Problem:
    settings, periods = inputs.settings, tuple(inputs.horizon.position)
    return Problem(
        name=settings.text("plan_name", name),
        currency=settings.text("currency", ""),
        days_per_period=settings.number("days_per_period") or days_per_period(periods),
        periods=periods,
        product_codes=tuple(inputs.products.codes),
        groups=tuple(inputs.products.columns.texts["group"]),
        resource_codes=tuple(inputs.resources.codes),
        resource_kinds=tuple(inputs.resources.columns.texts["kind"]),
        products=Fields(products.arrays),
        resources=Fields(resources.arrays),
        routings=inputs.routings,
        demand=_filled(inputs, inputs.demand),
        receipts=_filled(inputs, inputs.receipts),
        firm_production=_filled(inputs, inputs.firm),
        policies=settings.policies(),
    )
