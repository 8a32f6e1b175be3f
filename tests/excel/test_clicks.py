"""The ribbon's commands in the running server: same workbook as from a Python of its own, cancelled, refused, broken.

The server is a process of its own; Excel is the one of the tests, in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.damaged.running import hard_book
from tests.excel.books import small_book, small_tables
from tests.excel.server import Server, server
from tests.workbooks import make_workbook

NEW_EACH_RUN = ("Run id", "Date", "Seconds")
DEMAND = [[10.0], [20.0], [30.0]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server's user keeps everything."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Server]:
    """A server that has worked on a click before."""
    with server(home) as started:
        first = started.ask("open", small_book(home / "first.xlsx"))
        assert "Optimal and proved: cost 600.00 EUR" in started.ended(started.start("optimize", first))
        yield started


def opened(running: Server, path: Path) -> str:
    """The name of a workbook that is open in the server's Excel, and active."""
    name: str = running.ask("open", path)
    running.ask("activate", name)
    return name


def held(path: Path) -> dict[str, Any]:
    """Every cell of a workbook with its look, but for what is new with each run."""
    book, found = openpyxl.load_workbook(path), dict[str, Any]()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            if not {cell.value for cell in row}.intersection(NEW_EACH_RUN):
                found |= {f"{sheet.title}!{cell.coordinate}": (cell.value, cell.style_id) for cell in row}
        found[sheet.title] = {table.name: table.ref for table in sheet.tables.values()}
    return found


def as_it_was(running: Server) -> None:
    """Excel is the planner's again, as before the click."""
    seen = running.ask("seen")
    settings = ("calculation", "enable_events", "screen_updating", "display_alerts", "interactive")
    assert [seen[name] for name in settings] == ["automatic", True, True, True, True]


def searching(word: str, text: str) -> bool:
    """Whether a search is under way that has a plan."""
    return "best cost" in text


def test_many_clicks_in_one_process_leave_the_workbook_that_one_click_in_a_new_process_leaves(
    running: Server, home: Path, tmp_path: Path
) -> None:
    """After other commands on other workbooks, some of which went wrong; every cell and look of every sheet."""
    wrong = small_tables()
    wrong["Demand"][1][2] = "n/a"
    other = opened(running, make_workbook(tmp_path / "wrong.xlsx", wrong))
    running.ended(running.start("optimize", other))
    running.ended(running.start("check", other))
    clicked = opened(running, small_book(tmp_path / "clicked.xlsx"))
    for command in ("optimize", "undo", "optimize"):
        running.ended(running.start(command, clicked))
    running.ask("save", clicked, tmp_path / "clicked_planned.xlsx")
    with server(tmp_path / "another home") as fresh:
        alone = fresh.ask("open", small_book(tmp_path / "clicked.xlsx"))
        assert fresh.ask("cold", "optimize") == 0
        fresh.ask("save", alone, tmp_path / "alone_planned.xlsx")
    one, other_ = held(tmp_path / "clicked_planned.xlsx"), held(tmp_path / "alone_planned.xlsx")
    assert len(one) > 300
    assert one == other_


def test_nothing_goes_over_from_one_command_to_the_next(running: Server, tmp_path: Path) -> None:
    """Neither settings of the process nor threads, files, or the memory of a plan."""
    name = opened(running, small_book(tmp_path / "in.xlsx"))
    running.ended(running.start("optimize", name))
    before = running.ask("facts")
    for command in ("optimize", "check", "compare", "undo", "optimize"):
        running.ended(running.start(command, name))
    assert running.ask("facts") == before
    assert before["problems"] == 0
    assert before["handlers"] == []


def test_the_workbook_of_the_click_is_planned_whichever_is_active_since(running: Server, tmp_path: Path) -> None:
    """The planner may go to another while it is worked on; a workbook of that name that is none is told."""
    mine = opened(running, small_book(tmp_path / "mine.xlsx"))
    another = opened(running, small_book(tmp_path / "another.xlsx"))
    running.ended(running.start("optimize", mine))
    running.ask("save", mine, tmp_path / "mine_planned.xlsx")
    running.ask("save", another, tmp_path / "another_after.xlsx")
    assert "Plan" in openpyxl.load_workbook(tmp_path / "mine_planned.xlsx").sheetnames
    assert "Plan" not in openpyxl.load_workbook(tmp_path / "another_after.xlsx").sheetnames
    assert "1 problem, nothing was changed" in running.ended(running.start("optimize", "never opened.xlsx"))


