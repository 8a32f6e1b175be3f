"""The tables that planners fill, column by column."""

from __future__ import annotations

from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.kinds import Blank, Kind

# What cannot be planned yet; the words complete "… cannot be planned yet".
SETUPS, LOTS, WORKFORCE = "setups", "lot sizes", "workforce"
LOAD_CHANGE = "costs of changing the load"

_N, _W, _T = Kind.NUMBER, Kind.WHOLE, Kind.TEXT

PRODUCTS = InputTable(
    "Products",
    "One row per product: its costs, limits and safety stock.",
    (
        Column("Product", "text, unique", _T, Blank.ERROR, "The product's code, kept exactly as typed."),
        Column("Group", "text", _T, Blank.EMPTY, "A name for subtotals."),
        Column("Production cost", "money / unit", _N, Blank.ZERO, "Cost of making one unit.", by_period=True),
        Column(
            "Holding cost",
            "money / unit / period",
            _N,
            Blank.ZERO,
            "Charged on the inventory at the end of each period.",
            by_period=True,
        ),
        Column(
            "Initial inventory",
            "units",
            _N,
            Blank.ZERO,
            "On hand before the first period.",
            negative_hint="enter late demand as a positive number in Initial backorders",
        ),
        Column(
            "Initial backorders",
            "units",
            _N,
            Blank.ZERO,
            "Open late demand before the first period; needs a Backorder cost.",
        ),
        Column(
            "Safety stock",
            "units",
            _N,
            Blank.ZERO,
            "Floor of the inventory at the end of every period.",
            by_period=True,
        ),
        Column(
            "Safety stock periods",
            "periods",
            _N,
            Blank.EMPTY,
            "The same floor, as this many periods of the mean demand (zeros counted, not rounded).",
        ),
        Column(
            "Cover periods",
            "periods",
            _N,
            Blank.EMPTY,
            "The floor of a period is the demand of the next n periods (a fraction takes part of one; "
            "beyond the horizon the mean demand).",
        ),
        Column("Final inventory", "units", _N, Blank.EMPTY, "Floor of the last period's inventory, always hard."),
        Column(
            "Max inventory",
            "units",
            _N,
            Blank.UNLIMITED,
            "Ceiling of the inventory at the end of every period.",
            by_period=True,
        ),
        Column(
            "Max production",
            "units / period",
            _N,
            Blank.UNLIMITED,
            "The most that can be made in a period.",
            by_period=True,
        ),
        Column(
            "Price",
            "money / unit",
            _N,
            Blank.EMPTY,
            "Revenue per unit sold. With a price and no lost sale or backorder cost, sales are optional.",
            by_period=True,
            zero_warns=True,
        ),
        Column(
            "Lost sale cost",
            "money / unit",
            _N,
            Blank.NOT_ALLOWED,
            "Demand may be lost at this cost (besides the lost price).",
            by_period=True,
            zero_warns=True,
        ),
        Column(
            "Backorder cost",
            "money / unit / period",
            _N,
            Blank.NOT_ALLOWED,
            "Demand may be late at this cost on the quantity open at the end of each period; "
            "none may be open at the end of the horizon.",
            by_period=True,
            zero_warns=True,
        ),
        Column(
            "Subcontract cost",
            "money / unit",
            _N,
            Blank.NOT_ALLOWED,
            "Units may be bought outside at this full cost (no production cost is added), with no lead time.",
            by_period=True,
            zero_warns=True,
        ),
        Column(
            "Max subcontract",
            "units / period",
            _N,
            Blank.UNLIMITED,
            "The most that can be bought outside in a period.",
            by_period=True,
            allowed_by="Subcontract cost",
        ),
        Column(
            "Setup cost",
            "money / setup",
            _N,
            Blank.ZERO,
            "Paid in every period in which the product is made; no carry-over between periods.",
            by_period=True,
            later=SETUPS,
        ),
        Column(
            "Min lot",
            "units",
            _N,
            Blank.ZERO,
            "Production of a period is 0 or at least this.",
            by_period=True,
            later=LOTS,
        ),
        Column(
            "Lot multiple",
            "units",
            _N,
            Blank.EMPTY,
            "Production is a whole multiple of this.",
            positive=True,
            later=LOTS,
        ),
        Column(
            "Lead time",
            "whole periods",
            _W,
            Blank.ZERO,
            "Production started in period t arrives in period t + lead time.",
        ),
    ),
    required=True,
)

_BY_PRODUCT = (Column("Product", "text, unique", _T, Blank.ERROR, "A product of table Products."),)

DEMAND = InputTable(
    "Demand",
    "One row per product, one column per period: the demand forecast in units. A blank cell is 0.",
    _BY_PRODUCT,
    required=True,
    wide=True,
    wide_unit="units",
    blank_words="no demand",
)

