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

LOT_SIZING = (WAGNER_WHITIN, PP08A)
