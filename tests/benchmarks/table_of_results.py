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
    memory, times, broken = shown(row.memory, ".0f", " MiB"), shown(row.times, ".3g", " x"), shown(row.broken, ".0e")
    spent = f"{seconds(row.seconds):>10}{seconds(row.processor):>11}"
    return f"  {row.peer:<42}{spent}{memory:>10}{times:>15}{broken:>9}  {row.note}".rstrip()


def shown(value: float, form: str, unit: str = "") -> str:
    """A number with its unit; nothing where there is none."""
    return "" if math.isnan(value) else f"{value:{form}}{unit}"


def seconds(value: float) -> str:
    """Three digits: 0.00192, 0.0987, 1.53, 66.1, 315."""
    if math.isnan(value):
        return ""
    digits = 2 - math.floor(math.log10(value)) if value > 0 else 2
    return f"{value:.{max(0, digits)}f}"
