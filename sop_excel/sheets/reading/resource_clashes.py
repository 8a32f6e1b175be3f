"""What does not fit together in the resources of runs, beside what ``clashes.py`` says of all tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.domain.level_loads import levelled, without_end
from sop_excel.domain.problem import WORKFORCE, Problem
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import as_typed, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.overrides import Resolved

_NEEDED = "Hours per worker", "Overtime per worker"
_ROOM = "capacity", "overtime_capacity", "shift_capacity", "max_shifts"
_SHIFT_CAPACITY = schema.RESOURCES.column("Shift capacity")
CHANGE_COSTS = tuple(schema.RESOURCES.column(name) for name in ("Increase cost", "Decrease cost"))


def check_workforce(resources: Resolved, found: Findings) -> None:
    """Workers have hours, and where overtime has a price, hours of overtime, in every period."""
    items, hours, overtime = resources.items, *(schema.RESOURCES.column(name) for name in _NEEDED)
    workers = np.array([kind == WORKFORCE for kind in items.columns.texts.get("kind", [])], dtype=bool)
    if not workers.any() or not resources.overrides.complete:
        return
    priced = ~np.isnan(resources.arrays["overtime_cost"])
    for column, asked in ((hours, np.ones_like(priced)), (overtime, priced)):
        missing = asked & workers[:, None] & np.isnan(resources.arrays[column.key])
        for n in np.flatnonzero(missing.any(axis=1)).tolist():
            if not items.is_wrong(n, column.key):
                _report_hours(resources, column, n, found)


def _report_hours(resources: Resolved, column: Column, n: int, found: Findings) -> None:
    """That a workforce lacks hours, at the cell where they should stand, or at its code where there is no column."""
    items = resources.items
    key = column.key if column.key in items.grid.columns else items.form.columns[0].key
    beside = say(" where Overtime cost is filled") if column.name == _NEEDED[1] else ""
    expected = say(
        "{column} of the workforce {code}{beside}", column=column.name, code=quoted(items.codes[n]), beside=beside
    )
    found.error(
        items.grid.spot(n, key).issue(
            expected, say("none"), say("type its hours a period in column {column}", column=column.name)
        )
    )


def with_base_of_shifts(resources: Resolved) -> Resolved:
    """The resources, where a blank capacity of one that is run in shifts is 0: what is there without any."""
    arrays = resources.arrays
    in_shifts = (arrays["shift_capacity"] > 0).any(axis=1, keepdims=True)
    if not in_shifts.any():
        return resources
    base = np.where(in_shifts & np.isinf(arrays["capacity"]), 0.0, arrays["capacity"])
    return replace(resources, arrays={**arrays, "capacity": base})


def check_shifts(resources: Resolved, found: Findings) -> None:
    """Where there are shifts, the most of them is stated; each cell once."""
    arrays, items, told = resources.arrays, resources.items, set()
    asked = items.of_kinds(_SHIFT_CAPACITY)[:, None] & (arrays["shift_capacity"] > 0)
    for n, t in np.argwhere(asked & np.isinf(arrays["max_shifts"])).tolist():
        spot = resources.stated_at("shift_capacity", n, t)
        if spot not in told and not items.is_wrong(n, "max_shifts"):
            told.add(spot)
            expected = say("Max shifts of {code} beside its Shift capacity", code=quoted(items.codes[n]))
            found.error(spot.issue(expected, say("none"), say("type the most shifts of a period in column Max shifts")))


def check_min_load(resources: Resolved, found: Findings) -> None:
    """A min load is no more than what the resource can be loaded with at most; each cell once."""
    arrays, items = resources.arrays, resources.items
    overtime = np.where(np.isnan(arrays["overtime_cost"]), 0.0, arrays["overtime_capacity"])
    each = arrays["shift_capacity"]
    in_shifts = np.where(each > 0, each * np.where(each > 0, arrays["max_shifts"], 0.0), 0.0)
    most, told = arrays["capacity"] + in_shifts + overtime, set()
    for n, t in np.argwhere(arrays["min_load"] > most).tolist():
        spot = resources.stated_at("min_load", n, t)
        if spot not in told and not items.is_wrong(n, "min_load", *_ROOM):
            told.add(spot)
            expected = say(
                "at most {most}, all that {code} has room for",
                most=as_typed(float(most[n, t])),
                code=quoted(items.codes[n]),
            )
            advice = say("lower the min load or raise the Capacity")
            found.error(spot.issue(expected, as_typed(float(arrays["min_load"][n, t])), advice))


def check_level_loads(problem: Problem, resources: Resolved, found: Findings) -> None:
    """Something limits every product that runs with others on several resources of which a change of load has a price,
    or is part of a bill of materials and runs on one of them, or is made in lots beside others.

    Else how much more than is needed may pay to be made hangs on what differs between these resources, however little
    that is, and no plan could be proved to be the cheapest.
    """
    routings, told = levelled(problem), set()
    for product, period in without_end(problem):
        r = int(routings.resource[routings.product == product][0])
        if r in told:
            continue
        told.add(r)
        resource, when = quoted(problem.resource_codes[r]), quoted(problem.periods[period])
        key, t = next(cell for cell in _stated_prices(problem, r))
        found.error(
            resources.stated_at(key, r, t).issue(
                say(
                    "a Capacity of {resource} in {when}, or a Max production of each of its products, as "
                    "some of these are in a bill of materials, are made in lots, take more of it than "
                    "others in whole units, or run on other resources too of which a change of the load "
                    "has a price",
                    resource=resource,
                    when=when,
                ),
                as_typed(float(problem.resources[key][r, t])),
                say("type the Capacity of {resource}, or clear the cell", resource=resource),
            )
        )


def _stated_prices(problem: Problem, resource: int) -> Iterator[tuple[str, int]]:
    """The column and the period of each price of a change of the resource's load."""
    for column in CHANGE_COSTS:
        for t in np.flatnonzero(problem.resources[column.key][resource] > 0).tolist():
            yield column.key, t
