"""Every English sentence of the templates that the schema does not already hold."""

from __future__ import annotations

CREATOR = "sop-excel"
ABOUT, LISTS = "About", "Lists"

# Sheet titles by table name.
SHEETS = {
    "Plan": "Plan",
    "PlanChart": "Plan chart",
    "CostSummary": "Cost summary",
    "ProductSummary": "Product summary",
    "CapacityUse": "Capacity use",
    "ScenarioSummary": "Scenario summary",
    "Checks": "Checks",
    "RunInfo": "Run info",
    "ChartChoices": LISTS,
    "Products": "Products",
    "Demand": "Demand",
    "Settings": "Settings",
    "Resources": "Resources",
    "Routings": "Routings",
    "Capacity": "Capacity",
    "Receipts": "Receipts",
    "FirmProduction": "Firm production",
    "PeriodData": "Period data",
    "Scenarios": "Scenarios",
}

# What stands under an output sheet's title besides the schema's sentence.
REMARKS = {
    "Plan": "In units; Total adds up flows, not stocks. Blank when no plan exists: Checks then says what would help.",
    "PlanChart": "In units.",
    "CostSummary": "Amounts are in the currency of the plan; the chart leaves out the total.",
    "ProductSummary": "Average inventory in units, direct cost in the currency of the plan.",
    "CapacityUse": "In resource units per period; the chart shows the first resource.",
    "ScenarioSummary": "Written when all scenarios are planned. Costs in the currency of the plan.",
    "Checks": "Results should read OK.",
}

SHOW = "Show"
SHOW_PROMPT = "Choose a product, or all of them in units."
SHOW_ERROR = "Choose one of the list."
OVERALL = "Overall"
OVERALL_NOTE = "CHECK as soon as one line below reads CHECK."

CHARTS = {
    "PlanChart": "Master plan",
    "CostSummary": "What the plan costs",
    "ProductSummary": "Direct cost by product",
    "CapacityUse": "Load against capacity",
    "ScenarioSummary": "What each scenario costs",
}
AXIS_UNITS, AXIS_PERIOD, AXIS_MONEY, AXIS_COST, AXIS_PRODUCT = (
    "Units",
    "Period",
    "Currency of the plan",
    "Cost",
    "Product",
)
AXIS_LOAD = "Resource units"
AXIS_SCENARIO = "Scenario"

TITLES = {"single": "Production plan: one product", "multi": "Production plan: several products, one factory"}
ABOUT_LEAD = "A planning workbook of sop-excel"

STORY_HEAD = "The example"
STORIES = {
    "single": (
        "One product, SKU-001, has a forecast for the twelve months of 2025 with most of its demand in January.",
        (
            "A unit costs 10 to make and 1.50 to keep for a month; 100 units are on hand, at most 500 can be made in a "
            "month and 5,000 stored."
        ),
        "At the end of every month at least one and a half months of mean demand must be in stock: 29.75 units.",
        (
            "The cheapest plan costs 2,213.00: 1,677.50 for making and 535.50 for keeping; it makes each unit as late "
            "as the safety stock allows."
        ),
        (
            'The article "S&OP Engineering III", where this example comes from, prints 2,220.00, the optimum in whole '
            "units, which you get by setting Whole units to yes in Settings and solving again."
        ),
    ),
    "multi": (
        "Three products share one factory that makes at most 15,000 units in a month, all of them together.",
        "From April to August 2026 their demand passes that limit, so that the months before must build stock.",
        (
            "Keeping a unit costs least for SKU-001, so the plan pre-builds SKU-001 and makes the other two when they "
            "are needed."
        ),
        "The cheapest plan costs 2,128,139: 1,973,660 for making and 154,479 for keeping.",
        (
            'The demand is the one that the article "S&OP Engineering IV" solved; its own demand stops early for '
            "SKU-003, whose last 80 days are missing from the published data."
        ),
    ),
}

STEPS_HEAD = "How to use it"
STEPS = (
    (
        "Type your figures into the yellow cells of the input sheets, or paste them; add rows below and periods to the "
        "right, and use the same period names in every table."
    ),
    (
        "Save the workbook and solve it: sop-excel optimize NAME.xlsx writes the plan into this file and leaves "
        "everything that is yours as it was."
    ),
    "Look at Checks first, then choose a product on Plan chart; every figure stands in Plan.",
)

LEGEND_HEAD = "Cell styles"
LEGEND = {
    "header": ("Header", "The name of a column. On input sheets its note says unit and meaning; do not rename it."),
    "input": ("Input", "Yours to fill. Point at the header to read what a blank cell means."),
    "output": ("Output", "Written by the solver; the next run overwrites it."),
    "calculated": ("Calculated", "A formula of the sheet; it follows the other cells by itself."),
    "note": ("Note", "An explanation; nothing depends on it."),
}

SHEETS_HEAD = "Sheets"
LISTS_HELP = "What the drop-down of the plan's chart offers."
OUTPUT_SHEETS, INPUT_SHEETS = "Output", "Input"
OPTIONAL = "Optional."

SETTINGS_NOTE = "Unit and meaning"
SETTINGS_MEANING = "{unit}. {help} Default: {default}."

NOTE_UNIT = "Unit: {unit}"
NOTE_BLANK = "Blank: {blank}"
NOTE_BY_PERIOD = "May differ by period: see table PeriodData."
NOTE_PERIOD = "{unit} in this period; its name must be one of table Demand."
NOTE_DEMAND_PERIOD = "{unit} in this period. Any name will do; 2026-03 and 2026-03-15 are read as dates."
NOTE_OWN = "Your own column: it is not read."

EXPECTED_TITLE = "Not possible here"
EXPECTED = "{name}: expected {expected}."
CODE = "a text of at most 255 characters"
KNOWN = "a code that stands in table {table}"

CHECKS = (
    "Cost is proved: gap to the lower bound",
    "Every rule is kept",
    "Cost lines add up to the total",
    "Products add up to the total cost",
    "Units in are units out",
)
UNCHANGED = "{table} unchanged since the solve"
RUN_INFO = (
    "Plan name",
    "Run id",
    "Date",
    "Seconds",
    "Input hash",
    "Scenario",
    "Model",
    "Solver",
    "Status",
    "Currency",
    "Objective",
    "Lower bound",
    "Bound from",
    "Gap",
    "Products",
    "Periods",
)
RUN_INFO_SUMS = ("{table} count", "{table} sum", "{table} weighted sum")
COSTS = ("Production", "Holding", "Total cost")
TOTAL_COSTS = ("Total cost", "Revenue", "Profit")
CAPACITY_MEASURES = ("Load", "Capacity", "Overtime", "Utilisation")

FOOTER_PAGE = "Page &P of &N"
