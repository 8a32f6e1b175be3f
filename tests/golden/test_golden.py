"""Each row of the printed model, as an LP file that a reader can hold beside the article's equations.

A golden text begins with comments: what is to be seen, an empty line, and the problem as ``tests.problems`` writes it.
To write the rest anew after a change that is meant, or for the first time: ``python -m tests.golden.test_golden``.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from sop_excel.domain.problem import CATCH_UP, SOFT, STORAGE, Problem
from sop_excel.model.decisions import Held, decisions
from sop_excel.model.prices import HELD
from sop_excel.model.printed import reference
from sop_excel.model.rules import COLUMNS, ROWS
from sop_excel.model.rules.safety_stock import missing
from sop_excel.model.rules.service import service
from tests.problems import simple_problem

HERE = Path(__file__).parent
SHARED = {"variables", "objective"}  # what the decisions of all rules make up
NAMES = {"simple_problem": simple_problem, "CATCH_UP": CATCH_UP, "SOFT": SOFT, "STORAGE": STORAGE, "float": float}
FAMILIES = sorted(path.stem for path in HERE.glob("*.lp"))


def parts(family: str) -> tuple[str, str]:
    """The comments of a golden text, and the model after them."""
    text = (HERE / f"{family}.lp").read_text(encoding="utf-8")
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("\\ ") or line == "\\\n")
    return head, text[len(head) :].lstrip("\n")


def problem_of(head: str) -> Problem:
    """The problem that the comments state after their empty line."""
    _, _, stated = head.partition("\\\n")
    expression = "\n".join(line.removeprefix("\\ ") for line in stated.splitlines())
    problem: Problem = eval(expression, {"__builtins__": {}}, NAMES)  # noqa: S307 - our own text
    return problem


def lp_text(problem: Problem) -> str:
    """The printed model of the problem, with what earlier steps may have found where there are such."""
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
    head, text = parts(family)
    assert lp_text(problem_of(head)) == text


def test_no_two_families_of_decisions_have_one_symbol() -> None:
    """Else their columns would have one name in the printed model."""
    assert [symbol for symbol, count in Counter(column.symbol for column in COLUMNS).items() if count > 1] == []


def test_every_family_has_a_golden_text() -> None:
    """A new row of a rule needs its text; what the rules share has one too."""
    assert {row.name for row in ROWS} | {HELD} | SHARED == set(FAMILIES)


if __name__ == "__main__":
    for name in FAMILIES:
        comments, _ = parts(name)
        (HERE / f"{name}.lp").write_text(f"{comments}\n{lp_text(problem_of(comments))}", encoding="utf-8")
