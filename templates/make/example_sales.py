"""A sales export as programs of companies write it: three products of very different demand, and the usual faults.

The figures are made up by a fixed rule, so that building again gives the same file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
SEED = 20260101
LAMP, CHAIR, PART = "LAMP-100", "CHAIR-200", "PART-300"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sales_lines() -> list[str]:
    """The lines of the export, headers first, in the order of no date."""
    random = Random(SEED)  # noqa: S311 - nothing is to be kept secret
    rows = [_dirty(random, day, product, sold) for product, day, sold in _sold(random)]
    rows += random.sample(rows, 6)  # entered twice
    random.shuffle(rows)
    total = "Total;;"
    return ["Date;Item;Quantity", *(";".join(row) for row in rows), total]


def _sold(random: Random) -> Iterator[tuple[str, date, int]]:
    """(product, day, units): steady with a slow growth, strongly seasonal, and nearly always nothing."""
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        yield LAMP, day, max(0, round(random.gauss(60 + number / 60, 9)))
        season = math.sin(2 * math.pi * (day.timetuple().tm_yday - 100) / 365)
        yield CHAIR, day, max(0, round(random.gauss(45 + 40 * season, 6)))
        yield PART, day, random.randint(1, 4) if random.random() < 0.04 else 0


def _dirty(random: Random, day: date, product: str, sold: int) -> tuple[str, str, str]:
    """A row as it was typed: now and then in another form, without something, or plainly wrong."""
    when, code, quantity = f"{day:%d/%m/%Y}", product, f"{sold}"
    chance = random.random()
    if chance < 0.010:
        when = f"{_MONTHS[day.month - 1]} {day.day} {day:%y}"
    elif chance < 0.016:
        when = ""
    elif chance < 0.024:
        quantity = ""
    elif chance < 0.030:
        quantity = f"{sold} pcs"
    elif chance < 0.034:
        code = product.lower().replace("-", " ")
    elif chance < 0.039 and sold:
        quantity = f"{sold * 50}"
    elif chance < 0.042 and sold:
        quantity = f"-{min(sold, 5)}"
    return when, code, quantity
