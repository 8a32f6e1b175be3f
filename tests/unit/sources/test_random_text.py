"""Random tables as text, written in the ways of many programs, are read to exactly what was written."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

from sop_excel.hosts.sources.read import read_sheets

FILES, SHARES = 300, 10
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
TEXTS = (
    "Bolt, M8", "Nut; M8", "a|b", "Größe ½", 'Pipe 5"', '"quoted"', "two\nlines", "", "00123", "SKU-001", "Ñandú", "x",
    "Total", "=1+1", "Müller & Söhne", "tab\there", "one, two, three", "a;b;c", " spaced ", "N/A", "-", "50 %",
)  # fmt: skip
NUMBERS = ("{:.2f}", "{:,.2f}", "{:.0f}", "{:.1f} €", "({:.2f})")
DATES = ("2026-01-{:02}", "{:02}.01.2026", "1/{}/26", "Jan {}, 2026")
QUOTING: tuple[Literal[0, 1, 2], ...] = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)

Rows = list[list[str]]


def table(chance: random.Random) -> Rows:
    """A header, and rows of a code, a text, a date and numbers in one form, with decimal commas or points."""
    number, date, comma = chance.choice(NUMBERS), chance.choice(DATES), chance.random() < 0.5
    swap = str.maketrans(",.", ".,") if comma else {}
    width = chance.randint(1, 6)
    rows = [["Code", "Text", "Day", *(f"Qty {k}" for k in range(width))]]
    for _ in range(chance.randint(3, 60)):
        amounts = [number.format(chance.uniform(0, 9999)).translate(swap) for _ in range(width)]
        rows.append(
            [f"{chance.randint(0, 999):05}", chance.choice(TEXTS), date.format(chance.randint(1, 28)), *amounts]
        )
    return rows


def roughened(chance: random.Random, rows: Rows) -> Rows:
    """With a preamble, blank lines, short rows and a total, as reports have them."""
    rows = [list(row) for row in rows]
    for row in rows[1:]:
        if chance.random() < 0.1:
            del row[chance.randint(2, len(row)) :]
    for _ in range(chance.randint(0, 2)):
        rows.insert(chance.randint(0, len(rows)), [])
    if chance.random() < 0.3:
        rows[:0] = [["Sales report"], ["Printed", "2026-01-31"], []]
    if chance.random() < 0.3:
        rows.append(["Total", "", "", "1"])
    return rows


def written(chance: random.Random, rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    """As a program with habits of its own writes it."""
    stream = io.StringIO()
    separator = chance.choice(";,\t|")
    end = chance.choice(("\n", "\r\n"))
    quoting = chance.choice(QUOTING)
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    text = stream.getvalue()
    if chance.random() < 0.3 and rows[-1]:  # a blank last line without a break is none
        text = text.removesuffix(end)
    return text.encode(encoding)


def encodable(rows: Rows, encoding: str) -> Rows:
    return [[value.encode(encoding, "ignore").decode(encoding) for value in row] for row in rows]


@pytest.mark.parametrize("share", range(SHARES))
def test_a_random_table_is_read_as_it_was_written(tmp_path: Path, share: int) -> None:
    wrong = []
    for seed in range(share, FILES, SHARES):
        chance = random.Random(seed)  # noqa: S311
        encoding = chance.choice(ENCODINGS)
        rows = encodable(roughened(chance, table(chance)), encoding)
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(written(chance, rows, encoding))
        (sheet,) = read_sheets(path)
        if sheet.rows != [[value or None for value in row] for row in rows]:
            wrong.append((seed, encoding, sheet.notes))
    assert wrong == []
