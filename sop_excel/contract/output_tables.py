"""The tables that hold a plan: a line a column, with the unit of its cells; and the names that they use."""

from __future__ import annotations

from sop_excel.contract.output_forms import AS_MEASURE, PERIODS, OutputColumn, OutputForm
from sop_excel.domain.capacity_use import CAPACITY_MEASURES
from sop_excel.domain.measures import MEASURES

SHARED_RESOURCES = "Shared resources"  # the row of what no product causes alone
DESCRIPTION = "Description"  # of a product, where table Products has any

PLAN = OutputForm(
    "Plan",
    "What to make, buy, sell and keep, by product and period.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Measure", "text"),
        PERIODS,
        OutputColumn("Total", AS_MEASURE),
    ),
    format_by="Measure",
    format_else="Inventory",
    measures=MEASURES,
)
PLAN_CHART = OutputForm(
    "PlanChart",
    "The plan of one product, or of all, as the chart shows it.",
    (
        OutputColumn("Period", "text"),
        OutputColumn("Demand", "units"),
        OutputColumn("Production", "units"),
        OutputColumn("Inventory", "units"),
        OutputColumn("Safety stock", "units"),
    ),
)
COST_SUMMARY = OutputForm(
    "CostSummary",
    "What the plan costs, line by line.",
    (
        OutputColumn("Cost", "text"),
        OutputColumn("Amount", "money"),
        OutputColumn("Share", "share"),
    ),
    format_by="Cost",
)
PRODUCT_SUMMARY = OutputForm(
    "ProductSummary",
    "Each product's plan in one row.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Group", "text"),
        OutputColumn("Demand", "units"),
        OutputColumn("Production", "units"),
        OutputColumn("Fill rate", "share"),
        OutputColumn("Average inventory", "units"),
        OutputColumn("Days of supply", "days"),
        OutputColumn("Direct cost", "money"),
        OutputColumn(DESCRIPTION, "text", if_stated=True, looks_like="Group"),
    ),
    format_by="Product",
)
PRODUCT_CHART = OutputForm(
    "ProductChart",
    "What products cost directly, as the chart shows it: the dearest ones, and all others together.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Direct cost", "money"),
    ),
    format_by="Product",
    drawn_to=SHARED_RESOURCES,
)
CAPACITY_USE = OutputForm(
    "CapacityUse",
    "How far each shared resource is used.",
    (
        OutputColumn("Resource", "text"),
        OutputColumn("Measure", "text"),
        PERIODS,
    ),
    format_by="Measure",
    format_else="Capacity",  # Load opens a resource, with a line above it
    measures=CAPACITY_MEASURES,
)
PLAN_TOTALS = OutputForm(
    "PlanTotals",
    "The plan of all products together, and of each group, in each period: what table Plan says, added up.",
    (
        OutputColumn("Group", "text"),
        OutputColumn("Measure", "text"),
        PERIODS,
        OutputColumn("Total", AS_MEASURE),
    ),
    format_by="Measure",
    format_else="Inventory",
    measures=MEASURES,
)
LIMIT_USE = OutputForm(
    "LimitUse",
    "What each limit of table Limits comes to, and what one unit of room in it would save.",
    (
        OutputColumn("Limit", "text"),
        OutputColumn("Period", "text"),
        OutputColumn("Value", "units"),
        OutputColumn("Min", "units"),
        OutputColumn("Max", "units"),
        OutputColumn("Beyond", "units"),
        OutputColumn("Cost", "money"),
        OutputColumn("Value of one unit", "money"),
    ),
    format_by="Limit",
)
SCENARIO_SUMMARY = OutputForm(
    "ScenarioSummary",
    "The cheapest plan of every scenario in one row, beside the base. "
    "The difference is that of profit where there are prices, else of cost.",
    (
        OutputColumn("Scenario", "text"),
        OutputColumn("Status", "text"),
        OutputColumn("Total cost", "money"),
        OutputColumn("Revenue", "money"),
        OutputColumn("Profit", "money"),
        OutputColumn("Production cost", "money", costs=("production",)),
        OutputColumn("Holding cost", "money", costs=("holding",)),
        OutputColumn("Overtime cost", "money", costs=("overtime",)),
        OutputColumn("Subcontract cost", "money", costs=("subcontract",)),
        OutputColumn("Late and lost cost", "money", costs=("backorders", "lost_sales")),
        OutputColumn("Other costs", "money"),
        OutputColumn("Fill rate", "share"),
        OutputColumn("Average inventory", "units"),
        OutputColumn("Difference to base", "money"),
    ),
    format_by="Scenario",
)
CHECKS = OutputForm(
    "Checks",
    "Whether the plan keeps its promises, and what to know about it.",
    (
        OutputColumn("Check", "text", wraps=True),
        OutputColumn("Result", "text", wraps=True),
        OutputColumn("Value", "difference"),
        OutputColumn("Tolerance", "difference"),
    ),
    format_by="Check",
)
CERTIFICATE = OutputForm(
    "Certificate",
    "Why no plan can be cheaper: what demand, capacities and limits are worth, added up.",
    (
        OutputColumn("Part", "text"),
        OutputColumn("Item", "text"),
        OutputColumn("Period", "text"),
        OutputColumn("Quantity", "units"),
        OutputColumn("Price", "money / unit"),
        OutputColumn("Worth", "money"),
    ),
    format_by="Part",
    format_else="Demand",
)
EXPLANATION = OutputForm(
    "Explanation",
    "Why the plan is as it is: sentences with their figures, the most valuable first.",
    (
        OutputColumn("Item", "text", wraps=True),
        OutputColumn("Period", "text", wraps=True),
        OutputColumn("What", "text", wraps=True),
        OutputColumn("Why", "text", wraps=True),
        OutputColumn("Worth", "money"),
    ),
)
RUN_INFO = OutputForm(
    "RunInfo",
    "When, how and from which inputs the plan was made.",
    (
        OutputColumn("Field", "text"),
        OutputColumn("Value", "as the field", wraps=True),
    ),
    format_by="Field",
)
CHART_CHOICES = OutputForm(
    "ChartChoices", "What the drop-down of the plan's chart offers.", (OutputColumn("Show", "text"),)
)

# Names that no period may have, because output tables use them (rule R8).
RESERVED_PERIODS = tuple(
    dict.fromkeys(name for form in (PLAN, CAPACITY_USE, PLAN_TOTALS) for name in (*form.lead, *form.tail))
)

# The cell above table Checks that reads CHECK as soon as one of its lines does.
CHECKS_FLAG = "ChecksOverall"

# The drop-down of the plan's chart: the name of its cell, and the choice that adds all products up.
CHART_PRODUCT = "PlanChartProduct"
ALL_PRODUCTS = "All products"

# Of more products than these a chart shows the dearest so many, and all others as one.
MOST_CHARTED = 20

# Codes that no product may have, because output tables use them.
RESERVED_PRODUCTS = (ALL_PRODUCTS, SHARED_RESOURCES)
