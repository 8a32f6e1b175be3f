"""What ``-q`` leaves of each command: errors, and the answer in short."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.shipped import TEMPLATES, resource
from tests.commands import sop_excel
from tests.workbooks import make_workbook

WRONG: dict[str, list[list[object]]] = {
    "Products": [["Product", "Holding cost"], ["A", -1]],
    "Demand": [["Product", "Jan"], ["A", 5]],
}
NOTED: dict[str, list[list[object]]] = {
    "Products": [["Product", "Holding cost", "Colour"], ["A", 1, "red"]],
    "Demand": [["Product", "Jan", "Notes"], ["A", 5, None]],
    "Settings": [["Setting", "Value"], ["Plan name", "p"]],
}
NO_PLAN: dict[str, list[list[object]]] = {
    "Products": [["Product", "Holding cost", "Max production"], ["A", 1, 3]],
    "Demand": [["Product", "Jan", "Feb"], ["A", 3, 5]],
}


def test_of_a_plan_its_cost_and_proof_are_left(tmp_path: Path) -> None:
    """In one line that the usual answer has too; of all scenarios their table besides."""
    book, out = resource(TEMPLATES["single"]), tmp_path / "out.xlsx"
    usual = sop_excel("optimize", book, "-o", out)
    quiet = sop_excel("optimize", book, "-o", out, "--force", "-q")
    assert (usual.status, quiet.status, quiet.err) == (0, 0, "")
    assert quiet.out.splitlines() == [line for line in usual.out.splitlines() if line.startswith("Status: ")]
    every = sop_excel("optimize", book, "-o", out, "--force", "--quiet", "--scenario", "all")
    assert [line.split("  ")[0] for line in every.out.splitlines()[1:3]] == [
        "Scenario",
        "-" * len(every.out.splitlines()[1]),
    ]


def test_notes_are_left_out_and_json_is_what_it_was(tmp_path: Path) -> None:
    """The notes are in the object all the same."""
    book, out = make_workbook(tmp_path / "book.xlsx", NOTED), tmp_path / "out.xlsx"
    usual, quiet = (sop_excel("optimize", book, "-o", out, "--force", "--json", *more) for more in ((), ("-q",)))
    assert "note: " in usual.err
    assert quiet.err == ""
    volatile = {"seconds": None}
    assert quiet.answer | volatile == usual.answer | volatile
    assert quiet.answer["warnings"]


@pytest.mark.parametrize(("tables", "status"), [(WRONG, 2), (NO_PLAN, 3)])
def test_errors_and_why_there_is_no_plan_stay(
    tables: dict[str, list[list[object]]], status: int, tmp_path: Path
) -> None:
    """With their exit status; only notes are left out."""
    book, out = make_workbook(tmp_path / "book.xlsx", tables), tmp_path / "out.xlsx"
    usual, quiet = (sop_excel("optimize", book, "-o", out, "--force", *more) for more in ((), ("-q",)))
    assert (usual.status, quiet.status, quiet.out) == (status, status, usual.out)
    lines = [line for line in usual.err.splitlines() if not line.startswith("note: ")]
    assert quiet.err.splitlines() == lines
    assert lines


def test_an_answer_that_was_asked_for_stays_whole(tmp_path: Path) -> None:
    """Sentences of an explanation, the verdict of a verification, what a check has found."""
    book = tmp_path / "out.xlsx"
    sop_excel("optimize", resource(TEMPLATES["single"]), "-o", book)
    for command, left in (("explain", slice(None)), ("check", slice(None)), ("verify", slice(-1, None))):
        usual, quiet = sop_excel(command, book), sop_excel(command, book, "-q")
        assert quiet.status == usual.status == 0
        assert quiet.out.splitlines() == usual.out.splitlines()[left]


def test_a_step_before_the_plan_says_where_it_wrote(tmp_path: Path) -> None:
    """And nothing of what it did."""
    sales, book = tmp_path / "sales.csv", tmp_path / "history.xlsx"
    made = sop_excel("new", "sales", sales, "-q").out
    assert made == f"{sales}: a sales history as other programs export it, faults included\n"
    quiet = sop_excel("clean", sales, "-o", book, "-q", "--day-first", "--decimal", "comma")
    assert (quiet.status, quiet.out, quiet.err) == (0, f"Workbook: {book}\n", "")
