"""The same workbook gives the same plan to the last bit: run after run, in any order of rows, by every door."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sop_excel.domain.plan import Plan
from sop_excel.functions.arguments import TABLES
from sop_excel.hosts.excel.plan_commands import optimize
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.planning import Options
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.run_info import Stamp
from sop_excel.shipped import DONOR, resource
from tests.commands import sop_excel_process
from tests.examples import few
from tests.excel.engine import open_book, saved
from tests.functions.formulas import BY_NAME, rows
from tests.instances.published import ARTICLE_WHOLE, THREE_PRODUCTS
from tests.plans import planned
from tests.tables import table
from tests.workbooks import make_workbook, read_table

Tables = dict[str, list[list[Any]]]
RUNS = 20
STAMP = Stamp("run", "2026-01-01 00:00:00+00:00", 0.0)


def _many_cheapest(rule: str) -> Tables:
    """Many equally cheap plans: 12 products with the same costs on two lines, whose capacity binds."""
    codes, months = [f"P{n:02d}" for n in range(12)], [f"2026-{m:02d}" for m in range(1, 9)]
    random = Random(7)  # noqa: S311 - only to be mixed
    return {
        "Products": [
            ["Product", "Production cost", "Holding cost", "Safety stock", "Lost sale cost"],
            *([code, 3, 0.1, 4, 50] for code in codes),
        ],
        "Demand": [
            ["Product", *months],
            *([code, *(round(random.randint(5, 40) / 3, 4) for _ in months)] for code in codes),
        ],
        "Resources": [["Resource", "Capacity", "Overtime cost"], ["L1", 47.1, 2], ["L2", 45.3, 2]],
        "Routings": [["Product", "Resource", "Usage"], *([code, f"L{n % 2 + 1}", 1.1] for n, code in enumerate(codes))],
        "Settings": [["Setting", "Value"], ["Safety stock rule", rule]],
    }


CASES = {
    "many cheapest plans": _many_cheapest("hard"), "catch up": _many_cheapest("catch up"),
    "whole units": ARTICLE_WHOLE.tables, "three products": THREE_PRODUCTS.tables,
}  # fmt: skip
each_case = pytest.mark.parametrize("tables", CASES.values(), ids=CASES)
HARD = CASES["many cheapest plans"]


def _solved(tables: Tables) -> Plan:
    given = {name: table(name, list(map(str, cells[0])), *rows(cells[1:])) for name, cells in tables.items()}
    return planned(read_problem(given, "book")[0])


def _bits(tables: Tables) -> dict[str, bytes]:
    """Every number of the plan as its bytes, quantities by the code of their product or resource."""
    plan = _solved(tables)
    bits = {"costs": repr(sorted(plan.costs.items())).encode(), "proof": repr(plan.proof).encode()}
    for name, values in plan.quantities.families.items():
        codes = plan.problem.codes(plan.quantities.axes[name])
        bits |= {f"{name} of {code}": row.tobytes() for code, row in zip(codes, values, strict=True)}
    return bits


def _shuffled(tables: Tables, seed: int) -> Tables:
    """The same tables with the rows of each in another order."""
    random = Random(seed)  # noqa: S311 - only to be mixed
    return {name: [cells[0], *random.sample(cells[1:], len(cells) - 1)] for name, cells in tables.items()}


@each_case
def test_twenty_runs_give_one_plan(tables: Tables) -> None:
    """Bit by bit: quantities, costs, proof."""
    first = _bits(tables)
    assert all(_bits(tables) == first for _ in range(RUNS - 1))


@each_case
def test_twenty_orders_of_rows_give_one_plan(tables: Tables) -> None:
    """Of every table, inputs and settings."""
    first = _bits(tables)
    assert all(_bits(_shuffled(tables, seed)) == first for seed in range(RUNS))


def test_the_same_numbers_would_not_hide_another_plan() -> None:
    """The bits tell plans apart whose costs differ by one part in a thousand million."""
    tables = _many_cheapest("hard")
    tables["Products"][1] = ["P00", 3 * (1 + 1e-9), *tables["Products"][1][2:]]
    assert _bits(tables) != _bits(_many_cheapest("hard"))


@pytest.mark.parametrize("workers", few((1, 2), lambda workers: workers > 1))
@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_any_number_of_workers_gives_one_plan(workers: int, kind: str) -> None:
    """All cases at once, solved side by side; and standard output is there again afterwards."""
    expected = [_bits(tables) for tables in CASES.values()] * 3
    before = os.fstat(1)
    spawn = multiprocessing.get_context("spawn")
    pool: Executor = (
        ThreadPoolExecutor(workers) if kind == "threads" else ProcessPoolExecutor(workers, mp_context=spawn)
    )
    with pool:
        assert list(pool.map(_bits, [*CASES.values()] * 3)) == expected
    after = os.fstat(1)
    assert (after.st_dev, after.st_ino) == (before.st_dev, before.st_ino)


@pytest.mark.parametrize("tables", few(CASES.values(), lambda tables: tables is HARD), ids=CASES)
def test_formula_ribbon_and_command_line_give_one_plan(tables: Tables, tmp_path: Path) -> None:
    """Each by its own door: the cells of a formula, the open workbook, a process with a file."""
    source = make_workbook(tmp_path / "book.xlsx", tables)
    ran = sop_excel_process("optimize", source, "-o", tmp_path / "file.xlsx")
    assert ran.status == 0, ran.err
    book = open_book(source)
    optimize(book.app)
    by_ribbon = read_table(saved(book, tmp_path / "ribbon.xlsx"), "Plan")
    by_file = read_table(tmp_path / "file.xlsx", "Plan")
    given = {name: rows(cells) for name, cells in tables.items()}
    by_formula = BY_NAME["OPTIMIZE_PLANS"](*(given.get(form.name) for form in TABLES.values()))
    assert by_file == by_ribbon == by_formula


def test_the_same_workbook_gives_the_same_file_to_the_byte(tmp_path: Path) -> None:
    """But for what tells runs apart in table RunInfo, which is held here."""
    source = make_workbook(tmp_path / "book.xlsx", _many_cheapest("hard"))
    written = []
    for n in range(3):
        target = tmp_path / f"{n}.xlsx"
        plan_workbook(source, target, Options(stamp=STAMP), resource(DONOR))
        written.append(target.read_bytes())
    assert written[0] == written[1] == written[2]
