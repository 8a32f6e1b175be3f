"""The tables that planners fill: a line a column.

A line says the column's name, its unit (and with it the kind of value and its range), what a blank cell means, and what
the column is. Sentences for which a line has no room stand below the columns, by name.
"""

from __future__ import annotations

from functools import partial

from sop_excel.contract.forms import Column, InputTable, explained
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.combined_limits import MEASURES, PERIOD, TOTAL
from sop_excel.domain.problem import PRODUCTION, STORAGE, SUPPLIER, WORKFORCE
from sop_excel.domain.said import say
from sop_excel.domain.soft_limits import PENALISED

MUST, NONE, ZERO, ONE, NO = Blank.ERROR, Blank.EMPTY, Blank.ZERO, Blank.ONE, Blank.NO
UNLIMITED, NOT_ALLOWED = Blank.UNLIMITED, Blank.NOT_ALLOWED

LATE_DEMAND = say("enter late demand as a positive number in Initial backorders")
RESOURCE_KINDS = (PRODUCTION, STORAGE, SUPPLIER, WORKFORCE)

by_period = partial(Column, by_period=True)
in_scenarios = partial(Column, in_scenarios=True)
of_route = partial(Column, by_period=True)
of_runs = partial(by_period, for_kinds=(PRODUCTION, WORKFORCE))
of_lines = partial(by_period, for_kinds=(PRODUCTION,))
of_workers = partial(by_period, for_kinds=(WORKFORCE,))
always_of_workers = partial(Column, for_kinds=(WORKFORCE,))

_PRODUCTS = (
    Column("Product", "text, unique", MUST, "The product's code, kept exactly as typed."),
    Column("Description", "text", NONE, "What the product is called in words, shown beside its code.", only_shown=True),
    Column("Group", "text", NONE, "A name for subtotals."),
    by_period("Production cost", "money / unit", ZERO, "Cost of making one unit."),
    by_period("Holding cost", "money / unit / period", ZERO, "Charged on the inventory at the end of each period."),
    in_scenarios("Initial inventory", "units", ZERO, "On hand before the first period.", negative_hint=LATE_DEMAND),
    Column("Initial backorders", "units", ZERO, "Open late demand before the first period; needs a Backorder cost."),
    by_period("Safety stock", "units", ZERO, "Floor of the inventory at the end of every period."),
    in_scenarios("Safety stock periods", "periods", NONE),
    in_scenarios("Cover periods", "periods", NONE),
    in_scenarios("Final inventory", "units", NONE, "Floor of the last period's inventory, always hard."),
    by_period("Max inventory", "units", UNLIMITED, "Ceiling of the inventory at the end of every period."),
    by_period("Target stock", "units", NONE, "The inventory to be had at the end of every period."),
    by_period("Below target cost", "money / unit / period", ZERO, "Cost of a unit of inventory below its target."),
    by_period("Above target cost", "money / unit / period", ZERO, "Cost of a unit of inventory above its target."),
    by_period("Max production", "units / period", UNLIMITED, "The most that can be made in a period."),
    by_period("Price", "money / unit", NONE, zero_warns=True),
    by_period("Lost sale cost", "money / unit", NOT_ALLOWED, zero_warns=True),
    by_period("Backorder cost", "money / unit / period", NOT_ALLOWED, zero_warns=True),
    in_scenarios("Max periods late", "whole periods", UNLIMITED, allowed_by="Backorder cost"),
    in_scenarios("Open order cost", "money / unit", NOT_ALLOWED, zero_warns=True, allowed_by="Backorder cost"),
    by_period("Subcontract cost", "money / unit", NOT_ALLOWED, zero_warns=True),
    by_period("Max subcontract", "units / period", UNLIMITED, allowed_by="Subcontract cost"),
    by_period("Min subcontract", "units", ZERO, allowed_by="Subcontract cost"),
    Column("Subcontract lead time", "whole periods", ZERO, allowed_by="Subcontract cost"),
    Column("Family", "text", NONE, "The family of table Families whose setup the product shares."),
    by_period("Setup cost", "money / setup", ZERO, "Paid in every period in which the product is made."),
    by_period("Min lot", "units", ZERO, "Production of a period is 0 or at least this."),
    Column("Lot multiple", "units", NONE, "Production is a whole multiple of this.", positive=True),
    Column("Lead time", "whole periods", ZERO, "Production started in period t arrives in period t + lead time."),
    Column("Shelf life", "whole periods", NONE, positive=True),
    by_period("Scrap cost", "money / unit", ZERO),
    by_period("Yield", "good units / unit", ONE, "The good units that arrive of each unit started.", positive=True),
)
_PRODUCTS_HELP = {
    "Safety stock periods": "The same floor, as this many periods of the mean demand (zeros counted, not rounded).",
    "Cover periods": (
        "The floor of a period is the demand of the next n periods (a fraction takes part of one; beyond the horizon "
        "the mean demand)."
    ),
    "Price": "Revenue per unit sold. With a price and no lost sale or backorder cost, sales are optional.",
    "Lost sale cost": "Demand may be lost at this cost (besides the lost price).",
    "Backorder cost": (
        "Demand may be late at this cost on the quantity open at the end of each period; at the end of the horizon "
        "none may be open without an Open order cost."
    ),
    "Max periods late": (
        "Demand of a period is served at most this many periods later; 0: in its own period. Blank: any number."
    ),
    "Open order cost": (
        "Late demand may stay open at the end of the horizon at this cost (besides its Backorder cost); blank: none "
        "may."
    ),
    "Subcontract cost": (
        "Units may be bought outside at this full cost (no production cost is added), which falls in the period of "
        "the order."
    ),
    "Max subcontract": "The most that can be bought outside in a period.",
    "Min subcontract": "What is ordered outside in a period is 0 or at least this.",
    "Subcontract lead time": "Units ordered outside in period t arrive in period t + subcontract lead time.",
    "Shelf life": (
        "What arrives in period t serves until period t + shelf life - 1; what is then left is scrapped. The initial "
        "inventory counts as arriving in the first period."
    ),
    "Scrap cost": "Paid for each unit that is scrapped as it is too old.",
}
PRODUCTS = InputTable(
    "Products",
    "One row per product: its costs, limits and safety stock.",
    explained(_PRODUCTS, _PRODUCTS_HELP),
    required=True,
)

