"""Whole commands of the benchmarks: what they are given, and how their workbooks are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import plain_script
from tests.benchmarks.checking import judged
from tests.benchmarks.plants import Plants
from tests.benchmarks.rounds import said_cost
from tests.benchmarks.whole_commands import units_in
from tests.commands import sop_excel
from tests.workbooks import make_workbook


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_plain_script_and_our_command_plan_one_workbook_at_one_cost(tmp_path: Path) -> None:
    """Both workbooks are read back and judged by the same rules; ours prints the cost, the script writes it."""
    factory = Plants(3, 6).factory()
    book = make_workbook(tmp_path / "source.xlsx", factory.tables())
    printed = sop_excel("optimize", book, "-o", tmp_path / "ours.xlsx").out
    plain_script.main(str(book), str(tmp_path / "theirs.xlsx"))
    ours = units_in(factory, tmp_path / "ours.xlsx", said_cost(printed))
    theirs = units_in(factory, tmp_path / "theirs.xlsx", said_cost(""))
    cost = judged(factory, ours).cost
    assert max(judged(factory, one).broken for one in (ours, theirs)) <= 1e-6
    assert (ours.cost, theirs.cost, judged(factory, theirs).cost) == pytest.approx((cost, cost, cost), rel=1e-6)
