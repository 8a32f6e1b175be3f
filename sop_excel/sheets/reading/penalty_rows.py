"""Table Penalties, and the targets of stocks: limits that may be missed, and at what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.axes import RESOURCES
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.fields import Array
from sop_excel.domain.goal_words import SAFETY_STOCK_GOAL
from sop_excel.domain.problem import CATCH_UP, Problem
from sop_excel.domain.said import say
from sop_excel.domain.soft_limits import (
    CAPACITY,
    MAX_PRODUCTION,
    SAFETY_STOCK,
    TARGET_STOCK,
    Soft,
    axis_of,
    softened,
    where_stated,
    with_soft,
)
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import as_typed, quoted
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import Items, item_at, read_columns
from sop_excel.sheets.reading.periods import Horizon, period_at
from sop_excel.sheets.reading.typed_cells import DELETE, must_be_filled

_BESIDE = {CAPACITY: say(", and an Overtime capacity where there is an Overtime cost")}  # what a limit needs besides


@dataclass(frozen=True)
class PenaltyRow:
    """A row that is understood: which limit, of which item and in which period (None: of all), and the penalty."""

    limit: str
    item: int | None
    period: int | None
    penalty: float
    spot: Spot

    def cells(self, shape: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """The cells that it means."""
        items = range(shape[0]) if self.item is None else (self.item,)
        periods = range(shape[1]) if self.period is None else (self.period,)
        return ((k, t) for k in items for t in periods)


@dataclass
class StatedPenalties:
    """The rows of the table."""

    rows: list[PenaltyRow] = field(default_factory=list)


def read_penalties(
    table: Table | None, products: Items, resources: Items, horizon: Horizon, found: Findings
) -> StatedPenalties:
    """Every row; reports unknown items and periods, and blank cells that must be filled."""
    grid = read_grid(table, schema.PENALTIES, found)
    if grid is None or not {"limit", "penalty"} <= grid.columns.keys():
        return StatedPenalties()
    columns, rows = read_columns(grid, found), []
    for n, limit in enumerate(columns.texts["limit"]):
        if is_blank(grid.cell(n, "limit")):
            found.error(must_be_filled(grid.spot(n, "limit"), schema.PENALTIES.column("Limit").expected))
            continue
        item = _item(grid, n, columns.texts["item"][n], (products, resources, limit), found)
        named = columns.texts["period"][n]
        period = period_at(grid, n, horizon, found) if named else None
        penalty = float(columns.numbers["penalty"][n])
        if limit and -1 not in (item, period) and not np.isnan(penalty):
            rows.append(PenaltyRow(limit, item, period, penalty, grid.spot(n, "penalty")))
    return StatedPenalties(rows)


def _item(grid: DataGrid, n: int, code: str, known: tuple[Items, Items, str], found: Findings) -> int | None:
    products, resources, limit = known
    if not code or not limit:
        return None
    one, other = (resources, products) if axis_of(limit) == RESOURCES else (products, resources)
    return item_at(grid, n, "item", code, (one.names, other.names), found)


def with_penalties(problem: Problem, stated: StatedPenalties, found: Findings) -> Problem:
    """The problem whose limits may be missed at the penalties, and whose stocks have their targets.

    Reports two penalties for one limit, rows that find no limit, and what cannot be missed at a penalty.
    """
    if stated.rows:
        penalties = _by_limit(problem, stated, found)
        _report_clashes(problem, stated, found)
        problem = softened(problem, penalties)
    target = problem.products.get("target_stock")
    if target is None or np.isnan(target).all():
        return problem
    below, above = (problem.products[name] for name in ("below_target_cost", "above_target_cost"))
    return with_soft(problem, [Soft(TARGET_STOCK, target, target, below, above)])


def _by_limit(problem: Problem, stated: StatedPenalties, found: Findings) -> Mapping[str, Array]:
    penalties: dict[str, Array] = {}
    given: dict[tuple[str, int, int], PenaltyRow] = {}
    for row in stated.rows:
        shape = problem.extent(axis_of(row.limit))
        array, there = penalties.setdefault(row.limit, np.full(shape, np.nan)), where_stated(problem, row.limit)
        cells = [cell for cell in row.cells(shape) if there[cell]]
        first = next((given[row.limit, *cell] for cell in cells if (row.limit, *cell) in given), None)
        if first is not None:
            _report_twice(problem, row, first, found)
        if not cells:
            expected = say("a {limit} that this row means{beside}", limit=row.limit, beside=_BESIDE.get(row.limit, ""))
            found.warn(
                row.spot.issue(expected, say("none"), say("it has no effect: state the limit, or take the row out"))
            )
        for cell in cells:
            given.setdefault((row.limit, *cell), row)
            array[cell] = row.penalty
    return penalties


def _report_twice(problem: Problem, row: PenaltyRow, first: PenaltyRow, found: Findings) -> None:
    shape = problem.extent(axis_of(row.limit))
    k, t = next(cell for cell in row.cells(shape) if cell in set(first.cells(shape)))
    code = problem.codes(axis_of(row.limit))[k]
    expected = say(
        "one penalty for the {limit} of {code} in {period}",
        limit=row.limit,
        code=quoted(code),
        period=quoted(problem.periods[t]),
    )
    told = say(
        "{told} here and {other} in {place}",
        told=as_typed(row.penalty),
        other=as_typed(first.penalty),
        place=first.spot.place,
    )
    found.error(row.spot.issue(expected, told, say("keep the right one, or name other items or periods")))


def _report_clashes(problem: Problem, stated: StatedPenalties, found: Findings) -> None:
    """Safety stock that is caught up has no price; a load whose changes have one needs its limits."""
    for row in stated.rows:
        if row.limit == SAFETY_STOCK and problem.policies.safety_stock_rule == CATCH_UP:
            advice = say("choose the rule hard or soft, or take this row out")
            expected = say("no penalty for Safety stock while Safety stock rule is {rule}", rule=CATCH_UP)
            found.error(row.spot.issue(expected, as_typed(row.penalty), advice))
        if row.limit == SAFETY_STOCK and SAFETY_STOCK_GOAL in problem.policies.order_of_goals:
            advice = say(
                "take {goal} out of the order, where penalties may stand, or take this row out",
                goal=SAFETY_STOCK_GOAL,
            )
            expected = say(
                "no penalty for Safety stock while Order of goals names {goal}",
                goal=SAFETY_STOCK_GOAL,
            )
            found.error(row.spot.issue(expected, as_typed(row.penalty), advice))
        if row.limit in (CAPACITY, MAX_PRODUCTION) and problem.load_change_counts.any():
            expected = say("no penalty for {limit} where a change of a load has a cost", limit=row.limit)
            found.error(row.spot.issue(expected, as_typed(row.penalty), DELETE))
