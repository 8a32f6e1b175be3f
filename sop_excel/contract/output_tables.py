"""The layouts of the tables that hold a plan, and the names that they use."""

from __future__ import annotations

from sop_excel.contract.forms import OutputForm

PLAN = OutputForm(
    "Plan",
    "What to make, buy, sell and keep, by product and period.",
    ("Product", "Measure"),
    wide=True,
    tail=("Total",),
    format_by="Measure",
    format_else="Inventory",
)
PLAN_CHART = OutputForm(
    "PlanChart",
    "The plan of one product, or of all, as the chart shows it.",
    ("Period", "Demand", "Production", "Inventory", "Safety stock"),
)
COST_SUMMARY = OutputForm(
    "CostSummary", "What the plan costs, line by line.", ("Cost", "Amount", "Share"), format_by="Cost"
)
PRODUCT_SUMMARY = OutputForm(
    "ProductSummary",
    "Each product's plan in one row.",
    ("Product", "Group", "Demand", "Production", "Fill rate", "Average inventory", "Days of supply", "Direct cost"),
    format_by="Product",
)
CAPACITY_USE = OutputForm(
    "CapacityUse",
    "How far each shared resource is used.",
    ("Resource", "Measure"),
    wide=True,
    format_by="Measure",
    format_else="Load",
)
SCENARIO_SUMMARY = OutputForm(
    "ScenarioSummary",
    "The cheapest plan of every scenario in one row, beside the base. "
    "The difference is that of profit where there are prices, else of cost.",
    (
        "Scenario",
        "Status",
        "Total cost",
        "Revenue",
        "Profit",
        "Production cost",
        "Holding cost",
        "Overtime cost",
        "Subcontract cost",
        "Late and lost cost",
        "Other costs",
        "Fill rate",
        "Average inventory",
        "Difference to base",
    ),
    format_by="Scenario",
)
CHECKS = OutputForm(
    "Checks",
    "Whether the plan keeps its promises, and what to know about it.",
    ("Check", "Result", "Value", "Tolerance"),
    format_by="Check",
    wraps=("Check", "Result"),
)
CERTIFICATE = OutputForm(
    "Certificate",
    "Why no plan can be cheaper: what demand, capacities and limits are worth, added up.",
    ("Part", "Item", "Period", "Quantity", "Price", "Worth"),
    format_by="Part",
    format_else="Demand",
)
EXPLANATION = OutputForm(
    "Explanation",
    "Why the plan is as it is: sentences with their figures, the most valuable first.",
    ("Item", "Period", "What", "Why", "Worth"),
    wraps=("Item", "Period", "What", "Why"),
)
RUN_INFO = OutputForm(
    "RunInfo",
    "When, how and from which inputs the plan was made.",
    ("Field", "Value"),
    format_by="Field",
    wraps=("Value",),
)
CHART_CHOICES = OutputForm("ChartChoices", "What the drop-down of the plan's chart offers.", ("Show",))

# The cell above table Checks that reads CHECK as soon as one of its lines does.
CHECKS_FLAG = "ChecksOverall"

# The drop-down of the plan's chart: the name of its cell, and the choice that adds all products up.
CHART_PRODUCT = "PlanChartProduct"
ALL_PRODUCTS = "All products"
SHARED_RESOURCES = "Shared resources"

# Codes that no product may have, because output tables use them.
RESERVED_PRODUCTS = (ALL_PRODUCTS, SHARED_RESOURCES)
