"""The planning tables as a problem: every cell checked, every complaint with its cell, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from sop_excel.contract import schema
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.fields import Fields
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import counted
from sop_excel.errors import InputError, Issue
from sop_excel.sheets.reading.bill_rows import read_bill
from sop_excel.sheets.reading.by_period import read_demand, read_horizon, read_layout, read_numbers
from sop_excel.sheets.reading.clashes import check_alone, check_resolved
from sop_excel.sheets.reading.class_rows import read_classes
from sop_excel.sheets.reading.family_rows import read_families, with_groups
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import grid_of
from sop_excel.sheets.reading.items import check_products, read_items
from sop_excel.sheets.reading.limit_rows import read_limits
from sop_excel.sheets.reading.overrides import (
    SAFETY_STOCK,
    Resolved,
    add_capacity,
    read_overrides,
    resolve,
    safety_floors,
)
from sop_excel.sheets.reading.penalty_rows import read_penalties, with_penalties
from sop_excel.sheets.reading.periods import days_per_period
from sop_excel.sheets.reading.planning_settings import read_settings
from sop_excel.sheets.reading.published_plan import read_published
from sop_excel.sheets.reading.resource_clashes import check_level_loads, with_base_of_shifts
from sop_excel.sheets.reading.route_rows import read_routes, read_routings
from sop_excel.sheets.reading.scenario_changes import Inputs, with_scenario
from sop_excel.sheets.reading.scenario_rows import read_scenarios, unknown_scenario
from sop_excel.sheets.reading.typed_cells import not_yet
from sop_excel.sheets.workbook_language import language_of_sheets


def read_problem(
    tables: Mapping[str, Table], name: str, scenario: str = BASE, asked: str = "scenario"
) -> tuple[Problem, tuple[Issue, ...]]:
    """The problem that the tables state, as it is in the scenario, and warnings.

    ``tables`` holds those that are present under the contract's names; ``name`` is the plan's name unless the settings
    give one; ``asked`` is the place at which somebody asked for the scenario. Raises InputError with every error that
    the tables hold.
    """
    found = Findings()
    inputs = _read(tables, found)
    if scenario != BASE and scenario not in inputs.scenarios.names:
        found.error(unknown_scenario(asked, inputs.scenarios.known, scenario))
    problem = _stated(inputs, scenario, name, found)
    return _in_its_language(problem, inputs, tables), found.told()


def read_problems(tables: Mapping[str, Table], name: str) -> tuple[list[Problem], tuple[Issue, ...]]:
    """The problem of the base and of every scenario in the order of table Scenarios, and all warnings, each once.

    Raises InputError with every error of the tables and of all scenarios.
    """
    read = Findings()
    inputs = _read(tables, read)
    problems, all_found = [], read.copy()
    for scenario in (BASE, *inputs.scenarios.names):
        found = read.copy()
        with suppress(InputError):  # told with those of the other scenarios
            problem = _stated(inputs, scenario, name, found)
            problems.append(_in_its_language(problem, inputs, tables))
        all_found.add(found)
    all_found.raise_errors()
    return problems, all_found.told()


def _in_its_language(problem: Problem, inputs: Inputs, tables: Mapping[str, Table]) -> Problem:
    """The problem with the language that the base states, or else that of the workbook's sheets."""
    language = inputs.settings.text("language", "") or language_of_sheets(tables)
    return problem if language == problem.language else problem.replace(language=language)


def _stated(inputs: Inputs, scenario: str, name: str, found: Findings) -> Problem:
    """The problem of one scenario; InputError with what was found before and what its values are wrong in."""
    if scenario != BASE:
        inputs = with_scenario(inputs, scenario, found)
    check_alone(inputs, found)
    if not inputs.horizon.complete:
        found.raise_errors()
    products, resources, routes = _resolve(inputs)
    check_resolved(inputs, products, resources, routes, found)
    found.raise_errors()
    problem = with_penalties(_problem(inputs, products, resources, routes, name), inputs.penalties, found)
    check_level_loads(problem, resources, found)
    found.raise_errors()
    return problem


