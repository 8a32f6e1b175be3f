"""The rules of the planning model, one file a family; everything else loops over them.

Their order is that of the model's rows. Its columns are those of products first, then those of families, of routes and
of resources, then those along other axes: each uses those before it.
"""

from __future__ import annotations

from sop_excel.domain.axes import FAMILIES, PRODUCTS, RESOURCES, ROUTES
from sop_excel.domain.problem import Problem
from sop_excel.domain.remembered import remembered
from sop_excel.model.rules import (
    balance,
    calm,
    capacity,
    carry_over,
    classes,
    families,
    firm,
    lateness,
    least_orders,
    load_change,
    lots,
    min_load,
    production,
    purchases,
    routes,
    safety_stock,
    service,
    setups,
    shelf_life,
    shifts,
    sums,
    workforce,
)
from sop_excel.model.rules.rule import DecisionColumn, Limit, Row, Rule

RULES: tuple[Rule, ...] = (
    production.RULE,
    routes.RULE,
    carry_over.RULE,
    setups.RULE,
    families.RULE,
    lots.RULE,
    purchases.RULE,
    least_orders.RULE,
    balance.RULE,
    workforce.RULE,  # whose workers the capacity needs
    shifts.RULE,  # which it needs too
    capacity.RULE,
    load_change.RULE,
    min_load.RULE,
    service.RULE,
    lateness.RULE,
    classes.RULE,
    shelf_life.RULE,
    safety_stock.RULE,
    firm.RULE,
    calm.RULE,
    sums.RULE,
)

_AXES_IN_ORDER = (PRODUCTS, FAMILIES, ROUTES, RESOURCES)


def _place(column: DecisionColumn) -> int:
    return _AXES_IN_ORDER.index(column.axis) if column.axis in _AXES_IN_ORDER else len(_AXES_IN_ORDER)


COLUMNS: tuple[DecisionColumn, ...] = tuple(sorted((column for rule in RULES for column in rule.columns), key=_place))
ROWS: tuple[Row, ...] = tuple(row for rule in RULES for row in rule.rows)
SYMBOLS = {column.name: column.symbol for column in COLUMNS}
AXES = {column.name: column.axis for column in COLUMNS}  # of every family of decisions


@remembered
def in_use(problem: Problem) -> tuple[Rule, ...]:
    """The rules of which the problem has anything."""
    return tuple(rule for rule in RULES if rule.used(problem))


def limits(problem: Problem) -> tuple[Limit, ...]:
    """All limits of the problem that could give way, in the order in which they stand in the elastic model."""
    return tuple(
        sorted((limit for rule in in_use(problem) for limit in rule.limits(problem)), key=lambda limit: limit.kind)
    )
