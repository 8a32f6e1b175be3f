"""The worked examples: what stands in the input tables of each template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Filled = str | float | None  # what stands in an input cell
Row = Mapping[str, Filled]  # by header


@dataclass(frozen=True)
class Example:
    """Inputs with a known answer. ``products`` and ``resources`` hold the filled cells of each row by column name."""

    kind: str
    file: str
    periods: tuple[str, ...]
    products: tuple[Row, ...]
    demand: Mapping[str, tuple[float, ...]]
    resources: tuple[Row, ...] = ()
    routings: tuple[Row, ...] = field(default=())

    def rows(self, table: str) -> list[Row]:
        """The filled cells of each row of an input table; none where the example does not use it."""
        if table == "Demand":
            return [
                {"Product": product, **dict(zip(self.periods, quantities, strict=True))}
                for product, quantities in self.demand.items()
            ]
        used = {"Products": self.products, "Resources": self.resources, "Routings": self.routings}
        return list(used.get(table, ()))

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


def _product(code: str, making: float, holding: float, initial: float, safety: float) -> Row:
    return {
        "Product": code,
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
        _product("SKU-001", 10, 2, 500, 200),
        _product("SKU-002", 50, 5, 20, 5),
        _product("SKU-003", 15, 3, 300, 100),
    ),
    demand={
        "SKU-001": (192, 6209, 5462, 5786, 5589, 6069, 5774, 5638, 5731, 5755, 5928, 7563, 5183),
        "SKU-002": (5, 15, 7, 7, 18, 4, 0, 7, 15, 6, 30, 12, 17),
        "SKU-003": (0, 650, 8873, 5404, 9673, 12525, 14159, 13768, 10962, 7347, 937, 0, 0),
    },
    resources=({"Resource": "Factory", "Kind": "production", "Capacity": 15000},),
    routings=tuple({"Product": f"SKU-00{n}", "Resource": "Factory", "Usage": 1} for n in (1, 2, 3)),
)

EXAMPLES = (SINGLE, MULTI)
