"""A kept run planned again: from whatever workbook it was, it is the same to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from sop_excel.domain.problem import ALL, BASE
from sop_excel.domain.table import Table, Value
from sop_excel.errors import MachineError
from sop_excel.planning import Options, plan_tables
from sop_excel.store.kept_run import KeptRun, run_of
from sop_excel.store.replay import input_sheets, replay
from sop_excel.store.tables_json import canonical, tables_of_json
from tests.examples import tried
from tests.random_tables import random_tables
from tests.tables import table
from tests.unit.store.books import inputs, kept_run


def _table(name: str, rows: Sequence[Sequence[Any]]) -> Table:
    """Numbers as a workbook gives them."""
    cells: list[list[Value]] = [[float(cell) if type(cell) is int else cell for cell in row] for row in rows[1:]]
    return table(name, [str(header) for header in rows[0]], *cells)


def without_times(run: KeptRun) -> bytes:
    """All outputs that are kept of a run, but for table RunInfo, which says how long it took."""
    return canonical({name: table for name, table in tables_of_json(run.outputs).items() if name != "RunInfo"})


@pytest.mark.parametrize("seed", range(tried(40)))
def test_a_run_comes_out_again_bit_for_bit(seed: int) -> None:
    """With a plan or without one, of the base or of all scenarios, after it went through the database."""
    tables = {name: _table(name, rows) for name, rows in random_tables(Random(seed)).items()}  # noqa: S311 - the same each time
    options = Options(scenario=ALL if seed % 4 == 0 else BASE)
    answer = plan_tables(tables, options)
    run = KeptRun.of_row(run_of(tables, options, answer).row(datetime.now(UTC)))
    again = replay(run)
    assert (again.differences, again.versions) == ((), ())
    then, now = (without_times(one) for one in (run, run_of(tables, options, again.answer)))
    assert then == now


def test_another_solver_of_then_is_used_again() -> None:
    """As it was asked for."""
    options = Options(name="autumn", solver="cbc")
    run = run_of(inputs(), options, plan_tables(inputs(), options))
    assert replay(run).answer.report.found.solver == run.solver
    assert run.solver.startswith("CBC")


def test_a_run_that_was_damaged_is_no_run() -> None:
    """Where one of its inputs is another than was kept; untouched it is the run."""
    row = kept_run("run-a").row(datetime.now(UTC))
    other = kept_run("run-b", inputs(demand=11.0)).row(datetime.now(UTC))
    assert KeptRun.of_row(row).run_id == "run-a"
    with pytest.raises(MachineError, match="run run-a is damaged where it is kept: its inputs are not those"):
        KeptRun.of_row({**row, "inputs": other["inputs"]})
    with pytest.raises(MachineError, match="run run-a is damaged"):
        KeptRun.of_row({**row, "outputs": row["outputs"][:-4]})


def test_a_workbook_of_a_run_has_the_names_of_the_contract() -> None:
    """Whatever the planner's tables and columns were called, as what they mean is not kept beside them."""
    demand = inputs()["Demand"]
    own = replace(demand, name="Ventas", headers=("Artikel", *demand.headers[1:]), decided={"Artikel": "Product"})
    run = kept_run("run-a", {**inputs(), "Demand": own})
    (sheet,) = [one for one in input_sheets(run) if one.name == "Demand"]
    assert (sheet.rows[0][0], sheet.tables[0].name) == ("Product", "Demand")
    assert replay(run).is_same
