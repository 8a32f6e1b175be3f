"""Two formulations, stated apart, are one model: the same rows, coefficient by coefficient, bounds and costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import Decisions, Held, decisions
from sop_excel.model.printed import reference
from sop_excel.model.rules import SYMBOLS
from sop_excel.model.rules.safety_stock import missing
from sop_excel.model.rules.service import service
from tests.examples import examples
from tests.problems import simple_problem
from tests.property.strategies import problems

Name = tuple[str, int, int]  # family (of decisions or rules), product or resource, period
Row = tuple[dict[Name, float], float, float]  # coefficients without the zeros, floor, ceiling


@dataclass(frozen=True)
class Stated:
    """A model without its form: rows, floors, ceilings, costs and whole decisions by their names."""

    rows: dict[Name, Row]
    columns: dict[Name, tuple[float, float, float, bool]]
    offset: float


@examples(200)
@given(problems())
def test_both_formulations_state_the_same_model(problem: Problem) -> None:
    """Rows, coefficients, right-hand sides, bounds, costs and the constant are the same in arrays and in PuLP."""
    for chosen in _stages(problem):
        arrays, printed = _in_arrays(problem, chosen), _printed(problem, chosen)
        assert arrays.rows.keys() == printed.rows.keys()
        for name, (coefficients, floor, ceiling) in arrays.rows.items():
            assert (name, coefficients) == (name, printed.rows[name][0])
            assert (floor, ceiling) == pytest.approx(printed.rows[name][1:], rel=1e-12, abs=1e-9)
        assert arrays.columns == printed.columns
        assert arrays.offset == pytest.approx(printed.offset, rel=1e-12, abs=1e-9)


def test_a_coefficient_that_differs_is_seen() -> None:
    """The comparison can fail: another usage is another matrix."""
    made = [_in_arrays(one, decisions(one)) for one in (_one_line(1.0), _one_line(1.5))]
    assert made[0].columns == made[1].columns
    assert made[0].rows != made[1].rows


def _one_line(usage: float) -> Problem:
    return simple_problem([[1.0, 2.0]], resources=["Line"], usage=[(0, 0, usage)], capacity=9.0, cost=1.0)


def _stages(problem: Problem) -> list[Decisions]:
    """The decisions as they are, in fractions, and with what earlier steps have found."""
    chosen = decisions(problem)
    held = Held("service", service(chosen), 7.5), Held("shortfall", missing(chosen), 2.5)
    return [chosen, chosen.relaxed(), replace(chosen, held=held)]


def _in_arrays(problem: Problem, chosen: Decisions) -> Stated:
    model = formulate(problem, chosen)
    names = {int(column): (family, i, t) for family, at in model.at.items() for (i, t), column in np.ndenumerate(at)}
    free = {column for column in names if model.lower[column] != 0 or model.upper[column] != 0}
    coefficients: dict[int, dict[Name, float]] = {row: {} for row in range(model.row_upper.size)}
    for row, column, value in zip(model.entries.row, model.entries.column, model.entries.value, strict=True):
        if int(column) in free and value:
            there = coefficients[int(row)]
            there[names[int(column)]] = there.get(names[int(column)], 0.0) + float(value)
    rows = {}
    for rule, index in model.rows.items():
        for place, row in np.ndenumerate(index):
            if row >= 0 and (coefficients[int(row)] or rule == "balance"):
                i, t = (*place, 0)[:2]
                rows[rule, i, t] = coefficients[int(row)], float(model.row_lower[row]), float(model.row_upper[row])
    columns = {
        names[c]: (float(model.lower[c]), float(model.upper[c]), float(model.cost[c]), bool(model.whole[c]))
        for c in sorted(free)
    }
    return Stated(rows, columns, model.offset)


def _printed(problem: Problem, chosen: Decisions) -> Stated:
    stated = reference(problem, chosen)
    family_of = {symbol: family for family, symbol in SYMBOLS.items()}
    rows = {}
    for row in stated.model.constraints():
        name = _parsed(row.name)
        coefficients = {_decision(v.name, family_of): float(value) for v, value in row.items() if value}
        if coefficients or name[0] == "balance":
            side = -float(row.constant)
            rows[name] = coefficients, -inf if row.sense < 0 else side, inf if row.sense > 0 else side
    costs = {v.name: float(value) for v, value in stated.model.objective.items()}
    columns = {}
    for family, terms in stated.terms.items():
        for (i, t), term in terms.items():
            if not isinstance(term, float):
                columns[family, i, t] = _column(term, costs.get(term.name, 0.0))
    return Stated(rows, columns, float(stated.model.objective.constant or 0.0))


def _column(term: Any, cost: float) -> tuple[float, float, float, bool]:
    return float(term.lowBound), inf if term.upBound is None else float(term.upBound), cost, term.cat == "Integer"


def _parsed(name: str) -> Name:
    rule, i, t = name.rsplit("_", 2)
    return rule, int(i) - 1, int(t) - 1


def _decision(name: str, family_of: dict[str, str]) -> Name:
    symbol, i, t = _parsed(name)
    return family_of[symbol], i, t
