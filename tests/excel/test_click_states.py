"""What is known of a click, and Excel held while it is read and written: moment by moment, in this process."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from sop_excel import __version__
from sop_excel.hosts.excel import clicks, hold, life_commands, plan_commands, steps, telling
from sop_excel.hosts.excel.beside import Heard
from sop_excel.hosts.excel.click import OVER, STOPPING, TO_THE_END, Asked, Click, InServer
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.quiet import quiet
from sop_excel.hosts.excel.ribbon import COMMANDS
from sop_excel.hosts.excel.ways import CancelledError, working_in
from sop_excel.planning import plan_tables
from tests.excel.books import alerts, small_book, state
from tests.excel.engine import ComError, excel, open_book


def clicked(book: xw.Book) -> tuple[Click, InServer]:
    """A click on the workbook, and its way to Excel."""
    click = Click(Asked("optimize", 1, 0, book.name))
    return click, InServer(click, book.app)


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    """A workbook that can be planned."""
    return open_book(small_book(tmp_path / "in.xlsx"))


def test_a_cancel_that_comes_just_before_writing_leaves_the_workbook_as_it_was(book: xw.Book) -> None:
    """And one that comes after it has begun is told that it comes too late; the plan is written."""
    before = state(book)
    click, way = clicked(book)
    with working_in(way):
        assert click.cancel() == STOPPING
        with pytest.raises(CancelledError), quiet(book.app):
            raise AssertionError("written to")
        assert state(book) == before
        with quiet(book.app):
            assert click.cancel() == TO_THE_END
        way.leave()
    assert excel(book).interactive is True


def test_a_cancel_that_comes_after_all_is_told_with_the_result(book: xw.Book) -> None:
    """Nothing else is said of what was done."""
    click, _ = clicked(book)
    click.show("S&OP: Optimal and proved")
    click.cancel()
    assert click.told() == STOPPING
    click.end(clicks.DONE)
    assert click.told() == "S&OP: Optimal and proved" + OVER


def test_what_takes_long_is_told_with_its_seconds(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has not said them itself; a result has none."""
    click, _ = clicked(book)
    click.show("S&OP: reading the tables ...")
    assert click.told() == "S&OP: reading the tables ..."
    monkeypatch.setattr("sop_excel.hosts.excel.click.LONG", 0.0)
    assert re.fullmatch(r"S&OP: reading the tables \.\.\. \(\d+ s\)", click.told())
    click.show("S&OP: Optimal and proved")
    assert click.told() == "S&OP: Optimal and proved"


def test_reading_and_writing_are_told_with_their_seconds_table_by_table(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a second; here at once. In a Python of its own as in the server, which is not asked while it does so."""
    monkeypatch.setattr(telling, "EVERY", 0.0)
    plan_commands.optimize(book.app)
    own = [str(text) for text in excel(book).status_texts]
    _, way = clicked(book)
    with working_in(way):
        plan_commands.optimize(book.app)
        way.leave()
    for texts in (own, [str(text) for text in excel(book).status_texts[len(own) :]]):
        assert [text for text in texts if re.fullmatch(r"S&OP: reading the tables, \d+ s \.\.\.", text)]
        assert sum(bool(re.fullmatch(r"S&OP: writing the plan, \d+ s \.\.\.", text)) for text in texts) > 10


@pytest.mark.parametrize("code", [hold.REJECTED, hold.RETRY_LATER, hold.IGNORED])
def test_a_busy_excel_is_asked_again_until_it_is_free(
    book: xw.Book, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whichever of its refusals."""
    refusals, waited = [ComError("busy", code)] * 3, list[None]()
    monkeypatch.setattr(hold, "FIRST", 0.0)
    monkeypatch.setattr(excel(book), "answer", lambda: _raise(refusals.pop()) if refusals else None)
    hold.hold(book.app, 1, lambda: waited.append(None))
    assert len(waited) == 3
    assert excel(book).interactive is False


def _raise(error: Exception) -> None:
    raise error


def test_an_excel_that_is_gone_is_not_waited_for(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses too, but otherwise."""
    monkeypatch.setattr(excel(book), "answer", lambda: _raise(ComError("The RPC server is unavailable.", -2147023174)))
    with pytest.raises(ComError, match="RPC server"):
        hold.hold(book.app, 1, lambda: pytest.fail("waited for"))


def test_the_planner_may_cancel_while_excel_is_waited_for(book: xw.Book) -> None:
    """Another window than a cell's lets the button be pressed."""
    click, way = clicked(book)
    excel(book).edit()
    click.cancel()
    with pytest.raises(CancelledError):
        way.reach()
    excel(book).is_editing = False
    way.reach()
    assert excel(book).interactive is False
    way.leave()


def test_while_the_plan_is_sought_excel_takes_keys_and_at_no_other_time(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading and writing are not disturbed, and what is left off is put on."""
    seen: list[bool] = []
    app = excel(book)

    def sought(*given: object) -> object:
        seen.append(app._settings["interactive"])
        return plan_tables(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(plan_commands, "plan_tables", sought)
    _, way = clicked(book)
    with working_in(way):
        plan_commands.optimize(book.app)
        way.leave()
    assert alerts(book) == []
    assert seen == [True]
    changes = [value for name, value in app.settings_log if name in ("interactive", "calculation")]
    assert changes == [False, True, False, "manual", "automatic", True]


def test_only_the_thread_that_reached_excel_asks_it(book: xw.Book) -> None:
    """COM refuses others, and what a step does is done by another: not even the workbook's name is asked for there."""
    excel(book).threads = {threading.get_ident()}
    plan_commands.optimize(book.app)
    excel(book).answers[:] = ["ok"]
    life_commands.roll(book.app)
    life_commands.compare_rules(book.app)
    assert not [text for text in alerts(book) if "Unexpected" in text or "marshalled" in text]


@pytest.mark.parametrize("command", ["roll", "compare-rules", "clean", "chain", "optimize", "adopt"])
def test_what_is_done_in_another_thread_holds_nothing_of_excel(
    book: xw.Book, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may outlast a command that was cancelled, and an object of COM's must go in the thread that has it."""
    works: list[object] = []

    def beside(app: xw.App, heard: Heard, work: object, *rest: object) -> None:
        works.append(work)
        raise CancelledError

    monkeypatch.setattr(plan_commands, "beside", beside)
    monkeypatch.setattr(steps, "beside", beside)
    COMMANDS[command](book.app, 0)
    [work] = works
    held = [*_held(work)]
    assert len(held) > 1
    assert not [one for one in held if isinstance(one, xw.App | xw.Book | xw.Sheet | xw.Range | OpenBook)]


def _held(function: object) -> Iterator[object]:
    """What a function holds, and the functions in it."""
    for cell in getattr(function, "__closure__", None) or ():
        yield cell.cell_contents
        yield from _held(cell.cell_contents)


def test_the_server_is_replaced_where_another_version_was_installed_meanwhile(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the add-in is of the version that the server began with."""
    monkeypatch.setattr(clicks, "_installed", lambda: "9.9.9")
    assert clicks.start("optimize", "1", "0", book.name, __version__) == clicks.OTHER_VERSION
    with pytest.raises(ValueError, match="delete"):
        clicks.start("delete", "1", "0", book.name, __version__)