def test_cancel_takes_the_best_plan_of_a_search_and_meanwhile_excel_is_free(running: Server, tmp_path: Path) -> None:
    """A second click is refused with what runs; a formula is answered; a cell may be edited."""
    name = opened(running, hard_book(tmp_path))
    ticket = running.start("optimize", name)
    text = running.ended(ticket, searching)
    assert text.startswith("S&OP: solving, ")
    assert text.endswith("(Cancel or Esc takes this plan) ...")
    word, refusal = running.clicked("check", name)
    assert word == "busy"
    assert refusal.startswith("Optimize plan has been working on book.xlsx since ")
    assert running.ask("formula", "PLAN_COST", DEMAND, 5.0, 1.0)[2] == ["Total cost", 300.0]
    running.ask("editing", True)
    assert running.ask("cancel", ticket).startswith("running\nS&OP: stopping: a search ends with its best plan so far")
    waiting = running.ended(ticket, lambda word, text: "waiting until Excel is free" in text)
    assert "finish the cell that you are editing" in waiting
    running.ask("editing", False)
    told = running.ended(ticket)
    assert told.startswith("S&OP: A plan, not proved to be the cheapest: cost less revenue ")
    running.ask("save", name, tmp_path / "planned.xlsx")
    assert "Plan" in openpyxl.load_workbook(tmp_path / "planned.xlsx").sheetnames
    as_it_was(running)


def test_cancelled_twice_a_search_is_given_up_and_the_workbook_is_as_it_was(running: Server, tmp_path: Path) -> None:
    """The first time the plan is taken, and what comes after it is no search any more."""
    path = hard_book(tmp_path, scenarios=[["Less", "Demand", "multiply", 0.9]])
    name = opened(running, path)
    ticket = running.start("compare", name)
    running.ended(ticket, searching)
    for _ in range(2):
        running.ask("cancel", ticket)
        running.ended(ticket, lambda word, text: "stopping" not in text)
    assert running.ended(ticket) == "S&OP: Compare scenarios: cancelled, nothing was changed"
    running.ask("save", name, tmp_path / "after.xlsx")
    assert held(tmp_path / "after.xlsx") == held(path)
    as_it_was(running)


def test_a_workbook_that_is_closed_meanwhile_is_told_and_the_server_goes_on(running: Server, tmp_path: Path) -> None:
    """The plan has nowhere to go."""
    name = opened(running, hard_book(tmp_path))
    ticket = running.start("optimize", name)
    running.ended(ticket, searching)
    running.ask("close", name)
    running.ask("cancel", ticket)
    assert running.ended(ticket) == "S&OP: Optimize plan: not done, nothing was changed"
    assert running.ask("seen")["alerts"][-1].startswith("The workbook book was closed while this worked on it;")
    as_it_was(running)
    again = opened(running, small_book(tmp_path / "again.xlsx"))
    assert "Optimal and proved" in running.ended(running.start("optimize", again))


def test_a_formula_may_be_asked_for_in_the_middle_of_writing(running: Server, tmp_path: Path) -> None:
    """Excel calculates when the plan is written, and waits for our functions, while the command waits for Excel."""
    name = opened(running, small_book(tmp_path / "in.xlsx"))
    running.ask("formula_in_calculation", "PLAN_COST", DEMAND, 6.0, 1.0)
    assert "Optimal and proved" in running.ended(running.start("optimize", name))
    assert running.ask("answered_in_calculation")[0][2] == ["Total cost", 360.0]


def test_a_command_that_breaks_down_ends_alone(running: Server, tmp_path: Path) -> None:
    """The macros are told that it failed without a word; formulas and the next click go on."""
    name = opened(running, small_book(tmp_path / "in.xlsx"))
    version = running.ask("version")
    word, ticket = running.ask("start", "optimize", "1", "0", name, version).split("\n")
    assert word == "started"
    running.ended(ticket, lambda word, text: word == "failed")
    assert running.ask("formula", "PLAN_COST", DEMAND, 5.0, 1.0)[2] == ["Total cost", 300.0]
    assert "Optimal and proved" in running.ended(running.start("optimize", name))


def test_another_version_of_the_add_in_starts_nothing(running: Server, tmp_path: Path) -> None:
    """The macros start the server anew, and then a Python of its own for the click."""
    name = opened(running, small_book(tmp_path / "in.xlsx"))
    assert running.clicked("optimize", name, version="0.0.1") == ("version", "")
    assert running.told()[0] != "running"


def test_a_server_that_died_is_known_by_its_successor(tmp_path: Path) -> None:
    """In the middle of a search: the next one knows nothing of it, and plans the same workbook."""
    path = small_book(tmp_path / "in.xlsx")
    with server(tmp_path) as first:
        (tmp_path / "hard").mkdir()
        ticket = first.start("optimize", first.ask("open", hard_book(tmp_path / "hard")))
        first.ended(ticket, searching)
        first.kill()
        with pytest.raises((EOFError, BrokenPipeError)):
            first.told(ticket)
    with server(tmp_path) as second:
        name = second.ask("open", path)
        assert second.told(ticket) == ("gone", "")
        assert second.told() == ("gone", "")
        assert "Optimal and proved" in second.ended(second.start("optimize", name))
