"""The command ``undo``: which state comes back, what is refused, and that nothing is lost by it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from sop_excel.own_places import KEEP_COPIES
from tests.commands import sop_excel
from tests.copies.books import copies, fine, planned_book, saved_by_somebody


def test_each_undo_goes_one_step_further_back_and_what_it_replaced_can_be_named(tmp_path: Path) -> None:
    """Three plans of three demands; and the way forward again, as it is told."""
    book = planned_book(tmp_path / "books")
    states = [book.read_bytes()]
    for _ in range(3):
        fine("optimize", book)
        states.append(book.read_bytes())
    told = []
    for state in reversed(states[:-1]):
        told.append(fine("undo", book, "--json").answer)
        assert book.read_bytes() == state
    ran = sop_excel("undo", book)
    assert ran.status == 2
    assert "none that is not undone already" in ran.err
    fine("undo", book, "--from", Path(told[0]["kept"]).name)
    assert book.read_bytes() == states[-1]
    fine("undo", book)
    assert book.read_bytes() == states[0]


def test_a_workbook_saved_since_is_left_alone_and_told_what_would_change(tmp_path: Path, home: Path) -> None:
    """Which cells, and since when; forced, it is replaced, and what somebody typed is kept as a copy."""
    book = planned_book(tmp_path / "books")
    before = book.read_bytes()
    fine("optimize", book)
    theirs = saved_by_somebody(book, "C2", 25)
    ran = sop_excel("undo", book)
    assert ran.status == 2
    assert "expected the workbook as sop-excel optimize left it on 20" in ran.err
    assert "Demand!C2 25 (in the copy 20)" in ran.err
    assert "Plan!" not in ran.err
    assert book.read_bytes() == theirs
    fine("undo", book, "--force")
    assert book.read_bytes() == before
    assert theirs in copies(home).values()


def test_many_changed_cells_are_counted(tmp_path: Path) -> None:
    """The first ones are named."""
    book = planned_book(tmp_path / "books")
    fine("optimize", book)
    saved_by_somebody(book, "A20:A27", "a note")
    assert "Demand!A24 'a note' (in the copy blank), and 3 more cells" in sop_excel("undo", book).err


def test_where_nothing_was_written_there_is_nothing_to_undo(tmp_path: Path) -> None:
    """One sentence, and status 2; so for a workbook that is not there."""
    book = planned_book(tmp_path / "books")
    ran = sop_excel("undo", book)
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert ran.err.startswith("plan.xlsx: expected a workbook that sop-excel has written into, found no copy of ")
    fine("optimize", book)
    book.unlink()
    ran = sop_excel("undo", book)
    assert ran.status == 2
    assert 'for instance --from "plan (before ' in ran.err


def test_a_deleted_workbook_comes_back_from_a_copy_that_is_named(tmp_path: Path, home: Path) -> None:
    """By its name in the folder or its whole path."""
    book = planned_book(tmp_path / "books")
    before = book.read_bytes()
    fine("optimize", book)
    [name] = copies(home)
    for chosen in (name, home / "copies" / name):
        book.unlink()
        fine("undo", book, "--from", chosen)
        assert book.read_bytes() == before


def test_a_workbook_that_was_moved_is_known_by_what_it_holds(tmp_path: Path, home: Path) -> None:
    """As long as nobody has saved it; after that a copy is named."""
    book = planned_book(tmp_path / "books")
    before = book.read_bytes()
    fine("optimize", book)
    moved = book.rename(book.with_name("moved.xlsx"))
    fine("undo", moved)
    assert moved.read_bytes() == before
    theirs = saved_by_somebody(moved, "C2", 25)
    moved = moved.rename(moved.with_name("moved again.xlsx"))
    ran = sop_excel("undo", moved)
    assert ran.status == 2
    assert "if it was moved or renamed, name a copy with --from COPY" in ran.err
    copy = next(name for name, content in copies(home).items() if content == before)
    assert sop_excel("undo", moved, "--from", copy).status == 2
    fine("undo", moved, "--from", copy, "--force")
    assert moved.read_bytes() == before
    assert theirs in copies(home).values()


def test_the_copies_are_listed_with_when_and_of_what(tmp_path: Path, home: Path) -> None:
    """In words and as one object; which of them the workbook holds now."""
    book = planned_book(tmp_path / "books")
    assert "no copies" in fine("undo", book, "--list").out
    fine("optimize", book)
    fine("undo", book)
    lines = fine("undo", book, "--list").out.splitlines()
    assert len(lines) == 3
    assert "before optimize" in lines[2]
    assert lines[2].endswith("(what the workbook holds now)")
    answer = fine("undo", book, "--list", "--json").answer
    assert [copy["is_current"] for copy in answer["copies"]] == [False, True]
    for listed in answer["copies"]:
        assert Path(listed["copy"]).stat().st_size == listed["bytes"]
    assert {Path(listed["copy"]).name for listed in answer["copies"]} == copies(home).keys()


def test_the_copies_are_listed_by_the_times_that_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest first, also where one copy is that of an earlier command and of an undo after others."""
    minutes = (datetime(2026, 11, 27, 9) + timedelta(minutes=n) for n in count())
    monkeypatch.setattr("sop_excel.copies.keeping.datetime", SimpleNamespace(now=lambda: next(minutes)))
    book = planned_book(tmp_path / "books")
    for command in ("optimize", "optimize", "undo", "undo"):
        fine(command, book)
    when = [copy["when"] for copy in fine("undo", book, "--list", "--json").answer["copies"]]
    assert len(when) == 3
    assert when == sorted(when, reverse=True)


