"""Every command that writes into a workbook keeps it as it was: its bytes, privately, not too many times."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sop_excel import optimize
from sop_excel.copies import rotation
from sop_excel.own_places import KEEP_COPIES
from tests.commands import sop_excel
from tests.copies.books import copies, fine, history_book, planned_book, sales_file, saved_by_somebody
from tests.store.forecast_tables import daily, store_in_sqlite
from tests.workbooks import Rows, make_workbook

NAME = r"{} \(before 20\d\d-\d\d-\d\d \d\d\.\d\d\.\d\d(, \d)?\)\.xlsx"

Case = Callable[[Path], tuple[Path, list[object]]]


def _own(folder: Path) -> tuple[Path, list[object]]:
    folder.mkdir()
    rows: Rows = [["Article", "Jan 2026", "Feb 2026", "Mar 2026"], ["Fan", 10, 20, 30], ["Heater", 4, 0, 6]]
    book = make_workbook(folder / "mine.xlsx", {"Sheet1": rows})
    return book, ["adopt", book, "--yes", "--answer", "Sheet1!Sheet1 B=Demand"]


def _over(command: str, *words: object) -> Case:
    def case(folder: Path) -> tuple[Path, list[object]]:
        there, source = planned_book(folder, "there.xlsx"), planned_book(folder, "source.xlsx")
        saved_by_somebody(there, "A9", "another")
        read = sales_file(folder) if command == "chain" else source
        return there, [command, read, "-o", there, "--force", *words]

    return case


def _in_place(command: str, *words: object) -> Case:
    def case(folder: Path) -> tuple[Path, list[object]]:
        book = planned_book(folder) if command == "optimize" else history_book(folder)
        return book, [command, book, *words]

    return case


def _clean_into(folder: Path) -> tuple[Path, list[object]]:
    book = planned_book(folder)
    return book, ["clean", sales_file(folder), "--into", book]


def _planned(command: str, *words: object) -> Case:
    """A workbook with a plan, whose later plans are to stay near to it; it was made without copies."""

    def case(folder: Path) -> tuple[Path, list[object]]:
        book = planned_book(folder)
        saved_by_somebody(book, "A3", "Change penalty", "Settings")
        saved_by_somebody(book, "B3", 2, "Settings")
        opened = openpyxl.load_workbook(book)
        opened["Settings"].tables["Settings"].ref = "A1:B3"
        opened.save(book)
        fine("optimize", book, "--no-copy")
        rows = daily(["Fan", "Heater"], 90)
        database = ["--database", store_in_sqlite(folder.parent / "forecasts.sqlite", rows)]
        return book, [command, book, *words, *(database if command == "pull" else [])]

    return case


COMMANDS: dict[str, Case] = {
    "optimize": _in_place("optimize"),
    "optimize over another": _over("optimize"),
    "adopt": _own,
    "clean into": _clean_into,
    "forecast": _in_place("forecast", "--into", "Demand"),
    "safety-stock": _in_place("safety-stock"),
    "chain over another": _over("chain"),
    "pull": _planned("pull"),
    "roll": _planned("roll"),
    "roll and plan": _planned("roll", "--optimize"),
    "publish": _planned("publish"),
    "compare-rules": _planned("compare-rules"),
}


@pytest.mark.parametrize("case", COMMANDS.values(), ids=COMMANDS)
def test_what_a_command_replaces_is_kept_byte_for_byte_and_comes_back(case: Case, tmp_path: Path, home: Path) -> None:
    """One copy of the state before the command, however often that writes, and undo restores it."""
    book, words = case(tmp_path / "books")
    assert copies(home) == {}, "what made a new file has replaced nothing"
    before, beside = book.read_bytes(), sorted(book.parent.iterdir())
    fine(*words)
    assert book.read_bytes() != before
    [(name, content)] = copies(home).items()
    assert content == before
    assert re.fullmatch(NAME.format(book.stem), name)
    assert sorted(book.parent.iterdir()) == beside
    done = fine("undo", book)
    assert book.read_bytes() == before
    assert f"as it was before {words[0]} of 20" in done.out


def test_a_function_of_the_library_keeps_nothing(tmp_path: Path, home: Path) -> None:
    """Only commands do."""
    optimize(planned_book(tmp_path / "books"))
    assert not home.exists()


@pytest.mark.parametrize("how", ["option", "variable", "file"])
def test_whoever_wants_no_copies_gets_none(
    how: str, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a run, in the environment, or for good; the folder is not made."""
    book = planned_book(tmp_path / "books")
    if how == "variable":
        monkeypatch.setenv(KEEP_COPIES, "no")
    if how == "file":
        home.mkdir(parents=True)
        (home / "config.toml").write_text("keep_copies = false", encoding="utf-8")
    fine("optimize", book, *(["--no-copy"] if how == "option" else []))
    assert not (home / "copies").exists()
    monkeypatch.setenv(KEEP_COPIES, "yes")
    fine("optimize", book)
    assert len(copies(home)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as Unix has them")
def test_copies_are_for_their_user_alone(tmp_path: Path, home: Path) -> None:
    """Whatever the workbook's own permissions and the process's mask are."""
    book = planned_book(tmp_path / "books")
    book.chmod(0o666)
    mask = os.umask(0)
    try:
        fine("optimize", book)
    finally:
        os.umask(mask)
    folder = home / "copies"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, folder)] == [0o700] * 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(book.stat().st_mode) == 0o666


