"""The command line: its answers, its exit status, and that files are never harmed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.commands import sop_excel, sop_excel_process
from tests.forking import COLD, command
from tests.workbooks import Rows, make_workbook, plan_rows, read_table

GOOD: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Holding cost"], ["Fan", 5, 1]],
    "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
}
JSON_KEYS = {
    "status", "scenario", "currency", "total_cost", "revenue", "profit", "objective", "costs", "lower_bound", "gap",
    "solver", "seconds", "output", "warnings", "own_rule",
}  # fmt: skip


def test_the_json_answer_has_every_key_of_the_contract_and_nothing_else_is_on_stdout(tmp_path: Path) -> None:
    """30 units at 5, made when they are needed."""
    book = make_workbook(tmp_path / "book.xlsx", GOOD)
    ran = sop_excel("optimize", book, "--json")
    assert ran.status == 0
    assert set(ran.answer) == JSON_KEYS
    assert ran.answer | {"seconds": 0, "output": "", "solver": ""} == {
        "status": "optimal", "scenario": "base", "currency": "EUR", "total_cost": 150.0, "revenue": 0.0, "profit": None,
        "objective": 150.0, "costs": {"production": 150.0}, "lower_bound": 150.0, "gap": 0.0, "solver": "",
        "seconds": 0, "output": "", "warnings": [],
        "own_rule": {
            "rule": "forward coverage", "periods": 1.0, "total_cost": 260.0, "difference": 110.0, "units_short": 0.0,
            "sentence": (
                "Planning by 1 period of forward coverage would cost 260 EUR, 110 (73 %) more: it keeps 17.5 units "
                "more in stock on average and ends with 15 units more, which cost 75 to make."
            ),
        },
    }  # fmt: skip
    assert set(ran.answer["seconds"]) == {"read", "solve", "certify", "explain", "write"}
    assert ran.answer["output"] == str(book)


@pytest.mark.parametrize("words", [["check"], ["optimize", "--json"], ["check", "--hepl"], ["optimize", "--help"]])
@pytest.mark.parametrize("cost", [5, -5])
def test_a_process_of_its_own_says_the_same_as_a_call(words: list[str], cost: float, tmp_path: Path) -> None:
    """Status, both streams and the workbook: the tests below call, which saves the start of a process each time."""
    ran, files = [], []
    for run in (sop_excel, partial(sop_excel_process, start=COLD)):
        products: Rows = [["Product", "Production cost"], ["Fan", cost]]
        book = make_workbook(tmp_path / "book.xlsx", {**GOOD, "Products": products})
        found = run(words[0], book, *words[1:])
        ran.append((found.status, re.sub(r'"seconds": {.*?}', "", found.out), found.err))
        files.append(plan_rows(book) if ("--json" in words and cost > 0) else {})
    assert ran[0] == ran[1]
    assert files[0] == files[1]


def test_without_json_the_terminal_shows_plan_costs_bound_and_file(tmp_path: Path) -> None:
    """A planner sees the answer without opening the workbook."""
    book = make_workbook(tmp_path / "book.xlsx", GOOD)
    ran = sop_excel("optimize", book, "-o", tmp_path / "out.xlsx")
    assert ran.status == 0
    for part in ("Fan", "Jan", "Production", "Total cost", "150.00", "lower bound 150.00", str(tmp_path / "out.xlsx")):
        assert part in ran.out
    assert ran.err == ""


def test_every_problem_of_the_input_is_told_at_once_on_stderr_and_in_json(tmp_path: Path) -> None:
    """Two mistakes, two lines, exit 2, and the workbook as it was."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost"], ["Fan", -5]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, "n/a"]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    before = book.read_bytes()
    ran = sop_excel("optimize", book, "--json")
    assert ran.status == 2
    assert ran.answer["status"] == "input error"
    assert ran.answer["issues"] == ran.err.splitlines()
    assert len(ran.answer["issues"]) == 2
    assert ran.answer["issues"][1] == (
        "Demand!C2: Demand[Feb]: expected a number >= 0, found 'n/a'; clear the cell for no demand"
    )
    assert book.read_bytes() == before


def test_like_problems_are_one_line_on_stderr_and_in_json(tmp_path: Path) -> None:
    """Of 60 numbers typed as text nobody wants 60 lines."""
    codes = [f"P{n}" for n in range(20)]
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost"], *([code, 5] for code in codes)],
        "Demand": [["Product", "Jan", "Feb", "Mar"], *([code, "1", "2", "3"] for code in codes)],
    }
    ran = sop_excel("check", make_workbook(tmp_path / "book.xlsx", tables), "--json")
    assert ran.status == 2
    assert ran.answer["issues"] == ran.err.splitlines()
    assert [issue.split(": expected")[0] for issue in ran.answer["issues"]] == ["Demand!B2:D21: Demand[[Jan]:[Mar]]"]


