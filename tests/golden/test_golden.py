"""Each family of the reference formulation, as the LP file that a reader can hold beside the article's equations.

To write the files anew after a change that is meant: ``python -m tests.golden.test_golden``.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from sop_excel.domain.problem import CATCH_UP
from sop_excel.model.decisions import Held, decisions
from sop_excel.model.outcome import HELD
from sop_excel.model.printed import reference
from sop_excel.model.rules import ROWS
from sop_excel.model.rules.safety_stock import missing
from sop_excel.model.rules.service import service
from tests.golden.families import FAMILIES

HERE = Path(__file__).parent
SHARED = {"variables", "objective"}  # what the decisions of all rules make up


def lp_text(family: str) -> str:
    problem = FAMILIES[family]()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.lp")
        chosen = decisions(problem)
        if problem.policies.safety_stock_rule == CATCH_UP:
            held = Held("service", service(chosen), 33.0), Held("shortfall", missing(chosen), 2.0)
            chosen = replace(chosen, held=held)
        reference(problem, chosen).model.writeLP(str(file))
        return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_written_as_its_golden_text(family: str) -> None:
    """The rows of the family, by index, have not changed."""
    assert lp_text(family) == (HERE / f"{family}.lp").read_text(encoding="utf-8")


def test_every_family_has_a_golden_text() -> None:
    """A new row of a rule needs a problem here and its text; what the rules share has one too."""
    stated = {row.name for row in ROWS} | {HELD} | SHARED
    assert stated == set(FAMILIES) == {path.stem for path in HERE.glob("*.lp")}


if __name__ == "__main__":
    for name in FAMILIES:
        (HERE / f"{name}.lp").write_text(lp_text(name), encoding="utf-8")
