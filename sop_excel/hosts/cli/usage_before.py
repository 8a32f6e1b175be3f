"""The commands that come before the plan, as they are typed: adopt, clean, forecast, safety-stock, chain."""

from __future__ import annotations

from sop_excel.hosts.cli.declared import JSON, Command, Example, Parameter, choice, flag, one_of, option, place
from sop_excel.hosts.cli.usage_shared import ANSWERS, CLUSTER, EXPLAIN, language, step, target

RULES = ("cycle-service-level", "fill-rate", "periods", "interval")
PERIODS = ("month", "week", "day")

_SALES = place("sales", "the export: .csv, .txt, .xlsx, .ods or .xls", "SALES")
_CLEANING = (
    *one_of(
        "how dates are read",
        Parameter(("--day-first",), "03/04/2025 is the 3rd of April", "flag", default=None, dest="day_first"),
        Parameter(("--month-first",), "03/04/2025 is March 4th", "flag", default=None, dest="day_first", means=False),
    ),
    choice("--decimal", "the decimal sign of the quantities", ("comma", "point")),
    option("--sheet", "the sheet on which the sales stand", "NAME"),
    *(
        option(f"--{role}-column", f"the column of the {role}", "HEADER", default="")
        for role in ("date", "product", "quantity")
    ),
    choice(
        "--returns",
        "negative quantities reduce the demand of their period (net, usual), or are set aside (apart)",
        ("net", "apart"),
        "net",
    ),
    choice(
        "--outliers",
        "quantities far from all others take the value expected (replace, usual), or are flagged and stay (flag)",
        ("replace", "flag"),
        "replace",
    ),
)
_FORECASTING = (
    option(
        "--horizon",
        "periods to forecast (usual: as many as table Demand has, else 12 months, 26 weeks or 28 days)",
        "N",
        kind="whole",
    ),
    option("--level", "how sure low and high are (usual: 0.8)", "N", kind="number", default=0.8),
    option(
        "--season-length",
        "periods of a season; 1: none (usual: 12 months, 52 weeks, 7 days)",
        "N",
        kind="whole",
    ),
)
_STOCK_RULE = (
    choice(
        "--rule",
        "what the stock has to serve (usual: cycle-service-level); periods: so many of mean demand; "
        "interval: high less mean",
        RULES,
        RULES[0],
    ),
    option(
        "--target",
        "a share, or a number of periods (usual: 0.95 of cycles, a fill rate of 0.98, 1.5 periods)",
        "N",
        kind="number",
    ),
    option("--review-period", "periods from one plan to the next (usual: 1)", "N", kind="whole", default=1),
    option("--lead-time", "periods, where table Products says none (usual: 0)", "N", kind="whole", default=0),
)
_COSTS = (
    option("--costs", "a workbook whose table Products has the costs", "BOOK.xlsx", kind="path"),
    option("--production-cost", "what a unit costs, where no table says it", "N", kind="number"),
    option(
        "--holding-rate",
        "percent of the production cost to hold a unit a year (usual: 24)",
        "N",
        kind="number",
    ),
    option("--currency", "of these costs", "CODE", default=""),
)


def _into(table: str) -> Parameter:
    """Fill an input table of the planner's, which no command does that was not told to."""
    return choice("--into", f"fill the result into table {table} too", (table,))


def _period(text: str, default: str | None) -> Parameter:
    return choice("--period", text, PERIODS, default)


ADOPT = Command(
    "adopt",
    "make planning tables of your own sheets, whatever their shape, headers and language",
    (
        place("workbook", "your own file: .xlsx, .csv, .txt, .ods or .xls", "FILE"),
        *target("write here instead of into the workbook; needed for a file that is no .xlsx or .xlsm"),
        option("--like", "a workbook that was adopted before: its table Mapping decides", "BOOK.xlsx", kind="path"),
        flag("--yes", "ask nothing: take what is sure, and stop at what is not"),
        flag("--show", "show the proposal and write nothing"),
        ANSWERS,
        JSON,
    ),
    (
        Example("adopt mine.xlsx", "planning tables out of your own sheets; asks what is not sure"),
        Example("adopt mine.xlsx --show", "what it would do; nothing is written"),
        Example("adopt new.csv -o new.xlsx --like mine.xlsx", "as last time, into a new workbook"),
    ),
)
CLEAN = Command(
    "clean",
    "clean a sales history: dates, quantities, doubles, outliers, each change in an audit",
    (
        _SALES,
        *target("write a new workbook here; a workbook with sales may also be cleaned in place, without it"),
        option("--into", "write the tables into this workbook", "BOOK.xlsx", kind="path"),
        language("a new workbook's titles, notes and labels"),
        *_CLEANING,
        _period("what the plan counts in (usual: month)", "month"),
        ANSWERS,
        JSON,
    ),
    (
        Example("clean sales.csv -o history.xlsx", "a dirty sales history, each change of it in an audit"),
        Example("clean sales.csv -o history.xlsx --day-first --decimal comma", "as most of Europe writes"),
        Example("clean sales.xlsx --sheet North --into plan.xlsx", "one sheet, into the workbook of the plan"),
    ),
)
FORECAST = Command(
    "forecast",
    "forecast demand from a cleaned history, with low and high, and how good it was before",
    (
        *step(),
        *_FORECASTING,
        _period("what dated sales are added up by (usual: as in table Demand, else month)", None),
        _into("Demand"),
        JSON,
    ),
    (
        Example("forecast history.xlsx --into Demand", "a forecast with low and high, filled into the plan"),
        Example("forecast history.xlsx --horizon 12 -o forecast.xlsx", "a year ahead, into another file"),
    ),
)
SAFETY_STOCK = Command(
    "safety-stock",
    "set safety stocks by the errors that the forecast made before",
    (*step(), *_STOCK_RULE, _into("Products"), JSON),
    (
        Example("safety-stock history.xlsx --into Products", "stocks from the errors of the forecast"),
        Example("safety-stock history.xlsx --target 0.99", "so that 99 of 100 cycles run short of nothing"),
        Example("safety-stock history.xlsx --rule periods --target 1.5", "one and a half periods of mean demand"),
    ),
)
CHAIN = Command(
    "chain",
    "from a sales history to a plan in one go: clean, forecast, safety stock, plan",
    (
        _SALES,
        *target("the new workbook, with all that was done and the plan", required=True),
        language("the new workbook's titles, notes and labels"),
        option("--name", "what the plan is called (usual: the name of the export)", "NAME", default=""),
        *_CLEANING,
        _period("what the plan counts in (usual: month)", "month"),
        *_FORECASTING,
        *_STOCK_RULE,
        *_COSTS,
        ANSWERS,
        EXPLAIN,
        CLUSTER,
        JSON,
    ),
    (
        Example("chain sales.csv -o plan.xlsx", "cleaned, forecast, safety stock, plan: all in one go"),
        Example("chain sales.csv -o plan.xlsx --costs costs.xlsx", "with the costs of another workbook"),
    ),
)
ADD = Command(
    "add",
    "bring a table or a column that the workbook lacks, with its drop-downs, checks and notes",
    (
        place("what", "a table, or a column of one: Receipts, 'Products.Shelf life'", "TABLE", kind="text"),
        *step(),
        JSON,
    ),
    (
        Example("add Receipts plan.xlsx", "a table that the workbook lacks"),
        Example('add "Products.Shelf life" plan.xlsx', "a column that a table lacks"),
    ),
)

BEFORE = (ADD, ADOPT, CLEAN, FORECAST, SAFETY_STOCK, CHAIN)
