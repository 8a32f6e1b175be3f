"""Table PlanAndActual: a plan beside what came of it."""

from __future__ import annotations

from dataclasses import replace

from sop_excel.comparing.actuals import Actual, plan_and_actual
from sop_excel.domain.table import Nowhere, OutputTable, Table
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.plan_numbers import plan_numbers
from tests.tables import small_book


def _plan() -> Table:
    """The plan of products A and B over Jan, Feb and Mar: what is demanded is made."""
    outputs = plan_tables(small_book(), Options()).outputs
    return _as_table(next(one for one in outputs if one.name == "Plan"))


def _as_table(output: OutputTable) -> Table:
    return Table(output.name, output.headers, output.rows, Nowhere())


def test_each_actual_stands_beside_what_was_planned() -> None:
    told = plan_and_actual(_plan(), [Actual("A", "Demand", "Jan", 12.0), Actual("A", "Production", "Jan", 9.0)])
    assert told.rows == (("A", "Demand", "Jan", 10.0, 12.0, 2.0), ("A", "Production", "Jan", 10.0, 9.0, -1.0))


def test_what_was_not_shown_was_planned_as_nothing() -> None:
    """The plan has no row of lost sales, since it loses none."""
    told = plan_and_actual(_plan(), [Actual("A", "Lost sales", "Jan", 3.0)])
    assert told.rows == (("A", "Lost sales", "Jan", 0.0, 3.0, 3.0),)


def test_what_is_not_shown_since_it_is_demand_was_planned_as_demand() -> None:
    """The plan has no rows of sales and deliveries where they are what is demanded, and does not sell nothing."""
    told = plan_and_actual(_plan(), [Actual("A", "Sales", "Jan", 12.0), Actual("A", "Delivered", "Jan", 9.0)])
    assert [row[3:] for row in told.rows] == [(10.0, 12.0, 2.0), (10.0, 9.0, -1.0)]


def test_what_was_not_planned_has_a_blank_plan_and_no_difference() -> None:
    actuals = [Actual("C", "Demand", "Jan", 5.0), Actual("A", "Demand", "Apr", 5.0), Actual("A", "Returns", "Jan", 5.0)]
    told = plan_and_actual(_plan(), actuals)
    assert [row[3:] for row in told.rows] == [(None, 5.0, None)] * 3


def test_without_a_plan_the_actuals_still_stand() -> None:
    """A blanked plan (rule O5) is none."""
    plan = _plan()
    blank = replace(plan, rows=[(*row[:2], *[None] * (len(row) - 2)) for row in plan.rows])
    for former in (None, blank):
        told = plan_and_actual(former, [Actual("A", "Demand", "Jan", 12.0)])
        assert told.rows == (("A", "Demand", "Jan", None, 12.0, None),)


def test_earlier_periods_stay_and_one_told_again_is_told_anew() -> None:
    first = plan_and_actual(_plan(), [Actual("A", "Demand", "Jan", 12.0), Actual("B", "Demand", "Jan", 1.0)])
    again = plan_and_actual(
        _plan(), [Actual("A", "Demand", "Feb", 19.0), Actual("A", "Demand", "Jan", 11.0)], _as_table(first)
    )
    assert again.rows == (
        ("B", "Demand", "Jan", 1.0, 1.0, 0.0),
        ("A", "Demand", "Feb", 20.0, 19.0, -1.0),
        ("A", "Demand", "Jan", 10.0, 11.0, 1.0),
    )  # fmt: skip


def test_the_numbers_of_a_plan_are_found_by_the_names_of_its_periods() -> None:
    numbers = plan_numbers(_plan())
    assert numbers is not None
    assert numbers.periods == ("Jan", "Feb", "Mar")
    assert numbers.of("B", "Demand").tolist() == [1.0, 2.0, 3.0]
    assert numbers.at("B", "Demand", "Mar") == 3.0