def test_check_lists_the_problems_without_solving(tmp_path: Path) -> None:
    """Exit 2 and the line for a bad workbook, exit 0 and a sentence for a good one."""
    bad = make_workbook(tmp_path / "bad.xlsx", {"Demand": GOOD["Demand"]})
    ran = sop_excel("check", bad)
    assert ran.status == 2
    assert ran.err.startswith("Products: expected a table named Products, found none; ")
    good = sop_excel("check", make_workbook(tmp_path / "good.xlsx", GOOD))
    assert good.status == 0
    assert "1 product, 2 periods" in good.out


def test_check_says_that_no_plan_exists_where_that_is_seen_without_solving(tmp_path: Path) -> None:
    """30 wanted at once where 20 can be made: exit 3, in JSON too; with 30 that can be made there is no problem."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 20]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 30, 10]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    reason = "Fan needs 30 units by the end of Jan (demand of 30), but at most 20 can be there (production 20)."
    ran = sop_excel("check", book)
    assert (ran.status, ran.err) == (3, f"note: {reason}\n")
    assert ran.out == (
        f"{book}: no plan exists; sop-excel optimize finds what would make one possible "
        "(1 product, 2 periods, 1 note)\n"
    )
    ran = sop_excel("check", book, "--json")
    assert ran.status == 3
    assert ran.answer == {"status": "infeasible", "products": 1, "periods": 2, "warnings": [reason]}
    tables["Products"] = [["Product", "Production cost", "Max production"], ["Fan", 5, 30]]
    ran = sop_excel("check", make_workbook(tmp_path / "good.xlsx", tables), "--json")
    assert (ran.status, ran.answer["status"]) == (0, "ok")
    tables["Products"] = [["Product", "Production cost", "Safety stock", "Max inventory"], ["Fan", 5, 30, 29]]
    ran = sop_excel("check", make_workbook(tmp_path / "full.xlsx", tables))
    assert (ran.status, ran.err) == (
        3,
        "note: Fan needs 30 in stock at the end of Jan, where its max inventory is 29.\n",
    )


def test_no_plan_is_exit_3_with_proved_fixes_and_no_stale_numbers(tmp_path: Path) -> None:
    """Capacity for 12 a period, 30 wanted in the first: 18 more are needed, and yesterday's plan is blanked."""
    tables: dict[str, Rows] = {
        **GOOD,
        "Resources": [["Resource", "Capacity"], ["Line 1", 12]],
        "Routings": [["Product", "Resource", "Usage"], ["Fan", "Line 1", 1]],
    }
    book = make_workbook(tmp_path / "book.xlsx", {**tables, "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 12]]})
    assert sop_excel("optimize", book).status == 0
    tight = make_workbook(tmp_path / "tight.xlsx", {**tables, "Demand": [["Product", "Jan", "Feb"], ["Fan", 30, 12]]})
    ran = sop_excel("optimize", tight, "--json")
    assert ran.status == 3
    assert ran.answer["status"] == "infeasible"
    assert ran.answer["total_cost"] is None
    assert ran.answer["fixes"]["changes"] == [
        {"what": "Raise capacity of Line 1 in Jan by 18", "item": "Line 1", "period": "Jan", "amount": 18.0}
    ]
    assert ran.answer["fixes"]["total_cost"] == 42 * 5
    assert "Raise capacity of Line 1 in Jan by 18" in ran.err
    assert {cell for row in plan_rows(tight).values() for cell in row} == {None}
    assert ["Change 1", "Raise capacity of Line 1 in Jan by 18", None, None] in read_table(tight, "Checks")


def test_numbers_of_yesterday_do_not_look_like_a_plan_when_there_is_none(tmp_path: Path) -> None:
    """A planned workbook whose demand then outgrows the limits keeps labels and loses numbers."""
    import openpyxl

    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Max production"], ["Fan", 5, 20]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    assert sop_excel("optimize", book).status == 0
    sheets = openpyxl.load_workbook(book)
    sheets["Demand"]["B2"] = 100
    sheets.save(book)
    assert sop_excel("optimize", book).status == 3
    assert {cell for row in plan_rows(book).values() for cell in row} == {None}
    assert [row[1:] for row in read_table(book, "CostSummary")[1:]] == [[None, None]] * 3


def test_new_makes_a_solved_template_and_never_replaces_a_file(tmp_path: Path) -> None:
    """The second time the file is there, and stays."""
    book = tmp_path / "plan.xlsx"
    assert sop_excel("new", "single", book).status == 0
    before = book.read_bytes()
    again = sop_excel("new", "multi", book)
    assert again.status == 2
    assert again.err == (
        f"{book}: expected the name of a new file, found a file of that name; "
        "choose another name; an existing file is never replaced\n"
    )
    assert book.read_bytes() == before
    ran = sop_excel("optimize", book, "-o", tmp_path / "out.xlsx", "--json")
    assert ran.answer["total_cost"] == 2213.0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["optimize"], "sop-excel optimize: expected a complete command"),
        (["new", "triple", "x.xlsx"], "sop-excel new: expected a complete command"),
        (["optimize", "nowhere.xlsx"], "nowhere.xlsx: expected"),
        (["new", "single", "plan.xls"], "plan.xls: expected a file name that ends in .xlsx"),
    ],
)
def test_a_wrong_command_is_exit_2_with_a_line_that_says_what_to_do(words: list[str], line: str) -> None:
    """Never a traceback."""
    ran = sop_excel(*words)
    assert ran.status == 2
    assert ran.err.startswith(line)
    assert "Traceback" not in ran.err


