"""The opening state of a plan that moves on, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sop_excel.domain.table import Filling, Nowhere, Table, Value
from sop_excel.errors import InputError
from sop_excel.planning import Options, plan_tables
from sop_excel.preparing.chain import as_tables
from sop_excel.preparing.prepared import Prepared
from sop_excel.preparing.roll import RollOptions, roll_tables
from sop_excel.spreadsheet.raw_sheet import RawSheet

PERIODS = ["2026-01", "2026-02", "2026-03"]
Tables = dict[str, Table]


def tables(products: Sequence[Mapping[str, Value]], demand: Sequence[float], **others: list[list[Value]]) -> Tables:
    """Products of the same demand, planned."""
    headers = list(dict.fromkeys(name for product in products for name in product))
    rows: dict[str, list[list[Any]]] = {
        "Products": [headers, *[[product.get(name) for name in headers] for product in products]],
        "Demand": [["Product", *PERIODS], *[[product["Product"], *demand] for product in products]],
        **others,
    }
    inputs = {name: Table(name, [str(one) for one in head], cells, Nowhere()) for name, (head, *cells) in rows.items()}
    return {**inputs, **as_tables(plan_tables(inputs, Options()).outputs)}


def rolled(of: Tables, *came: list[Value], periods: int = 1) -> Prepared:
    sheets = [RawSheet("came", came)] if came else []
    return roll_tables(of, "plan", RollOptions(periods), sheets)


def filling(prepared: Prepared, table: str) -> Filling:
    return next(one for one in prepared.fillings if one.table == table)


LATE: dict[str, Value] = {
    "Product": "A",
    "Initial inventory": 2.0,
    "Production cost": 1.0,
    "Max production": 5.0,
    "Backorder cost": 1.0,
}


def test_late_demand_is_open_before_the_next_period() -> None:
    """7 can be delivered of 10, so 3 are late; the actuals may say otherwise."""
    of = tables([LATE], [10.0, 1.0, 1.0])
    assert filling(rolled(of), "Products").rows == {"A": (0.0, 3.0)}
    came = rolled(of, ["Product", "Backorders"], ["A", 1.0])
    assert filling(came, "Products").rows == {"A": (0.0, 1.0)}
    assert "Inventory is the plan's where the actuals say none: A" in came.notes


def test_late_demand_of_a_product_that_is_never_late_is_left_out() -> None:
    of = tables([{"Product": "A", "Initial inventory": 9.0, "Production cost": 1.0}], [1.0, 1.0, 1.0])
    came = rolled(of, ["Product", "Backorders"], ["A", 4.0])
    assert filling(came, "Products").rows == {"A": (8.0,)}
    assert any("without a Backorder cost are left out" in note for note in came.notes)


def test_what_was_ordered_outside_is_on_its_way_as_what_was_started() -> None:
    """Nothing is made: the 5 of March are ordered in January, two periods before, and become a receipt of March."""
    bought: dict[str, Value] = {
        "Product": "A", "Initial inventory": 2.0, "Max production": 0.0, "Subcontract cost": 1.0,
        "Subcontract lead time": 2.0, "Holding cost": 1.0,
    }  # fmt: skip
    came = rolled(tables([bought], [1.0, 1.0, 5.0]))
    assert filling(came, "Receipts").cells == {("A", "2026-03"): 5.0}


def test_what_was_started_arrives_after_its_lead_time_and_what_was_due_has_come() -> None:
    """Two periods are over: of a lead time of two, both starts are on their way, and add to what is known."""
    slow: dict[str, Value] = {"Product": "A", "Initial inventory": 2.0, "Production cost": 1.0, "Lead time": 2.0}
    of = tables([slow], [1.0, 1.0, 5.0], Receipts=[["Product", "2026-01", "2026-03"], ["A", 1.0, 2.0]])
    came = rolled(of, ["Product", "Production 2026-01", "Production 2026-02"], ["A", 4.0, 6.0], periods=2)
    assert filling(came, "Receipts").cells == {("A", "2026-03"): 6.0, ("A", "2026-04"): 6.0}
    assert (
        "Receipts of 2026-01 and 2026-02 count as arrived (1 in all): enter again what is still to come" in came.notes
    )


@pytest.mark.parametrize("table", ["Products", "Demand"])
def test_a_plan_of_other_inputs_or_altered_by_hand_is_no_start(table: str) -> None:
    of = tables([LATE], [10.0, 1.0, 1.0])
    rows = [[value + 1.0 if n == 1 and isinstance(value, float) else value for n, value in enumerate(row)]
            for row in of[table].rows]  # fmt: skip
    other = {**of, table: Table(table, of[table].headers, rows, Nowhere())}
    with pytest.raises(InputError, match=f"changed since it was made: {table}"):
        rolled(other)
    came = rolled(other, ["Product", "Inventory", "Backorders"], ["A", 4.0, 0.0])
    assert filling(came, "Products").rows == {"A": (4.0,)}
    plan = [[7.0 if value == 5.0 else value for value in row] for row in of["Plan"].rows]
    with pytest.raises(InputError, match="changed since it was made: Plan"):
        rolled({**of, "Plan": Table("Plan", of["Plan"].headers, plan, Nowhere())})


def test_plan_and_actual_stay_beside_each_other_when_the_plan_moves_on() -> None:
    """What was told of earlier periods stays above."""
    headers = ["Product", "Measure", "Period", "Plan", "Actual", "Difference"]
    earlier: list[Value] = ["A", "Demand", "2025-12", 1.0, 2.0, 1.0]
    of = tables([LATE], [10.0, 1.0, 1.0])
    of["PlanAndActual"] = Table("PlanAndActual", headers, [earlier], Nowhere())
    [table] = rolled(of, ["Product", "Demand", "Inventory"], ["A", 8.0, 0.0]).outputs
    assert [list(row) for row in table.rows] == [
        earlier,
        ["A", "Demand", "2026-01", 10.0, 8.0, -2.0],
        ["A", "Inventory", "2026-01", 0.0, 0.0, 0.0],
    ]
    assert rolled(of).outputs == ()


def test_the_forecast_may_call_its_periods_otherwise() -> None:
    """By ISO months, where the plan has words; what comes back is no demand."""
    of = tables([LATE], [10.0, 1.0, 1.0])
    headers = ["Product", "Method", "Measure", "Mar 2026", "Apr 2026", "May 2026"]
    rows: list[list[Value]] = [["A", "SES", "Low", 1.0, 1.0, 1.0], ["A", "SES", "Mean", 2.0, 7.5, -1.0]]
    of["Forecast"] = Table("Forecast", headers, rows, Nowhere())
    assert filling(rolled(of, periods=2), "Demand").cells == {("A", "2026-04"): 7.5, ("A", "2026-05"): 0.0}


CREW: list[list[Value]] = [
    ["Resource", "Kind", "Hours per worker", "Cost per worker", "Hire cost"],
    ["Line", None, None, None, None],
    ["Crew", "workforce", 5.0, 9.0, 1.0],
]


def test_the_workers_of_the_plan_are_there_before_the_next_period() -> None:
    """Two of them make 10 units; a line has none."""
    made: dict[str, Value] = {"Product": "A", "Production cost": 1.0, "Holding cost": 9.0}
    crew: dict[str, list[list[Value]]] = {
        "Resources": CREW,
        "Routings": [["Product", "Resource", "Usage"], ["A", "Crew", 1.0]],
    }
    of = tables([made], [10.0, 20.0, 5.0], **crew)
    moved = filling(rolled(of), "Resources")
    assert (moved.columns, moved.rows) == (("Initial workers",), {"Crew": (2.0,)})
    assert filling(rolled(of, periods=2), "Resources").rows == {"Crew": (4.0,)}


def test_workers_of_whom_no_plan_tells_are_asked_for() -> None:
    """The actuals tell of products alone."""
    made: dict[str, Value] = {"Product": "A", "Production cost": 1.0}
    of = tables([made], [10.0, 20.0, 5.0], Resources=CREW)
    del of["Plan"]
    came = rolled(of, ["Product", "Inventory"], ["A", 1.0])
    assert not [one for one in came.fillings if one.table == "Resources"]
    assert "Initial workers of Crew stay as they were: no plan says how many there were in 2026-01" in came.notes


def test_what_is_good_of_what_was_started_has_no_noise_of_its_rounding() -> None:
    """0.8 of 19.5 are 15.6, in the receipts and in what is told; the product in doubles is 15.600000000000001."""
    made: dict[str, Value] = {"Product": "A", "Yield": 0.8, "Lead time": 1.0, "Initial inventory": 4.0}
    of = tables([made | {"Production cost": 1.0, "Holding cost": 1.0}], [4.0, 15.6, 0.0])
    moved = rolled(of)
    assert filling(moved, "Receipts").cells == {("A", "2026-02"): 15.6}
    assert "A: inventory 0, arriving 15.6 in 2026-02" in moved.details


def test_what_the_plan_leaves_set_up_is_told_as_it_is_set_up_anew() -> None:
    """With carry-over one setup serves all periods; nothing is set up before the first one of a plan that moved on."""
    made: dict[str, Value] = {"Product": "A", "Production cost": 1.0, "Holding cost": 9.0, "Setup cost": 5.0}
    told = "Left set up at the end of 2026-01, and set up anew, as nothing is before the first period: A"
    settings: list[list[Value]] = [["Setting", "Value"], ["Setup carry-over", "yes"]]
    assert told in rolled(tables([made], [10.0, 20.0, 5.0], Settings=settings)).notes
    assert told not in rolled(tables([made], [10.0, 20.0, 5.0])).notes
