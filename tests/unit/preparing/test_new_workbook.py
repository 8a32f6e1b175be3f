"""The workbook that a sales history becomes is planned for the periods that are filled into it."""

from __future__ import annotations

from pathlib import Path

from sop_excel.domain.table import Filling
from sop_excel.hosts.xlsx.prepares import prepare_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.preparing.prepared import Prepared
from sop_excel.shipped import DEMAND_DONOR, resource
from tests.commands import sop_excel
from tests.workbooks import plan_rows, read_table

PERIODS = ("2026-W10", "2026-W11", "2026-W12")  # nothing like the months that the empty workbook shows


def test_its_first_plan_takes_the_place_of_the_blank_one(tmp_path: Path) -> None:
    """The columns of the blank plan are ours, whatever periods come."""
    target = tmp_path / "plan.xlsx"
    fillings = (
        Filling(
            "Products", "Product", ("Production cost", "Initial inventory", "Safety stock"), {"A": (5.0, 0.0, 2.0)}
        ),
        Filling("Demand", "Product", PERIODS, {"A": (10.0, 20.0, 30.0)}, periods=True),
    )
    donor = resource(DEMAND_DONOR)
    prepare_workbook(lambda: Workbook.open(donor), target, lambda _: Prepared((), fillings))
    ran = sop_excel("optimize", target)
    assert (ran.status, ran.err) == (0, "")
    assert read_table(target, "Plan")[0] == ["Product", "Measure", *PERIODS, "Total"]
    assert plan_rows(target)["A", "Production"] == [12.0, 20.0, 30.0]
