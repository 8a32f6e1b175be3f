"""The workbook contract as data: every table, column, setting, default and layout, each said once.

The reader, the messages, the templates with their validation and notes, the documentation and the random tests are
all driven by what stands here. To add a column, add a ``Column`` to its table: it is then read, checked, documented
and handed to the model as ``problem.products.<key>`` (or ``problem.resources.<key>``).
"""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.contract.forms import Column, InputTable, key_of
from sop_excel.contract.headers import NUMBERED_HEADERS, PERIOD_HEADERS, RESERVED_PERIODS, own_headers
from sop_excel.contract.input_tables import (
    CAPACITY,
    DEMAND,
    FIRM_PRODUCTION,
    PERIOD_DATA,
    PRODUCTS,
    RECEIPTS,
    RESOURCES,
    ROUTINGS,
    SCENARIOS_TABLE,
)
from sop_excel.contract.output_tables import (
    ALL_PRODUCTS,
    CAPACITY_USE,
    CERTIFICATE,
    CHART_CHOICES,
    CHART_PRODUCT,
    CHECKS,
    COST_SUMMARY,
    EXPLANATION,
    PLAN,
    PLAN_CHART,
    PRODUCT_SUMMARY,
    RESERVED_PRODUCTS,
    RUN_INFO,
    SCENARIO_SUMMARY,
    SHARED_RESOURCES,
)
from sop_excel.contract.settings_table import SETTINGS, SETTINGS_TABLE

__all__ = [
    "ALL_PRODUCTS",
    "CAPACITY",
    "CAPACITY_USE",
    "CERTIFICATE",
    "CHART_CHOICES",
    "CHART_PRODUCT",
    "CHECKS",
    "COST_SUMMARY",
    "DEMAND",
    "EXPLANATION",
    "FIRM_PRODUCTION",
    "INPUT_TABLES",
    "NUMBERED_HEADERS",
    "OUTPUT_FORMS",
    "PERIOD_DATA",
    "PERIOD_HEADERS",
    "PLAN",
    "PLAN_CHART",
    "PRODUCTS",
    "PRODUCT_SUMMARY",
    "RECEIPTS",
    "RESERVED_PERIODS",
    "RESERVED_PRODUCTS",
    "RESOURCES",
    "ROUTINGS",
    "RUN_INFO",
    "SCENARIOS_TABLE",
    "SCENARIO_COLUMNS",
    "SCENARIO_SUMMARY",
    "SCENARIO_TABLES",
    "SETTINGS",
    "SETTINGS_TABLE",
    "SHARED_RESOURCES",
    "key_of",
    "overridable",
    "own_headers",
]

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
)

OUTPUT_FORMS = (
    PLAN,
    PLAN_CHART,
    COST_SUMMARY,
    PRODUCT_SUMMARY,
    CAPACITY_USE,
    SCENARIO_SUMMARY,
    CHECKS,
    EXPLANATION,
    CERTIFICATE,
    RUN_INFO,
    CHART_CHOICES,
)

# Fields of table Scenarios that table PeriodData does not have, besides the settings (rule S1).
SCENARIO_TABLES = (DEMAND, RECEIPTS)
SCENARIO_COLUMNS = ("Initial inventory", "Final inventory", "Safety stock periods", "Cover periods")


def overridable() -> Iterator[tuple[InputTable, Column]]:
    """(table, column) for every field that table PeriodData may name (rule D1)."""
    for table in (PRODUCTS, RESOURCES):
        for column in table.columns:
            if column.by_period:
                yield table, column
