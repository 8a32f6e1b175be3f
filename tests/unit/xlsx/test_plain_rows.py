"""Rows that are read without a parser say what the parser says of them: it reads a part that has a comment."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import MAIN
from sop_excel.hosts.xlsx.plain_rows import PlainRows
from sop_excel.hosts.xlsx.sheet_cells import CellReader, Grid
from sop_excel.spreadsheet.areas import Area, letters

STRINGS = ["Press", "Frame"]
ROWS, COLUMNS = 120, 30
AREAS = [Area(1, 2, 60, 12), Area(61, 1, ROWS - 5, COLUMNS)]


def number(chance: random.Random, address: str) -> str:
    style, kind = chance.choice(["", ' s="3"', ' s="4"']), chance.choice(["", ' t="n"'])
    return f'<c r="{address}"{style}{kind}><v>{chance.choice(["0", "12", "-0.5", "1E3", "45000"])}</v></c>'


KINDS: list[Callable[[random.Random, str], str]] = [
    number,
    number,
    lambda chance, address: f'<c r="{address}" t="s"><v>{chance.randrange(2)}</v></c>',
    lambda _, address: f'<c r="{address}" t="inlineStr"><is><t> a "b" _x0041_;</t></is></c>',
]
OTHERS: list[Callable[[random.Random, str], str]] = [
    lambda _, address: f'<c r="{address}" s="3"/>',
    lambda _, address: f'<c r="{address}"><f>1+1</f><v>2</v></c>',
    lambda _, address: f'<c r="{address}" t="b"><v>1</v></c>',
    lambda _, address: f'<c r="{address}" t="inlineStr"><is><t>a &amp; b</t></is></c>',
    lambda _, address: f'<c r="{address}" t="inlineStr"><is><t>Größe</t></is></c>',
    lambda _, address: f'<c r="{address}"><v></v></c>',
]


def sheet(seed: int = 1) -> str:
    """A sheet with many plain rows, some with other cells, and some cells absent."""
    chance = random.Random(seed)  # noqa: S311 - figures, not secrets
    rows = []
    for row in range(1, ROWS + 1):
        kinds = KINDS if chance.random() < 0.8 else [*KINDS, *OTHERS]
        cells = (chance.choice(kinds)(chance, f"{letters(k)}{row}") for k in range(1, COLUMNS) if chance.random() < 0.9)
        rows.append(f'<row r="{row}" spans="1:30">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def read(part: str) -> Grid | str:
    """The cells, or what is wrong."""
    reader = CellReader(lambda: STRINGS, lambda: {"4": lambda value: value + 0.25})
    try:
        return reader.read(part.encode(), AREAS)
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"


def by_parser(part: str) -> Grid | str:
    return read(part.replace("</sheetData>", "</sheetData><!-- seen -->"))


@pytest.mark.parametrize("seed", range(5))
def test_plain_rows_hold_what_the_parser_reads_in_them(seed: int) -> None:
    part = sheet(seed)
    assert len(PlainRows.of(part.encode()).cells) > ROWS / 2
    assert read(part) == by_parser(part)


PLAIN = '<row r="50" spans="1:30"><c r="B50"><v>1</v></c><c r="C50"><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("C50", "C51", "cell 'C51' in row 50"),
        ("C50", "B50", "row 50 with a cell behind or on another"),
        ("C50", "A50", "row 50 with a cell behind or on another"),
        ("<v>2</v>", "<v>2..1</v>", "'2..1' in a number cell, C50"),
        ("<v>2</v>", "<v>2-1</v>", "'2-1' in a number cell, C50"),
        ('"C50"', '"C50" t="s"', "a cell with shared text 2, of 2, C50"),
        ('<row r="50"', '<row r="49"', "row '49' behind row 49"),
        ("</row>", "</c>", "mismatched tag"),
        ('spans="1:30"', "spans=1:30", "not well-formed"),
        ('r="50" spans="1:30"', 'r="50"/', ""),
        ('"C50"', '"C50" t="inlineStr"', ""),
        ("<v>2</v>", "<is><t>2</t></is>", ""),
        ("<v>2</v>", "<v> 2 </v>", ""),
    ],
)
def test_what_is_wrong_with_one_is_told_as_the_parser_tells_it(old: str, new: str, wrong: str) -> None:
    """And what is only odd is read as the parser reads it."""
    part = sheet()
    start = part.index('<row r="50"')
    end = part.index('<row r="51"')
    odd = part[:start] + PLAIN.replace(old, new, 1) + part[end:]
    assert len(PlainRows.of(odd.encode()).cells) > ROWS / 2
    found = read(odd)
    assert found == by_parser(odd)
    assert (wrong in str(found)) if wrong else found


def test_a_part_with_a_document_type_is_refused_however_plain_it_is() -> None:
    part = f"<!DOCTYPE a>{sheet()}"
    assert not PlainRows.of(part.encode()).cells
    assert read(part) == f"{BrokenPartError.__name__}: a part with a document type, which workbooks never have"
