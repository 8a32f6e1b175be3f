"""Published planning problems with their published optimum, as the tables of the workbook contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Tables = dict[str, list[list[Any]]]
MONTHS_2025 = [f"2025-{month:02d}" for month in range(1, 13)]


@dataclass(frozen=True)
class Instance:
    """Tables in, and the numbers that the command must answer with."""

    name: str
    source: str
    tables: Tables
    answer: dict[str, float]
    costs: dict[str, float]


def _article(whole_units: str) -> Tables:
    return {
        "Products": [
            ["Product", "Production cost", "Holding cost", "Initial inventory", "Safety stock periods",
             "Max inventory", "Max production"],
            ["SKU-001", 10, 1.5, 100, 1.5, 5000, 500],
        ],
        "Demand": [["Product", *MONTHS_2025], ["SKU-001", 191, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 39]],
        "Settings": [["Setting", "Value"], ["Whole units", whole_units], ["Relative gap", 0]],
    }  # fmt: skip


ARTICLE_LP = Instance(
    "article_lp",
    "S&OP Engineering III, the printed linear program on the article's data",
    _article("no"),
    {"total_cost": 2213.0, "lower_bound": 2213.0},
    {"production": 1677.5, "holding": 535.5},
)

ARTICLE_WHOLE = Instance(
    "article_whole_units",
    "S&OP Engineering III, the published plan of 2,220",
    _article("yes"),
    {"total_cost": 2220.0, "lower_bound": 2220.0},
    {"production": 1680.0, "holding": 540.0},
)

THREE_PRODUCTS = Instance(
    "three_products",
    "S&OP Engineering IV, three products sharing one factory",
    {
        "Products": [
            ["Product", "Production cost", "Holding cost", "Initial inventory", "Safety stock", "Max inventory"],
            ["SKU-001", 10, 2, 500, 200, 45000],
            ["SKU-002", 50, 5, 20, 5, 45000],
            ["SKU-003", 15, 3, 300, 100, 45000],
        ],
        "Demand": [
            ["Product", "2025-12", *(f"2026-{month:02d}" for month in range(1, 13))],
            ["SKU-001", 192, 6209, 5462, 5786, 5589, 6069, 5774, 5638, 5731, 5755, 5928, 7563, 5183],
            ["SKU-002", 5, 15, 7, 7, 18, 4, None, 7, 15, 6, 30, 12, 17],
            ["SKU-003", None, 650, 8873, 5404, 9673, 12525, 14159, 13768, 10962, 7347, 937, None, None],
        ],
        "Resources": [["Resource", "Kind", "Capacity"], ["Factory", "production", 15000]],
        "Routings": [
            ["Product", "Resource", "Usage"],
            ["SKU-001", "Factory", 1], ["SKU-002", "Factory", 1], ["SKU-003", "Factory", 1],
        ],
    },
    {"total_cost": 2128139.0, "lower_bound": 2128139.0},
    {"production": 1973660.0, "holding": 154479.0},
)  # fmt: skip

_STEEL_PRICES = {"bands": [25, 26, 27, 27], "coils": [30, 35, 37, 39]}


def steel(hours_in_week_3: float, profit: float) -> Instance:
    """The steel mill of the AMPL book, with the hours that its chapter on sensitivity varies."""
    return Instance(
        f"steel_{hours_in_week_3:g}_hours",
        "Fourer, Gay, Kernighan: AMPL, steelT",
        {
            "Products": [
                ["Product", "Production cost", "Holding cost", "Initial inventory"],
                ["bands", 10, 2.5, 10],
                ["coils", 11, 3, 0],
            ],
            "Demand": [
                ["Product", "1", "2", "3", "4"],
                ["bands", 6000, 6000, 4000, 6500],
                ["coils", 4000, 2500, 3500, 4200],
            ],
            "Resources": [["Resource", "Capacity"], ["Mill", 40]],
            "Capacity": [["Resource", "3"], ["Mill", hours_in_week_3]],
            "Routings": [["Product", "Resource", "Usage"], ["bands", "Mill", 1 / 200], ["coils", "Mill", 1 / 140]],
            "PeriodData": [
                ["Field", "Item", "Period", "Value"],
                *(
                    ["Price", item, str(t), price]
                    for item, row in _STEEL_PRICES.items()
                    for t, price in enumerate(row, 1)
                ),
            ],
        },
        {"profit": profit},
        {},
    )  # fmt: skip


BICYCLES = Instance(
    "bicycles",
    "Gueret, Prins, Sevaux: Applications of Optimization with Xpress-MP, 8.1",
    {
        "Products": [["Product", "Holding cost", "Initial inventory"], ["Bicycle", 5, 2000]],
        "Demand": [
            ["Product", *MONTHS_2025],
            ["Bicycle", 30000, 15000, 15000, 25000, 33000, 40000, 45000, 45000, 26000, 14000, 25000, 30000],
        ],
        "Resources": [
            ["Resource", "Capacity", "Cost", "Overtime cost", "Overtime capacity"],
            ["Assembly", 30000, 32, 40, 15000],
        ],
        "Routings": [["Product", "Resource", "Usage"], ["Bicycle", "Assembly", 1]],
    },
    {"total_cost": 11247000.0},
    {},
)

_BOUGHT_PARTS = {
    "Wheel": 0.30, "Steel bar": 1, "Bumper": 0.20, "Chassis": 0.80, "Cabin": 2.75, "Door window": 0.10,
    "Windscreen": 0.29, "Blue container": 2.60, "Red tank": 3, "Blue motor": 1.65, "Red motor": 1.65, "Headlight": 0.15,
}  # fmt: skip
_ASSEMBLIES = {"Axle": (6.80, 12.75, 600), "Assembled chassis": (3.55, 30, 4000), "Assembled cabin": (3.20, 3, 3000)}
_LORRIES = {"Blue lorry": (2.20, None, 4000), "Red lorry": (2.60, None, 5000)}
_GOZINTO = {
    "Axle": {"Wheel": 2, "Steel bar": 1},
    "Assembled chassis": {"Axle": 2, "Bumper": 2, "Chassis": 1},
    "Assembled cabin": {"Cabin": 1, "Door window": 2, "Windscreen": 1},
    "Blue lorry": {
        "Assembled chassis": 1, "Blue container": 1, "Assembled cabin": 1, "Blue motor": 1, "Headlight": 2,
    },
    "Red lorry": {"Assembled chassis": 1, "Red tank": 1, "Assembled cabin": 1, "Red motor": 1, "Headlight": 2},
}  # fmt: skip

# By hand: an axle costs 8.40 to make and 12.75 to buy, so 600 are made, for 300 chassis at 21.55 each; with axles that
# are bought a chassis costs 30.25, so 5,700 are bought at 30. A cabin costs 6.44 to make and 3 to buy. All else is
# given: 6,465 + 171,000 + 18,000 + 3,000 x (6.75 + 7.55).
LORRIES = Instance(
    "lorries",
    "Gueret, Prins, Sevaux: Applications of Optimization with Xpress-MP, material requirement planning",
    {
        "Products": [
            ["Product", "Production cost", "Subcontract cost", "Max production"],
            *([name, *row] for name, row in {**_LORRIES, **_ASSEMBLIES}.items()),
            *([name, 0, price, 0] for name, price in _BOUGHT_PARTS.items()),
        ],
        "Demand": [
            ["Product", "Next month"],
            *([name, 3000 if name in _LORRIES else None] for name in (*_LORRIES, *_ASSEMBLIES, *_BOUGHT_PARTS)),
        ],
        "BillOfMaterials": [
            ["Parent", "Component", "Quantity"],
            *([parent, part, count] for parent, parts in _GOZINTO.items() for part, count in parts.items()),
        ],
    },
    {"total_cost": 238365.0, "lower_bound": 238365.0},
    {"production": 19545.0, "subcontract": 218820.0},
)

SAILBOATS = Instance(
    "sailboats",
    "Winston: Operations Research, Sailco",
    {
        "Products": [["Product", "Holding cost", "Initial inventory"], ["Sailboat", 20, 10]],
        "Demand": [["Product", "Q1", "Q2", "Q3", "Q4"], ["Sailboat", 40, 60, 75, 25]],
        "Resources": [["Resource", "Capacity", "Cost", "Overtime cost"], ["Yard", 40, 400, 450]],
        "Routings": [["Product", "Resource", "Usage"], ["Sailboat", "Yard", 1]],
    },
    {"total_cost": 78450.0},
    {"overtime": 20250.0},
)


def red_tomato(whole_workers: str, cost: float, costs: dict[str, float]) -> Instance:
    """The aggregate plan of Red Tomato Tools, which the book gives with parts of workers."""
    return Instance(
        f"red_tomato_{whole_workers}",
        "Chopra, Meindl: Supply Chain Management, aggregate planning",
        {
            "Products": [
                ["Product", "Production cost", "Holding cost", "Backorder cost", "Subcontract cost",
                 "Initial inventory", "Final inventory"],
                ["Tools", 10, 2, 5, 30, 1000, 500],
            ],
            "Demand": [
                ["Product", "Jan", "Feb", "Mar", "Apr", "May", "Jun"],
                ["Tools", 1600, 3000, 3200, 3800, 2200, 2200],
            ],
            "Resources": [
                ["Resource", "Kind", "Initial workers", "Hours per worker", "Cost per worker", "Hire cost",
                 "Layoff cost", "Overtime cost", "Overtime per worker", "Whole workers"],
                ["Crew", "workforce", 80, 160, 640, 300, 500, 6, 10, whole_workers],
            ],
            "Routings": [["Product", "Resource", "Usage"], ["Tools", "Crew", 4]],
            "Settings": [["Setting", "Value"], ["Relative gap", 0]],
        },
        {"total_cost": cost, "lower_bound": cost},
        costs,
    )  # fmt: skip


_WILLIAMS_PROFIT = [10, 6, 8, 4, 11, 9, 3]
_WILLIAMS_MARKET = [
    [500, 600, 300, 200, 0, 500],
    [1000, 500, 600, 300, 100, 500],
    [300, 200, 0, 400, 500, 100],
    [300, 0, 0, 500, 100, 300],
    [800, 400, 500, 200, 1000, 1100],
    [200, 300, 400, 0, 300, 500],
    [100, 150, 100, 100, 0, 60],
]
_WILLIAMS_HOURS = {
    "Grinder": [0.5, 0.7, 0, 0, 0.3, 0.2, 0.5],
    "Vertical drill": [0.1, 0.2, 0, 0.3, 0, 0.6, 0],
    "Horizontal drill": [0.2, 0, 0.8, 0, 0, 0, 0.6],
    "Borer": [0.05, 0.03, 0, 0.07, 0.1, 0, 0.08],
    "Planer": [0, 0, 0.01, 0, 0.05, 0, 0.05],
}
_WILLIAMS_MACHINES = {
    "Grinder": [3, 4, 4, 4, 3, 4],
    "Vertical drill": [2, 2, 2, 1, 1, 2],
    "Horizontal drill": [3, 1, 3, 3, 3, 2],
    "Borer": [1, 1, 0, 1, 1, 1],
    "Planer": [1, 1, 1, 1, 1, 0],
}

FACTORY = Instance(
    "factory_planning",
    "Williams: Model Building in Mathematical Programming, factory planning 1",
    {
        "Products": [
            ["Product", "Price", "Holding cost", "Max inventory", "Final inventory"],
            *([f"PROD {k}", price, 0.5, 100, 50] for k, price in enumerate(_WILLIAMS_PROFIT, 1)),
        ],
        "Demand": [
            ["Product", "Jan", "Feb", "Mar", "Apr", "May", "Jun"],
            *([f"PROD {k}", *row] for k, row in enumerate(_WILLIAMS_MARKET, 1)),
        ],
        "Resources": [["Resource", "Kind"], *([machine, "production"] for machine in _WILLIAMS_HOURS)],
        "Capacity": [
            ["Resource", "Jan", "Feb", "Mar", "Apr", "May", "Jun"],
            *([machine, *(384 * n for n in counts)] for machine, counts in _WILLIAMS_MACHINES.items()),
        ],
        "Routings": [
            ["Product", "Resource", "Usage"],
            *(
                [f"PROD {k}", machine, hours]
                for machine, row in _WILLIAMS_HOURS.items()
                for k, hours in enumerate(row, 1)
                if hours
            ),
        ],
    },
    {"profit": 93715.17857142857},
    {},
)

_RUNS = {
    ("Production cost", "Unit"): [10, 11, 12, 9, 8, 8, 5, 7, 9, 10, 8, 8],
    ("Max production", "Unit"): [100, 110, 120, 145, 160, 140, 155, 200, 210, 197, 80, 150],
    ("Production cost", "Unit / Factory B"): [5, 4, 3, 5, 0, 6, 4, 6, 8, 11, 10, 12],
    ("Max production", "Unit / Factory B"): [50, 55, 60, 100, 0, 70, 60, 100, 100, 100, 120, 150],
    ("Min lot", "Unit / Factory B"): [20, 20, 20, 20, 0, 20, 20, 20, 20, 20, 20, 20],
    ("Setup cost", "Unit / Factory B"): [600, 600, 600, 600, 0, 600, 600, 600, 600, 600, 600, 600],
}
_DEMANDED = [120, 100, 130, 130, 140, 130, 150, 170, 200, 190, 140, 100]

# By hand, month by month, as nothing keeps: A runs in all months and B in nine, not in May, October and December.
TWO_FACTORIES = Instance(
    "two_factories",
    "JuMP documentation, the factory schedule example",
    {
        "Products": [
            ["Product", "Setup cost", "Min lot", "Max inventory", "Lost sale cost"],
            ["Unit", 500, 20000, 0, 10000],
        ],
        "Routes": [["Product", "Route"], ["Unit", "Factory B"]],
        "Demand": [["Product", *MONTHS_2025], ["Unit", *(1000 * units for units in _DEMANDED)]],
        "PeriodData": [
            ["Field", "Item", "Period", "Value"],
            *(
                [field, item, month, value * (1000 if field in ("Max production", "Min lot") else 1)]
                for (field, item), row in _RUNS.items()
                for month, value in zip(MONTHS_2025, row, strict=True)
            ),
        ],
        "Settings": [["Setting", "Value"], ["Relative gap", 0]],
    },
    {"total_cost": 12906400.0, "lower_bound": 12906400.0},
    {"production": 12895000.0, "setup": 11400.0},
)

PUBLISHED = (
    ARTICLE_LP,
    ARTICLE_WHOLE,
    THREE_PRODUCTS,
    LORRIES,
    steel(32, 515033.0),
    steel(37, 532033.0),
    steel(42, 549033.0),
    steel(47, 565193.0),
    BICYCLES,
    SAILBOATS,
    red_tomato("no", 422275.0, {"workforce": 248000.0, "layoffs": 18500 / 2.4}),
    red_tomato("yes", 422660.0, {"workforce": 245760.0, "layoffs": 8000.0}),
    FACTORY,
    TWO_FACTORIES,
)
