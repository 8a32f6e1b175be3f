"""The settings of a plan: a line a setting, each of which is a row of table Settings.

A line says the setting's name, its unit (and with it the kind of value and its range), its default and what it is.
"""

from __future__ import annotations

from sop_excel.contract.forms import Column, InputTable, Setting, explained
from sop_excel.contract.kinds import Blank
from sop_excel.domain.problem import CATCH_UP, FORWARD_COVERAGE, HARD, OWN_RULES, SOFT
from sop_excel.domain.said import say
from sop_excel.languages import LANGUAGES

ASSUMED_CURRENCY = "cost units"  # of a plan made from a sales history alone, which knows no costs
FOUR_WEEKS = say("four weeks, or one period where its days are unknown")

SETTINGS_TABLE = InputTable(
    "Settings",
    "One row per setting; a setting that is absent or blank has its default.",
    (
        Column("Setting", "text, unique", Blank.ERROR, "The name of the setting."),
        Column("Value", "as the setting says", Blank.EMPTY, "Its value; blank means the default.", needed=True),
    ),
)

_SETTINGS = (
    Setting("Plan name", "text", None, "Shown on the results.", default_words=say("the file's name")),
    Setting("Currency", "text", "EUR", "Shown with every amount."),
    Setting("Days per period", "days", None, positive=True, default_words=say("from ISO period headers, else blank")),
    Setting("Whole units", "yes / no", False),
    Setting("Demand must be met", "yes / no", False),
    Setting("Setup carry-over", "yes / no", False),
    Setting("Safety stock rule", "", HARD, choices=(HARD, SOFT, CATCH_UP)),
    Setting("Safety stock penalty", "money / unit / period", None, default_words=say("error if the rule is soft")),
    Setting("Order of goals", "text", None, default_words=say("cost alone")),
    Setting("Frozen periods", "whole periods", 0.0),
    Setting("Time limit", "seconds", 60.0, positive=True),
    Setting("Relative gap", "share of the cost", 1e-4),
    Setting("Own rule", "", FORWARD_COVERAGE, choices=OWN_RULES),
    Setting("Own rule periods", "periods", None, default_words=FOUR_WEEKS),
    Setting("Change penalty", "money / unit", 0.0),
    Setting("Change periods", "whole periods", None, default_words=say("all periods")),
    Setting("Language", "", None, choices=LANGUAGES, default_words=say("that of the workbook's sheets")),
)
_SETTINGS_HELP = {
    "Days per period": "For days of supply.",
    "Whole units": "Production and subcontracting in whole units (inventory and sales may still be fractional).",
    "Setup carry-over": "Yes: what is set up last in a period may go on in the next one without a new setup.",
    "Demand must be met": "Yes: prices are for reporting; demand is lost only with a Lost sale cost.",
    "Safety stock rule": (
        "Hard: never missed. Soft: may be missed at the penalty. Catch up: the least total shortfall over all "
        "products and periods that makes service no worse than it would be without any safety stock, then the "
        "cheapest plan with it."
    ),
    "Safety stock penalty": "Cost of a unit below the safety stock for one period.",
    "Order of goals": (
        "Goals out of service, priority, safety stock, penalties and cost, separated by commas: each is brought to its "
        "least and held before the next one. Service: the cost of late and lost demand, with lost prices. Priority: "
        "units late and lost of the classes with the smallest Priority, then the next. Safety stock: units "
        "missing, over all products and periods; they may be missed. Penalties: those of limits. Cost is last."
    ),
    "Frozen periods": "In the first n periods production is exactly FirmProduction (blank = 0).",
    "Time limit": "For the search for whole numbers; all work on a plan takes at most ten times as long.",
    "Relative gap": (
        "For the same models: how far from the proved optimum a plan may be (0.01 is 1 %); 0 proves the optimum."
    ),
    "Own rule": (
        "The rule by which you would plan without a model; each run says what it would cost. Forward coverage: the "
        "stock lasts for the demand of the next n periods. Trailing coverage: for that of the last n. Level: always "
        "the same production. Chase: production follows demand."
    ),
    "Own rule periods": "The n of a rule of coverage.",
    "Change penalty": "Cost of each unit of production that is more or less than in table PublishedPlan; 0: none.",
    "Language": (
        "In which language sentences are written into the workbook; names of tables, columns and measures stay English."
    ),
    "Change periods": "In the first n periods the Change penalty counts; later ones may change freely.",
}
SETTINGS = explained(_SETTINGS, _SETTINGS_HELP)
