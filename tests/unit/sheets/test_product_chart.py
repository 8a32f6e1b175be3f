"""The chart of products shows twenty of them and all others as one, however many there are."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl.utils import range_boundaries

from sop_excel.contract.output_tables import MOST_CHARTED, SHARED_RESOURCES
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.outputs import product_chart, product_summary
from templates.make.meeting_layout import SLOT_LETTERS
from tests.fidelity.plans import write
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import large_book
from tests.workbooks import make_workbook, read_table


def of(products: int) -> Any:
    """A plan in which one product costs as much as the next, but for every seventh, which costs more."""
    cost = np.array([5.0 + (i % 7 == 0) * i for i in range(products)])
    return planned(simple_problem(np.full((products, 3), 4.0), production_cost=cost[:, None], holding_cost=1.0))


def test_up_to_twenty_products_are_shown_as_they_stand() -> None:
    """In their order, with what the shared resources cost: the rows of table ProductSummary."""
    plan = of(MOST_CHARTED)
    shown = [(row[0], row[-1]) for row in product_summary(plan).rows]
    assert list(product_chart(plan).rows) == shown


def test_of_more_products_the_dearest_are_shown_and_the_others_added_up() -> None:
    """The dearest first, those that cost the same in their order; nothing is left out of the sum."""
    plan = of(MOST_CHARTED + 10)
    rows, costs = product_chart(plan).rows, dict(zip(plan.problem.product_codes, plan.product_costs, strict=True))
    dearest = sorted(costs, key=lambda code: -costs[code])[:MOST_CHARTED]
    assert [row[0] for row in rows] == [*dearest, SHARED_RESOURCES, "Other products (10)"]
    assert rows[0] == ("P29", 3 * 4.0 * 33.0)
    assert rows[MOST_CHARTED + 1][1] == 10 * 3 * 4.0 * 5.0
    assert sum(float(str(row[1])) for row in rows) == pytest.approx(plan.total_cost, rel=1e-12)


def test_without_a_plan_names_stay_and_numbers_go() -> None:
    """Rule O5."""
    plan = not_planned(simple_problem(np.full((30, 2), 4.0), production_cost=1.0, max_production=2.0))
    rows = product_chart(plan).rows
    assert len(rows) == MOST_CHARTED + 2
    assert {row[1] for row in rows} == {None}


def test_no_chart_of_a_workbook_has_a_bar_for_each_of_many_products(tmp_path: Path) -> None:
    """It follows its table: to twenty without the others, and back to the few that a plan has later."""
    book = make_workbook(tmp_path / "book.xlsx", {"Products": [["Product"], ["A"]]})
    for products in (40, 4, 300):
        write(book, plan_tables(large_book(products, 2), Options()).outputs)
        shown = read_table(book, "ProductChart")[1:]
        assert len(shown) == min(products, MOST_CHARTED + 1) + 1
        points, drawn = _points(book), min(products, MOST_CHARTED) + 1
        assert max(points) <= max(drawn, len(SLOT_LETTERS))  # as many as the page for the meeting has columns
        assert points.count(drawn) == 2  # the names and the bars


def _points(book: Path) -> list[int]:
    """Over how many cells each series of the charts of a workbook goes."""
    found = []
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                for reference in re.findall(r"<(?:c:)?f>[^<]*!([$A-Z0-9:]+)</", parts.read(name).decode()):
                    left, top, right, bottom = range_boundaries(reference.replace("$", ""))
                    found.append(max(right - left, bottom - top) + 1)
    return found
