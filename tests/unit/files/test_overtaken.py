"""A planner who saves the workbook while it is being planned loses nothing, whenever and however that is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sop_excel.errors import MachineError
from sop_excel.files import OvertakenError, standing_digest, system, write_bytes, writer
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.xlsx.books import contents, costs, planner_book, template_book

Save = Callable[[Path, bytes], None]
PLAN = "xl/worksheets/sheet2.xml"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return template_book(tmp_path / "template.xlsx")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return planner_book(tmp_path / "files" / "book.xlsx")


def beside(path: Path, content: bytes) -> None:
    """As Excel and editors save: another file takes the place."""
    other = path.with_name("saving")
    other.write_bytes(content)
    other.replace(path)


def in_place(path: Path, content: bytes) -> None:
    """As openpyxl and many shares save: emptied, and written anew."""
    path.write_bytes(content)


HOW: dict[str, Save] = {"another file takes its place": beside, "in place": in_place}
each_way = pytest.mark.parametrize("save", HOW.values(), ids=HOW)


def when_exchanged(monkeypatch: pytest.MonkeyPatch, *moments: Callable[[], None] | None) -> None:
    """Do something right before each exchange of two files, the first, the second, ..."""
    real, waiting = system.exchange, list(moments)

    def exchange(draft: Path, target: Path) -> bool:
        if waiting and (moment := waiting.pop(0)):
            moment()
        return real(draft, target)

    monkeypatch.setattr(system, "exchange", exchange)


def refused(book: Path, template: Path) -> Path | None:
    """Write into the workbook that somebody saves meanwhile; where the plan is kept."""
    with pytest.raises(MachineError, match=r"book\.xlsx has changed on disk since it was read and stays as it was"):
        Workbook.open(book).write([costs()], book, template)
    kept = [path for path in book.parent.iterdir() if path != book]
    assert len(kept) < 2
    return kept[0] if kept else None


@each_way
def test_a_save_in_the_last_moment_stays_and_the_plan_is_kept_beside_it(
    save: Save, book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the comparison with what was read, before the replacement."""
    when_exchanged(monkeypatch, lambda: save(book, b"the planner's"))
    kept = refused(book, template)
    assert book.read_bytes() == b"the planner's"
    assert kept is not None
    assert kept.name.startswith("book (plan ")
    assert PLAN in contents(kept)


@each_way
def test_a_second_save_before_the_first_is_put_back_stays(
    save: Save, book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one counts, as without us."""
    when_exchanged(monkeypatch, lambda: save(book, b"first"), lambda: save(book, b"second"))
    refused(book, template)
    assert book.read_bytes() == b"second"


@each_way
def test_a_save_right_after_the_replacement_stays(
    save: Save, book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is newer than the plan."""
    real = system.exchange

    def exchange(draft: Path, target: Path) -> bool:
        done = real(draft, target)
        save(book, b"newer")
        return done

    monkeypatch.setattr(system, "exchange", exchange)
    Workbook.open(book).write([costs()], book, template)
    assert book.read_bytes() == b"newer"
    assert list(book.parent.iterdir()) == [book]


@each_way
def test_a_save_of_the_same_content_is_no_change(
    save: Save, book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The neighbour of the cases above: nothing would be lost."""
    same = book.read_bytes()
    when_exchanged(monkeypatch, lambda: save(book, same))
    Workbook.open(book).write([costs()], book, template)
    assert PLAN in contents(book)
    assert list(book.parent.iterdir()) == [book]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whether a file is open for writing")
def test_a_program_that_is_just_writing_into_the_file_gets_all_of_it_saved(
    book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened before the exchange, written to after it: to the file that the program holds, not to the plan."""
    holding = []
    when_exchanged(monkeypatch, lambda: holding.append(book.open("r+b")))
    kept = refused(book, template)
    with holding[0] as file:
        file.write(b"the planner's")
    assert book.read_bytes().startswith(b"the planner's")
    assert kept is not None
    assert PLAN in contents(kept)


def test_a_workbook_that_is_moved_away_stays_away(book: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its plan is kept where it was, under a name of its own."""
    elsewhere = book.parent.parent / "moved.xlsx"
    before = book.read_bytes()

    def move() -> None:
        book.rename(elsewhere)

    when_exchanged(monkeypatch, move)
    kept = refused(book, template)
    assert (elsewhere.read_bytes(), book.exists()) == (before, False)
    assert kept is not None


def test_a_save_stays_that_came_before_the_workbook_was_moved_away(
    book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved in the last moment, and what stood there by then, the plan, moved to another folder."""
    elsewhere = book.parent.parent / "moved.xlsx"

    def move() -> None:
        book.rename(elsewhere)

    when_exchanged(monkeypatch, lambda: beside(book, b"the planner's"), move)
    assert refused(book, template) is None
    assert book.read_bytes() == b"the planner's"
    assert PLAN in contents(elsewhere)


def test_what_came_out_and_cannot_be_read_is_not_thrown_away(
    book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be somebody's work: a disk that fails right then leaves both files."""
    real, exchanged = writer.standing_digest, []
    when_exchanged(monkeypatch, lambda: exchanged.append(True))

    def failing(path: Path) -> bytes | None:
        if path.suffix == ".tmp" and exchanged:
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(writer, "standing_digest", failing)
    before = book.read_bytes()
    with pytest.raises(MachineError, match="Input/output error") as told:
        Workbook.open(book).write([costs()], book, template)
    (left,) = (path for path in book.parent.iterdir() if path != book)
    assert before in (left.read_bytes(), book.read_bytes())
    assert (left.suffix, left.name[0]) == (".xlsx", "b"), "it is seen, and never swept away"
    assert f"'{left.name}'" in str(told.value)


def test_where_files_cannot_be_exchanged_a_save_before_the_last_comparison_stays(
    book: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on many network shares; without a save the plan is written there as well."""
    monkeypatch.setattr(system, "_swap", lambda: None)
    Workbook.open(book).write([costs()], book, template)
    assert PLAN in contents(book)
    workbook = Workbook.open(book)
    book.write_bytes(b"the planner's")
    with pytest.raises(MachineError, match="stays as it was saved"):
        workbook.write([costs()], book, template)
    assert book.read_bytes() == b"the planner's"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_comes_to_be_meanwhile_is_not_replaced(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without a file system on which a file may have two names; a name that is free is taken."""
    if not links:

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "new.lp"
    write_bytes(target, b"ours", None)
    assert target.read_bytes() == b"ours"
    with pytest.raises(OvertakenError):
        write_bytes(target, b"more", None)
    assert target.read_bytes() == b"ours"
    assert list(tmp_path.iterdir()) == [target]


def test_the_same_content_may_be_written_again(tmp_path: Path) -> None:
    """What came out for it is as it was read, though it looks like ours."""
    target = tmp_path / "plan.lp"
    for _ in range(2):
        write_bytes(target, b"the model", standing_digest(target))
    assert target.read_bytes() == b"the model"
    assert list(tmp_path.iterdir()) == [target]
