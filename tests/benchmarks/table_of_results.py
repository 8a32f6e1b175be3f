"""The report on a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tests.benchmarks.results import Row

HEADER = f"{'':<44}{'seconds':>10}{'processor':>11}{'memory':>10}{'highspy takes':>15}{'broken':>9}"


def lines(rows: Iterable[Row]) -> list[str]:
    """A line for each row, instance by instance."""
    told, instance = [HEADER], ""
    for row in rows:
        if row.instance != instance:
            instance = row.instance
            told.append(instance)
        told.append(_line(row))
    return told


def _line(row: Row) -> str:
    if math.isnan(row.seconds):
        return f"  {row.peer:<42}{row.note:>10}"
    times = f"{row.times:.2f} x" if row.times == row.times else ""
    return (
        f"  {row.peer:<42}{seconds(row.seconds):>10}{seconds(row.processor):>11}{row.memory:>6.0f} MiB{times:>15}"
        f"{row.broken:>9.0e}{'  ' + row.note if row.note else ''}"
    )


def seconds(value: float) -> str:
    """Three digits: 0.00192, 0.0987, 1.53, 66.1, 315."""
    if math.isnan(value):
        return ""
    digits = 2 - math.floor(math.log10(value)) if value > 0 else 2
    return f"{value:.{max(0, digits)}f}"
