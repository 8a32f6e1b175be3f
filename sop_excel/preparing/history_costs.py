"""The rows of table Products for a plan that is made from a sales history, which knows no costs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_excel.contract import schema
from sop_excel.contract.synonyms import column_meant
from sop_excel.demand.history import DAY, MONTH, WEEK, kind_of
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.said import say, word
from sop_excel.domain.table import Nowhere, Table, Value
from sop_excel.domain.vocabulary import counted, figure, folded, listed
from sop_excel.errors import InputError, Issue

PRODUCTION, HOLDING = "Production cost", "Holding cost"
ASSUMED_COST, ASSUMED_RATE = 1.0, 24.0  # money / unit; percent of the production cost a year
PERIODS_A_YEAR = {MONTH: 12, WEEK: 52, DAY: 365}
MOST_NAMED = 5  # products in a sentence


@dataclass(frozen=True)
class CostOptions:
    """What is known of costs: ``production_cost`` (money / unit) of all products, ``holding_rate`` (percent of it a
    year), their ``currency``, and a table Products of another workbook, whose cells count before both.
    """

    production_cost: float | None = None
    holding_rate: float | None = None
    currency: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class ProductRows:
    """Table Products as it is to be, the settings that follow, and sentences on what is assumed."""

    table: Table
    settings: Mapping[str, Value]
    notes: tuple[str, ...]


def product_rows(products: Sequence[str], periods: Sequence[str], options: CostOptions) -> ProductRows:
    """A row for each product with what is known of it; costs that are not known are assumed, which the notes say.

    Raises InputError for options out of range, and where a table of costs has none for a product and
    ``production_cost`` is not given either.
    """
    issues = _misfits(options)
    if issues:
        raise InputError(issues)
    headers, known = _known(options.table)
    missing = [product for product in products if is_blank(known.get(product, {}).get(PRODUCTION))]
    if options.table is not None and options.production_cost is None and missing:
        raise InputError([_without_cost(options.table, missing)])
    cost = ASSUMED_COST if options.production_cost is None else options.production_cost
    rate = ASSUMED_RATE if options.holding_rate is None else options.holding_rate
    share = rate / 100 / PERIODS_A_YEAR[kind_of(periods) or MONTH]
    columns = ["Product", *dict.fromkeys([PRODUCTION, HOLDING, *headers])]
    rows, held = [], []
    for product in products:
        given = {name: cell for name, cell in known.get(product, {}).items() if not is_blank(cell)}
        cells: dict[str, Value] = {PRODUCTION: cost, **given}
        unit_cost = cells[PRODUCTION]
        if HOLDING not in cells and isinstance(unit_cost, float):
            held.append(product)
            cells[HOLDING] = unit_cost * share
        rows.append([product, *(cells.get(name) for name in columns[1:])])
    assumed = options.table is None and options.production_cost is None
    return ProductRows(
        Table(schema.PRODUCTS.name, columns, rows, Nowhere()),
        _settings(options, assumed),
        tuple(_notes(options, assumed, cost, rate, held)),
    )


def _misfits(options: CostOptions) -> list[Issue]:
    issues = []
    for name, number, most, advice in (
        ("--production-cost", options.production_cost, 1e9, "type what a unit costs"),
        ("--holding-rate", options.holding_rate, 1000.0, "type percent a year, such as 24"),
    ):
        if number is not None and not (math.isfinite(number) and 0 <= number <= most):
            issues.append(Issue(name, "", f"a number from 0 to {most:,.0f}", figure(number), advice))
    return issues


def _known(table: Table | None) -> tuple[list[str], dict[str, dict[str, Value]]]:
    """(columns of the contract that a table Products has, its cells by product and column)."""
    if table is None:
        return [], {}
    names = [_column(header) for header in table.headers]
    if "Product" not in names:
        advice = "name the column of the products, or make it a planning table first: sop-excel adopt"
        raise InputError([Issue(table.name, "", "a column Product", listed(table.headers or ["no columns"]), advice)])
    found: dict[str, dict[str, Value]] = {}
    for row in table.rows:
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
        code = text_of(cells.pop("Product"))
        if code:
            found.setdefault(code, cells)
    return [name for name in names if name and name != "Product"], found


def _column(header: str) -> str:
    """The column of the contract's table Products that a header names; empty for a planner's own."""
    own = {folded(column.name): column.name for column in schema.PRODUCTS.columns}
    return own.get(folded(header)) or column_meant(schema.PRODUCTS.name, header) or ""


def _without_cost(table: Table, missing: Sequence[str]) -> Issue:
    found = f"none for {named(missing)}"
    advice = "type it there, or give --production-cost for all products without one"
    return Issue(table.name, f"{table.name}[{PRODUCTION}]", "a cost for each product that was sold", found, advice)


def named(products: Sequence[str]) -> str:
    """Products in a sentence, a few of them by name."""
    if len(products) <= MOST_NAMED:
        return listed(products)
    return listed([*products[:MOST_NAMED], counted(len(products) - MOST_NAMED, "more product")])


def _settings(options: CostOptions, assumed: bool) -> dict[str, Value]:
    currency = options.currency or (schema.ASSUMED_CURRENCY if assumed else "")
    return {"Currency": currency} if currency else {}


def _notes(options: CostOptions, assumed: bool, cost: float, rate: float, held: Sequence[str]) -> list[str]:
    """What is assumed: whatever stands in the workbook and was given by nobody."""
    notes: list[str] = []
    if assumed:
        told = {"cost": figure(cost), "currency": word(schema.ASSUMED_CURRENCY)}
        notes.append(
            say(
                "No costs are known: each unit is assumed to cost {cost}, counted in {currency}; type yours into "
                "Products",
                **told,
            )
        )
    if held and options.holding_rate is None:
        who = say("all products") if options.table is None else named(held)
        held_at = figure(rate)
        notes.append(
            say("Holding is assumed to cost {rate} % of the production cost a year, of {who}", rate=held_at, who=who)
        )
    if "Initial inventory" not in _known(options.table)[0]:
        notes.append(say("Initial inventory is taken for 0: type what is in stock into Products, and plan again"))
    return notes
