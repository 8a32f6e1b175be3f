"""The workbook contract as data: every table, column, setting, default and layout, each said once.

The reader, the messages, the templates with their validation and notes, the documentation and the random tests are
all driven by what stands here. To add a column, add a ``Column`` to its table: it is then read, checked, documented
and handed to the model as ``problem.products.<key>`` (or ``problem.resources.<key>``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain
from math import inf, nan

from sop_excel.sheets.magnitudes import Magnitude, magnitude_of


class Kind(Enum):
    """What a cell may hold."""

    TEXT = "text"
    NUMBER = "a number >= 0"
    WHOLE = "a whole number >= 0"
    YES_NO = "yes or no"
    CHOICE = "one of a list"
    ANY = "a number, or the text of a setting"


class Blank(Enum):
    """What a blank cell means: its words for the planner and its number for the model."""

    ERROR = ("must be filled", nan)
    EMPTY = ("none", nan)
    ZERO = ("0", 0.0)
    UNLIMITED = ("unlimited", inf)
    NOT_ALLOWED = ("not allowed", nan)
    NO = ("no", 0.0)

    def __init__(self, words: str, number: float) -> None:
        self.words = words
        self.number = number


def key_of(name: str) -> str:
    """The name of a column, setting or measure in code.

    >>> key_of("Lost sale cost")
    'lost_sale_cost'
    """
    return name.lower().replace(" ", "_")


def _expected(kind: Kind, choices: Iterable[str], positive: bool) -> str:
    if kind is Kind.CHOICE:
        return "one of " + ", ".join(choices)
    return "a number > 0" if positive else kind.value


@dataclass(frozen=True)
class Column:
    """One column of an input table.

    ``by_period``: table PeriodData may override it in one period, so the model sees an array (I, T) or (R, T).
    ``zero_warns``: a 0 is a likely mistake, since it means free and not "not allowed" (rule R11).
    ``later``: the part of the model that it needs and that cannot be planned yet; a value in it is refused.
    ``positive``: the number must be greater than 0.
    ``not_for_storage``: a value for a storage resource is refused.
    ``needed``: the table must have the column, though its cells may be blank.
    ``negative_hint``: what a planner should do who typed a negative number.
    ``later_choices``: choices that cannot be planned yet, and what they are (``later_what``); they are refused.
    ``allowed_by``: the cost without which this limit has no effect.
    """

    name: str
    unit: str
    kind: Kind
    blank: Blank
    help: str
    by_period: bool = False
    zero_warns: bool = False
    positive: bool = False
    later: str = ""
    choices: tuple[str, ...] = ()
    not_for_storage: bool = False
    needed: bool = False
    negative_hint: str = ""
    later_choices: tuple[str, ...] = ()
    later_what: str = ""
    allowed_by: str = ""

    @property
    def required(self) -> bool:
        """Whether the table must have the column."""
        return self.needed or self.blank is Blank.ERROR

    @cached_property
    def key(self) -> str:
        """The column's name in code."""
        return key_of(self.name)

    @property
    def expected(self) -> str:
        """What a filled cell must hold, for messages and validation."""
        return _expected(self.kind, self.choices, self.positive)

    @property
    def magnitude(self) -> Magnitude:
        """The numbers that it may hold."""
        return magnitude_of(self.unit)


@dataclass(frozen=True)
class InputTable:
    """One input table. A ``wide`` one has a column for every period to the right of its first column.

    ``blank`` and, in its words, ``blank_words`` say what a blank cell below a period means: "clear the cell for …".
    """

    name: str
    help: str
    columns: tuple[Column, ...]
    required: bool = False
    wide: bool = False
    wide_unit: str = ""
    blank_words: str = ""
    blank: Blank = Blank.ZERO
    later: str = ""

    @cached_property
    def cell(self) -> Column:
        """What stands below each period of a wide table."""
        return Column("Period", self.wide_unit, Kind.NUMBER, self.blank, "")

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name)


@dataclass(frozen=True)
class Setting:
    """One row that table Settings may have; ``default`` is the value where the row is absent or blank.

    ``later_choices``: choices that cannot be planned yet, and what they are (``later_what``); they are refused.
    """

    name: str
    unit: str
    kind: Kind
    default: str | float | bool | None
    default_words: str
    help: str
    choices: tuple[str, ...] = ()
    positive: bool = False
    later_choices: tuple[str, ...] = ()
    later_what: str = ""

    @property
    def key(self) -> str:
        """The setting's name in code."""
        return key_of(self.name)

    @property
    def expected(self) -> str:
        """What its value must be, for messages and validation."""
        return _expected(self.kind, self.choices, self.positive)

    @property
    def magnitude(self) -> Magnitude:
        """The numbers that it may be."""
        return magnitude_of(self.unit)


