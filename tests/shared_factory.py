"""Seasonal demand on shared lines, loaded at 90 %, with overtime: the same figures on every machine."""

from __future__ import annotations

import random
from typing import Any


def shared_factory(products: int, periods: int) -> dict[str, list[list[Any]]]:
    """The contract's tables for so many products and periods."""
    chance = random.Random(products * 1000 + periods)  # noqa: S311 - figures, not secrets
    lines = max(1, products // 25)
    names = [f"P{i:05d}" for i in range(products)]
    demand = [
        [round(chance.lognormvariate(4, 1) * (1 + 0.3 * ((t % 13) - 6) / 6)) for t in range(periods)] for _ in names
    ]
    usage = [round(chance.uniform(0.02, 0.3), 3) for _ in names]
    load = [0.0] * lines
    for i, row in enumerate(demand):
        load[i % lines] += usage[i] * sum(row) / periods
    return {
        "Products": [
            ["Product", "Production cost", "Holding cost", "Initial inventory", "Safety stock"],
            *(
                [name, round(chance.uniform(2, 60), 2), round(chance.uniform(0.01, 0.3), 3), max(row), max(row) // 2]
                for name, row in zip(names, demand, strict=True)
            ),
        ],
        "Demand": [
            ["Product", *(f"W{t + 1:02d}" for t in range(periods))],
            *([name, *row] for name, row in zip(names, demand, strict=True)),
        ],
        "Resources": [
            ["Resource", "Kind", "Capacity", "Overtime cost"],
            *(
                [f"Line {r + 1}", "production", round(load[r] / 0.9, 2), round(chance.uniform(30, 60), 2)]
                for r in range(lines)
            ),
        ],
        "Routings": [
            ["Product", "Resource", "Usage"],
            *([name, f"Line {i % lines + 1}", usage[i]] for i, name in enumerate(names)),
        ],
    }  # fmt: skip
