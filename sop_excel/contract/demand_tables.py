"""The tables before the plan: a cleaned history and its audit, the forecast with its errors, and what adopt decided."""

from __future__ import annotations

from sop_excel.contract.output_forms import AS_MEASURE, PERIODS, OutputColumn, OutputForm
from sop_excel.domain.forecast_measures import FORECAST_MEASURES

SALES_HISTORY = OutputForm(
    "SalesHistory",
    "What was sold, cleaned: a row for each row of the source that was kept.",
    (
        OutputColumn("Date", "date"),
        OutputColumn("Product", "text"),
        OutputColumn("Quantity", "units"),
        OutputColumn("Flag", "text"),
        OutputColumn("Line", "count"),
    ),
)
AUDIT = OutputForm(
    "Audit",
    "Every row of the source that was changed, flagged or set aside, and why.",
    (
        OutputColumn("Line", "count"),
        OutputColumn("Action", "text"),
        OutputColumn("Column", "text"),
        OutputColumn("Reason", "text", wraps=True),
        OutputColumn("Before", "text"),
        OutputColumn("After", "text"),
        OutputColumn("Quantity before", "units"),
        OutputColumn("Quantity after", "units"),
    ),
)
AUDIT_SUMMARY = OutputForm(
    "AuditSummary",
    "What became of all rows and of the quantity in them: what came in is what was kept and what was set aside.",
    (
        OutputColumn("What", "text"),
        OutputColumn("Rows", "count"),
        OutputColumn("Quantity", "units"),
    ),
)
PREPARATION = OutputForm(
    "Preparation",
    "Where the demand of the plan comes from, and what was assumed: what every step before the plan has to say.",
    (
        OutputColumn("Step", "text"),
        OutputColumn("What", "text", wraps=True),
    ),
)
DEMAND_HISTORY = OutputForm(
    "DemandHistory",
    "What was sold of each product in each whole period: what the forecast is made from.",
    (
        OutputColumn("Product", "text"),
        PERIODS,
    ),
    format_by="Product",
)
FORECAST = OutputForm(
    "Forecast",
    "Mean, low and high demand of each product and period, and the method that made them.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Method", "text"),
        OutputColumn("Measure", "text"),
        PERIODS,
        OutputColumn("Total", AS_MEASURE),
    ),
    format_by="Measure",
    format_else="Mean",
    measures=FORECAST_MEASURES,
)
FORECAST_CHART = OutputForm(
    "ForecastChart",
    "What was sold of one product and what is to be expected, as the chart shows it.",
    (
        OutputColumn("Period", "text"),
        OutputColumn("History", "units"),
        OutputColumn("Mean", "units"),
        OutputColumn("Low", "units"),
        OutputColumn("High", "units"),
    ),
)
FORECAST_ACCURACY = OutputForm(
    "ForecastAccuracy",
    "How well the method did on periods that it had not seen, beside a seasonal naive forecast.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Pattern", "text"),
        OutputColumn("Method", "text"),
        OutputColumn("Periods", "count"),
        OutputColumn("MASE", "ratio"),
        OutputColumn("MASE seasonal naive", "ratio"),
        OutputColumn("Pinball loss", "units"),
        OutputColumn("Pinball loss seasonal naive", "units"),
        OutputColumn("Coverage", "share"),
        OutputColumn("Level", "share"),
        OutputColumn("Note", "text", wraps=True),
    ),
)
FORECAST_ERRORS = OutputForm(
    "ForecastErrors",
    "Demand less forecast, so many periods ahead of each origin of the back-test: what safety stock is computed from.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Origin", "text"),
        PERIODS,
    ),
)
SAFETY_STOCK = OutputForm(
    "SafetyStock",
    "The safety stock of each product, the rule behind it and what it protects against.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Rule", "text"),
        OutputColumn("Target", "ratio"),
        OutputColumn("Lead time", "count"),
        OutputColumn("Review period", "count"),
        OutputColumn("Mean demand", "units"),
        OutputColumn("Error sums", "count"),
        OutputColumn("Basis", "text"),
        OutputColumn("Safety stock", "units"),
        OutputColumn("Periods of demand", "ratio"),
        OutputColumn("Note", "text", wraps=True),
    ),
)
# With a Header, a row says that this header of the contract's table means Column. Without one it says that the Excel
# Table named in Range (instead of an address such as A5:F20) is that table. The reader of a plan obeys both.
NOT_READ = "not read"  # in column Table or Column
TO_DECIDE = "?"  # in column Decided by of a proposal, which decides nothing until Adopt runs again
MAPPING = OutputForm(
    "Mapping",
    "What each range and each of its columns was taken for, how sure that was, and who decided it. A row with a Header "
    "says which column of Table that header means; one without says that the Excel Table named in Range is Table. What "
    "stands here is obeyed whenever the workbook is read; not read leaves a table or a column out.",
    (
        OutputColumn("Sheet", "text"),
        OutputColumn("Range", "text"),
        OutputColumn("Table", "text"),
        OutputColumn("Header", "text"),
        OutputColumn("Column", "text"),
        OutputColumn("Certainty", "share"),
        OutputColumn("Decided by", "text"),
        OutputColumn("Note", "text", wraps=True),
    ),
)

# The cell of the chart's drop-down; blank means the first product.
FORECAST_PRODUCT = "ForecastChartProduct"

DEMAND_FORMS = (
    PREPARATION,
    SALES_HISTORY,
    AUDIT,
    AUDIT_SUMMARY,
    DEMAND_HISTORY,
    FORECAST,
    FORECAST_CHART,
    FORECAST_ACCURACY,
    FORECAST_ERRORS,
    SAFETY_STOCK,
    MAPPING,
)
