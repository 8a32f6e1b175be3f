"""Published problems with setups and their published optimum, as the tables of the workbook contract."""

from __future__ import annotations

from tests.instances.published import MONTHS_2025, Instance

_WAGNER_WHITIN_SETUPS = [85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114]

WAGNER_WHITIN = Instance(
    "wagner_whitin",
    "Wagner and Whitin: Dynamic version of the economic lot size model, table 1",
    {
        "Products": [["Product", "Holding cost"], ["Lot", 1]],
        "Demand": [["Product", *MONTHS_2025], ["Lot", 69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56]],
        "PeriodData": [
            ["Field", "Item", "Period", "Value"],
            *(["Setup cost", "Lot", *of_month] for of_month in zip(MONTHS_2025, _WAGNER_WHITIN_SETUPS, strict=True)),
        ],
        "Settings": [["Setting", "Value"], ["Relative gap", 0]],
    },
    {"total_cost": 864.0},
    {"setup": 579.0, "holding": 285.0},
)  # fmt: skip

_PP08A_DEMAND = [
    [0, 70, 50, 100, 20, 80, 0, 100],
    [20, 40, 50, 10, 30, 0, 40, 50],
    [40, 50, 0, 100, 40, 80, 90, 160],
    [0, 100, 100, 150, 160, 90, 100, 100],
    [50, 0, 20, 40, 10, 10, 20, 10],
    [70, 40, 40, 40, 100, 20, 40, 50],
    [0, 20, 50, 10, 20, 60, 40, 40],
    [10, 20, 0, 0, 10, 10, 20, 30],
]
_PP08A_SETUPS = [100, 200, 200, 300, 400, 250, 500, 300]

PP08A = Instance(
    "pp08a",
    "MIPLIB 3, pp08a (M. Savelsbergh), columns decoded to products and periods",
    {
        "Products": [
            ["Product", "Holding cost", "Backorder cost", "Setup cost"],
            *([f"P{k}", 1, 2, cost] for k, cost in enumerate(_PP08A_SETUPS, 1)),
        ],
        "Demand": [
            ["Product", *MONTHS_2025[:8]],
            *([f"P{k}", *row] for k, row in enumerate(_PP08A_DEMAND, 1)),
        ],
        "Resources": [["Resource"], ["Line"]],
        "Capacity": [["Resource", *MONTHS_2025[:8]], ["Line", 350, 350, 350, 400, 400, 400, 400, 500]],
        "Routings": [["Product", "Resource", "Usage"], *([f"P{k}", "Line", 1] for k in range(1, 9))],
        "Settings": [["Setting", "Value"], ["Relative gap", 0]],
    },
    {"total_cost": 7350.0},
    {"setup": 4450.0},
)

_FACTORY_A = {
    "Production cost": [10, 11, 12, 9, 8, 8, 5, 7, 9, 10, 8, 8],
    "Max production": [100, 110, 120, 145, 160, 140, 155, 200, 210, 197, 80, 150],
}
_FACTORY_B = {  # it is closed in the fifth month
    "Production cost": [5, 4, 3, 5, 0, 6, 4, 6, 8, 11, 10, 12],
    "Max production": [50, 55, 60, 100, 0, 70, 60, 100, 100, 100, 120, 150],
}
_TWO_FACTORIES_DEMAND = [120, 100, 130, 130, 140, 130, 150, 170, 200, 190, 140, 100]  # thousands, as the production


def _by_month(item: str, fields: dict[str, list[int]]) -> list[list[object]]:
    return [
        [field, item, month, value * (1000 if field == "Max production" else 1)]
        for field, values in fields.items()
        for month, value in zip(MONTHS_2025, values, strict=True)
    ]


# A makes the product by its default route; by the other it is what B makes, which B has a min lot and a setup for.
TWO_FACTORIES = Instance(
    "two_factories",
    "JuMP documentation, the factory schedule example, after B. A. Keen",
    {
        "Products": [
            ["Product", "Setup cost", "Min lot", "Max inventory", "Lost sale cost"],
            ["Goods", 500, 20_000, 0, 10_000],
            ["From B", 600, 20_000, 0, None],
        ],
        "Demand": [
            ["Product", *MONTHS_2025],
            ["Goods", *(1000 * thousands for thousands in _TWO_FACTORIES_DEMAND)],
        ],
        "Routes": [["Product", "Route"], ["Goods", "By B"]],
        "BillOfMaterials": [["Parent", "Component", "Quantity", "Route"], ["Goods", "From B", 1, "By B"]],
        "PeriodData": [
            ["Field", "Item", "Period", "Value"],
            *_by_month("Goods", _FACTORY_A),
            *_by_month("From B", _FACTORY_B),
        ],
        "Settings": [["Setting", "Value"], ["Relative gap", 0]],
    },
    {"total_cost": 12_906_400.0},
    {},
)

LOT_SIZING = (WAGNER_WHITIN, PP08A, TWO_FACTORIES)
