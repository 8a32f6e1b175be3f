"""The lines of the cost summary: what each is called, and in which order they stand."""

from __future__ import annotations

from typing import NamedTuple


class CostLine(NamedTuple):
    """A cost line: its name in code and JSON, its name in the sheet, and whether it is shown even when it is 0."""

    key: str
    name: str
    always: bool = False


COST_LINES = (
    CostLine("production", "Production", always=True),
    CostLine("holding", "Holding", always=True),
    CostLine("subcontract", "Subcontract"),
    CostLine("setup", "Setup"),
    CostLine("regular_capacity", "Regular capacity"),
    CostLine("overtime", "Overtime"),
    CostLine("load_change", "Load change"),
    CostLine("workforce", "Workforce"),
    CostLine("hiring", "Hiring"),
    CostLine("layoffs", "Layoffs"),
    CostLine("shifts", "Shifts"),
    CostLine("backorders", "Backorders"),
    CostLine("lost_sales", "Lost sales"),
    CostLine("safety_stock_shortfall", "Safety stock shortfall"),
    CostLine("open_orders", "Open orders"),
    CostLine("scrap", "Scrap"),
    CostLine("penalties", "Penalties"),
    CostLine("target_stock", "Target stock"),
    CostLine("plan_changes", "Plan changes"),
)

# What stands below the lines.
TOTAL_COST, REVENUE, PROFIT = "Total cost", "Revenue", "Profit"
