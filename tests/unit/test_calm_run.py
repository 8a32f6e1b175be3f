"""A workbook with a published plan through the whole command: what is written, told, read back and verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands import sop_excel
from tests.instances.published import Tables
from tests.workbooks import make_workbook, plan_rows

# Making early costs 1 a unit and period. 12 units were published for each period, of which 8 and 16 are needed.
BOOK: Tables = {
    "Products": [["Product", "Production cost", "Holding cost"], ["Fan", 5, 1], ["New", 2, 1]],
    "Demand": [["Product", "Jan", "Feb", "Mar"], ["Fan", 8, 16, 10], ["New", 3, 3, 3]],
    "PublishedPlan": [["Product", "Dec", "Jan", "Feb"], ["Fan", 9, 12, 12], ["Old", 1, 1, 1]],
    "Settings": [["Setting", "Value"], ["Change penalty", 2]],
}


def with_settings(**settings: Any) -> Tables:
    """The book with these settings."""
    rows = [[name.replace("_", " "), value] for name, value in settings.items()]
    return {**BOOK, "Settings": [["Setting", "Value"], *rows]}


def cells(path: Path, sheet: str, *, values: bool = True) -> list[tuple[Any, ...]]:
    """The filled rows of a sheet."""
    rows = openpyxl.load_workbook(path, data_only=values)[sheet].iter_rows(values_only=True)
    return [row for row in rows if any(cell is not None for cell in row)]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book with its plan."""
    path = make_workbook(tmp_path_factory.mktemp("calm") / "book.xlsx", BOOK)
    assert sop_excel("optimize", path).status == 0
    return path


def test_the_sheet_shows_what_was_published_and_what_moved(planned: Path) -> None:
    """Blank where a change has no price, so that the line of the cost summary can be worked out again."""
    rows = {row[:2]: list(row[2:]) for row in cells(planned, "Plan")}
    assert rows["Fan", "Production"][:4] == [12, 12, 10, 34]
    assert rows["Fan", "Published"][:4] == [12, 12, None, 24]
    assert rows["Fan", "Moved"][:4] == [0, 0, 0, 0]
    assert rows["New", "Published"][:4] == [None, None, None, 0]


def test_a_run_tells_what_calm_costs(tmp_path: Path) -> None:
    """In one line of the summary, in the explanation, and with its figures in JSON."""
    told = "Calm costs 4: without the change penalty the plan would cost 188 and move 8 units; with it nothing moves."
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    assert told in sop_excel("optimize", book).out.splitlines()
    assert any(row[2:4] == tuple(told.removesuffix(".").split(": ", 1)) for row in cells(book, "Explanation"))
    answer = sop_excel("optimize", book, "--json").answer
    assert answer["calm"] == {
        "cost": 4.0, "penalty": 0.0, "moved": 0.0, "moved_without": 8.0, "total_cost_without": 188.0, "late": 0.0,
        "late_without": 0.0, "lost": 0.0, "lost_without": 0.0, "missing": 0.0, "missing_without": 0.0, "what": told,
    }  # fmt: skip
    assert "overrides" not in answer


def test_the_costs_of_moves_are_a_line_that_adds_up(tmp_path: Path) -> None:
    """Part of the total cost, of the product's direct cost and of what is minimised."""
    book = make_workbook(tmp_path / "book.xlsx", with_settings(Change_penalty=0.25))
    answer = sop_excel("optimize", book, "--json").answer
    assert answer["costs"] == {"production": 188.0, "plan_changes": 2.0}
    assert (answer["total_cost"], answer["lower_bound"]) == (190.0, 190.0)
    assert ("Plan changes", 2) in [row[:2] for row in cells(book, "Cost summary")]
    assert [row[:3] for row in cells(book, "Checks") if row[0] == "Units moved at the change penalty add up"] == [
        ("Units moved at the change penalty add up", "OK", 0)
    ]
    quantities = [row[1:4] for row in cells(book, "Certificate", values=False) if row[0] == "Published production"]
    assert quantities == [("Fan", "Jan", 12), ("Fan", "Feb", 12)]  # numbers: the table itself goes on to the next plan


