"""Which inputs of a problem belong together when a difference of cost is shared out among them."""

from __future__ import annotations

from sop_excel.contract import schema
from sop_excel.contract.units import is_money
from sop_excel.domain.said import say

HORIZON, DEMAND, OPENING = "Horizon", "Demand", "Opening stock"
COSTS, CAPACITY, POLICY = "Costs and prices", "Capacity", "Policy"

# In the order in which groups are told, and exchanged one after another where not every order can be tried.
GROUPS = (HORIZON, OPENING, DEMAND, COSTS, CAPACITY, POLICY)

MEANING = {
    HORIZON: say("periods and products that left and came"),
    OPENING: say(
        "initial inventory, backorders and workers, receipts; where time passed, what is otherwise than foreseen"
    ),
    DEMAND: say("the demand of the periods and products that both plans have"),
    COSTS: say("costs of products and resources, prices"),
    CAPACITY: say("resources, routings, routes, setups and lots, bill of materials, limits of all kinds, lead times"),
    POLICY: say("safety stock and cover, final inventory, target stock, firm production, the published plan, settings"),
}

# Money belongs to the costs, and whatever no line says otherwise of to the capacity.
_OF_COLUMNS = {
    "initial_inventory": OPENING,
    "initial_backorders": OPENING,
    "initial_workers": OPENING,
    "safety_stock": POLICY,
    "safety_stock_periods": POLICY,
    "cover_periods": POLICY,
    "final_inventory": POLICY,
    "target_stock": POLICY,
    "max_periods_late": POLICY,
}
_OF_TABLES = {"demand": DEMAND, "receipts": OPENING}
_MONEY = {
    column.key for form in (schema.PRODUCTS, schema.RESOURCES) for column in form.columns if is_money(column.unit)
}


def group_of_column(key: str) -> str:
    """The group of a column of tables Products or Resources, by its key.

    >>> group_of_column("holding_cost"), group_of_column("max_production"), group_of_column("cover_periods")
    ('Costs and prices', 'Capacity', 'Policy')
    """
    return _OF_COLUMNS.get(key, COSTS if key in _MONEY else CAPACITY)


def group_of_table(name: str) -> str:
    """The group of an attribute of the problem that holds a number for every product and period.

    >>> group_of_table("receipts"), group_of_table("firm_production")
    ('Opening stock', 'Policy')
    """
    return _OF_TABLES.get(name, POLICY)
