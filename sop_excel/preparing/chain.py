"""The chain in one go: a sales history cleaned, forecast, guarded by safety stock, and laid out to be planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import FORECAST, PREPARATION, SAFETY_STOCK
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import CHOSEN
from sop_excel.domain.problem import CATCH_UP
from sop_excel.domain.questions import Answers
from sop_excel.domain.table import Filling, Formula, Nowhere, OutputTable, Table, Value
from sop_excel.preparing.clean import clean_sheet
from sop_excel.preparing.forecast import ForecastOptions, prepare_forecast
from sop_excel.preparing.history_costs import CostOptions, ProductRows, product_rows
from sop_excel.preparing.prepared import Prepared, Progress, silent
from sop_excel.preparing.safety_stock import OTHER_FLOORS, STOCK, StockOptions, prepare_safety_stock
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.spreadsheet.raw_sheet import RawSheet


@dataclass(frozen=True)
class ChainOptions:
    """How each step of the chain is taken, and what the plan is called.

    Both forecast and safety stock are filled into the inputs of the plan, whatever their own options say.
    """

    cleaning: Choices = CHOSEN
    forecast: ForecastOptions = field(default_factory=ForecastOptions)
    stock: StockOptions = field(default_factory=StockOptions)
    costs: CostOptions = field(default_factory=CostOptions)
    plan_name: str = ""


def chain_sheet(
    sheet: RawSheet,
    options: ChainOptions,
    answers: Answers | None = None,
    progress: Progress = silent,
) -> Prepared:
    """All that a new workbook gets from a sales history before it is planned: every step's tables, and filled inputs.

    ``answers`` are those to questions of an earlier try. Raises UnsureError with what has to be asked first, and
    InputError with what is wrong in the history or the options.
    """
    cleaned = clean_sheet(sheet, options.cleaning, answers, progress)
    asked = replace(options.forecast, period=options.cleaning.period, into_demand=True)
    foreseen = prepare_forecast(as_tables(cleaned.outputs), asked, progress=progress)
    tables = as_tables(foreseen.outputs)
    products = _products(tables[FORECAST.name], options)
    given = {schema.PRODUCTS.name: options.costs.table} if options.costs.table else {}
    guarded = prepare_safety_stock({**tables, **given}, replace(options.stock, into_products=False))
    said = {
        "History": (*cleaned.summary, *cleaned.notes),
        "Costs": products.notes,
        "Forecast": (*foreseen.summary, *foreseen.notes),
        STOCK: (*guarded.summary, *guarded.notes),
    }
    told = output_table(PREPARATION, [(step, what) for step, lines in said.items() for what in lines])
    return Prepared(
        outputs=(told, *cleaned.outputs, *foreseen.outputs, *guarded.outputs),
        fillings=(
            *foreseen.fillings,
            _filled(products.table, as_tables(guarded.outputs)[SAFETY_STOCK.name]),
            _settings(products, options),
        ),
        summary=(*cleaned.summary, *foreseen.summary, *guarded.summary),
        notes=tuple(dict.fromkeys((*cleaned.notes, *foreseen.notes, *guarded.notes, *products.notes))),
        seconds={
            "clean": sum(cleaned.seconds.values()),
            "forecast": sum(foreseen.seconds.values()),
            "safety stock": sum(guarded.seconds.values()),
        },
    )


def as_tables(outputs: Iterable[OutputTable]) -> dict[str, Table]:
    """Tables that a step has made, as the next step reads them from a workbook."""
    return {
        one.name: Table(one.name, one.headers, [[_value(cell) for cell in row] for row in one.rows], Nowhere())
        for one in outputs
    }


def _value(cell: Value) -> Value:
    return cell.value if isinstance(cell, Formula) else cell


def _products(forecast: Table, options: ChainOptions) -> ProductRows:
    fixed = {*FORECAST.lead, *FORECAST.tail}
    periods = [header for header in forecast.headers if header not in fixed]
    names = dict.fromkeys(str(product) for (product,) in cells_under(forecast, "Product"))
    return product_rows(tuple(names), periods, options.costs)


def _filled(products: Table, stocks: Table) -> Filling:
    """Table Products with the safety stocks that can be told, in place of what else would say the same floor (P1)."""
    key, *known = products.headers
    columns = [*dict.fromkeys((*known, STOCK, *OTHER_FLOORS))]
    rows = {str(row[0]): dict(zip(known, row[1:], strict=True)) for row in products.rows}
    for product, stock in cells_under(stocks, "Product", STOCK):
        if stock is not None:
            rows[str(product)] |= {STOCK: stock} | dict.fromkeys(OTHER_FLOORS)
    return Filling(
        products.name, key, columns, {product: [cells.get(name) for name in columns] for product, cells in rows.items()}
    )


def _settings(products: ProductRows, options: ChainOptions) -> Filling:
    """The plan's name and currency. With limits from a table of costs, safety stocks are caught up with: they need not
    be within reach from the first period on, where without limits they are."""
    values: dict[str, Value] = dict(products.settings)
    if options.costs.table is not None:
        values["Safety stock rule"] = CATCH_UP
    if options.plan_name:
        values["Plan name"] = options.plan_name
    rows = {name: (value,) for name, value in values.items()}
    return Filling(schema.SETTINGS_TABLE.name, "Setting", ("Value",), rows)
