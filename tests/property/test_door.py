"""Random workbooks through the public door: what is written keeps the contract's definitions, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sop_excel.domain.plan import Found, Plan
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.model.solve import solve
from sop_excel.planning import Options
from sop_excel.shipped import DONOR, resource
from tests.examples import tried
from tests.random_tables import random_tables
from tests.workbooks import make_workbook, plan_rows, read_table

SEEDS = range(tried(40))
CENT = 0.005


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Found, Path]]:
    """An answer and its workbook for every seed."""
    folder = tmp_path_factory.mktemp("door")
    found = []
    for seed in SEEDS:
        book = make_workbook(folder / f"{seed}.xlsx", random_tables(Random(seed)))  # noqa: S311 - figures, not secrets
        found.append((plan_workbook(book, book, Options(), resource(DONOR)).answer.report.found, book))
    return found


def solved(planned: list[tuple[Found, Path]]) -> Iterator[tuple[Plan, dict[tuple[str, str], list[float]], Path]]:
    """Those with a plan, with the rows of table Plan."""
    for plan, book in planned:
        if isinstance(plan, Plan):
            yield plan, plan_rows(book), book


def test_most_random_workbooks_have_a_plan_and_some_have_none(planned: list[tuple[Found, Path]]) -> None:
    """So that the tests below and those of fixes see both."""
    count = sum(isinstance(plan, Plan) for plan, _ in planned)
    assert 3 * len(planned) // 8 <= count < len(planned)


def test_the_reference_formulation_comes_to_the_same_objective(planned: list[tuple[Found, Path]]) -> None:
    """Or to no plan as well."""
    for plan, book in planned:
        reference = solve(plan.problem, "highs")
        assert isinstance(reference, Plan) == isinstance(plan, Plan), book
        if isinstance(reference, Plan) and isinstance(plan, Plan):
            assert reference.objective == pytest.approx(plan.objective, rel=1e-9, abs=1e-6), book


def test_what_comes_in_goes_out_or_stays_in_every_period(planned: list[tuple[Found, Path]]) -> None:
    """Inventory + good production and orders of a lead time ago + received - delivered - scrapped, from the cells."""
    for plan, rows, book in solved(planned):
        for i, code in enumerate(plan.problem.product_codes):
            products = plan.problem.products
            lead, delivery = int(products.lead_time[i]), int(products.subcontract_lead_time[i])
            stock = float(plan.problem.products.initial_inventory[i])
            zeros = [0.0] * len(plan.problem.periods)
            delivered = rows.get((code, "Delivered"), rows.get((code, "Sales"), rows[code, "Demand"]))
            for t in range(len(plan.problem.periods)):
                made = rows[code, "Production"][t - lead] * products["yield"][i, t - lead] if t >= lead else 0.0
                bought = rows.get((code, "Subcontract"), zeros)[t - delivery] if t >= delivery else 0.0
                came = made + bought + rows.get((code, "Receipts"), zeros)[t]
                stock += came - delivered[t] - rows.get((code, "Scrapped"), zeros)[t]
                assert rows[code, "Inventory"][t] == pytest.approx(stock, abs=1e-6), (book, code, t)
                assert delivered[t] >= -1e-9, (book, code, t)


def test_sales_and_deliveries_follow_their_definitions(planned: list[tuple[Found, Path]]) -> None:
    """Rule O1, from the cells alone."""
    for plan, rows, book in solved(planned):
        for i, code in enumerate(plan.problem.product_codes):
            demand = rows[code, "Demand"]
            lost = rows.get((code, "Lost sales"), [0.0] * len(demand))
            sales = rows.get((code, "Sales"), demand)
            late = rows.get((code, "Backorders"), [0.0] * len(demand))
            before = [float(plan.problem.products.initial_backorders[i]), *late]
            delivered = rows.get((code, "Delivered"), sales)
            for t in range(len(demand)):
                assert sales[t] == pytest.approx(demand[t] - lost[t], abs=1e-9), (book, code, t)
                assert delivered[t] == pytest.approx(sales[t] + before[t] - late[t], abs=1e-9), (book, code, t)


def test_every_amount_of_the_workbook_adds_up_to_the_total(planned: list[tuple[Found, Path]]) -> None:
    """Cost lines, products and shared resources, revenue less cost."""
    for plan, _, book in solved(planned):
        amounts: dict[Any, Any] = {row[0]: row[1] for row in read_table(book, "CostSummary")[1:]}
        total = amounts.pop("Total cost")
        revenue, profit = amounts.pop("Revenue", 0.0), amounts.pop("Profit", -total)
        assert fsum(amounts.values()) == pytest.approx(total, abs=CENT), book
        assert profit == pytest.approx(revenue - total, abs=CENT), book
        assert fsum(row[-1] for row in read_table(book, "ProductSummary")[1:]) == pytest.approx(total, abs=CENT), book
        assert total == plan.total_cost


def test_no_check_of_a_written_workbook_fails(planned: list[tuple[Found, Path]]) -> None:
    """As we compute them; that a spreadsheet program computes the same is tested with LibreOffice."""
    for _, _, book in solved(planned):
        results = [row[1] for row in read_table(book, "Checks")[1:]]
        assert "CHECK" not in results, book
