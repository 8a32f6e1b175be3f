"""The catalogue of messages about values that do not fit together; each names the cells that clash."""

from __future__ import annotations

from collections.abc import Sequence

from sop_excel.contract.forms import Column
from sop_excel.contract.units import MAGNITUDES
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import as_typed, listed, quoted, shown, with_article
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Spot
from sop_excel.sheets.reading.gathering import Common


def two_safety_stocks(spot: Spot, columns: Sequence[str], cells: Sequence[str]) -> Issue:
    """A product with more than one way to state its safety stock (rule P1)."""
    found = f"{len(cells)} filled: {listed(cells)}"
    return spot.issue(f"only one of {listed(columns)}", found, "clear all but one (a 0 counts as filled)")


def floor_too_large(spot: Spot, periods: float, floor: float) -> Issue:
    """A safety stock, stated in periods of demand, that no plan could honour."""
    units = MAGNITUDES["units"]
    found = f"{as_typed(periods)}, which makes {as_typed(floor)} units"
    many = Common(f"a safety stock{units.words(floor)}", f"type fewer periods, or {units.large}")
    return spot.issue(many.expected, found, many.advice, many)


def backorders_without_cost(spot: Spot, number: float) -> Issue:
    """Initial backorders of a product that may not be late."""
    advice = "give the product a Backorder cost, or clear the cell"
    return spot.issue("0 or a blank cell for a product without Backorder cost", as_typed(number), advice)


def cheap_overtime(spot: Spot, cost: float, cost_place: str, overtime: float) -> Issue:
    """Overtime that costs less than regular use."""
    advice = "type the full cost of a unit of overtime (Cost is not added to it)"
    many = Common("at least the Cost of the same resource and period", advice)
    return spot.issue(f"at least the Cost of {as_typed(cost)} in {cost_place}", as_typed(overtime), advice, many)


def overtime_without_capacity(spot: Spot, resource: str, period: str, overtime: float) -> Issue:
    """Overtime of a resource whose capacity is unlimited."""
    advice = f"fill the Capacity of {quoted(resource)}, or clear the overtime cost"
    expected = "no overtime cost where Capacity is blank"
    many = Common(expected, "fill the Capacity of these resources, or clear the overtime cost")
    return spot.issue(f"{expected}, as in {quoted(period)}", as_typed(overtime), advice, many)


def refused_for_storage(spot: Spot, column: Column, value: Value) -> Issue:
    """A column that makes no sense for a warehouse."""
    expected = f"no {column.name} for a storage resource"
    return spot.issue(expected, shown(value), "clear it, or correct the resource's Kind")


def no_effect(spot: Spot, limit: Column, cost: Column) -> Issue:
    """A limit on something that is not allowed, for want of a cost."""
    advice = f"it has no effect: fill {cost.name} to allow it, or clear the cell"
    return spot.issue(f"{with_article(cost.name)} beside {limit.name}", "none", advice)


def firm_above_limit(spot: Spot, firm: float, limit: float, limit_place: str) -> Issue:
    """Firm production above what may be made."""
    advice = "lower the firm production or raise the limit"
    many = Common("at most the Max production of the same product and period", advice)
    return spot.issue(f"at most the Max production of {as_typed(limit)} in {limit_place}", as_typed(firm), advice, many)


def firm_not_whole(spot: Spot, firm: float, setting_place: str) -> Issue:
    """Firm production that is not in whole units."""
    advice = "type a whole number, or set Whole units to no"
    return spot.issue(f"whole units, as Whole units in {setting_place} says", as_typed(firm), advice)


def frozen_too_long(spot: Spot, periods: int, frozen: float) -> Issue:
    """More frozen periods than there are periods."""
    advice = "type a smaller number, or add periods to Demand"
    return spot.issue(f"at most {periods}, the number of periods", as_typed(frozen), advice)


def no_penalty(spot: Spot) -> Issue:
    """A soft safety stock that would cost nothing to miss."""
    advice = "add the setting Safety stock penalty (0 to miss it freely), or choose another rule"
    return spot.issue("a Safety stock penalty for the rule soft", "none", advice)


def penalty_without_effect(spot: Spot, penalty: float, rule: str) -> Issue:
    """A penalty for missing a safety stock that may not be missed."""
    advice = "it has no effect with this rule: clear the cell, or set the rule to soft"
    return spot.issue(f"no penalty while Safety stock rule is {rule}", as_typed(penalty), advice)


def capacity_twice(spot: Spot, resource: str, period: str, other: str) -> Issue:
    """A capacity set in PeriodData and in table Capacity (rule D3); names both places."""
    expected = f"one capacity of {quoted(resource)} in {quoted(period)}"
    advice = "clear that cell, or delete this row"
    many = Common("one capacity of a resource in a period", f"in each of them: {advice}")
    return spot.issue(expected, f"another in {other}", advice, many)
