"""Descriptions beside codes in an open workbook: the summary gains its column, and loses it, as the file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.hosts.excel.plan_commands import optimize
from sop_excel.hosts.xlsx.plans import optimize as optimize_file
from tests.excel.books import alerts
from tests.excel.engine import open_book, saved
from tests.fidelity.parts import loaded
from tests.workbooks import Rows, make_workbook, read_table


def _book(path: Path, *descriptions: str | None) -> Path:
    products: Rows = [["Product", "Production cost", "Description"], ["A", 5, None], ["B", 5, None]]
    demand: Rows = [["Product", "Jan", "Feb"], ["A", 10, 20], ["B", 1, 2]]
    made = loaded(make_workbook(path, {"Products": products, "Demand": demand}))
    for cell, text in zip(("C2", "C3"), descriptions, strict=True):
        made["Products"][cell].value = text
        if text:
            made["Products"][cell].data_type = "s"  # also of a text that looks like a formula
    made.save(path)
    return path


@pytest.mark.parametrize("before", [("Hose", None), (None, None)])
def test_the_summary_has_the_column_that_the_products_have(
    before: tuple[str | None, str | None], tmp_path: Path
) -> None:
    """It comes, is written, and goes again, with texts that Excel would take for formulas and dates."""
    path = _book(tmp_path / "book.xlsx", *before)
    optimize_file(path)
    opened = open_book(path)
    for descriptions in (("=1+1", "2026-01"), ("@home", None), (None, None), ("Hose", "Reel")):
        opened.sheets["Products"]["C2"].value = f"'{descriptions[0]}" if descriptions[0] else None
        opened.sheets["Products"]["C3"].value = f"'{descriptions[1]}" if descriptions[1] else None
        optimize(opened.app)
        assert alerts(opened) == []
        live, file = saved(opened, tmp_path / "live.xlsx"), _book(tmp_path / "file.xlsx", *descriptions)
        optimize_file(file)
        for name in ("ProductSummary", "ProductChart", "Explanation"):
            assert read_table(live, name) == read_table(file, name), descriptions
        last = [row[-1] for row in read_table(live, "ProductSummary")][:3]
        assert last == (["Description", *descriptions] if any(descriptions) else ["Direct cost", 150, 15])
