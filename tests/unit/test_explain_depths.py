"""How far a plan is explained: the same plan, cost and proof, in as many words as are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sop_excel.domain.depths import BRIEF, DEPTHS, FULL, NONE
from sop_excel.domain.plan import Plan
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.plans import optimize
from sop_excel.model.engine.what_if import WhatIf
from sop_excel.model.explain.explained import explained
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import sop_excel
from tests.plans import planned
from tests.problems import simple_problem
from tests.workbooks import read_table

VOLATILE = ("Run id", "Date", "Seconds", "Explanation")
EXPLAINED = ("Said ", "Other plan ", "Own rule")  # what the page for the meeting takes from the explanation


def crowded() -> Plan:
    """Six products on one line that is full before the peak, with overtime."""
    season = np.array([40.0, 60.0, 90.0, 140.0, 150.0, 60.0])
    return planned(
        simple_problem(
            np.array([season * (0.6 + 0.1 * i) for i in range(6)]),
            production_cost=np.arange(6.0)[:, None] + 5.0,
            holding_cost=1.0,
            safety_stock=5.0,
            resources=["Line"],
            usage=[(i, 0, 1.0) for i in range(6)],
            capacity=480.0,
            overtime_cost=9.0,
        )
    )


def test_the_deeper_the_more_is_told() -> None:
    """In brief the total, the largest cost lines, bottlenecks and what was taken as a last resort; in full all."""
    plan = crowded()
    none, brief, full = (explained(plan, depth) for depth in DEPTHS)
    kinds = [{sentence.kind for sentence in one.sentences} for one in (none, brief, full)]
    assert kinds[0] == set()
    assert kinds[1] == {"total", "cost line", "capacity", "overtime"}
    assert kinds[1] < kinds[2]
    assert 0 < len(brief.sentences) < len(full.sentences)
    assert brief.sentences[0] == full.sentences[0]


def test_without_an_explanation_nothing_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """So values of one more and less are blank, and that is said; in brief less is solved than in full."""
    plan, built = crowded(), list[str]()
    solves = dict.fromkeys(DEPTHS, 0)
    begin, answer = WhatIf.__init__, WhatIf.answer
    depth = NONE

    def beginning(self: WhatIf, *words: Any) -> None:
        built.append(depth)
        begin(self, *words)

    def answering(self: WhatIf, *words: Any) -> Any:
        solves[depth] += 1
        return answer(self, *words)

    monkeypatch.setattr(WhatIf, "__init__", beginning)
    monkeypatch.setattr(WhatIf, "answer", answering)
    for depth in DEPTHS:
        found = explained(plan, depth)
        assert found.marginals is not None
        assert np.isnan(found.marginals.one_more).all() == (depth == NONE)
        assert any("no explanation was asked for" in note for note in found.notes) == (depth == NONE)
    assert NONE not in built
    assert 0 == solves[NONE] < solves[BRIEF] < solves[FULL]


def test_plan_cost_and_proof_are_the_same(tmp_path: Path) -> None:
    """In every table but the explanation, the values of one more and less, and the run's own identity."""
    book, out = resource(TEMPLATES["multi"]), tmp_path / "out.xlsx"
    written: dict[str, Any] = {}
    for depth in DEPTHS:
        ran = sop_excel("optimize", book, "-o", out, "--force", "--explain", depth, "--json")
        assert ran.status == 0
        names = ("Plan", "CostSummary", "Certificate", "RunInfo", "CapacityUse")
        tables = {name: read_table(out, name) for name in names}
        tables["RunInfo"] = [row for row in tables["RunInfo"] if not str(row[0]).startswith((*VOLATILE, *EXPLAINED))]
        tables["CapacityUse"] = [row for row in tables["CapacityUse"] if not str(row[1]).startswith("Value of one")]
        written[depth] = tables, [ran.answer[key] for key in ("total_cost", "lower_bound", "gap")]
        told = [row for row in read_table(out, "Explanation")[1:] if row[2]]
        assert bool(told) == (depth != NONE)
    assert written[NONE] == written[BRIEF] == written[FULL]


def test_what_was_not_explained_is_explained_when_somebody_asks(tmp_path: Path) -> None:
    """``explain`` says the same of a workbook, however far its plan was explained when it was made."""
    said = []
    for depth in DEPTHS:
        out = tmp_path / f"{depth}.xlsx"
        sop_excel("optimize", resource(TEMPLATES["multi"]), "-o", out, "--explain", depth)
        said.append(sop_excel("explain", out).out)
    assert said[0] == said[1] == said[2] != ""


def test_another_word_is_refused(tmp_path: Path) -> None:
    """At the command line and in Python; the words that there are are named."""
    ran = sop_excel("optimize", resource(TEMPLATES["single"]), "-o", tmp_path / "out.xlsx", "--explain", "much")
    assert (ran.status, "none, brief and full" in ran.err) == (2, True)
    with pytest.raises(InputError, match="none, brief and full"):
        optimize(resource(TEMPLATES["single"]), tmp_path / "out.xlsx", explain="much")
