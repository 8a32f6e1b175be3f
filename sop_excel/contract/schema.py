"""The workbook contract as data: every table, column, setting, default and layout, each said once.

The reader, the messages, the templates with their validation and notes, the documentation and the random tests are
all driven by what stands here. To add a column, add a line to its table in ``input_tables.py``: it is then read,
checked, documented and handed to the model as ``problem.products.<key>`` (or ``problem.resources.<key>``).
"""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.headers import *
from sop_excel.contract.input_tables import *
from sop_excel.contract.output_tables import *
from sop_excel.contract.settings_table import *

# A new one goes to the end: formulas give the tables in this order.
INPUT_TABLES = (
    PRODUCTS,
    DEMAND,
    SETTINGS_TABLE,
    RESOURCES,
    ROUTINGS,
    CAPACITY,
    RECEIPTS,
    FIRM_PRODUCTION,
    PERIOD_DATA,
    SCENARIOS_TABLE,
    PUBLISHED_PLAN,
    BILL_OF_MATERIALS,
    LIMITS_TABLE,
    PENALTIES,
    FAMILIES_TABLE,
    ROUTES,
    CLASSES_TABLE,
)

OUTPUT_FORMS = (
    PLAN,
    PLAN_CHART,
    COST_SUMMARY,
    PRODUCT_SUMMARY,
    PRODUCT_CHART,
    CAPACITY_USE,
    PLAN_TOTALS,
    LIMIT_USE,
    SCENARIO_SUMMARY,
    CHECKS,
    EXPLANATION,
    CERTIFICATE,
    RUN_INFO,
    CHART_CHOICES,
)

# Fields of table Scenarios that table PeriodData does not have, besides the settings (rule S1).
SCENARIO_TABLES = (DEMAND, RECEIPTS)
SCENARIO_COLUMNS = tuple(column.name for column in PRODUCTS.columns if column.in_scenarios)

# Without any of these a plan costs nothing, whatever it is: the columns of costs were not found (rule R2a).
COSTS = tuple(column for column in PRODUCTS.columns if column.name.endswith("cost") and not column.later)


def overridable() -> Iterator[tuple[InputTable, Column]]:
    """(table, column) for every field that table PeriodData may name (rule D1)."""
    for table in (PRODUCTS, RESOURCES, ROUTES):
        for column in table.columns:
            if column.by_period:
                yield table, column


def period_fields() -> tuple[str, ...]:
    """What column Field of table PeriodData may say, each name once."""
    return tuple(dict.fromkeys(column.name for _, column in overridable() if not column.later))


def scenario_fields() -> tuple[str, ...]:
    """What column Field of table Scenarios may say, each name once (rule S1)."""
    tables, settings = (table.name for table in SCENARIO_TABLES), (setting.name for setting in SETTINGS)
    return (*period_fields(), *tables, *SCENARIO_COLUMNS, *settings)
