"""Worksheet formulas as Excel calls them: through the genuine xlwings, beside HiGHS on the same arrays, in one run.

    python -m tests.benchmarks.formula [runs]

A call takes what the add-in's macros hand over, and gives what they get back; Excel's own part is not in it. Time is
that of the processor. Quote the ratios: milliseconds depend on the machine. ``cached`` asks again for what was asked
before. Costs are compared with those of HiGHS; calls back are those to Excel while Python works. Nothing here passes or
fails.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, NamedTuple

import highspy
import numpy as np
import openpyxl
import xlwings as xw

from sop_excel.domain.plan import Plan
from sop_excel.functions import FUNCTIONS
from sop_excel.functions.shared import PLANS
from sop_excel.model.assembly import SparseModel, formulate
from sop_excel.model.decisions import decisions
from tests.excel.engine import excel, open_book
from tests.excel.windows import MISSING, call, handed, windows
from tests.shared_factory import shared_factory

SERVED = "sop_excel.hosts.excel.served"
RUNS, WARM = 200, 20


class Row(NamedTuple):
    """Milliseconds of a call: the median, what 95 % of the calls take at most, and the median of HiGHS (0: not run).

    ``apart`` is how far both costs are from each other at most, as a share; ``calls`` are those back to Excel.
    """

    name: str
    median: float
    most: float
    peer: float
    apart: float
    calls: int


class Case(NamedTuple):
    """A formula: its function, what it is given the first time, and which ranges of it change from call to call."""

    name: str
    function: str
    given: Sequence[Any]
    changes: xw.Range | None
    book: xw.Book


def rows(runs: int = RUNS) -> Iterator[Row]:
    """What is measured, one formula after the other."""
    with TemporaryDirectory() as folder, windows(SERVED):
        yield from (_measured(case, runs) for case in _cases(Path(folder)))


def _cases(folder: Path) -> Iterator[Case]:
    for name, periods, limit in (("1 x 12", 12, None), ("1 x 52", 52, None), ("1 x 12, no plan", 12, 10.0)):
        book = _series(folder / f"{name}.xlsx", periods)
        sheet = book.sheets[0]
        given = [sheet[f"A1:A{periods}"], sheet["B1"], sheet["B2"], sheet["B3"], sheet["B4"]]
        yield Case(name, "OPTIMIZE_PLAN", given if limit is None else [*given, limit], given[0], book)
        if limit is None and periods == 12:
            yield Case("1 x 12, cached", "OPTIMIZE_PLAN", given, None, book)
    book = _tables(folder / "3 x 36.xlsx")
    tables = [book.sheets[name].used_range for name in shared_factory(3, 36)]
    of_tables: list[Any] = [*tables[:2], MISSING, *tables[2:]]
    yield Case("3 x 36", "OPTIMIZE_PLANS", of_tables, book.sheets["Demand"]["B2:AK4"], book)


def _series(path: Path, periods: int) -> xw.Book:
    """Demand in column A, costs and stocks in column B."""
    book = openpyxl.Workbook()
    for t, number in enumerate((5.0, 1.0, 100.0, 1.5, *[None] * (periods - 4))):
        book.active.append([100.0 + t, number])
    book.save(path)
    return open_book(path)


def _tables(path: Path) -> xw.Book:
    """Three products on shared lines, one table a sheet."""
    book = openpyxl.Workbook()
    for name, table in shared_factory(3, 36).items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    book.save(path)
    return open_book(path)


def _measured(case: Case, runs: int) -> Row:
    """Ours and HiGHS in turn, after some calls that are not counted; what is handed over is ready before."""
    app, ours, theirs, apart = excel(case.book), [], [], 0.0
    told, calls = list(_handed(case, runs + WARM)), app.calls
    for one in told:
        ours.append(_seconds(lambda one=one: call(SERVED, case.function, one)))  # type: ignore[misc]
        if case.changes is not None:
            found = PLANS.last
            model = formulate(found.problem, decisions(found.problem))
            theirs.append(_seconds(lambda model=model: _plain(model)))  # type: ignore[misc]
            if isinstance(found, Plan):
                cost = _plain(model)
                apart = max(apart, abs(found.objective - cost) / max(1.0, abs(cost)))
    kept = sorted(ours[WARM:])
    peer = statistics.median(theirs[WARM:]) if theirs else 0.0
    median, most = statistics.median(kept), kept[int(0.95 * len(kept))]
    return Row(case.name, 1e3 * median, 1e3 * most, 1e3 * peer, apart, app.calls - calls)


def _handed(case: Case, count: int) -> Iterator[tuple[Any, ...]]:
    """What the macros hand over, call by call, each time with other demand."""
    function = next(one for one in FUNCTIONS if one.name == case.function)
    given = [*case.given, *[MISSING] * (len(function.arguments) - len(case.given))]
    draw = random.Random(0)  # noqa: S311 - a benchmark
    for _ in range(count):
        if case.changes is not None:
            rows, columns = case.changes.shape
            case.changes.value = [[round(draw.uniform(50, 300), 1) for _ in range(columns)] for _ in range(rows)]
        yield handed(function.arguments, given)


def _seconds(work: Callable[[], Any]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _plain(model: SparseModel) -> float:
    """HiGHS as it comes, in a new object: the least cost, ``inf`` where there is no plan."""
    order = np.argsort(model.entries.column, kind="stable")
    starts = np.cumsum([0, *np.bincount(model.entries.column, minlength=model.cost.size)])
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(
        model.cost.size, model.row_upper.size, order.size, int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize), model.offset, model.cost, model.lower, model.upper, model.row_lower,
        model.row_upper, starts.astype(np.int32), model.entries.row[order].astype(np.int32),
        model.entries.value[order], np.zeros(model.cost.size, np.int32),
    )  # fmt: skip
    solver.run()
    values = np.array(solver.getSolution().col_value)
    is_best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(model.cost @ values) + model.offset if is_best else float("inf")


def main(runs: int) -> None:
    """Print the report."""
    print(f"{'':<20}{'median':>10}{'95 %':>10}{'HiGHS':>10}{'ratio':>8}{'costs apart':>13}{'calls back':>12}")
    for row in rows(runs):
        ratio = f"{row.median / row.peer:.1f} x" if row.peer else ""
        peer = f"{row.peer:.2f} ms" if row.peer else ""
        ours = f"{row.median:>7.2f} ms{row.most:>7.2f} ms"
        print(f"{row.name:<20}{ours}{peer:>10}{ratio:>8}{row.apart:>13.0e}{row.calls:>12}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
