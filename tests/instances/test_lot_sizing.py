"""Published optima with setups through the public door: found, proved at gap 0, and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import sop_excel as command
from tests.instances.lot_sizing import LOT_SIZING, WAGNER_WHITIN
from tests.instances.published import Instance
from tests.workbooks import make_workbook, plan_rows


@pytest.mark.parametrize("instance", LOT_SIZING, ids=[instance.name for instance in LOT_SIZING])
def test_the_published_optimum_with_setups_is_found_and_proved(instance: Instance, tmp_path: Path) -> None:
    """The command asks for gap 0, and says that no plan is cheaper."""
    book = make_workbook(tmp_path / "in.xlsx", instance.tables)
    answer = command("optimize", book, "--json").answer
    assert answer["status"] == "optimal"
    assert answer["total_cost"] == pytest.approx(instance.answer["total_cost"], abs=1e-6)
    assert answer["lower_bound"] == pytest.approx(instance.answer["total_cost"], abs=1e-4)
    for line, amount in instance.costs.items():
        assert answer["costs"][line] == pytest.approx(amount, abs=1e-6)


def test_the_published_plan_of_wagner_and_whitin_is_written(tmp_path: Path) -> None:
    """Six setups, each of which makes what is needed until the next."""
    book = make_workbook(tmp_path / "in.xlsx", WAGNER_WHITIN.tables)
    assert command("optimize", book).status == 0
    rows = plan_rows(book)
    assert rows["Lot", "Production"] == [98, 0, 97, 0, 121, 0, 0, 112, 0, 67, 135, 0]
    assert rows["Lot", "Setups"] == [1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0]


def test_verify_agrees_with_a_plan_that_has_setups(tmp_path: Path) -> None:
    """CBC on the printed model, the rules, the bound and the written plan, read back from the sheets."""
    book = make_workbook(tmp_path / "in.xlsx", WAGNER_WHITIN.tables)
    assert command("optimize", book).status == 0
    ran = command("verify", book)
    assert ran.status == 0, ran.out + ran.err
