"""Months in a row: each goes on from where the one before has ended, in the firm's books and in the workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rolling.months import months_rolled, told


def test_three_months_in_a_row_agree_with_the_books_of_the_firm(tmp_path: Path) -> None:
    """Stock, late demand and all that is on its way, to the last digit; each workbook is checked and verified."""
    months = list(months_rolled(tmp_path, 3))
    assert [month.period for month in months] == ["2026-01", "2026-02", "2026-03"]
    assert all(month.compared == 4 * (2 + 6) for month in months)
    rows = told(tmp_path / "book.xlsx")
    assert len(rows) == 3 * 4 * 5
    january = sum(float(str(row[4])) for row in rows if row[1:3] == ["Demand", "2026-01"])
    assert january == pytest.approx(months[0].came["Demand"])
    planned = sum(float(str(row[3])) for row in rows if row[1:3] == ["Production", "2026-02"])
    assert planned == pytest.approx(months[1].planned["Production"])
