"""The article's what-if as scenarios: on its own data nothing moves, and when it does."""

from __future__ import annotations

import numpy as np

from sop_excel.domain.plan import Plan
from sop_excel.domain.table import Value
from sop_excel.sheets.read import read_problems
from tests.instances.published import ARTICLE_LP, THREE_PRODUCTS, Instance
from tests.plans import planned
from tests.scenarios import scenarios
from tests.tables import table

DEAR_STORAGE: list[Value] = ["Dear storage", "Holding cost", None, None, "set", 50.0]
CHEAP_MAKING: list[Value] = ["Cheap making", "Production cost", None, None, "set", 0.01]


def plans(instance: Instance, *rows: list[Value], period_data: tuple[list[Value], ...] = ()) -> dict[str, Plan]:
    """The plan of every scenario of a published problem."""
    tables = {
        name: table(name, [str(header) for header in cells[0]], *([_typed(cell) for cell in row] for row in cells[1:]))
        for name, cells in instance.tables.items()
    }
    tables["Scenarios"] = scenarios(*rows)
    if period_data:
        tables["PeriodData"] = table("PeriodData", ["Field", "Item", "Period", "Value"], *period_data)
    problems, _ = read_problems(tables, instance.name)
    return {problem.scenario: planned(problem) for problem in problems}


def _typed(cell: Value) -> Value:
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def test_on_the_article_s_data_neither_price_changes_a_quantity() -> None:
    """A holding cost of 50 empties no warehouse, a production cost of 0.01 fills none; only the amounts change.

    Costs are the same in every month, so a unit is never cheaper to make early than late, and the plan makes each as
    late as the safety stock of 29.75 allows. Its inventory is at that floor in every month already, which no holding
    cost can lower, and what it makes is what demand and floor leave to be made in any plan: 138 + 29.75, no less.
    """
    found = plans(ARTICLE_LP, DEAR_STORAGE, CHEAP_MAKING)
    base = found["base"]
    assert (base.inventory == base.problem.products.safety_stock).all()
    assert base.production.sum() == base.problem.demand.sum() + 29.75 - 100
    for name in ("Dear storage", "Cheap making"):
        assert (found[name].production == base.production).all()
        assert (found[name].inventory == base.inventory).all()
        assert found[name].status == "optimal"
    assert base.total_cost == 2213.0
    assert found["Dear storage"].costs == {"production": 1677.5, "holding": 357 * 50.0}
    assert found["Cheap making"].costs["production"] == 167.75 * 0.01


def test_a_holding_cost_empties_the_warehouse_where_it_was_filled_for_a_reason() -> None:
    """December at 40 a unit: its 39 units are made in November at 10 and kept for 1.50; not when keeping costs 50."""
    dear_december: list[Value] = ["Production cost", "SKU-001", "2025-12", 40.0]
    found = plans(ARTICLE_LP, DEAR_STORAGE, period_data=(dear_december,))
    base, dear = found["base"], found["Dear storage"]
    assert base.production[0, -2:].tolist() == [39.0, 0.0]
    assert base.inventory[0, -2] == 29.75 + 39
    assert dear.production[0, -2:].tolist() == [0.0, 39.0]
    assert (dear.inventory == dear.problem.products.safety_stock).all()


def test_a_low_production_cost_makes_in_bulk_where_it_does_not_last() -> None:
    """At 0.01 in January alone May's 8 units cost 6.01 with 4 months of storage, December's 39 16.51 with 11."""
    sale: list[Value] = ["January sale", "Production cost", None, "2025-01", "set", 0.01]
    found = plans(ARTICLE_LP, sale)
    made = found["January sale"].production - found["base"].production
    assert np.flatnonzero(made).tolist() == [0, 4]
    assert made[0, [0, 4]].tolist() == [8.0, -8.0]


def test_a_holding_cost_changes_what_is_built_early_where_capacity_binds() -> None:
    """In the factory SKU-001 is pre-built, since it costs 2 to keep and SKU-003 costs 3; at 4 it is SKU-003."""
    found = plans(THREE_PRODUCTS, ["Dear SKU-001", "Holding cost", "SKU-001", None, "set", 4.0])
    base, dear = found["base"], found["Dear SKU-001"]
    floor = base.problem.products.safety_stock
    above = {name: (plan.inventory - floor).sum(axis=1) for name, plan in found.items()}
    assert above["base"][0] > above["base"][2]
    assert above["Dear SKU-001"][2] > above["Dear SKU-001"][0]
    assert dear.production.sum() == base.production.sum()
    assert base.total_cost == 2128139.0
    assert base.total_cost < dear.total_cost < base.total_cost + 2 * base.inventory[0].sum()
