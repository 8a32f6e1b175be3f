"""Workbooks that commands write into, and the copies that they leave."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.commands import Ran, sop_excel
from tests.damaged.running import book_in


def sales_file(folder: Path) -> Path:
    """Three years of one product's sales, as an export."""
    folder.mkdir(exist_ok=True)
    months = [f"{2022 + k // 12}-{k % 12 + 1:02d}-15,FAN,{20 + k % 7}" for k in range(36)]
    path = folder / "sales.csv"
    path.write_text("\n".join(["Date,Product,Quantity", *months]), encoding="utf-8")
    return path


def fine(*words: object) -> Ran:
    """Run a command that works."""
    ran = sop_excel(*words)
    assert ran.status == 0, ran.err
    return ran


def copies(home: Path) -> dict[str, bytes]:
    """The copies that are there, by their names."""
    folder = home / "copies"
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    return {path.name: path.read_bytes() for path in found if not path.name.startswith("index")}


def planned_book(folder: Path, name: str = "plan.xlsx") -> Path:
    """A small workbook that is ready to be planned."""
    folder.mkdir(exist_ok=True)
    return book_in(folder, name)


def history_book(folder: Path) -> Path:
    """A workbook with a cleaned sales history."""
    folder.mkdir(exist_ok=True)
    book = folder / "history.xlsx"
    if not book.exists():
        fine("clean", sales_file(folder), "-o", book)
    return book


def saved_by_somebody(book: Path, cell: str, value: object, sheet: str = "Demand") -> bytes:
    """Somebody types a value into cells of one column and saves the workbook; what it holds then."""
    opened = openpyxl.load_workbook(book)
    cells = opened[sheet][cell]
    for one in [line[0] for line in cells] if isinstance(cells, tuple) else [cells]:
        one.value = value
    opened.save(book)
    return book.read_bytes()