@pytest.mark.parametrize("stem", ["Größe – план 生産", "x" * 250, "ä" * 121])
def test_a_copy_is_called_like_its_workbook_as_far_as_names_may_be_long(stem: str, tmp_path: Path, home: Path) -> None:
    """Letters of any alphabet, cut between two letters."""
    book = planned_book(tmp_path / "books", f"{stem}.xlsx")
    before = book.read_bytes()
    fine("optimize", book)
    [name] = copies(home)
    assert len(os.fsencode(name)) <= 255
    assert stem.startswith(name.split(" (before ")[0])
    fine("undo", book)
    assert book.read_bytes() == before


def test_a_copy_of_a_workbook_with_macros_has_its_extension(tmp_path: Path, home: Path) -> None:
    """A spreadsheet program refuses it under another one."""
    book = planned_book(tmp_path / "books", "plan.xlsm")
    fine("optimize", book)
    [name] = copies(home)
    assert name.endswith(".xlsm")


def test_the_same_content_is_kept_once(tmp_path: Path, home: Path) -> None:
    """Planned, put back and planned again: one copy of the state before, one of the plan; and of two workbooks one
    each, for each is named after its own."""
    book = planned_book(tmp_path / "books")
    before = book.read_bytes()
    for _ in range(2):
        fine("optimize", book)
        fine("undo", book)
    assert [*copies(home).values()].count(before) == 1
    other = tmp_path / "books" / "other.xlsx"
    other.write_bytes(before)
    fine("optimize", other)
    assert [*copies(home).values()].count(before) == 2


def test_the_newest_of_each_workbook_stay(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And those of other workbooks do not count."""
    monkeypatch.setattr(rotation, "OF_EACH", 2)
    other = planned_book(tmp_path / "books", "other.xlsx")
    fine("optimize", other)
    book, states = planned_book(tmp_path / "books"), []
    for k in range(4):
        states.append(saved_by_somebody(book, "B2", 10 + k))
        fine("optimize", book)
    kept = copies(home)
    assert {content for name, content in kept.items() if name.startswith("plan")} == {*states[2:]}
    assert len(kept) == 3
    fine("undo", other)


@pytest.mark.parametrize("limit", ["OF_ALL", "BYTES"])
def test_all_copies_together_are_limited_in_number_and_size(
    limit: str, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest stays, however large it is."""
    books = [planned_book(tmp_path / "books", f"plan {k}.xlsx") for k in range(3)]
    monkeypatch.setattr(rotation, limit, 2 if limit == "OF_ALL" else books[0].stat().st_size * 5 // 2)
    for book in books:
        fine("optimize", book)
    assert [name[:6] for name in copies(home)] == ["plan 1", "plan 2"]
    monkeypatch.setattr(rotation, limit, 1)
    fine("optimize", books[0])
    assert [name[:6] for name in copies(home)] == ["plan 0"]


def test_a_command_that_fails_leaves_no_copy(tmp_path: Path, home: Path) -> None:
    """Nothing was replaced."""
    book = planned_book(tmp_path / "books")
    saved_by_somebody(book, "B2", "many")
    assert sop_excel("optimize", book).status == 2
    assert copies(home) == {}
