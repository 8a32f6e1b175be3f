"""Random formulas below periods: once these have moved on, each period that stays has the value that it had."""

from __future__ import annotations

import re
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.hosts.xlsx.prepares import prepare_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.preparing.roll import RollOptions, roll_book
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.examples import examples
from tests.unit.xlsx.test_rolled import book, edited, save_values
from tests.workbooks import Rows

Cells = dict[str, str | float]  # by sheet and address, such as Demand!B2
COLUMNS = "BCDEF"
PERIODS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
TABLES = ("Demand", "Receipts")
_REFERENCE = re.compile(r"(?:(\w+)!)?\$?([B-F])\$?([23])(?::\$?([B-F])\$?([23]))?")


@st.composite
def _cells(draw: st.DrawFn) -> Cells:
    """Numbers and formulas of two tables; formulas refer to periods at their left, of either table."""
    found: Cells = {}
    for n, column in enumerate(COLUMNS):
        for sheet in TABLES:
            for row in (2, 3):
                number = float(draw(st.integers(0, 9)))
                is_formula = n and draw(st.booleans())
                found[f"{sheet}!{column}{row}"] = draw(_formulas(sheet, COLUMNS[:n])) if is_formula else number
    return found


@st.composite
def _formulas(draw: st.DrawFn, sheet: str, columns: str) -> str:
    terms = []
    for _ in range(draw(st.integers(1, 2))):
        of = draw(st.sampled_from(TABLES))
        named = "" if of == sheet else f"{of}!"
        first, last = sorted(draw(st.tuples(st.sampled_from(columns), st.sampled_from(columns))))
        row, dollars = draw(st.integers(2, 3)), draw(st.sampled_from(["", "$"]))
        one = f"{named}{dollars}{first}{row}"
        terms.append(draw(st.sampled_from([one, f"SUM({one}:{dollars}{last}{row})", f"2*{one}"])))
    return "=" + "+".join(terms)


def _value(cells: Cells, at: str) -> float:
    """The value of a cell, by the plainest of calculators."""
    held = cells.get(at, 0.0)
    sheet = at.partition("!")[0]
    if not isinstance(held, str):
        return float(held or 0.0)

    def number(found: re.Match[str]) -> str:
        home, first, row, last, _ = found.groups()
        columns = [column for column in COLUMNS if first <= column <= (last or first)]
        return repr(sum(_value(cells, f"{home or sheet}!{column}{row}") for column in columns))

    terms = _REFERENCE.sub(number, held.removeprefix("=")).replace("SUM", "").split("+")
    return sum(prod(float(factor.strip("()")) for factor in term.split("*")) for term in terms)


@given(_cells(), st.integers(1, 3))
@examples(50)
def test_formulas_that_move_with_their_period_keep_its_value(cells: Cells, over: int) -> None:
    values = {at: _value(cells, at) for at in cells}
    with TemporaryDirectory() as folder:
        rows: Rows = [["Product", *PERIODS], ["Frame", *[0.0] * 5], ["Lamp", *[0.0] * 5]]
        path = book(Path(folder), Demand=rows, Receipts=rows)
        for sheet in TABLES:
            own = {at.partition("!")[2]: cells[at] for at in cells if at.startswith(sheet)}
            edited(path, own, sheet)
        for sheet in TABLES:
            save_values(path, {at.partition("!")[2]: values[at] for at in values if at.startswith(sheet)}, sheet)
        came = RawSheet("came", [["Product", "Inventory", *(f"Production {one}" for one in PERIODS[:over])],
                                 ["Frame", 5.0, *[0.0] * over], ["Lamp", 5.0, *[0.0] * over]])  # fmt: skip
        step = lambda of: roll_book(of, RollOptions(over), [came])  # noqa: E731
        prepare_workbook(lambda: Workbook.open(path), path, step)
        after = _read(path)
    for sheet in TABLES:
        for n, column in enumerate(COLUMNS[over:]):
            for row in (2, 3):
                at = f"{sheet}!{COLUMNS[n]}{row}"
                assert _value(after, at) == values[f"{sheet}!{column}{row}"], (at, after[at])


def _read(path: Path) -> Cells:
    workbook: Any = openpyxl.load_workbook(path)
    return {
        f"{sheet}!{column}{row}": workbook[sheet][f"{column}{row}"].value or 0.0
        for sheet in TABLES
        for column in COLUMNS
        for row in (2, 3)
    }