@pytest.mark.parametrize("settings", [{}, {"Change_penalty": 2, "Change_periods": 0}])
def test_without_a_price_the_published_plan_leaves_no_trace(settings: dict[str, Any], tmp_path: Path) -> None:
    """No measure, no line, no check, no word."""
    book = make_workbook(tmp_path / "book.xlsx", with_settings(**settings))
    answer = sop_excel("optimize", book, "--json").answer
    assert "calm" not in answer
    assert answer["costs"] == {"production": 188.0}
    assert {row[1] for row in cells(book, "Plan")} & {"Published", "Moved"} == set()
    assert "Units moved at the change penalty add up" not in [row[0] for row in cells(book, "Checks")]


def test_a_scenario_may_have_another_price(tmp_path: Path) -> None:
    """As any setting; beside the base each is compared with its own."""
    scenarios: list[list[Any]] = [
        ["Scenario", "Field", "Item", "Period", "Change", "Value"],
        ["Free", "Change penalty", None, None, "set", 0],
        ["Near", "Change periods", None, None, "set", 1],
    ]
    book = make_workbook(tmp_path / "book.xlsx", {**BOOK, "Scenarios": scenarios})
    compared = sop_excel("optimize", book, "--scenario", "all", "--json").answer["scenarios"]
    assert {one["scenario"]: one["total_cost"] for one in compared} == {"base": 192.0, "Free": 188.0, "Near": 192.0}
    alone = sop_excel("optimize", book, "--scenario", "Free", "--json").answer
    assert alone["costs"] == {"production": 188.0}
    assert "calm" not in alone


def test_the_plan_in_the_sheets_is_verified_with_its_moves(tmp_path: Path) -> None:
    """They are read back from production: 8 of them at 0.25 are part of the cost that is recomputed."""
    book = make_workbook(tmp_path / "book.xlsx", with_settings(Change_penalty=0.25))
    assert sop_excel("optimize", book).status == 0
    ran = sop_excel("verify", book)
    assert ran.status == 0
    assert "The quantities cost 190.00, table CostSummary says 190.00." in ran.out


def test_an_exported_model_names_what_is_made_more_and_less(planned: Path, tmp_path: Path) -> None:
    """For whom reads it, or another solver."""
    assert sop_excel("export", planned, tmp_path / "plan.lp").status == 0
    text = (tmp_path / "plan.lp").read_text()
    assert "calm(Fan,Jan): less(Fan,Jan) - more(Fan,Jan) + make(Fan,Jan) = 12" in text


def test_the_price_of_an_override_is_told(tmp_path: Path) -> None:
    """In the explanation and in JSON; what is firm and not in the way has none."""
    book = make_workbook(
        tmp_path / "book.xlsx",
        {**BOOK, "FirmProduction": [["Product", "Jan", "Mar"], ["Fan", 20, 1], ["New", 1, None]]},
    )
    answer = sop_excel("optimize", book, "--json").answer
    assert answer["overrides"] == [{"item": "Fan", "cells": [{"period": "Jan", "units": 20.0}], "cost": 32.0}]
    (said,) = [row for row in cells(book, "Explanation") if "Firm production of Fan" in str(row[2])]
    assert said[2] == "Firm production of Fan (20 in Jan) costs 32"


def test_a_plan_that_is_published_keeps_its_checks_and_its_certificate(tmp_path: Path) -> None:
    """The table then has this very plan; planned anew, it is the same plan, and moves nothing."""
    book = make_workbook(tmp_path / "book.xlsx", with_settings(Change_penalty=0.25))
    assert sop_excel("optimize", book).status == 0
    made = plan_rows(book)["Fan", "Production"]
    opened = openpyxl.load_workbook(book)
    for cell, units in zip(opened["PublishedPlan"]["C2:D2"][0], made, strict=False):
        cell.value = units
    published = tmp_path / "published.xlsx"
    opened.save(published)
    written = [
        cell for sheet in ("Checks", "Certificate") for row in cells(published, sheet, values=False) for cell in row
    ]
    formulas = [cell for cell in written if isinstance(cell, str) and cell.startswith("=")]
    assert len(formulas) > 20
    assert [text for text in formulas if "PublishedPlan" in text] == []
    answer = sop_excel("optimize", published, "--json").answer
    assert answer["costs"] == {"production": 188.0}
    assert plan_rows(published)["Fan", "Production"] == made