def test_an_unknown_solver_is_wrong_input_that_names_those_at_hand(tmp_path: Path) -> None:
    """HiGHS and CBC come with the installation."""
    ran = sop_excel("optimize", make_workbook(tmp_path / "book.xlsx", GOOD), "--solver", "abacus")
    assert ran.status == 2
    assert ran.err.startswith("--solver: ")
    assert "highs" in ran.err.lower()
    assert "cbc" in ran.err.lower()


@pytest.mark.parametrize("command", ["optimize", "check", "new"])
def test_the_help_of_a_command_shows_an_example(command: str) -> None:
    """``sop-excel COMMAND --help``, and the list of commands shows it too."""
    assert f"sop-excel {command} " in sop_excel(command, "--help").out.split("Examples\n")[1]
    assert f"sop-excel {command} " in " ".join(sop_excel("--help").out.split())


def test_options_have_one_spelling() -> None:
    """An abbreviation that is taken in one place and not in another would lose the JSON answer."""
    ran = sop_excel("optimize", "book.xlsx", "--js")
    assert ran.status == 2
    assert "--js" in ran.err


@pytest.mark.parametrize(("demand", "status"), [(10, 0), (30, 3)])
def test_a_reader_that_closes_the_pipe_changes_nothing_of_the_end(demand: int, status: int, tmp_path: Path) -> None:
    """``sop-excel optimize book.xlsx --json | head -0``: the workbook is written and the exit status is the same."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Max production"], ["Fan", 0, 20]],
        "Demand": [["Product", "Jan"], ["Fan", demand]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*command(), "optimize", str(book), "--json"],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert done.returncode == status
    assert "BrokenPipe" not in done.stderr
    assert read_table(book, "CostSummary")[-1][0] == "Total cost"


def test_a_full_disk_leaves_no_half_template(tmp_path: Path) -> None:
    """The next try finds its name free."""
    book = tmp_path / "plan.xlsx"
    limit = f"ulimit -f 8; exec {sys.executable} -m sop_excel new single {book}"
    done = subprocess.run(["bash", "-c", limit], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "could not be created" in done.stderr
    assert not book.exists()


def test_the_flag_above_the_checks_says_what_the_checks_say(tmp_path: Path) -> None:
    """Also for programs that do not recalculate: CHECK without a plan, OK again with one."""
    import openpyxl

    def flag(path: Path) -> object:
        return openpyxl.load_workbook(path, data_only=True)["Checks"]["B3"].value

    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Max production"], ["Fan", 0, 20]],
        "Demand": [["Product", "Jan"], ["Fan", 30]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    assert sop_excel("optimize", book).status == 3
    assert flag(book) == "CHECK"
    more = make_workbook(tmp_path / "more.xlsx", {**tables, "Products": [["Product", "Production cost"], ["Fan", 0]]})
    assert sop_excel("optimize", more).status == 0
    assert flag(more) == "OK"


@pytest.mark.parametrize("words", [["optimize"], ["export"], ["addin", "build"]])
def test_the_help_says_that_an_existing_file_is_only_replaced_when_told_to(words: list[str]) -> None:
    """Of every command that writes where it is told to."""
    ran = sop_excel(*words, "--help")
    assert ran.status == 0
    assert "--force" in ran.out
    assert "replace the file to write if it exists" in " ".join(ran.out.split())


def test_the_workbook_named_as_its_own_target_is_planned_in_place(tmp_path: Path) -> None:
    """As without a target, so without ``--force``; by a link to it too."""
    book = make_workbook(tmp_path / "book.xlsx", GOOD)
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    for target in (book, tmp_path / "." / "book.xlsx", link):
        before = book.read_bytes()
        assert sop_excel("optimize", book, "-o", target).status == 0
        assert book.read_bytes() != before
    assert link.is_symlink()
