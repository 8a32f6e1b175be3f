"""The settings of a plan, one row each of table Settings."""

from __future__ import annotations

from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Blank, Kind

_N, _W, _T = Kind.NUMBER, Kind.WHOLE, Kind.TEXT

SETTINGS_TABLE = InputTable(
    "Settings",
    "One row per setting; a setting that is absent or blank has its default.",
    (
        Column("Setting", "text, unique", _T, Blank.ERROR, "The name of the setting."),
        Column("Value", "as the setting says", _T, Blank.EMPTY, "Its value; blank means the default.", needed=True),
    ),
)

SETTINGS = (
    Setting("Plan name", "text", _T, None, "the file's name", "Shown on the results."),
    Setting("Currency", "text", _T, "EUR", "EUR", "Shown with every amount."),
    Setting(
        "Days per period", "days", _N, None, "from ISO period headers, else blank", "For days of supply.", positive=True
    ),
    Setting(
        "Whole units",
        "yes / no",
        Kind.YES_NO,
        False,
        "no",
        "Production and subcontracting in whole units (inventory and sales may still be fractional).",
    ),
    Setting(
        "Demand must be met",
        "yes / no",
        Kind.YES_NO,
        False,
        "no",
        "Yes: prices are for reporting; demand is lost only with a Lost sale cost.",
    ),
    Setting(
        "Safety stock rule",
        "hard, soft or catch up",
        Kind.CHOICE,
        "hard",
        "hard",
        "Hard: never missed. Soft: may be missed at the penalty. Catch up: the least total shortfall over all "
        "products and periods that makes service no worse than it would be without any safety stock, then the "
        "cheapest plan with it.",
        choices=("hard", "soft", "catch up"),
    ),
    Setting(
        "Safety stock penalty",
        "money / unit / period",
        _N,
        None,
        "error if the rule is soft",
        "Cost of a unit below the safety stock for one period.",
    ),
    Setting(
        "Frozen periods",
        "whole periods",
        _W,
        0.0,
        "0",
        "In the first n periods production is exactly FirmProduction (blank = 0).",
    ),
    Setting(
        "Time limit",
        "seconds",
        _N,
        60.0,
        "60",
        "For the search for whole numbers; all work on a plan takes at most ten times as long.",
        positive=True,
    ),
    Setting(
        "Relative gap",
        "share of the cost",
        _N,
        1e-4,
        "0.0001",
        "For the same models: how far from the proved optimum a plan may be (0.01 is 1 %); 0 proves the optimum.",
    ),
)
