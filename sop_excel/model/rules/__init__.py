"""The rules of the planning model, one file a family; everything else loops over them.

Their order is that of the model's rows. Its columns are those of products first, then those of families and of
resources, then those along other axes.
"""

from __future__ import annotations

from sop_excel.domain.axes import FAMILIES, PRODUCTS, RESOURCES
from sop_excel.domain.problem import Problem
from sop_excel.model.rules import (
    balance,
    calm,
    capacity,
    carry_over,
    families,
    firm,
    lateness,
    least_orders,
    load_change,
    lots,
    min_load,
    production,
    purchases,
    safety_stock,
    service,
    setups,
    shelf_life,
    sums,
    workforce,
)
from sop_excel.model.rules.rule import DecisionColumn, Limit, Row, Rule

RULES: tuple[Rule, ...] = (
    production.RULE,
    carry_over.RULE,
    setups.RULE,
    families.RULE,
    lots.RULE,
    purchases.RULE,
    least_orders.RULE,
    balance.RULE,
    workforce.RULE,  # whose workers the capacity needs
    capacity.RULE,
    load_change.RULE,
    min_load.RULE,
    service.RULE,
    lateness.RULE,
    shelf_life.RULE,
    safety_stock.RULE,
    firm.RULE,
    calm.RULE,
    sums.RULE,
)

_FIRST_AXES = (PRODUCTS, FAMILIES, RESOURCES)


def _place(column: DecisionColumn) -> int:
    return _FIRST_AXES.index(column.axis) if column.axis in _FIRST_AXES else len(_FIRST_AXES)


COLUMNS: tuple[DecisionColumn, ...] = tuple(sorted((column for rule in RULES for column in rule.columns), key=_place))
ROWS: tuple[Row, ...] = tuple(row for rule in RULES for row in rule.rows)
AXES = {column.name: column.axis for column in COLUMNS}  # of every family of decisions


def in_use(problem: Problem) -> tuple[Rule, ...]:
    """The rules of which the problem has anything."""
    return tuple(rule for rule in RULES if rule.used(problem))


def limits(problem: Problem) -> tuple[Limit, ...]:
    """All limits of the problem that could give way, in the order in which they stand in the elastic model."""
    return tuple(
        sorted((limit for rule in in_use(problem) for limit in rule.limits(problem)), key=lambda limit: limit.kind)
    )
