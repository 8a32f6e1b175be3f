"""Table Checks where no plan exists: what would help, in which ways, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sop_excel.domain.changes import Change
from sop_excel.domain.plan import Fixes, NoPlan
from sop_excel.sheets.checks import checks
from tests.plans import not_planned
from tests.problems import simple_problem

LINE: dict[str, Any] = {"resources": ["Line 1"], "usage": [(0, 0, 1.0)]}


def _told(found: NoPlan) -> dict[Any, Any]:
    return {row[0]: row[1] for row in checks(found, found.notes, [], {}, "0").rows}


def test_changes_alternatives_and_the_conflict_are_all_told() -> None:
    """100 are wanted where 60 can be made, at 2 each."""
    told = _told(not_planned(simple_problem([100], capacity=60, production_cost=2, **LINE)))
    assert told["Change 1"] == "Raise capacity of Line 1 in 1 by 40"
    assert told["Alternative 1"] == "Lower demand of P1 in 1 by 40: the cheapest plan then costs 120.00 EUR"
    reach = "P1 needs 100 units by the end of 1 (demand of 100), but at most 60 can be there (production 60)."
    assert told["Note 1"] == reach
    assert told["Note 2"] == (
        "These cannot hold together: the demand of P1 in 1 (100) and the capacity of Line 1 in 1 (60)."
    )


def test_an_alternative_of_many_changes_is_told_by_lever() -> None:
    """A cell of a spreadsheet holds no more than 32,767 signs."""
    found = not_planned(simple_problem([100], capacity=60, **LINE))
    many = Fixes(tuple(Change("", f"Line {n}", "1", 1.5, "Raise capacity", "resources") for n in range(999)), 1.0)
    told = _told(replace(found, alternatives=(many,)))
    assert told["Alternative 1"] == (
        "Raise capacity of 999 resources in 1 by 1,498.5 in all: the cheapest plan then costs 1.00 EUR"
    )