def test_what_stands_where_the_workbook_was_hides_no_copies(tmp_path: Path, home: Path) -> None:
    """A folder of its name, which is none of them now; as a workbook it is refused."""
    book = planned_book(tmp_path / "books")
    fine("optimize", book)
    book.unlink()
    book.mkdir()
    (listed,) = fine("undo", book, "--list", "--json").answer["copies"]
    assert (Path(listed["copy"]).name, listed["is_current"]) == (next(iter(copies(home))), False)
    ran = sop_excel("undo", book, "--from", listed["copy"])
    assert (ran.status, "could not be read" in ran.err) == (1, True)


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    book = planned_book(tmp_path / "books")
    fine("optimize", book)
    ran = sop_excel("undo", book, "--from", f"{'x' * 300}.xlsx")
    assert ran.status == 1
    assert "could not be read: File name too long" in ran.err
    assert "unexpected" not in ran.err


def test_a_copy_that_is_damaged_or_of_another_kind_is_not_restored(tmp_path: Path, home: Path) -> None:
    """The workbook stays as it is, and so for what is no workbook or is not there."""
    book = planned_book(tmp_path / "books")
    fine("optimize", book)
    [name] = copies(home)
    planned = book.read_bytes()
    copy = home / "copies" / name
    copy.write_bytes(copy.read_bytes()[:-100])
    other = tmp_path / "other.xlsm"
    other.write_bytes(planned)
    for words in ([], ["--from", name], ["--from", other], ["--from", "none.xlsx"]):
        ran = sop_excel("undo", book, "--force", *words)
        assert ran.status == 2, words
        assert "unexpected" not in ran.err
        assert book.read_bytes() == planned


def test_a_workbook_that_is_open_elsewhere_is_left_alone(tmp_path: Path) -> None:
    """As by every command."""
    book = planned_book(tmp_path / "books")
    fine("optimize", book)
    planned = book.read_bytes()
    book.with_name("~$plan.xlsx").write_bytes(b"\x05Maria" + bytes(60))
    ran = sop_excel("undo", book)
    assert (ran.status, book.read_bytes()) == (1, planned)
    assert "open in Excel (Maria)" in ran.err


def test_without_copies_undo_still_restores_and_says_what_it_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what it replaces it keeps nothing then."""
    book = planned_book(tmp_path / "books")
    before = book.read_bytes()
    fine("optimize", book)
    monkeypatch.setenv(KEEP_COPIES, "no")
    assert fine("undo", book, "--json").answer["kept"] is None
    assert book.read_bytes() == before


@pytest.mark.parametrize("seed", range(2))
def test_plans_saves_and_undos_in_any_order_lead_back_through_the_states_that_there_were(
    seed: int, tmp_path: Path
) -> None:
    """Each undo goes to the state before the last plan that stands; behind what somebody saved it does not go."""
    chance = random.Random(seed)  # noqa: S311
    book = planned_book(tmp_path / "books")
    states = [book.read_bytes()]
    for _ in range(12):
        step = chance.choice(["plan", "plan", "undo", "undo", "save"])
        if step == "plan":
            fine("optimize", book)
            states.append(book.read_bytes())
        elif step == "save":
            states = [saved_by_somebody(book, "B2", chance.randint(1, 30))]
        else:
            done = sop_excel("undo", book).status == 0
            assert done == (len(states) > 1)
            del states[max(1, len(states) - 1) :]
        assert book.read_bytes() == states[-1]
