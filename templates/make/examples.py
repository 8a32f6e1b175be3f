"""The worked examples: what stands in the input tables of each template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sop_excel.shipped import DONOR

Filled = str | float | None  # what stands in an input cell
Row = Mapping[str, Filled]  # by header


# What every planner fills; a template has these tables and columns, those that its example fills, and those that a
# planner of its kind fills next. One that is complete has all.
USUAL = ("Products", "Demand", "Settings")
USUAL_COLUMNS = {
    "Products": ("Group", "Production cost", "Holding cost", "Initial inventory", "Safety stock"),
    "Resources": ("Kind", "Capacity"),
    "Settings": ("Value",),
    "Scenarios": ("Item", "Period"),
}


@dataclass(frozen=True)
class Example:
    """Inputs with a known answer. ``products`` and ``resources`` hold the filled cells of each row by column name.

    ``further``: the rows of other tables than these. ``settings``: those that differ from their defaults.
    ``next_columns``: columns, by table, that it leaves blank and that a planner of its kind fills next.
    ``complete``: whether the template has every table and column that there is.
    """

    kind: str
    file: str
    periods: tuple[str, ...]
    products: tuple[Row, ...]
    demand: Mapping[str, tuple[float, ...]]
    resources: tuple[Row, ...] = ()
    routings: tuple[Row, ...] = ()
    further: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    settings: Row = field(default_factory=dict)
    next_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complete: bool = False

    def rows(self, table: str) -> list[Row]:
        """The filled cells of each row of an input table; none where the example does not use it."""
        if table == "Demand":
            return [
                {"Product": product, **dict(zip(self.periods, quantities, strict=True))}
                for product, quantities in self.demand.items()
            ]
        used = {"Products": self.products, "Resources": self.resources, "Routings": self.routings}
        return list({**used, **self.further}.get(table, ()))

    def has(self, table: str) -> bool:
        """Whether the template has this input table."""
        return self.complete or table in USUAL or bool(self.rows(table))

    def has_column(self, table: str, column: str) -> bool:
        """Whether the template has this column, which is one that may stay blank."""
        usual = (*USUAL_COLUMNS.get(table, ()), *self.next_columns.get(table, ()))
        return self.complete or column in usual or any(row.get(column) is not None for row in self.rows(table))

    @property
    def product_names(self) -> tuple[str, ...]:
        """The products' codes, in the order of table Products."""
        return tuple(str(row["Product"]) for row in self.products)

    @property
    def resource_names(self) -> tuple[str, ...]:
        """The resources' codes, in the order of table Resources."""
        return tuple(str(row["Resource"]) for row in self.resources)


def months(first_year: int, first_month: int, count: int) -> tuple[str, ...]:
    """ISO months in a row.

    >>> months(2025, 12, 2)
    ('2025-12', '2026-01')
    """
    numbers = range(first_year * 12 + first_month - 1, first_year * 12 + first_month - 1 + count)
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in numbers)


def _multiplied(scenario: str, what: str, factor: float) -> Row:
    """The row of a scenario in which all of something is multiplied."""
    return {"Scenario": scenario, "Field": what, "Change": "multiply", "Value": factor}


def _product(code: str, called: str, making: float, holding: float, initial: float, safety: float) -> Row:
    return {
        "Product": code,
        "Description": called,
        "Production cost": making,
        "Holding cost": holding,
        "Initial inventory": initial,
        "Safety stock": safety,
        "Max inventory": 45000,
    }


SINGLE = Example(
    kind="single",
    file="single_product.xlsx",
    periods=months(2025, 1, 12),
    products=(
        {
            "Product": "SKU-001",
            "Production cost": 10,
            "Holding cost": 1.5,
            "Initial inventory": 100,
            "Safety stock periods": 1.5,
            "Max inventory": 5000,
            "Max production": 500,
        },
    ),
    demand={"SKU-001": (191, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 39)},
)

MULTI = Example(
    kind="multi",
    file="multi_product.xlsx",
    periods=months(2025, 12, 13),
    products=(
        _product("SKU-001", "Spray gun", 10, 2, 500, 200),
        _product("SKU-002", "Hose reel on wheels", 50, 5, 20, 5),
        _product("SKU-003", "Garden hose 20 m", 15, 3, 300, 100),
    ),
    demand={
        "SKU-001": (192, 6209, 5462, 5786, 5589, 6069, 5774, 5638, 5731, 5755, 5928, 7563, 5183),
        "SKU-002": (5, 15, 7, 7, 18, 4, 0, 7, 15, 6, 30, 12, 17),
        "SKU-003": (0, 650, 8873, 5404, 9673, 12525, 14159, 13768, 10962, 7347, 937, 0, 0),
    },
    resources=({"Resource": "Factory", "Kind": "production", "Capacity": 15000},),
    next_columns={"Resources": ("Overtime cost", "Overtime capacity")},
    routings=tuple({"Product": f"SKU-00{n}", "Resource": "Factory", "Usage": 1} for n in (1, 2, 3)),
    further={
        "Scenarios": (
            _multiplied("Demand +10 %", "Demand", 1.1),
            _multiplied("Second shift", "Capacity", 1.5),
            _multiplied("Demand +10 %, second shift", "Demand", 1.1),
            _multiplied("Demand +10 %, second shift", "Capacity", 1.5),
        )
    },
)


