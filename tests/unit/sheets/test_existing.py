"""Output tables that are already there (rule O4)."""

from __future__ import annotations

import pytest

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.schema import OUTPUT_FORMS
from sop_excel.domain.table import Table
from sop_excel.sheets.existing import foreign_columns
from sop_excel.spreadsheet.placed_tables import SheetPlaces


def table(name: str, headers: list[str], rows: list[list[str]] | None = None) -> Table:
    """A table at A1 of a sheet of its own name."""
    return Table(name, headers, rows or [], SheetPlaces(name, 1, 1))


def told(tables: dict[str, Table], periods: list[str]) -> list[str]:
    """The lines that the planner sees."""
    return [str(issue) for issue in foreign_columns(tables, periods)]


def test_a_table_of_our_form_is_ours() -> None:
    """With the periods of the plan to come."""
    assert told({"Plan": table("Plan", ["Product", "Measure", "Jan", "Feb", "Total"])}, ["Jan", "Feb"]) == []


def test_periods_of_the_plan_before_are_ours_too() -> None:
    """They stand in RunInfo, so that the horizon can roll on."""
    before = table("RunInfo", ["Field", "Value"], [["Periods", "Dec | Jan"]])
    plan = table("Plan", ["Product", "Measure", "Dec", "Jan", "Total"])
    assert told({"Plan": plan, "RunInfo": before}, ["Jan", "Feb"]) == []
    assert len(told({"Plan": plan}, ["Jan", "Feb"])) == 1


def test_a_table_of_another_form_is_a_clash() -> None:
    """Our name on a planner's own table."""
    assert told({"Plan": table("Plan", ["Task", "Owner"])}, ["Jan"]) == [
        (
            "Plan!A1: Plan: expected the headers Product, Measure, <periods>, Total, found Task, Owner; "
            "rename this table: Plan is where the plan is written"
        )
    ]


def test_a_column_of_the_planner_is_refused_by_name() -> None:
    """In a wide table and in one that is not."""
    plan = table("Plan", ["Product", "Measure", "Jan", "My note", "Total"])
    costs = table("CostSummary", ["Cost", "Amount", "Share", "Budget"])
    advice = "move it out of this table, which is written anew with every plan, or delete it"
    assert told({"Plan": plan, "CostSummary": costs}, ["Jan"]) == [
        f"Plan!D1: Plan[My note]: expected only columns of the plan, found the column 'My note'; {advice}",
        f"CostSummary!D1: CostSummary[Budget]: expected only columns of the plan, found the column 'Budget'; {advice}",
    ]


def test_a_column_behind_the_total_is_the_planners_too() -> None:
    """Wherever it stands in the table."""
    plan = table("Plan", ["Product", "Measure", "Jan", "Total", "Owner"])
    assert [line.split(":")[1] for line in told({"Plan": plan}, ["Jan"])] == [" Plan[Owner]"]


@pytest.mark.parametrize("form", OUTPUT_FORMS, ids=lambda form: form.name)
def test_a_table_that_lacks_one_of_our_columns_is_ours(form: OutputForm) -> None:
    """An older version did not write it: whichever column it is, as long as another one is there."""
    headers = list(form.headers(["Jan"]))
    for gone in (header for header in headers if header != "Jan"):
        others = [header for header in headers if header != gone]
        if set(others) - {"Jan"}:
            assert told({form.name: table(form.name, others)}, ["Jan"]) == [], gone


def test_a_table_with_one_of_our_columns_among_others_may_be_the_planners() -> None:
    """Its own columns are named, and that the table may keep them under another name."""
    advice = (
        "move it out of this table, which is written anew with every plan, or delete it; "
        "if the table is yours, rename it: CostSummary is where the plan is written"
    )
    assert told({"CostSummary": table("CostSummary", ["Cost", "Owner"])}, ["Jan"]) == [
        f"CostSummary!B1: CostSummary[Owner]: expected only columns of the plan, found the column 'Owner'; {advice}"
    ]
