"""The arguments of the worksheet functions, each said once; what the contract already says is taken from there."""

from __future__ import annotations

import re

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.functions.declare import Argument, Shape


def _of_product(name: str, shape: Shape, *, required: bool = False) -> Argument:
    """An argument that stands for a column of table Products; left out it means what a blank cell does there."""
    column = schema.PRODUCTS.column(name)
    return Argument(column.key, shape, column.unit, column.help, "" if required else column.blank.words)


def _of_table(form: InputTable) -> Argument:
    """An argument that stands for a whole table."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", form.name).lower()
    return Argument(name, Shape.TABLE, "table", form.help, "" if form.required else "no such table")


DEMAND = Argument(
    "demand",
    Shape.DEMAND,
    "units / period",
    "The demand forecast, one number a period; a blank cell before the last demand is 0.",
)
PRODUCTION_COST = _of_product("Production cost", Shape.SERIES, required=True)
HOLDING_COST = _of_product("Holding cost", Shape.SERIES, required=True)
INITIAL_INVENTORY = _of_product("Initial inventory", Shape.NUMBER)
SAFETY_STOCK_PERIODS = Argument(
    "safety_stock_periods",
    Shape.NUMBER,
    "periods",
    "Floor of the inventory at the end of every period, as this many periods of the mean demand.",
    "0",
)
MAX_PRODUCTION = _of_product("Max production", Shape.SERIES)
MAX_INVENTORY = _of_product("Max inventory", Shape.SERIES)
WHOLE_UNITS = Argument("whole_units", Shape.YES_NO, "yes / no", "Whether production is in whole units.", "FALSE")

COVER_PERIODS = Argument(
    "cover_periods", Shape.NUMBER, "periods", "How many periods of demand the inventory at the end of a period covers."
)
FORWARD, TRAILING = "forward", "trailing"
BASIS = Argument(
    "basis",
    Shape.CHOICE,
    "word",
    "Whether the demand of the next periods is covered, or that of the last ones.",
    FORWARD,
    (FORWARD, TRAILING),
)

FORECAST_ERRORS = Argument(
    "forecast_errors",
    Shape.ERRORS,
    "units",
    "Demand less forecast, one number a period, in order; as many periods as there are.",
)
CYCLE_SERVICE_LEVEL = Argument(
    "cycle_service_level",
    Shape.SHARE,
    "share",
    "In which share of the cycles the stock shall last, such as 0.95.",
)
LEAD_TIME = Argument("lead_time", Shape.WHOLE, "periods", "Periods from an order to its arrival.", "0")
REVIEW_PERIOD = Argument("review_period", Shape.WHOLE, "periods", "Periods from one order to the next.", "1")

HISTORY = Argument(
    "history",
    Shape.HISTORY,
    "units / period",
    "What was sold, one number a period, in order; a blank cell is nothing sold.",
)
HORIZON = Argument("horizon", Shape.WHOLE, "periods", "How many periods to forecast.")
LEVEL = Argument(
    "level", Shape.SHARE, "share", "How likely demand lies between low and high, such as 0.8 for 80 %.", "0.8"
)
SEASON_LENGTH = Argument(
    "season_length",
    Shape.WHOLE,
    "periods",
    "Periods of a season: 12 for months, 52 for weeks, 7 for days, 1 for none.",
    "by the names of the periods if these are ISO months, weeks or days, else what the history shows",
)

ONE_PRODUCT = (
    DEMAND,
    PRODUCTION_COST,
    HOLDING_COST,
    INITIAL_INVENTORY,
    SAFETY_STOCK_PERIODS,
    MAX_PRODUCTION,
    MAX_INVENTORY,
    WHOLE_UNITS,
)
COVERAGE = (
    DEMAND,
    PRODUCTION_COST,
    HOLDING_COST,
    COVER_PERIODS,
    INITIAL_INVENTORY,
    MAX_PRODUCTION,
    MAX_INVENTORY,
    BASIS,
)
FORECASTING = (HISTORY, HORIZON, LEVEL, SEASON_LENGTH)
ERRORS = (FORECAST_ERRORS, CYCLE_SERVICE_LEVEL, LEAD_TIME, REVIEW_PERIOD)

TABLES = {_of_table(form): form for form in schema.INPUT_TABLES}
SCENARIO = Argument("scenario", Shape.NAME, "text", "The scenario to plan, one of those in scenarios.", "the base")

# The scenario follows the table that names it; tables that came later stand behind it, as formulas have it there.
_OLDER = schema.INPUT_TABLES.index(schema.SCENARIOS_TABLE) + 1
PLANNING = (*list(TABLES)[:_OLDER], SCENARIO, *list(TABLES)[_OLDER:])
