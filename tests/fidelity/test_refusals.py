"""Each workbook that must not be written, beside its nearest neighbour that may be; nothing is changed by a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sop_excel.errors import InputError
from tests.fidelity.foreign import foreign_book
from tests.fidelity.parts import Parts, entries
from tests.fidelity.plans import MONTHS, expected, input_book, outputs, saved, write

FIRST = outputs(2, MONTHS[:4])
NEXT = outputs(3, MONTHS[1:6])  # a product more; the months roll on by one, and there is one more of them
Change = Callable[[Parts], None]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(input_book(tmp_path_factory.mktemp("refusals") / "book.xlsx", 2, MONTHS[:4]), FIRST)


def area(parts: Parts, table: str) -> tuple[str, int, str, int]:
    """First column and row, last column and row of a table."""
    found = re.findall(r'\sref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', parts[parts.table(table)].decode())[0]
    return found[0], int(found[1]), found[2], int(found[3])


def beside(below: int, column: str, cell: str) -> Change:
    """A cell in a column, so many rows below the end of table Plan."""

    def change(parts: Parts) -> None:
        sheet, row = parts.sheet_of("Plan"), area(parts, "Plan")[3] + below
        parts.put_row(sheet, row, cell.format(f"{column}{row}"))

    return change


def merged(below: int) -> Change:
    def change(parts: Parts) -> None:
        row = area(parts, "Plan")[3] + below
        place = (
            "<conditionalFormatting" if b"<conditionalFormatting" in parts[parts.sheet_of("Plan")] else "<pageMargins"
        )
        parts.change(
            parts.sheet_of("Plan"), place, f'<mergeCells><mergeCell ref="A{row}:B{row + 1}"/></mergeCells>{place}'
        )

    return change


def formula(text: str) -> Change:
    """A formula on the sheet of table Demand, at H9."""

    def change(parts: Parts) -> None:
        parts.put_row(parts.sheet_of("Demand"), 9, f'<c r="H9"><f>{text}</f><v>1</v></c>')

    return change


def plan_cell(column: str, text: str) -> Change:
    """A formula that names a cell in the first data row of table Plan by its address."""

    def change(parts: Parts) -> None:
        sheets = {part: name for name, part in parts.sheets().items()}
        sheet, row = sheets[parts.sheet_of("Plan")], area(parts, "Plan")[1] + 1
        formula(text.format(f"'{sheet}'!{column}{row}"))(parts)

    return change


def name(name: str, text: str) -> Change:
    def change(parts: Parts) -> None:
        parts.edit("xl/workbook.xml", "</definedNames>", f'<definedName name="{name}">{text}</definedName>')

    return change


def without_plan(then: Change) -> Change:
    """The plan's table becomes plain cells, so that it must come back."""

    def change(parts: Parts) -> None:
        parts.without_tables(parts.sheet_of("Plan"))
        then(parts)

    return change


def part(name: str) -> Change:
    return lambda parts: parts.__setitem__(name, b"<x/>")


def protection(attribute: str) -> Change:
    new = f'<workbookProtection {attribute}="1"/>'
    return lambda parts: parts.change("xl/workbook.xml", r"<workbookProtection\s*/>", new)


def table(attribute: str) -> Change:
    return lambda parts: parts.change(parts.table("Plan"), r"<table ", f"<table {attribute} ")


NUMBER, BLANK = '<c r="{}"><v>0</v></c>', '<c r="{}"/>'
PAIRS: dict[str, tuple[Change, Change, str]] = {
    "F4 a number below": (beside(2, "B", NUMBER), beside(4, "B", NUMBER), "B1[0-9] in use; move these cells"),
    "F4 a number below and right": (beside(3, "G", NUMBER), beside(3, "I", NUMBER), "in use; move these cells"),
    "F4 content of any kind": (beside(1, "A", '<c r="{}"><f>1</f></c>'), beside(1, "A", BLANK), "in use; move these"),
    "F4 merged cells": (merged(2), merged(4), "in use; move these cells, or the table"),
    "F5 signed": (part("_xmlsignatures/sig1.xml"), part("mine/_xmlsignatures.xml"), "a digital signature"),
    "F5 shared": (part("xl/revisions/revisionLog1.xml"), part("xl/revisions.xml"), "a shared workbook with tracked"),
    "F5 protected": (protection("lockStructure"), protection("lockWindows"), "whose structure is protected"),
    "F5 totals": (table('totalsRowCount="1"'), table('totalsRowCount="0"'), "no totals row, found one; switch off"),
    "O4 by name": (formula("SUM(Plan[2026-01])"), formula("SUM(Plan[2026-02])"), r"Demand!H9: .* Plan\[2026-01\]"),
    "O4 by address": (plan_cell("C", "2*{}"), plan_cell("D", "2*{}"), r"Demand!H9: .* Plan\[2026-01\]"),
    "O4 header": (formula("Plan[[#Headers],[2026-01]]"), formula("Plan[[#Headers],[Total]]"), r"Demand!H9: "),
    "O4 a name": (name("Mine", "Plan[2026-01]"), name("Mine", "Plan[2026-05]"), r"name Mine: .* Plan\[2026-01\]"),
    "O4 resources": (formula("CapacityUse[2026-01]"), formula("CapacityUse[]"), r"Demand!H9: .* CapacityUse\[2026"),
    "F3 a name": (without_plan(name("PLAN", "1")), without_plan(name("PLAN_", "1")), "the name Plan free"),
}  # fmt: skip


@pytest.mark.parametrize("case", PAIRS)
def test_it_is_refused_and_its_neighbour_is_not(case: str, planned: Path, tmp_path: Path) -> None:
    """In place and into another file: the input stays as it was to the byte, and no other file comes to be."""
    bad, good, words = PAIRS[case]
    for change in (bad, good):
        parts = Parts.of(planned)
        change(parts)
        book, other = parts.save(tmp_path / "book.xlsx"), tmp_path / "other.xlsx"
        before = book.read_bytes()
        if change is bad:
            for target in (book, other):
                with pytest.raises(InputError, match=words):
                    write(book, NEXT, target)
            assert book.read_bytes() == before
            assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
        else:
            assert saved(write(book, NEXT, other)) == expected(NEXT)


def test_all_reasons_are_told_at_once(planned: Path, tmp_path: Path) -> None:
    """Of references: each cell and each name."""
    parts = Parts.of(planned)
    for case in ("O4 by name", "O4 a name"):
        PAIRS[case][0](parts)
    with pytest.raises(InputError) as caught:
        write(parts.save(tmp_path / "book.xlsx"), NEXT)
    assert [issue.place for issue in caught.value.issues] == ["name Mine", "Demand!H9"]


def test_a_workbook_with_macros_keeps_its_extension(tmp_path: Path) -> None:
    """Rule F5: under another one Excel would not open it, or not run its macros; capitals are no other one."""
    book = foreign_book(tmp_path / "book.xlsm")
    before = entries(book)
    for wrong in ("out.xlsx", "out.xlam", "out"):
        with pytest.raises(InputError, match=r"expected the input's extension \.xlsm"):
            write(book, FIRST, tmp_path / wrong)
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsm"]
    for right in ("out.xlsm", "out2.XLSM"):
        write(book, FIRST, tmp_path / right)
        assert entries(tmp_path / right)["xl/vbaProject.bin"] == before["xl/vbaProject.bin"]
    assert entries(book) == before
