"""One solve for all formulas on the same inputs: plans are kept by the hash of what went into them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from sop_excel.domain.plan import Found, NoPlan
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.table import Table
from sop_excel.model.solve import solve, why_none
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.read_alike import ReadAlike
from sop_excel.sheets.run_info import content_hash

KEPT_PLANS = 64
PLAN = "formula"  # what the plan of one is called
CELLS_KEPT = 2_000_000  # of all kept plans together: a few hundred MB at most


class Scenario(NamedTuple):
    """A scenario that a formula asks for, and the place of the argument that names it."""

    name: str
    place: str


THE_BASE = Scenario(BASE, "the formula")


class SharedPlans:
    """The plans of the last formulas, by the hash of their tables; safe to ask from several threads."""

    def __init__(self, most: int = KEPT_PLANS) -> None:
        self._most = most
        self._plans: OrderedDict[tuple[str, str], Found] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], NoPlan] = OrderedDict()
        self._lock = Lock()
        self.solves = 0

    def told(self, tables: Mapping[str, Table], scenario: Scenario = THE_BASE) -> Found:
        """As ``plan``; where there is none, with what would make one possible, which is found once too."""
        plan, key = self.plan(tables, scenario), (content_hash(tables), scenario.name)
        if not isinstance(plan, NoPlan):
            return plan
        with self._lock:
            if key not in self._told:
                self._told[key] = why_none(plan)
                while len(self._told) > self._most:
                    self._told.popitem(last=False)
            return self._told[key]

    def plan(self, tables: Mapping[str, Table], scenario: Scenario = THE_BASE) -> Found:
        """The cheapest plan for the tables in the scenario, or only that there is none; solved once as long as it is
        remembered.

        Raises InputError with all that is wrong in them (never remembered: its places are those of one formula), and
        SolverError.
        """
        key = content_hash(tables), scenario.name
        with self._lock:
            if key in self._plans:
                self._plans.move_to_end(key)
                return self._plans[key]
            plan = solve(problem_of(tables, scenario), diagnosis=False)
            self.solves += 1
            self._plans[key] = plan
            while len(self._plans) > 1 and (len(self._plans) > self._most or self._cells() > CELLS_KEPT):
                self._plans.popitem(last=False)
            return plan

    @property
    def last(self) -> Found:
        """The plan that was asked for last; KeyError where none was."""
        with self._lock:
            return self._plans[next(reversed(self._plans))]

    def _cells(self) -> int:
        return sum(plan.problem.demand.size for plan in self._plans.values())


def problem_of(tables: Mapping[str, Table], scenario: Scenario = THE_BASE) -> Problem:
    """The checked problem; InputError with all that is wrong."""
    if scenario.name == BASE:
        return _READ.problem(tables, PLAN)
    problem, _ = read_problem(tables, PLAN, scenario.name, scenario.place)
    return problem


_READ = ReadAlike()
PLANS = SharedPlans()