_ROUTES = (
    Column("Product", "text", MUST, "A product of table Products."),
    Column("Route", "text", MUST),
    of_route("Production cost", "money / unit", ZERO, "Cost of making one unit by this route."),
    of_route("Setup cost", "money / setup", ZERO, "Paid in every period in which this route is used."),
    of_route("Min lot", "units", ZERO, "What this route makes in a period is 0 or at least this."),
    Column("Lot multiple", "units", NONE, positive=True),
    of_route("Max production", "units / period", UNLIMITED, "The most that this route can make in a period."),
    Column("Lead time", "whole periods", ZERO, "What this route starts in period t arrives in period t + lead time."),
    of_route("Yield", "good units / unit", ONE, "The good units that arrive of each unit started.", positive=True),
)
_ROUTES_HELP = {
    "Route": "The name of the route, such as Line B or Plant 2; two routes of a product have two names.",
    "Lot multiple": "What this route makes in a period is a whole multiple of this.",
}
ROUTES = InputTable(
    "Routes",
    "One row per further way to make a product; the columns of table Products describe its default route.",
    explained(_ROUTES, _ROUTES_HELP),
)

_BY_PRODUCT = (Column("Product", "text, unique", MUST, "A product of table Products."),)

_DEMAND = (
    *_BY_PRODUCT,
    Column("Class", "text", NONE, beside="Classes"),
)
_DEMAND_HELP = {
    "Class": "The class of table Classes whose demand the row is; a product without classes leaves it blank.",
}
DEMAND = InputTable(
    "Demand",
    "One row per product, or per product and class; one column per period: the demand forecast in units, blank is 0.",
    explained(_DEMAND, _DEMAND_HELP),
    required=True,
    wide=True,
    wide_unit="units",
    blank_words=say("no demand"),
    may_be_long=True,
)

