"""The catalogue of messages about table Scenarios (rules S1 to S3)."""

from __future__ import annotations

from collections.abc import Sequence

from sop_excel.contract.forms import Column
from sop_excel.contract.units import Magnitude
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import as_typed, listed, quoted, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Spot
from sop_excel.sheets.reading.gathering import Common
from sop_excel.sheets.reading.messages import CORRECT_OR_DELETE
from sop_excel.sheets.reading.names import Names

CODES_TOLD = 5


def unknown_scenario(place: str, known: Names, name: str) -> Issue:
    """A scenario that is asked for and that table Scenarios does not have."""
    hint = known.hint_or_few(name)
    advice = f"correct it ({hint}), or add its rows to Scenarios" if hint else "add its rows to table Scenarios"
    return Spot(place, "").issue("the name of a scenario of table Scenarios, or base", quoted(name), advice)


def reserved_scenario(spot: Spot, name: str) -> Issue:
    """A scenario whose name has a meaning of its own."""
    means = "the tables as they stand" if name.casefold() == "base" else "every scenario"
    return spot.issue("a name of your own", f"{quoted(name)}, which means {means}", "choose another name")


def unknown_field(spot: Spot, known: Names, name: str) -> Issue:
    """A field that no scenario can change."""
    expected, advice = (
        "a field that a scenario can change",
        f"correct it ({known.hint_or_all(name)}), or delete the row",
    )
    many = Common(expected, CORRECT_OR_DELETE, shows_first=True)
    return spot.issue(expected, quoted(name), advice, many)


def same_in_all_scenarios(spot: Spot, column: Column) -> Issue:
    """A column that exists, but that no scenario can change."""
    advice = f"{column.name} is the same in all scenarios: delete the row"
    expected = "a field that a scenario can change"
    return spot.issue(expected, quoted(column.name), advice, Common(expected, "delete these rows"))


def later_field(spot: Spot, column: Column) -> Issue:
    """A field of a part of the model that cannot be planned yet."""
    expected = f"no row for {column.name} ({column.later} cannot be planned yet)"
    return spot.issue(expected, quoted(column.name), "delete the row")


def not_by_item(spot: Spot, field: str, value: Value) -> Issue:
    """A setting, which belongs to no product or resource, with one."""
    return spot.issue(f"a blank cell for {field}, which is a setting", shown(value), "clear the cell")


def not_by_period(spot: Spot, field: str, value: Value) -> Issue:
    """A field that is the same in all periods, with a period."""
    expected = f"a blank cell for {field}, which is the same in all periods"
    return spot.issue(expected, shown(value), "clear the cell")


def only_set(spot: Spot, field: str, value: Value) -> Issue:
    """Arithmetic with what is no number."""
    return spot.issue(f"set, since {field} is no number", shown(value), "choose set")


def unknown_change(spot: Spot, choices: Sequence[str], value: Value) -> Issue:
    """A change that is none of the three."""
    return spot.issue(f"one of {', '.join(choices)}", shown(value), "choose one of them")


def set_anew(spot: Spot, field: str, later: str) -> Issue:
    """A row whose effect a later row of the same scenario undoes; a warning."""
    advice = "delete one of the two rows, or order them as they shall apply"
    return spot.issue(f"a row for {field} that has an effect", f"{later} sets the same anew", advice)


def changes_nothing(spot: Spot, field: str, change: str) -> Issue:
    """A row that finds nothing but blanks to change; a warning."""
    advice = f"use set, or give {field} a value in the base"
    return spot.issue(f"a value of {field} to {change}", "only blank ones, which stay as they are", advice)


def out_of_range(spot: Spot, magnitude: Magnitude, sum_: str, result: float, where: str) -> Issue:
    """A result that no table could hold (rule S3)."""
    expected, advice = f"a result >= 0{magnitude.words(result)}", magnitude.advice(result)
    advice = f"change the value, or {advice}" if advice else "change the value"
    return spot.issue(expected, f"{sum_} = {as_typed(result)}{where}", advice)


def stated_otherwise(spot: Spot, field: str, code: str, other: str) -> Issue:
    """A safety stock of a product whose floor another column states (rules P1 and S2)."""
    advice = f"change {other} in its place, or name another product"
    return spot.issue(f"a product whose safety stock is stated by {field}", f"{quoted(code)}, by {other}", advice)


def skipped(spot: Spot, field: str, codes: Sequence[str]) -> Issue:
    """Products that a row for all of them leaves out, since another column states their safety stock; a note."""
    named = [*map(quoted, codes[:CODES_TOLD])]
    more = [f"{len(codes) - CODES_TOLD} more"] if len(codes) > CODES_TOLD else []
    found = f"{listed([*named, *more])}, stated otherwise"
    return spot.issue(f"products whose safety stock is stated by {field}", found, "nothing to do: they are left out")
