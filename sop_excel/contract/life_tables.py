"""The tables of a plan's life: what changed and why, what a rule would cost, the runs that are kept."""

from __future__ import annotations

from sop_excel.contract.output_forms import OutputColumn, OutputForm

PLAN_CHANGES = OutputForm(
    "PlanChanges",
    "What is planned otherwise than before: production, inventory and service, the change that is worth most first.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Measure", "text"),
        OutputColumn("Period", "text"),
        OutputColumn("Before", "units"),
        OutputColumn("After", "units"),
        OutputColumn("Change", "units"),
        OutputColumn("Worth", "money"),
    ),
)
COST_CHANGES = OutputForm(
    "CostChanges",
    "Why the plan costs more or less than the one before: the difference, shared out among the inputs that changed.",
    (
        OutputColumn("Cause", "text", wraps=True),
        OutputColumn("Amount", "money"),
        OutputColumn("Least", "money"),
        OutputColumn("Most", "money"),
        OutputColumn("Note", "text", wraps=True),
    ),
    format_by="Cause",
)
PLAN_AND_ACTUAL = OutputForm(
    "PlanAndActual",
    "What was planned for the periods that are over, and what came.",
    (
        OutputColumn("Product", "text"),
        OutputColumn("Measure", "text"),
        OutputColumn("Period", "text"),
        OutputColumn("Plan", "units"),
        OutputColumn("Actual", "units"),
        OutputColumn("Difference", "units"),
    ),
)
RULE_COMPARISON = OutputForm(
    "RuleComparison",
    "What it would cost to plan by a rule, beside the cheapest plan: on the forecast as it is given, and simulated.",
    (
        OutputColumn("Rule", "text", wraps=True),
        OutputColumn("View", "text", wraps=True),
        OutputColumn("Total cost", "money"),
        OutputColumn("Difference to optimum", "money"),
        OutputColumn("Difference low", "money"),
        OutputColumn("Difference high", "money"),
        OutputColumn("Cost per period", "money"),
        OutputColumn("Fill rate", "share"),
        OutputColumn("Average inventory", "units"),
        OutputColumn("Final inventory", "units"),
        OutputColumn("Units short", "units"),
        OutputColumn("Inputs", "text"),
        OutputColumn("Note", "text", wraps=True),
    ),
    format_by="View",
)
RUNS = OutputForm(
    "Runs",
    "The runs of this plan that are kept, the newest first.",
    (
        OutputColumn("Run", "text"),
        OutputColumn("Date", "text"),
        OutputColumn("By", "text"),
        OutputColumn("Scenario", "text"),
        OutputColumn("Status", "text"),
        OutputColumn("Total cost", "money"),
        OutputColumn("Gap", "share"),
        OutputColumn("Published", "text"),
        OutputColumn("Note", "text", wraps=True),
    ),
)

LIFE_FORMS = (
    PLAN_CHANGES,
    COST_CHANGES,
    PLAN_AND_ACTUAL,
    RULE_COMPARISON,
    RUNS,
)
