"""Arguments that are no part of the planning tables: choices, shares, whole numbers and series of errors."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress

from sop_excel.contract.units import magnitude_of
from sop_excel.demand.forecast_errors import FEWEST_SUMS
from sop_excel.demand.forecasting.forecast import MOST_PERIODS as MOST_AHEAD
from sop_excel.domain.cell_values import choice_of, is_blank, text_of
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import shown
from sop_excel.errors import InputError, Issue
from sop_excel.functions.arguments import (
    CYCLE_SERVICE_LEVEL,
    FORECAST_ERRORS,
    HORIZON,
    LEAD_TIME,
    LEVEL,
    REVIEW_PERIOD,
    SCENARIO,
    SEASON_LENGTH,
)
from sop_excel.functions.declare import Argument, Arguments, Given
from sop_excel.functions.shared import THE_BASE, Scenario
from sop_excel.sheets.chosen_scenario import scenario_named

LONGEST_CYCLE = 10_000  # periods; beyond it a typing mistake


def choice(given: Arguments, argument: Argument) -> str:
    """The choice that is given, or the default; InputError for anything else."""
    one = given.get(argument.name)
    if one is None:
        return argument.default
    chosen = choice_of(one.cells[0], argument.choices) if len(one.cells) == 1 else None
    if chosen is None:
        found = one.shown
        raise InputError([one.issue(found, f"leave it out for {argument.default}")])
    return chosen


def scenario(given: Arguments) -> Scenario:
    """The scenario that is asked for, or the base; InputError for anything but one text."""
    one = given.get(SCENARIO.name)
    if one is None:
        return THE_BASE
    name = text_of(one.cells[0]) if len(one.cells) == 1 else None
    if name is None:
        found = one.shown
        raise InputError([one.issue(found, f"leave it out for {SCENARIO.default}")])
    return Scenario(scenario_named(name), one.place)


def errors_of_cycles(given: Arguments) -> tuple[list[float], float, int]:
    """(errors, cycle service level, periods of a cycle); InputError with all that is wrong with them."""
    issues: list[Issue] = []
    errors = _errors(given[FORECAST_ERRORS.name], issues)
    level = _number(given[CYCLE_SERVICE_LEVEL.name], lambda number: 0 < number < 1, "a share such as 0.95", issues)
    periods = sum(_periods(given, argument, issues) for argument in (LEAD_TIME, REVIEW_PERIOD))
    if not issues:
        issues += _misfits(given, len(errors), periods)
    if issues:
        raise InputError(issues)
    return errors, level, periods


def horizon_level_season(given: Arguments) -> tuple[int, float, int | None]:
    """(horizon, level, season length or None) of a forecast; InputError with all that is wrong with them."""
    issues: list[Issue] = []
    horizon = _whole(given[HORIZON.name], MOST_AHEAD, issues)
    level = float(LEVEL.default)
    if LEVEL.name in given:
        level = _number(given[LEVEL.name], lambda number: 0 < number < 1, "a share such as 0.8", issues)
    one = given.get(SEASON_LENGTH.name)
    season = None if one is None else _whole(one, MOST_AHEAD, issues)
    if issues:
        raise InputError(issues)
    return horizon, level, season


def _whole(one: Given, most: int, issues: list[Issue]) -> int:
    fits: Callable[[float], bool] = lambda number: 1 <= number <= most and number == int(number)  # noqa: E731
    return int(_number(one, fits, f"a whole number from 1 to {most:,}", issues))


def _errors(given: Given, issues: list[Issue]) -> list[float]:
    """The numbers from the first to the last that is filled; a gap between them would join what is not neighbouring."""
    if len(given.rows) > 1 and len(given.rows[0]) > 1:
        issues.append(given.issue(given.size, "give one row or one column"))
        return []
    filled = [not is_blank(cell) for cell in given.cells]
    positions = list(compress(range(len(filled)), filled))
    inside = range(positions[0], positions[-1] + 1)
    issues += [_bad_error(given, n) for n in inside if not _is_number(given.cells[n])]
    return [float(cell) for n in inside if _is_number(cell := given.cells[n]) and isinstance(cell, float)]


def _bad_error(given: Given, n: int) -> Issue:
    cell, magnitude = given.cells[n], magnitude_of(FORECAST_ERRORS.unit)
    size = abs(cell) if isinstance(cell, float) else 0.0
    advice = magnitude.advice(size) or "type the error of this period, 0 if there is none"
    return Issue(given.at(n), "", f"a number{magnitude.words(size)}", shown(cell), advice)


def _is_number(cell: Value) -> bool:
    return isinstance(cell, float) and abs(cell) <= magnitude_of(FORECAST_ERRORS.unit).most


def _number(given: Given, fits: Callable[[float], bool], advice: str, issues: list[Issue]) -> float:
    cell = given.cells[0] if len(given.cells) == 1 else None
    if isinstance(cell, float) and fits(cell):
        return cell
    issues.append(given.issue(shown(cell) if len(given.cells) == 1 else given.size, f"type {advice}"))
    return 0.0


def _periods(given: Arguments, argument: Argument, issues: list[Issue]) -> int:
    one = given.get(argument.name)
    if one is None:
        return int(argument.default)
    fits: Callable[[float], bool] = lambda number: 0 <= number <= LONGEST_CYCLE and number == int(number)  # noqa: E731
    return int(_number(one, fits, "a whole number of periods", issues))


def _misfits(given: Arguments, errors: int, periods: int) -> list[Issue]:
    if periods < 1:
        one = given[REVIEW_PERIOD.name]
        return [one.issue("0, with no lead time", "give a lead time or a review period", "a cycle of 1 period or more")]
    if errors < periods + FEWEST_SUMS - 1:
        one = given[FORECAST_ERRORS.name]
        needed = f"at least {periods + FEWEST_SUMS - 1} numbers for cycles of {periods} periods"
        return [one.issue(f"{errors}", "give more history", needed)]
    return []