RESOURCES = InputTable(
    "Resources",
    "One row per resource that products share: a line, a machine, a warehouse.",
    (
        Column("Resource", "text, unique", _T, Blank.ERROR, "The resource's code, kept exactly as typed."),
        Column(
            "Kind",
            "production, storage or workforce",
            Kind.CHOICE,
            Blank.EMPTY,
            "What its capacity limits; blank means production.",
            choices=("production", "storage", "workforce"),
            later_choices=("workforce",),
            later_what=WORKFORCE,
        ),
        Column(
            "Capacity",
            "resource units / period",
            _N,
            Blank.UNLIMITED,
            "Production: sum of usage x production; storage: sum of usage x inventory at the end of the period.",
            by_period=True,
        ),
        Column(
            "Cost",
            "money / resource unit",
            _N,
            Blank.ZERO,
            "Cost of regular use (load less overtime); of a storage resource it counts as holding cost.",
            by_period=True,
        ),
        Column(
            "Overtime cost",
            "money / resource unit",
            _N,
            Blank.NOT_ALLOWED,
            "Full cost of a unit beyond Capacity (Cost is not added).",
            by_period=True,
            not_for_storage=True,
        ),
        Column(
            "Overtime capacity",
            "resource units / period",
            _N,
            Blank.UNLIMITED,
            "The most overtime in a period.",
            by_period=True,
            not_for_storage=True,
            allowed_by="Overtime cost",
        ),
        Column(
            "Increase cost",
            "money / resource unit",
            _N,
            Blank.ZERO,
            "Cost of raising the load of runs from one period to the next.",
            by_period=True,
            not_for_storage=True,
            later=LOAD_CHANGE,
        ),
        Column(
            "Decrease cost",
            "money / resource unit",
            _N,
            Blank.ZERO,
            "Cost of lowering the load of runs from one period to the next.",
            by_period=True,
            not_for_storage=True,
            later=LOAD_CHANGE,
        ),
        Column(
            "Initial workers",
            "workers",
            _N,
            Blank.ZERO,
            "Workers before the first period (workforce only).",
            later=WORKFORCE,
        ),
        Column(
            "Max workers",
            "workers",
            _N,
            Blank.UNLIMITED,
            "The most workers in a period (workforce only).",
            by_period=True,
            later=WORKFORCE,
        ),
        Column(
            "Hours per worker",
            "hours / worker / period",
            _N,
            Blank.EMPTY,
            "Regular capacity is this x workers (workforce only).",
            by_period=True,
            later=WORKFORCE,
        ),
        Column(
            "Cost per worker",
            "money / worker / period",
            _N,
            Blank.ZERO,
            "Idle hours are paid; Cost is per hour used, on top (workforce only).",
            by_period=True,
            later=WORKFORCE,
        ),
        Column(
            "Hire cost",
            "money / worker",
            _N,
            Blank.ZERO,
            "Cost of hiring one worker (workforce only).",
            by_period=True,
            later=WORKFORCE,
        ),
        Column(
            "Layoff cost",
            "money / worker",
            _N,
            Blank.ZERO,
            "Cost of laying off one worker (workforce only).",
            by_period=True,
            later=WORKFORCE,
        ),
        Column(
            "Overtime per worker",
            "hours / worker / period",
            _N,
            Blank.EMPTY,
            "The most overtime of a worker; Overtime capacity holds too (workforce only).",
            by_period=True,
            later=WORKFORCE,
        ),
        Column(
            "Whole workers",
            "yes / no",
            Kind.YES_NO,
            Blank.NO,
            "Whether workers are counted in whole numbers (workforce only).",
            later=WORKFORCE,
        ),
    ),
)

ROUTINGS = InputTable(
    "Routings",
    "Which product uses which resource, and how much of it.",
    (
        Column("Product", "text", _T, Blank.ERROR, "A product of table Products."),
        Column("Resource", "text", _T, Blank.ERROR, "A resource of table Resources."),
        Column(
            "Usage",
            "resource units / unit",
            _N,
            Blank.ERROR,
            "Resource units per unit made (stored, for a storage resource).",
        ),
        Column(
            "Setup usage",
            "resource units / setup",
            _N,
            Blank.ZERO,
            "Resource units per setup (refused for storage).",
            later=SETUPS,
        ),
    ),
)

CAPACITY = InputTable(
    "Capacity",
    "One row per resource: a filled cell overrides the resource's Capacity in that period.",
    (Column("Resource", "text, unique", _T, Blank.ERROR, "A resource of table Resources."),),
    wide=True,
    wide_unit="resource units",
    blank_words="the Capacity of table Resources",
    blank=Blank.EMPTY,
)

RECEIPTS = InputTable(
    "Receipts",
    "One row per product: units already on order that arrive in a period.",
    _BY_PRODUCT,
    wide=True,
    wide_unit="units",
    blank_words="no receipts",
)

FIRM_PRODUCTION = InputTable(
    "FirmProduction",
    "One row per product: units that must at least be started in a period (exactly, in frozen periods).",
    _BY_PRODUCT,
    wide=True,
    wide_unit="units",
    blank_words="no firm production",
)

PERIOD_DATA = InputTable(
    "PeriodData",
    "Overrides one field of one product or resource in one period.",
    (
        Column("Field", "text", _T, Blank.ERROR, "The column of Products or Resources that is overridden."),
        Column("Item", "text", _T, Blank.ERROR, "The product or resource."),
        Column("Period", "text", _T, Blank.ERROR, "A period of table Demand."),
        Column("Value", "as the field", _N, Blank.ERROR, "The value in that period."),
    ),
)

SCENARIOS_TABLE = InputTable(
    "Scenarios",
    "What-if changes: the rows of a scenario apply from top to bottom on the base.",
    (
        Column("Scenario", "text", _T, Blank.ERROR, "The scenario that the change belongs to."),
        Column(
            "Field",
            "text",
            _T,
            Blank.ERROR,
            "What is changed: a field of PeriodData, Demand, Receipts, Initial inventory, Final inventory, "
            "Safety stock periods, Cover periods or a setting.",
        ),
        Column("Item", "text", _T, Blank.EMPTY, "The product or resource; blank means all."),
        Column("Period", "text", _T, Blank.EMPTY, "The period; blank means all."),
        Column(
            "Change",
            "set, add or multiply",
            Kind.CHOICE,
            Blank.ERROR,
            "How it is changed; add and multiply leave what is unlimited or not allowed as it is.",
            choices=("set", "add", "multiply"),
        ),
        Column("Value", "as the field", Kind.ANY, Blank.ERROR, "To what, or by what; the result must be >= 0."),
    ),
)