def _set_demand(scenario: str, demand: Mapping[str, float]) -> list[Row]:
    """The rows of a scenario in which the demand of some periods is another."""
    return [
        {"Scenario": scenario, "Field": "Demand", "Period": period, "Change": "set", "Value": quantity}
        for period, quantity in demand.items()
    ]


AGGREGATE_PLAN = Example(
    kind="aggregate_plan",
    file="aggregate_plan.xlsx",
    periods=months(2026, 1, 6),
    products=(
        {
            "Product": "Tools",
            "Production cost": 10,
            "Holding cost": 2,
            "Initial inventory": 1000,
            "Final inventory": 500,
            "Backorder cost": 5,
            "Subcontract cost": 30,
        },
    ),
    demand={"Tools": (1600, 3000, 3200, 3800, 2200, 2200)},
    resources=(
        {
            "Resource": "Crew",
            "Kind": "workforce",
            "Overtime cost": 6,
            "Initial workers": 80,
            "Hours per worker": 160,
            "Cost per worker": 640,
            "Hire cost": 300,
            "Layoff cost": 500,
            "Overtime per worker": 10,
        },
    ),
    routings=({"Product": "Tools", "Resource": "Crew", "Usage": 4},),
    further={
        "Scenarios": (
            *_set_demand("Offer in January", {"2026-01": 3000, "2026-02": 2400, "2026-03": 2560}),
            *_set_demand("Offer in April", {"2026-04": 5060, "2026-05": 1760, "2026-06": 1760}),
        )
    },
    settings={"Currency": "USD", "Relative gap": 0},
)

_SETUPS = (85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114)
LOT_SIZING = Example(
    kind="lot_sizing",
    file="lot_sizing.xlsx",
    periods=months(2026, 1, 12),
    products=({"Product": "Part", "Holding cost": 1},),
    demand={"Part": (69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56)},
    next_columns={"Products": ("Setup cost", "Min lot", "Lot multiple")},
    further={
        "PeriodData": tuple(
            {"Field": "Setup cost", "Item": "Part", "Period": month, "Value": cost}
            for month, cost in zip(months(2026, 1, 12), _SETUPS, strict=True)
        ),
        "Scenarios": (
            {"Scenario": "Quick change", "Field": "Setup cost", "Change": "multiply", "Value": 0.5},
            {"Scenario": "Dear stock", "Field": "Holding cost", "Change": "multiply", "Value": 2},
        ),
    },
    settings={"Relative gap": 0},
)


def _item(code: str, making: float, holding: float, initial: float, weeks: int, lot: float | None = None) -> Row:
    return {
        "Product": code,
        "Production cost": making,
        "Holding cost": holding,
        "Initial inventory": initial,
        "Lead time": weeks,
        "Lot multiple": lot,
    }


_WEEKS = tuple(f"2026-W{week:02}" for week in range(1, 9))
BILL_OF_MATERIALS = Example(
    kind="bill_of_materials",
    file="bill_of_materials.xlsx",
    periods=_WEEKS,
    products=(
        _item("A", 30, 4, 20, 1),
        _item("B", 5, 0.2, 50, 1),
        _item("C", 5, 1, 60, 2),
        _item("D", 20, 0.4, 25, 1, 50),
        _item("E", 15, 0.3, 0, 2, 100),
        _item("F", 5, 0.1, 0, 2, 100),
    ),
    demand={"A": (20, 20, 0, 0, 0, 60, 0, 50), **dict.fromkeys("BCDEF", (0,) * 8)},
    further={
        "BillOfMaterials": tuple(
            {"Parent": parent, "Component": component, "Quantity": quantity}
            for parent, component, quantity in (
                ("A", "B", 2), ("A", "C", 3), ("B", "F", 1), ("C", "D", 1), ("C", "E", 1), ("C", "F", 2)
            )
        ),
        "Receipts": ({"Product": "B", _WEEKS[0]: 30},),
    },
    settings={"Relative gap": 0},
)  # fmt: skip

EXAMPLES = (SINGLE, MULTI, AGGREGATE_PLAN, LOT_SIZING, BILL_OF_MATERIALS)
FULL = replace(
    MULTI, file=Path(DONOR).name, complete=True, further={}
)  # from it other workbooks receive what they lack