def _read(tables: Mapping[str, Table], found: Findings) -> Inputs:
    products = read_items(tables.get("Products"), schema.PRODUCTS, found)
    products = with_groups(products, tables.get(schema.FAMILIES_TABLE.name), found)
    check_products(products, found)
    layout = read_layout(tables.get("Demand"), schema.DEMAND, found)
    horizon = read_horizon(layout, found)
    demand = read_demand(layout, products, horizon, found)
    settings = read_settings(tables.get("Settings"), found)
    resources = read_items(tables.get("Resources"), schema.RESOURCES, found)
    routes = read_routes(tables.get("Routes"), products, resources, found)
    routings = read_routings(tables.get("Routings"), products, resources, routes, found)
    bill = read_bill(tables.get(schema.BILL_OF_MATERIALS.name), products, routes, found)
    capacity, receipts, firm = (
        read_numbers(read_layout(tables.get(form.name), form, found), items, horizon, found)
        for form, items in (
            (schema.CAPACITY, resources),
            (schema.RECEIPTS, products),
            (schema.FIRM_PRODUCTION, products),
        )
    )
    published = read_published(tables.get(schema.PUBLISHED_PLAN.name), products, horizon, found)
    all_items = products, resources, routes
    overrides = read_overrides(tables.get("PeriodData"), all_items, horizon, found)
    add_capacity(overrides, capacity, resources, horizon, found)
    scenarios = read_scenarios(tables.get("Scenarios"), all_items, horizon, found)
    periods = len(horizon.position)
    families = read_families(tables.get(schema.FAMILIES_TABLE.name), products, resources, periods, found)
    limits = read_limits(tables.get(schema.LIMITS_TABLE.name), products, resources, horizon, found)
    penalties = read_penalties(tables.get(schema.PENALTIES.name), products, resources, horizon, found)
    classes = read_classes(tables.get(schema.CLASSES_TABLE.name), demand, products, resources, found)
    _refuse_later(tables, found)
    return Inputs(
        products,
        horizon,
        demand,
        settings,
        resources,
        routes,
        routings,
        bill,
        capacity,
        receipts,
        firm,
        published,
        overrides,
        scenarios,
        limits,
        penalties,
        families,
        classes,
    )


def _refuse_later(tables: Mapping[str, Table], found: Findings) -> None:
    """No table that cannot be planned yet holds rows."""
    for form in schema.INPUT_TABLES:
        table = tables.get(form.name)
        if form.later and table:
            grid = grid_of(table, form, {}, range(len(table.headers)), Findings())
            if grid.rows:
                place = table.places.cell(grid.rows[0][0], 0)
                expected = not_yet("no rows", form.later)
                rows = counted(len(grid.rows), "row")
                found.error(
                    Spot(place, form.name).issue(
                        expected, rows, "give the table another name, so that it is kept but not read"
                    )
                )


def _resolve(inputs: Inputs) -> tuple[Resolved, Resolved, Resolved]:
    periods = len(inputs.horizon.position)
    floors = {SAFETY_STOCK: safety_floors(inputs.products, inputs.overrides, inputs.bill, inputs.filled(inputs.demand))}
    products = resolve(inputs.products, inputs.overrides, periods, floors)
    resources, routes = (resolve(items, inputs.overrides, periods) for items in (inputs.resources, inputs.routes))
    return products, with_base_of_shifts(resources), routes


def _problem(inputs: Inputs, products: Resolved, resources: Resolved, routes: Resolved, name: str) -> Problem:
    settings, periods = inputs.settings, tuple(inputs.horizon.position)
    demand = inputs.filled(inputs.demand)
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
        demand=demand,
        receipts=inputs.filled(inputs.receipts),
        firm_production=inputs.filled(inputs.firm),
        published=inputs.published.units,
        policies=settings.policies(),
        scenario=inputs.scenario,
        others=inputs.routes.along(routes.arrays)
        | ({BILL: inputs.bill.rows} if len(inputs.bill.rows) else {})
        | inputs.limits.things(len(periods))
        | dict(inputs.families.things)
        | inputs.classes.things(products, inputs.demand, demand),
        descriptions=_descriptions(inputs),
    )


def _descriptions(inputs: Inputs) -> tuple[str, ...]:
    """What the products are called in words, each on one line; empty where none is."""
    told = tuple(" ".join(text.split()) for text in inputs.products.columns.texts["description"])
    return told if any(told) else ()