@dataclass(frozen=True)
class OutputForm:
    """The layout of an output table: its first columns, whether one column a period follows, its last columns.

    ``format_by`` names the column whose text decides which old row a new row takes its formats from; where there is
    none, it is the row with the text ``format_else``. Texts in the columns ``wraps`` take as many lines as they need.
    """

    name: str
    help: str
    lead: tuple[str, ...]
    wide: bool = False
    tail: tuple[str, ...] = ()
    format_by: str = ""
    format_else: str = ""
    wraps: tuple[str, ...] = ()

    def headers(self, periods: Iterable[str]) -> tuple[str, ...]:
        """All headers, with those of the periods where the table has them."""
        return (*self.lead, *(periods if self.wide else ()), *self.tail)


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

SETTINGS_TABLE = InputTable(
    "Settings",
    "One row per setting; a setting that is absent or blank has its default.",
    (
        Column("Setting", "text, unique", _T, Blank.ERROR, "The name of the setting."),
        Column("Value", "as the setting says", _T, Blank.EMPTY, "Its value; blank means the default.", needed=True),
    ),
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

INPUT_TABLES = (
    PRODUCTS,
    DEMAND,
    SETTINGS_TABLE,
    RESOURCES,
    ROUTINGS,
    CAPACITY,
    RECEIPTS,
    FIRM_PRODUCTION,
    PERIOD_DATA,
    SCENARIOS_TABLE,
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

OUTPUT_FORMS = (
    PLAN,
    PLAN_CHART,
    COST_SUMMARY,
    PRODUCT_SUMMARY,
    CAPACITY_USE,
    SCENARIO_SUMMARY,
    CHECKS,
    EXPLANATION,
    CERTIFICATE,
    RUN_INFO,
    CHART_CHOICES,
)

# Names that no period may have, because output tables use them (rule R8).
RESERVED_PERIODS = ("Product", "Measure", "Resource", "Total")

# Headers that a list with a row for each period has, without accents: such a list is no wide table.
PERIOD_HEADERS = (
    ("Period", "Periodo", "Periode", "Month", "Mes", "Monat", "Mois", "Mese", "Week", "Semana", "Woche", "Semaine"),
    ("Settimana", "Date", "Fecha", "Datum", "Data"),
)

# Headers in a wide table that are the planner's own, not periods (rule R4), without accents, in every language of
# synonyms. So are those that spreadsheet programs give to a new column: one of the last row and a number.
OWN_HEADERS = (
    ("Total", "Totals", "Grand total", "Sum", "Comment", "Comments", "Note", "Notes", "Remark", "Remarks"),
    ("Totales", "Total general", "Suma", "Comentario", "Comentarios", "Nota", "Notas", "Observacion", "Observaciones"),
    ("Gesamt", "Gesamtsumme", "Summe", "Kommentar", "Kommentare", "Notiz", "Notizen", "Anmerkung", "Anmerkungen"),
    ("Bemerkung", "Bemerkungen", "Gesamtergebnis", "Hinweis", "Hinweise"),
    ("Totaux", "Total general", "Somme", "Commentaire", "Commentaires", "Remarque", "Remarques", "Observations"),
    ("Totais", "Total geral", "Soma", "Comentario", "Observacao", "Observacoes"),
    ("Totale", "Totali", "Totale complessivo", "Somma", "Commento", "Commenti", "Osservazione", "Osservazioni"),
)
NUMBERED_HEADERS = ("Column", "Spalte", "Colonne", "Columna", "Colonna", "Coluna", "Kolom")

# The cell above table Checks that reads CHECK as soon as one of its lines does.
CHECKS_FLAG = "ChecksOverall"

# The drop-down of the plan's chart: the name of its cell, and the choice that adds all products up.
CHART_PRODUCT = "PlanChartProduct"
ALL_PRODUCTS = "All products"
SHARED_RESOURCES = "Shared resources"

# Codes that no product may have, because output tables use them.
RESERVED_PRODUCTS = (ALL_PRODUCTS, SHARED_RESOURCES)


# Fields of table Scenarios that table PeriodData does not have, besides the settings (rule S1).
SCENARIO_TABLES = (DEMAND, RECEIPTS)
SCENARIO_COLUMNS = ("Initial inventory", "Final inventory", "Safety stock periods", "Cover periods")


def own_headers() -> Iterator[str]:
    """Every header in ``OWN_HEADERS``."""
    return chain.from_iterable(OWN_HEADERS)


def overridable() -> Iterator[tuple[InputTable, Column]]:
    """(table, column) for every field that table PeriodData may name (rule D1)."""
    for table in (PRODUCTS, RESOURCES):
        for column in table.columns:
            if column.by_period:
                yield table, column