_RESOURCES = (
    Column("Resource", "text, unique", MUST, "The resource's code, kept exactly as typed."),
    Column("Kind", "", NONE, choices=RESOURCE_KINDS),
    by_period("Capacity", "resource units / period", UNLIMITED, for_kinds=(PRODUCTION, STORAGE, SUPPLIER)),
    of_lines("Shift capacity", "resource units / shift", ZERO),
    of_lines("Max shifts", "whole shifts", UNLIMITED),
    of_lines("Shift cost", "money / shift", ZERO),
    by_period("Cost", "money / resource unit", ZERO),
    of_runs("Min load", "resource units / period", ZERO, "The load of a period is 0 or at least this."),
    of_runs("Overtime cost", "money / resource unit", NOT_ALLOWED),
    of_runs("Overtime capacity", "resource units / period", UNLIMITED, allowed_by="Overtime cost"),
    of_runs("Increase cost", "money / resource unit", ZERO),
    of_runs("Decrease cost", "money / resource unit", ZERO),
    always_of_workers("Initial workers", "workers", ZERO, "Workers before the first period (workforce only)."),
    of_workers("Max workers", "workers", UNLIMITED, "The most workers in a period (workforce only)."),
    of_workers("Hours per worker", "hours / worker / period", NONE),
    of_workers("Cost per worker", "money / worker / period", ZERO),
    of_workers("Hire cost", "money / worker", ZERO, "Cost of hiring one worker (workforce only)."),
    of_workers("Layoff cost", "money / worker", ZERO, "Cost of laying off one worker (workforce only)."),
    of_workers("Overtime per worker", "hours / worker / period", NONE, allowed_by="Overtime cost"),
    always_of_workers("Whole workers", "yes / no", NO),
)
_RESOURCES_HELP = {
    "Kind": "What its capacity limits; blank means production.",
    "Capacity": (
        "Production: sum of usage x production; storage: sum of usage x inventory at the end of the period; supplier: "
        "sum of usage x units bought outside; of a workforce it is what its workers have."
    ),
    "Shift capacity": (
        "What each shift adds to Capacity, which is what is there without any; a blank Capacity is then 0 (production "
        "only)."
    ),
    "Max shifts": "The most shifts in a period; must be filled where Shift capacity is (production only).",
    "Shift cost": "Paid for each shift that is run, however much of it is used (production only).",
    "Cost": (
        "Cost of regular use (load less overtime); of a storage resource it counts as holding cost, of a supplier as "
        "subcontract cost."
    ),
    "Overtime cost": "Full cost of a unit beyond Capacity (Cost is not added).",
    "Overtime capacity": "The most overtime in a period.",
    "Increase cost": "Cost of raising the load of runs from one period to the next.",
    "Decrease cost": "Cost of lowering the load of runs from one period to the next.",
    "Hours per worker": "Regular capacity is this x workers (workforce only, which must have it).",
    "Cost per worker": "Idle hours are paid; Cost is per hour used, on top (workforce only).",
    "Overtime per worker": "The most overtime of a worker; Overtime capacity holds too (workforce only).",
    "Whole workers": "Whether workers are counted in whole numbers (workforce only).",
}
RESOURCES = InputTable(
    "Resources",
    "One row per resource that products share: a line, a machine, a team of workers, a warehouse, a supplier.",
    explained(_RESOURCES, _RESOURCES_HELP),
)

_ROUTINGS = (
    Column("Product", "text", MUST, "A product of table Products."),
    Column("Resource", "text", MUST, "A resource of table Resources."),
    Column("Usage", "resource units / unit", MUST),
    Column("Setup usage", "resource units / setup", ZERO, for_kinds=(PRODUCTION, WORKFORCE)),
    Column("Route", "text", NONE, "The route of table Routes that uses it; blank means the default route."),
)
_ROUTINGS_HELP = {
    "Usage": "Resource units per unit made (stored, for a storage resource; bought, for a supplier).",
    "Setup usage": "Resource units per setup (refused for storage and suppliers).",
}
ROUTINGS = InputTable(
    "Routings", "Which product uses which resource, and how much of it.", explained(_ROUTINGS, _ROUTINGS_HELP)
)

CAPACITY = InputTable(
    "Capacity",
    "One row per resource: a filled cell overrides the resource's Capacity in that period.",
    (Column("Resource", "text, unique", MUST, "A resource of table Resources."),),
    wide=True,
    wide_unit="resource units",
    blank_words=say("the Capacity of table Resources"),
    blank=NONE,
)

RECEIPTS = InputTable(
    "Receipts",
    "One row per product: units already on order that arrive in a period.",
    _BY_PRODUCT,
    wide=True,
    wide_unit="units",
    blank_words=say("no receipts"),
    may_be_long=True,
)

FIRM_PRODUCTION = InputTable(
    "FirmProduction",
    "One row per product: units that must at least be started in a period (exactly, in frozen periods).",
    _BY_PRODUCT,
    wide=True,
    wide_unit="units",
    blank_words=say("no firm production"),
    may_be_long=True,
)

PUBLISHED_PLAN = InputTable(
    "PublishedPlan",
    "One row per product: production of the plan that was last published, from which a change has a price.",
    (Column("Product", "text, unique", MUST, "The product's code; one that is planned no more is left out."),),
    wide=True,
    wide_unit="units",
    blank_words=say("a change without a price"),
    blank=NONE,
    of_the_past=True,
)

_BILL = (
    Column("Parent", "text", MUST, "The product that is made: one of table Products.", codes_of="Products"),
    Column("Component", "text", MUST, "The product that goes into it: one of table Products.", codes_of="Products"),
    Column("Quantity", "units / unit", MUST, positive=True),
    Column("Route", "text", NONE, "The route that uses the component; blank means all of them."),
)
_BILL_HELP = {
    "Quantity": "Units of the component for one unit of the parent, used when the parent's production starts.",
}
BILL_OF_MATERIALS = InputTable(
    "BillOfMaterials",
    "Which products go into which others, and how many: one row per parent and component.",
    explained(_BILL, _BILL_HELP),
)

