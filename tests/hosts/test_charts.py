"""Every chart draws what its table says, with the words and formats that it should, and follows the drop-down."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan
from typing import Any

import pytest
from openpyxl.utils import range_boundaries

from sop_excel.contract.output_tables import ALL_PRODUCTS, CHART_PRODUCT, PLAN_CHART
from sop_excel.domain.costs import PROFIT, REVENUE, TOTAL_COST
from tests.hosts.books import Block, Book, templates
from tests.hosts.calc import Calc, Step, needs_calc
from tests.hosts.conftest import Judged

pytestmark = [pytest.mark.host, needs_calc]

Chart = dict[str, Any]

# The master-plan chart of the contract: production columns, demand line, inventory area, safety-stock line.
MASTER_PLAN = {"Production": "Column", "Demand": "Line", "Inventory": "Area", "Safety stock": "Line"}
SUMS = (TOTAL_COST, REVENUE, PROFIT)


def charts(judged: tuple[Judged, ...]) -> Iterator[tuple[Book, Chart]]:
    """Every chart of every workbook."""
    for one in judged:
        for chart in one.charts:
            yield one.book, chart


def of_table(book: Book, drawn: list[Chart], table: str) -> list[Chart]:
    """The charts that draw cells of a table."""
    return [chart for chart in drawn if any(_block(book, series["from"]) == table for series in chart["series"])]


def place(reference: str) -> tuple[str, tuple[int, int, int, int]]:
    """The sheet and the range of a reference as the office writes it: ``$'Plan chart'.$A$27:$A$39``."""
    sheet, _, area = reference.removeprefix("$").rpartition(".")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, range_boundaries(area.replace("$", ""))


def _block(book: Book, reference: str) -> str:
    """The table in which a range stands; "" if in none."""
    sheet, (left, top, right, bottom) = place(reference)
    for name, block in book.blocks.items():
        if block.sheet == sheet and block.left <= left <= right <= block.right and block.top <= top <= bottom:
            return name if bottom <= block.bottom else ""
    return ""


def cells(book: Book, reference: str) -> list[Any]:
    """What the file holds in a row or column."""
    sheet, (left, top, right, bottom) = place(reference)
    rows = book.values[sheet].iter_rows(top, bottom, left, right, values_only=True)
    return [value for row in rows for value in row]


def test_every_chart_says_what_it_shows(judged: tuple[Judged, ...]) -> None:
    """A title, a title of the value axis, whole numbers with separators along it, and labels across."""
    seen = list(charts(judged))
    assert len(seen) >= 3 * len(judged)
    for book, chart in seen:
        where = (book.name, chart["sheet"], chart["title"])
        assert chart["title"], where
        assert chart["up"]["title"], where
        assert chart["up"]["visible"], where
        assert chart["across"]["visible"], where
        assert chart["up"]["format"] == "#,##0", where
        assert chart["across"]["title"] or set(filter(None, chart["across"]["labels"])) <= set(_periods(book)), where


def _periods(book: Book) -> tuple[str, ...]:
    return book.blocks["Plan"].headers[2:-1]


def test_every_chart_is_full(judged: tuple[Judged, ...]) -> None:
    """Each series has a name, a label for each value, and the values of its cells.

    None is an empty frame, but that of capacity where there are no resources.
    """
    for book, chart in charts(judged):
        where = (book.name, chart["sheet"], chart["title"])
        assert chart["series"], where
        assert len(chart["series"]) == 1 or chart["legend"], where
        labels = chart["across"]["labels"]
        assert [str(value or "") for value in cells(book, chart["across"]["from"])] == labels, where
        for series in chart["series"]:
            ours = [value if isinstance(value, int | float) else nan for value in cells(book, series["from"])]
            assert series["name"] or _has_no_resource(book, series["from"]), where
            assert len(series["values"]) == len(labels), where
            assert series["values"] == pytest.approx(ours, rel=1e-9, nan_ok=True), where
            assert not all(map(isnan, ours)) or _has_no_resource(book, series["from"]), where


def _has_no_resource(book: Book, reference: str) -> bool:
    """Whether the cells are those of table CapacityUse in a workbook without resources: there is nothing to draw."""
    return _block(book, reference) == "CapacityUse" and not any(row["Resource"] for row in book.rows("CapacityUse"))


def test_the_master_plan_draws_every_period_of_its_table(judged: tuple[Judged, ...]) -> None:
    """Production as columns, demand and safety stock as lines, inventory as an area."""
    for one in judged:
        chart, *others = of_table(one.book, one.charts, PLAN_CHART.name)
        assert others == []
        kinds = {series["name"]: series["kind"].removesuffix("ChartType") for series in chart["series"]}
        assert kinds == MASTER_PLAN
        assert tuple(chart["across"]["labels"]) == _periods(one.book)
        for series in chart["series"]:
            assert _heading(one.book.blocks[PLAN_CHART.name], series["from"]) == series["name"]


def _heading(block: Block, reference: str) -> str:
    _, (left, _, _, _) = place(reference)
    return block.headers[left - block.left]


def test_the_charts_of_costs_and_products_leave_nothing_out(judged: tuple[Judged, ...]) -> None:
    """Every cost line but the sums, and every product, with what it is called, and the shared resources."""
    for one in judged:
        (costs,) = of_table(one.book, one.charts, "CostSummary")
        lines = [row["Cost"] for row in one.book.rows("CostSummary")]
        assert costs["across"]["labels"] == [line for line in lines if line not in SUMS], one.book.name
        (products,) = of_table(one.book, one.charts, "ProductChart")
        rows = [(row["Product"], row.get("Description")) for row in one.book.rows("ProductSummary")]
        assert products["across"]["labels"] == [f"{code}  {called}" if called else code for code, called in rows]
        assert [series["name"] for series in (*costs["series"], *products["series"])] == ["Amount", "Direct cost"]


def test_the_chart_of_capacity_shows_load_against_capacity_of_a_resource(judged: tuple[Judged, ...]) -> None:
    """Over every period, wherever there is a resource, whose name the load has."""
    with_resources = [one for one in judged if any(row["Resource"] for row in one.book.rows("CapacityUse"))]
    assert with_resources
    for one in with_resources:
        (chart,) = of_table(one.book, one.charts, "CapacityUse")
        shown, capacity = (series["name"] for series in chart["series"])
        assert capacity == "Capacity", one.book.name
        assert tuple(chart["across"]["labels"]) == _periods(one.book)
        rows = [row for row in one.book.rows("CapacityUse") if row["Resource"] == shown][:2]
        drawn = [series["values"] for series in chart["series"]]
        assert drawn == [[row[period] for period in _periods(one.book)] for row in rows]


@pytest.mark.parametrize("book", [book for book in templates() if "multi" in book.name], ids=lambda book: book.name)
def test_the_master_plan_follows_the_drop_down(book: Book, calc: Calc) -> None:
    """The chart of each product is that of its rows in Plan, and of all products the sum."""
    sheet, cell = book.named(CHART_PRODUCT)
    offered = [str(row["Show"]) for row in book.rows("ChartChoices")]
    steps: list[Step] = []
    for choice in offered:
        steps += [{"do": "put", "sheet": sheet, "cell": cell, "value": choice}, {"do": "recalculate"}, {"do": "charts"}]
    answers = calc.job(book.path, *steps)[2::3]
    assert offered[0] == ALL_PRODUCTS
    for choice, drawn in zip(offered, answers, strict=True):
        (chart,) = of_table(book, drawn, PLAN_CHART.name)
        for series in chart["series"]:
            assert series["values"] == pytest.approx(_planned(book, choice, series["name"])), (choice, series["name"])


def _planned(book: Book, choice: str, measure: str) -> list[float]:
    rows = [row for row in book.rows("Plan") if row["Measure"] == measure and choice in (ALL_PRODUCTS, row["Product"])]
    assert rows
    return [sum(row[period] for row in rows) for period in _periods(book)]
