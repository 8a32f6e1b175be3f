"""Safety stocks from the forecast in a workbook, into table SafetyStock and, when asked, into Products."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import SAFETY_STOCK
from sop_excel.contract.synonyms import column_meant
from sop_excel.demand.cumulative_errors import Protection
from sop_excel.demand.stock_sizing import (
    CYCLE_SERVICE,
    FORECAST_INTERVAL,
    PERIODS_OF_DEMAND,
    SHARES,
    STOCK_RULES,
    USUAL_TARGETS,
    ForecastEvidence,
    SizedStock,
    sized_stocks,
)
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.said import say, word
from sop_excel.domain.table import Filling, Table, Value
from sop_excel.domain.vocabulary import counted, figure, first_few, folded, listed, percent, shown, units, whole
from sop_excel.errors import InputError, Issue
from sop_excel.preparing.forecast_tables import FORECAST_TABLES, TabledForecast, tabled_forecast
from sop_excel.preparing.prepared import Prepared
from sop_excel.sheets.outputs import output_table

TABLES_READ = (*FORECAST_TABLES, schema.PRODUCTS.name)  # what a host has to hand over
LEAD_TIME, STOCK = "Lead time", "Safety stock"
OTHER_FLOORS = ("Safety stock periods", "Cover periods")  # only one of the three may be filled (rule P1)
MOST_PERIODS = 1000
MOST_NAMED = 5  # products in a sentence


@dataclass(frozen=True)
class StockOptions:
    """How safety stock is set: the rule (one of ``STOCK_RULES``), its target (None: the usual one), the review period.

    ``target`` is a share, or a number of periods for that rule. ``lead_time`` counts for products whose row in table
    Products says none. ``into_products``: the stocks are filled into that table too.
    """

    rule: str = CYCLE_SERVICE
    target: float | None = None
    review_period: int = 1
    lead_time: int = 0
    into_products: bool = False

    @property
    def aim(self) -> float:
        """The target, or the usual one of the rule; 0 for the interval rule, which has none."""
        return USUAL_TARGETS.get(self.rule, 0.0) if self.target is None else self.target


def prepare_safety_stock(tables: Mapping[str, Table], options: StockOptions) -> Prepared:
    """Table SafetyStock from the tables of the forecast: one number a product, which is good for all periods.

    ``tables`` are those of ``TABLES_READ`` that the workbook has. Raises InputError with every problem of the options
    and the tables.
    """
    started = perf_counter()
    issues = _misfits(options)
    products = tables.get(schema.PRODUCTS.name)
    lead_times = _lead_times(products, issues)
    forecast = _read(tables, issues)
    if issues or forecast is None:
        raise InputError(issues)
    protections = [
        Protection(lead_times.get(product, options.lead_time), options.review_period) for product in forecast.products
    ]
    evidence = ForecastEvidence(forecast.mean, forecast.high, forecast.errors, forecast.spacing, forecast.patterns)
    sized = sized_stocks(evidence, options.rule, options.aim, protections)
    rows = [
        _row(product, one, protection, options)
        for product, one, protection in zip(forecast.products, sized, protections, strict=True)
    ]
    stocks = dict(zip(forecast.products, (_rounded_up(one.stock) for one in sized), strict=True))
    fillings, told = _into(products, stocks) if options.into_products else ((), ())
    return Prepared(
        outputs=(output_table(SAFETY_STOCK, rows),),
        fillings=fillings,
        summary=(_in_short(stocks, options, protections), *told),
        notes=_notes(stocks, options.into_products),
        seconds={"safety stock": perf_counter() - started},
    )


def _misfits(options: StockOptions) -> list[Issue]:
    """What is wrong with the options; each is named as the command line has it."""
    if options.rule not in STOCK_RULES:
        return [Issue("--rule", "", f"one of {listed(STOCK_RULES, 'or')}", shown(options.rule), "choose one of them")]
    issues = []
    if options.rule in SHARES and not 0 < options.aim < 1:
        advice = "type a share such as 0.95"
        issues.append(Issue("--target", "", "a number between 0 and 1", figure(options.aim), advice))
    if options.rule == PERIODS_OF_DEMAND and not 0 <= options.aim <= MOST_PERIODS:
        advice = "type a number of periods such as 1.5"
        issues.append(Issue("--target", "", f"a number from 0 to {MOST_PERIODS}", figure(options.aim), advice))
    if options.rule == FORECAST_INTERVAL and options.target is not None:
        advice = "leave it out: the level of the forecast's interval counts"
        issues.append(Issue("--target", "", "none for this rule", figure(options.aim), advice))
    for name, number, least in (("--review-period", options.review_period, 1), ("--lead-time", options.lead_time, 0)):
        if not least <= number <= MOST_PERIODS:
            expected = f"a whole number from {least} to {MOST_PERIODS}"
            issues.append(Issue(name, "", expected, str(number), "type a number of periods"))
    return issues


def _read(tables: Mapping[str, Table], issues: list[Issue]) -> TabledForecast | None:
    try:
        return tabled_forecast(tables)
    except InputError as error:
        issues += error.issues
        return None


def _column(table: Table, name: str) -> int | None:
    """The number of a column of Products, by its own name or what else it may be called."""
    for n, header in enumerate(table.headers):
        if folded(header) == folded(name) or column_meant(schema.PRODUCTS.name, header) == name:
            return n
    return None


def _lead_times(products: Table | None, issues: list[Issue]) -> dict[str, int]:
    """The lead time of each product whose row says one."""
    if products is None:
        return {}
    code, column = _column(products, "Product"), _column(products, LEAD_TIME)
    if code is None or column is None:
        return {}
    found = {}
    for row, cells in enumerate(products.rows):
        name, cell = text_of(cells[code]), cells[column]
        if not name or is_blank(cell):
            continue
        if not isinstance(cell, float) or not 0 <= cell <= MOST_PERIODS or cell != int(cell):
            subject = f"{products.name}[{products.headers[column]}]"
            expected, advice = f"a whole number from 0 to {MOST_PERIODS}", "type a whole number of periods"
            issues.append(Issue(products.places.cell(row, column), subject, expected, shown(cell), advice))
            continue
        found[name] = int(cell)
    return found


def _row(product: str, sized: SizedStock, protection: Protection, options: StockOptions) -> Sequence[Value]:
    stock = _rounded_up(sized.stock)
    values: dict[str, Value] = {
        "Product": product,
        "Rule": options.rule,
        "Target": options.aim or None,
        LEAD_TIME: float(protection.lead_time),
        "Review period": float(protection.review_period),
        "Mean demand": sized.mean_demand,
        "Error sums": None if sized.sums is None else float(sized.sums),
        "Basis": sized.basis,
        STOCK: stock,
        "Periods of demand": stock / sized.mean_demand if stock is not None and sized.mean_demand > 0 else None,
        "Note": sized.note,
    }
    return SAFETY_STOCK.row(values)


def _rounded_up(stock: float | None) -> float | None:
    """The stock to the hundredth of a unit, so that what a cell shows is what is kept; never less than it has to be.

    >>> _rounded_up(12.3412), _rounded_up(12.34), _rounded_up(0.0004), _rounded_up(None)
    (12.35, 12.34, 0.0004, None)
    """
    if stock is None or stock < 1:
        return stock
    return math.ceil(round(stock * 100, 6)) / 100


def _in_short(stocks: Mapping[str, float | None], options: StockOptions, protections: Sequence[Protection]) -> str:
    told = [stock for stock in stocks.values() if stock is not None]
    leads = sorted({one.lead_time for one in protections})
    lead: str = whole(leads[0]) if leads else say("none")
    if leads and leads[0] < leads[-1]:
        lead = say("{first} to {last}", first=lead, last=whole(leads[-1]))
    return say(
        "Safety stock of {products}: {units} units in all, {rule} (lead time {lead}, review period {review})",
        products=counted(len(told), "product"), units=units(sum(told)), rule=_rule_words(options), lead=lead,
        review=whole(options.review_period),
    )  # fmt: skip


def _rule_words(options: StockOptions) -> str:
    if options.rule in SHARES:
        aim = percent(options.aim) if round(options.aim, 2) == options.aim else figure(options.aim)
        return say("{rule} {aim}", rule=word(options.rule), aim=aim)
    if options.rule == PERIODS_OF_DEMAND:
        return say("{count} periods of mean demand", count=figure(options.aim))
    return say("high less mean of the forecast")


def _notes(stocks: Mapping[str, float | None], into_products: bool) -> tuple[str, ...]:
    untold = [product for product, stock in stocks.items() if stock is None]
    notes: list[str] = [
        say("One safety stock a product for all periods: need that varies with the season is not in it")
    ]
    if into_products:
        notes.append(
            say("With Safety stock rule hard a plan has to hold these stocks from the first period on; see catch up")
        )
    if untold:
        lacking = first_few(untold, MOST_NAMED, "product")
        why = {"products": lacking, "table": SAFETY_STOCK.name}
        notes.append(say("No safety stock can be told for {products}: table {table} says why", **why))
    return tuple(notes)


def _into(products: Table | None, stocks: Mapping[str, float | None]) -> tuple[tuple[Filling, ...], tuple[str, ...]]:
    """What is filled into Products, and what is told of it: the stock, in place of what else said the same floor."""
    known = _products_in(products)
    told_of = {product: stock for product, stock in stocks.items() if stock is not None}
    filled = {product: stock for product, stock in told_of.items() if product in known or not known}
    missing = [product for product in told_of if product not in filled]
    told = []
    if filled:
        told.append(f"Filled into {schema.PRODUCTS.name}: {STOCK} of {counted(len(filled), 'product')}")
    if filled and not known:
        told.append(f"{schema.PRODUCTS.name} had no rows, and now has one for each: their costs are yet to be typed")
    if missing:
        lacking = first_few(missing, MOST_NAMED, "product")
        advice = "add their rows with their costs, and run again"
        told.append(f"Not filled in, as table {schema.PRODUCTS.name} does not have them: {lacking}; {advice}")
    if not filled:
        return (), tuple(told)
    rows = {product: (stock, *(None for _ in OTHER_FLOORS)) for product, stock in filled.items()}
    return (Filling(schema.PRODUCTS.name, "Product", (STOCK, *OTHER_FLOORS), rows),), tuple(told)


def _products_in(products: Table | None) -> set[str]:
    """The products that have a row; none where the table is empty, or is not there yet."""
    code = _column(products, "Product") if products is not None else None
    if products is None or code is None:
        return set()
    return {product for row in products.rows if (product := text_of(row[code]))}
