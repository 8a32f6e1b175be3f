"""Goals before the cost by PuLP alone: the textbook model is solved for each; what was found becomes a row of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from sop_excel.domain.axes import CLASSES
from sop_excel.domain.problem import Problem
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.quiet import quiet_stdout
from sop_excel.model.printed import reference

TIGHT = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}


def in_steps(problem: Problem) -> tuple[float, float, float] | None:
    """(least cost of service, what is missing to the safety stocks, total cost less revenue); None without a plan.

    The first is that of the second step: what comes after may serve better still, as the safety stock it makes is
    there for customers too. Nothing is left as room from step to step: where late demand is nearly free, a billionth
    of the cost would be worth much of it.
    """
    cost = _least(problem, "cost", {})
    if cost is None:
        return None
    service = _least(problem, "service", {"cost": cost})
    assert service is not None
    missing = _least(problem, "missing", {"service": service})
    assert missing is not None
    cheapest = _least(problem, "cost", {"service": service, "missing": missing})
    assert cheapest is not None
    return service, missing, cheapest


def in_order(problem: Problem) -> tuple[float, ...] | None:
    """The least of each goal of the problem's order, all those before held, and last the cost; None without a plan."""
    held: dict[str, float] = {}
    for word in (*problem.policies.order_of_goals, "cost"):
        for goal in _ranks(problem) if word == "priority" else [{"safety stock": "missing"}.get(word, word)]:
            found = _least(problem, goal, held)
            if found is None:
                assert not held
                return None
            held[goal] = found
    return tuple(held.values())


def _ranks(problem: Problem) -> list[str]:
    """A goal for each priority of classes that is stated, the smallest first."""
    stated = problem.items(CLASSES).fields.get("priority", np.zeros(0))
    return [f"priority {rank:g}" for rank in sorted(set(stated[~np.isnan(stated)].tolist()))]


def _least(problem: Problem, aim: str, held: dict[str, float]) -> float | None:
    chosen = decisions(problem)
    stated = reference(problem, chosen)
    sums: dict[str, Any] = {"cost": stated.model.objective, "missing": pulp.lpSum(stated.terms["shortfall"].values())}
    sums["service"] = pulp.lpSum(
        [
            float(chosen[name].unit_cost[at]) * term
            for name in ("backorders", "lost_sales", "class_backorders", "class_lost_sales")
            for at, term in stated.terms[name].items()
        ]
    )
    sums["penalties"] = pulp.lpSum(
        [
            float(chosen[name].costs["penalties"][at]) * term
            for name in ("above", "below")
            for at, term in stated.terms[name].items()
            if "penalties" in chosen[name].costs
        ]
    )
    for rank in _ranks(problem):
        own = np.flatnonzero(problem.items(CLASSES).fields.priority == float(rank.split()[1])).tolist()
        sums[rank] = pulp.lpSum(
            stated.terms[name][k, t]
            for name in ("class_backorders", "class_lost_sales")
            for k in own
            for t in range(problem.shape[1])
        )
    for name, most in held.items():
        stated.model.addConstraint(sums[name] <= most, name.replace(" ", "_"))
    stated.model.setObjective(sums[aim])
    with quiet_stdout():
        stated.model.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0.0, gapAbs=1e-9, **TIGHT))
    if stated.model.status != pulp.LpStatusOptimal:
        return None
    value = sums[aim] if isinstance(sums[aim], float) else sums[aim].value()
    return 0.0 if value is None else float(value)
