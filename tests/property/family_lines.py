"""What is made where, in random workbooks: resources of every kind, further routes, and what uses which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

Rows = list[list[Any]]
Draw = Callable[[], Any]

_ON_LINES = ("production", "workforce")  # kinds of resources on which something is made
_KINDS = ("production", "production", "storage")


@dataclass
class Drawing:
    """A book that is being drawn."""

    random: Random
    likely: frozenset[str]
    codes: list[str]
    periods: list[str]
    tables: dict[str, Rows] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def one(self, *values: Any) -> Draw:
        return lambda: self.random.choice(values)

    def has(self, *families: str) -> bool:
        """Whether the book is to have all of these."""
        return all(name in self.likely for name in families)

    def column(self, table: str, name: str, draw: Draw) -> None:
        """One column more at the right end."""
        header, *rows = self.tables[table]
        header.append(name)
        for row in rows:
            row.append(draw())

    def columns(self, table: str, **drawn: Draw) -> None:
        """Several, whose names have ``_`` for a space."""
        for name, draw in drawn.items():
            self.column(table, name.replace("_", " ").capitalize(), draw)

    def lines(self) -> list[str]:
        """The resources on which something is made."""
        return [code for code, kind in self.kinds.items() if kind in _ON_LINES]

    def wide(self, codes: Sequence[str], draw: Draw) -> Rows:
        return [["Product", *self.periods], *([code, *(draw() for _ in self.periods)] for code in codes)]


def resources(d: Drawing, smallest: bool) -> None:
    kinds = (*_KINDS, *(("workforce",) * 3 if d.has("workforce") else ()))
    kinds += ("supplier",) * 2 if d.has("purchases") else ()
    d.kinds = {f"R{r + 1}": d.of(*kinds) for r in range(d.of(0, 1, 1) if smallest else d.of(1, 1, 2))}
    if not d.kinds:
        return
    d.tables["Resources"] = [["Resource", "Kind"], *([code, kind] for code, kind in d.kinds.items())]
    of_lines = {
        "shifts": ("production",),
        "min load": _ON_LINES,
        "load changes": _ON_LINES,
        "workforce": ("workforce",),
    }
    _of_kind(d, ("production", "storage", "supplier"), capacity=d.one(None, 6, 10, 14))
    _overtime(d)
    for family, kinds_of in of_lines.items():
        if d.has(family):
            _of_kind(d, kinds_of, **_columns_of(d, family))


def _columns_of(d: Drawing, family: str) -> dict[str, Draw]:
    """The columns of a family in table Resources."""
    return {
        "shifts": {"shift_capacity": d.one(3, 4), "max_shifts": d.one(1, 2, 3), "shift_cost": d.one(2, 5)},
        "min load": {"min_load": d.one(None, 2, 3)},
        "load changes": {"increase_cost": d.one(None, 1, 3), "decrease_cost": d.one(None, 1, 2)},
        "workforce": {
            "initial_workers": d.one(0, 1, 3), "max_workers": d.one(None, 3, 5), "hours_per_worker": d.one(2, 4),
            "cost_per_worker": d.one(0, 1, 3), "hire_cost": d.one(None, 5, 2), "layoff_cost": d.one(None, 4, 1),
            "overtime_per_worker": d.one(1, 2), "whole_workers": d.one("no", "yes"),
        },
    }[family]  # fmt: skip


def _of_kind(d: Drawing, kinds: Sequence[str], **drawn: Draw) -> None:
    """Columns of table Resources that only resources of these kinds have."""
    d.columns("Resources", **dict.fromkeys(drawn, lambda: None))
    for row in d.tables["Resources"][1:]:
        if row[1] in kinds:
            row[-len(drawn) :] = [draw() for draw in drawn.values()]


def _overtime(d: Drawing) -> None:
    """For lines with a capacity and for workers, and no cheaper than regular use."""
    d.columns("Resources", cost=d.one(0, 0, 1), overtime_cost=lambda: None, overtime_capacity=lambda: None)
    for row in d.tables["Resources"][1:]:
        if d.random.random() < 0.5 and (row[1] == "workforce" or (row[1] == "production" and row[2] is not None)):
            row[-2:] = [row[-3] + d.of(1, 2, 4), d.of(None, 3, 6)]


def routes(d: Drawing, smallest: bool) -> None:
    made = [code for code in d.codes if d.random.random() < 0.6]
    if not (d.has("routes") and made):
        return
    d.tables["Routes"] = [["Product", "Route"], *([code, "B"] for code in made)]
    d.columns("Routes", production_cost=d.one(1, 2, 4), max_production=d.one(*((2, 3) if smallest else (6, 9))))
    d.columns("Routes", lead_time=d.one(None, 0, 1))
    if d.has("setups"):
        d.columns("Routes", setup_cost=d.one(None, 5))
    if d.has("lots"):
        d.columns("Routes", min_lot=d.one(None, 2), lot_multiple=d.one(None, None, 2))
    if d.has("yield"):
        d.columns("Routes", **{"yield": d.one(None, 0.75)})


def routings(d: Drawing, smallest: bool) -> None:
    rows: Rows = []
    for code in d.codes:
        for resource, kind in d.kinds.items():
            setup = d.of(None, None, 1, 2) if d.has("setups") and kind in _ON_LINES else None
            rows += [[code, resource, d.of(0.5, 1, 2), setup, None]] if d.random.random() < 0.7 else []
    for code, name, *_ in d.tables.get("Routes", [])[1:]:
        for resource in d.lines():
            setup = d.of(None, None, 1) if d.has("setups") else None
            rows += [[code, resource, d.of(0.5, 1), setup, name]] if d.random.random() < 0.5 else []
    if rows:
        d.tables["Routings"] = [["Product", "Resource", "Usage", "Setup usage", "Route"], *rows]
