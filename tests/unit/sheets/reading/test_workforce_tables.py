"""Workers in table Resources: what belongs to a workforce alone, what it must have, and what overrides it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.domain.problem import WORKFORCE
from sop_excel.domain.table import Table, Value
from tests.tables import errors_of, read, small_book, table, warnings_of

CREW: dict[str, Value] = {"Resource": "Crew", "Kind": "Workforce", "Hours per worker": 160.0, "Cost per worker": 640.0}
LINE: dict[str, Value] = {"Resource": "Line", "Kind": "production"}


def resources(*rows: dict[str, Value]) -> Table:
    """Table Resources with a column for everything that a row says."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return table("Resources", headers, *([row.get(header) for header in headers] for row in rows))


def changed(field: str, item: str, value: Value) -> Table:
    """Table PeriodData with one row for February."""
    return table("PeriodData", ["Field", "Item", "Period", "Value"], [field, item, "Feb", value])


def test_workers_are_read_with_what_they_cost() -> None:
    """All by period; a machine has none of them."""
    workers: dict[str, Value] = {
        "Initial workers": 80.0,
        "Max workers": 90.0,
        "Whole workers": "yes",
        "Hire cost": 300.0,
    }
    problem = read(small_book(resources(CREW | workers, LINE), changed("Max workers", "Crew", 40.0)))
    assert problem.resource_kinds == (WORKFORCE, "production")
    assert problem.is_workforce.tolist() == [True, False]
    assert {name: problem.resources[name].tolist() for name in ("max_workers", "initial_workers", "whole_workers")} == {
        "max_workers": [[90, 40, 90], [np.inf] * 3],
        "initial_workers": [[80] * 3, [0] * 3],
        "whole_workers": [[1] * 3, [0] * 3],
    }


@pytest.mark.parametrize(
    ("row", "fields", "kind", "column", "shown"),
    [
        (CREW, {"Capacity": 9.0}, "workforce", "Capacity", "9"),
        (LINE, {"Max workers": 0.0}, "production", "Max workers", "0"),
        (LINE, {"Hire cost": 5.0}, "production", "Hire cost", "5"),
        (LINE, {"Initial workers": 2.0}, "production", "Initial workers", "2"),
        (LINE, {"Whole workers": "yes"}, "production", "Whole workers", "'yes'"),
        (LINE, {"Hours per worker": 8.0}, "production", "Hours per worker", "8"),
    ],
)
def test_what_belongs_to_another_kind_is_refused(
    row: dict[str, Value], fields: dict[str, Value], kind: str, column: str, shown: str
) -> None:
    """A workforce has no capacity but that of its workers, and nothing else has workers."""
    given = resources(row | fields)
    place = f"Resources!{'ABCDEFGH'[len(row)]}2"
    assert errors_of(small_book(given)) == [
        (
            f"{place}: Resources[{column}]: expected no {column} for a {kind} resource, found {shown}; "
            "correct the resource's Kind, or clear the cell"
        )
    ]


def test_a_0_or_a_no_is_for_all_kinds() -> None:
    """Where a column is there, its cells may be filled down."""
    harmless: dict[str, Value] = {"Whole workers": "no", "Hire cost": 0.0, "Initial workers": 0.0}
    assert errors_of(small_book(resources(CREW, LINE | harmless))) == []


def test_a_capacity_by_period_is_refused_too() -> None:
    """Of a workforce, in table Capacity or in PeriodData."""
    wide = table("Capacity", ["Resource", "Feb"], ["Crew", 100.0])
    assert errors_of(small_book(resources(CREW), wide)) == [
        (
            "Capacity!B2: Capacity[Feb]: expected no Capacity for a workforce resource, found 100; "
            "correct the resource's Kind, or clear the cell"
        )
    ]


NO_HOURS = (
    "Resources!C2: Resources[Hours per worker]: expected Hours per worker of the workforce 'Crew', found none; "
    "type its hours a period in column Hours per worker"
)
NO_OVERTIME = (
    "Resources!A2: Resources[Resource]: expected Overtime per worker of the workforce 'Crew' where Overtime cost is "
    "filled, found none; type its hours a period in column Overtime per worker"
)


@pytest.mark.parametrize(
    ("row", "override", "told"),
    [
        ({"Hours per worker": None}, None, NO_HOURS),
        ({"Hours per worker": None}, ("Hours per worker", 150.0), NO_HOURS),
        ({"Overtime cost": 6.0}, None, NO_OVERTIME),
        ({}, ("Overtime cost", 6.0), NO_OVERTIME),
        ({"Overtime cost": 6.0, "Overtime per worker": 0.0}, None, ""),
    ],
)
def test_a_workforce_has_hours(row: dict[str, Value], override: tuple[str, float] | None, told: str) -> None:
    """In every period, and overtime of each worker where overtime has a price."""
    tables: list[Any] = [changed(override[0], "Crew", override[1])] if override else []
    assert errors_of(small_book(resources(CREW | row), *tables)) == ([told] if told else [])


def test_overtime_of_workers_without_a_price_has_no_effect() -> None:
    """A warning, as of the overtime capacity of a line."""
    assert warnings_of(small_book(resources(CREW | {"Overtime per worker": 10.0}))) == [
        (
            "Resources!E2: Resources[Overtime per worker]: expected an Overtime cost beside Overtime per worker, found "
            "none; it has no effect: fill Overtime cost to allow it, or clear the cell"
        )
    ]


def test_initial_workers_are_the_same_in_all_periods() -> None:
    """They are those before the first one."""
    (told,) = errors_of(small_book(resources(CREW), changed("Initial workers", "Crew", 5.0)))
    assert "Initial workers is the same in all periods" in told
