"""Random workbooks that roll on: to roll and then read gives what reading and then rolling the numbers gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Value
from sop_excel.hosts.xlsx.prepares import prepare_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import problem_of
from sop_excel.preparing.roll import RollOptions, roll_book
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.examples import examples
from tests.workbooks import Rows, make_workbook

_MONTHS = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
_PERIODS = {
    "months": [f"{2026 + n // 12}-{n % 12 + 1:02}" for n in range(9, 30)],
    "words": [f"{month} {26 + n // 12}" for n, month in enumerate(_MONTHS * 2)],
    "weeks": ["2026-W51", "2026-W52", "2026-W53", *(f"2027-W{n:02}" for n in range(1, 20))],
    "counted": [f"M{n}" for n in range(1, 9)],
}  # fmt: skip
_LISTED = {"Demand", "Receipts", "FirmProduction"}  # tables that may have a row for each period


@st.composite
def _books(draw: st.DrawFn) -> tuple[dict[str, Rows], int, list[str], list[str]]:
    """Tables, how many periods are over, the products, and the names of the periods to be."""
    names = draw(st.sampled_from(sorted(_PERIODS)))
    length = draw(st.integers(2, 5))
    over = draw(st.integers(1, min(length, 8 - length)))
    all_periods = _PERIODS[names]
    periods, to_be = all_periods[:length], all_periods[over : length + over]
    products = ["A", "B b", "C"][: draw(st.integers(1, 3))]
    head = ["Product", "Lead time", "Backorder cost", "Lost sale cost", "Production cost"]
    rows = [
        [code, float(draw(st.integers(0, length))), draw(st.sampled_from([None, 2.0])), 9.0, 1.0] for code in products
    ]
    tables: dict[str, Rows] = {
        "Products": [head, *rows],
        "Demand": _table(draw, "Demand", "Product", products, periods),
    }
    tables["Resources"] = [["Resource", "Capacity"], ["Line", 50.0]]
    for name in ("Capacity", "Receipts", "FirmProduction", "PublishedPlan"):
        key, items = ("Resource", ["Line"]) if name == "Capacity" else ("Product", products)
        if draw(st.booleans()):
            some = draw(st.permutations(periods))[: draw(st.integers(1, length))]
            tables[name] = _table(draw, name, key, items, some)
    if draw(st.booleans()):
        places = draw(st.lists(st.tuples(st.sampled_from(products), st.sampled_from(periods)), min_size=1, unique=True))
        rows = [["Production cost", item, period, float(n + 2)] for n, (item, period) in enumerate(places)]
        tables["PeriodData"] = [["Field", "Item", "Period", "Value"], *rows]
    return tables, over, products, to_be


def _table(draw: st.DrawFn, name: str, key: str, items: list[str], periods: list[str]) -> Rows:
    number = st.sampled_from([None, 0.0, 1.0, 2.5, 7.0])
    cells: list[list[Any]] = [[draw(number) for _ in periods] for _ in items]
    if name in _LISTED and draw(st.booleans()):
        rows = [[item, period, value, "own"] for item, line in zip(items, cells, strict=True)
                for period, value in zip(periods, line, strict=True)]  # fmt: skip
        return [[key, "Period", "Quantity", "Remark"], *rows]
    if draw(st.booleans()):
        return [
            ["Mine", key, *periods, "Total"],
            *([None, item, *line, 5.0] for item, line in zip(items, cells, strict=True)),
        ]
    return [[key, *periods], *([item, *line] for item, line in zip(items, cells, strict=True))]


def _shifted(values: Array, over: int, fill: Any = 0.0) -> Array:
    """(I, T) the numbers by period, moved on, and ``fill`` in the new ones."""
    return np.hstack([values[:, over:], np.broadcast_to(fill, (len(values), over))])


def _on_the_way(problem: Problem, over: int, made: float) -> Array:
    """(I, T) what was started in the periods that are over, ``made`` in each, and arrives later."""
    found = np.zeros(problem.shape)
    for i, lead in enumerate(problem.products.lead_time.astype(int)):
        for start in range(over):
            if 0 <= start + lead - over < problem.shape[1]:
                found[i, start + lead - over] += made
    return found


@given(_books())
@examples(75)
def test_to_roll_and_read_is_to_read_and_roll(drawn: tuple[dict[str, Rows], int, list[str], list[str]]) -> None:
    tables, over, products, to_be = drawn
    with TemporaryDirectory() as folder:
        path = make_workbook(Path(folder) / "book.xlsx", tables)
        before, _ = problem_of(Workbook.open(path))
        gone = before.periods[:over]
        head = ["Product", "Inventory", "Backorders", *(f"Production {period}" for period in gone)]
        rows: list[list[Value]] = [[code, 8.0, 3.0, *[4.0] * over] for code in products]
        came = RawSheet("came", [head, *rows])
        step = lambda book: roll_book(book, RollOptions(over, tuple(to_be[-over:])), [came])  # noqa: E731
        prepare_workbook(lambda: Workbook.open(path), path, step)
        after, _ = problem_of(Workbook.open(path))
    assert list(after.periods) == to_be
    assert after.demand.tolist() == _shifted(before.demand, over).tolist()
    arriving = _on_the_way(before, over, 4.0)
    assert after.receipts.tolist() == (_shifted(before.receipts, over) + arriving).tolist()
    assert after.firm_production.tolist() == _shifted(before.firm_production, over).tolist()
    published = np.nan_to_num(_shifted(before.published, over, np.nan), nan=-1.0)
    assert np.nan_to_num(after.published, nan=-1.0).tolist() == published.tolist()
    assert after.resources.capacity.tolist() == _shifted(before.resources.capacity, over, 50.0).tolist()
    assert after.products.production_cost.tolist() == _shifted(before.products.production_cost, over, 1.0).tolist()
    assert after.products.initial_inventory.tolist() == [8.0] * len(products)
    may_be_late = ~np.isnan(before.products.backorder_cost[:, 0])
    assert after.products.initial_backorders.tolist() == np.where(may_be_late, 3.0, 0.0).tolist()