_FAMILIES = (
    Column("Family", "text, unique", MUST, "The family's code, as in column Family of Products."),
    Column("Resource", "text", NONE, "The resource of which a setup of the family takes a part."),
    Column("Setup cost", "money / setup", ZERO, "Paid in every period in which any product of the family is set up."),
    Column("Setup usage", "resource units / setup", ZERO, "Resource units per setup of the family."),
)
FAMILIES_TABLE = InputTable("Families", "One row per family of products that share a setup.", _FAMILIES)

_PERIOD_DATA = (
    Column("Field", "text", MUST, "The column of Products, Resources or Routes that is overridden."),
    Column("Item", "text", MUST, "The product or resource; a route by its product and name, such as Bike / Line B."),
    Column("Period", "text", MUST, "A period of table Demand."),
    Column("Value", "as the field", MUST, "The value in that period."),
)
PERIOD_DATA = InputTable(
    "PeriodData", "Overrides one field of one product, resource or route in one period.", _PERIOD_DATA
)

_SCENARIOS = (
    Column("Scenario", "text", MUST, "The scenario that the change belongs to."),
    Column("Field", "text", MUST),
    Column("Item", "text", NONE, "The product, resource or route (Bike / Line B); blank means all."),
    Column("Period", "text", NONE, "The period; blank means all."),
    Column("Change", "", MUST, choices=("set", "add", "multiply")),
    Column("Value", "as the field", MUST, "To what, or by what; the result must be >= 0.", of_kind=Kind.ANY),
)
_SCENARIOS_HELP = {
    "Field": (
        "What is changed: a field of PeriodData, Demand, Receipts, Initial inventory, Final inventory, Safety stock "
        "periods, Cover periods or a setting."
    ),
    "Change": "How it is changed; add and multiply leave what is unlimited or not allowed as it is.",
}
SCENARIOS_TABLE = InputTable(
    "Scenarios",
    "What-if changes: the rows of a scenario apply from top to bottom on the base.",
    explained(_SCENARIOS, _SCENARIOS_HELP),
)

_LIMITS = (
    Column("Limit", "text", MUST, "The limit's name; rows of one name add up, each times its coefficient."),
    Column("Measure", "", NONE, "What is added up; blank means Production.", choices=MEASURES),
    Column("Item", "text", NONE, "A product or a group, of Load a resource; blank means all of them."),
    Column("Coefficient", "per unit", ONE, "What one unit counts: a cost, a weight, kilograms of carbon."),
    Column("From", "text", NONE, "The first period that counts; blank means the first of the plan."),
    Column("To", "text", NONE, "The last period that counts; blank means the last of the plan."),
    Column("Per", "", NONE, choices=(TOTAL, PERIOD)),
    Column("Min", "as the measure", NONE, "The least that the rows of the limit may add up to."),
    Column("Max", "as the measure", NONE, "The most that the rows of the limit may add up to."),
    Column("Penalty", "money / unit beyond", NONE),
)
_LIMITS_HELP = {
    "Per": "Whether Min and Max hold for all periods together (total, also if blank) or for each (period).",
    "Penalty": "Min and Max may be missed at this cost of each unit; blank means that they may not.",
}
LIMITS_TABLE = InputTable(
    "Limits",
    "What the other tables cannot say: what several products, groups or resources add up to at least or at most.",
    explained(_LIMITS, _LIMITS_HELP),
)

_PENALTIES = (
    Column("Limit", "", MUST, "The column whose limit may be missed.", choices=PENALISED),
    Column("Item", "text", NONE, "The product, of Capacity the resource; blank means all of them."),
    Column("Period", "text", NONE, "The period; blank means all."),
    Column("Penalty", "money / unit beyond", MUST, "What each unit costs by which the limit is missed in a period."),
)
PENALTIES = InputTable(
    "Penalties",
    "Which limits may be missed, and at what cost; all others hold.",
    _PENALTIES,
)

_CLASSES = (
    Column("Class", "text", MUST, "The class's name, as in column Class of Demand."),
    Column("Product", "text", NONE, "A product of table Products, for which the row is; blank means all of them."),
    Column("Priority", "whole number", NONE),
    Column("Lost sale cost", "money / unit", NONE, zero_warns=True),
    Column("Backorder cost", "money / unit / period", NONE, zero_warns=True),
    Column("Open order cost", "money / unit", NONE, zero_warns=True),
)
_CLASSES_HELP = {
    "Priority": "Of several cheapest plans one that serves smaller numbers first; blank comes last.",
    "Lost sale cost": "Demand of the class may be lost at this cost; blank: that of its product.",
    "Backorder cost": "Demand of the class may be late at this cost; blank: that of its product.",
    "Open order cost": "Late demand of the class may stay open at the end at this cost; blank: that of its product.",
}
CLASSES_TABLE = InputTable(
    "Classes",
    "One row per class of customers, such as contracts or the web, which a column Class that you add to Demand names.",
    explained(_CLASSES, _CLASSES_HELP),
)
