"""One solve for all formulas on the same inputs: plans are kept by the hash of what went into them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from threading import Lock
from typing import NamedTuple, TypeVar

from sop_excel.domain.plan import Found, NoPlan
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.table import Table
from sop_excel.errors import DeadlineError
from sop_excel.model.solve import solve, why_none
from sop_excel.own_places import CONFIG, choices, own_folder
from sop_excel.sheets.read import read_problem
from sop_excel.sheets.read_alike import ReadAlike
from sop_excel.sheets.run_info import content_hash

KEPT_PLANS = 64
PLAN = "formula"  # what the plan of one is called
CELLS_KEPT = 2_000_000  # of all kept plans together: a few hundred MB at most


Kept = TypeVar("Kept")


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
        self._late: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._cells = 0
        self._lock = Lock()
        self.solves = 0

    def told(self, tables: Mapping[str, Table], scenario: Scenario = THE_BASE) -> Found:
        """As ``plan``; where there is none, with what would make one possible, which is found once too."""
        plan, key = self.plan(tables, scenario), (content_hash(tables), scenario.name)
        if not isinstance(plan, NoPlan):
            return plan
        with self._lock:
            if key not in self._told:
                self._keep(self._told, key, why_none(plan))
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
            if key in self._late:  # of which Excel has waited long enough
                raise DeadlineError(self._late[key])
            try:
                plan = _within_limit(problem_of(tables, scenario))
            except DeadlineError as error:
                self._keep(self._late, key, str(error))
                raise
            self.solves += 1
            self._plans[key] = plan
            self._cells += plan.problem.demand.size
            while len(self._plans) > 1 and (len(self._plans) > self._most or self._cells > CELLS_KEPT):
                _, oldest = self._plans.popitem(last=False)
                self._cells -= oldest.problem.demand.size
            return plan

    def _keep(self, known: OrderedDict[tuple[str, str], Kept], key: tuple[str, str], one: Kept) -> None:
        known[key] = one
        while len(known) > self._most:
            known.popitem(last=False)

    @property
    def last(self) -> Found:
        """The plan that was asked for last; KeyError where none was."""
        with self._lock:
            return self._plans[next(reversed(self._plans))]


def problem_of(tables: Mapping[str, Table], scenario: Scenario = THE_BASE) -> Problem:
    """The checked problem; InputError with all that is wrong."""
    if scenario.name == BASE:
        return _READ.problem(tables, PLAN)
    problem, _ = read_problem(tables, PLAN, scenario.name, scenario.place)
    return problem


def _within_limit(problem: Problem) -> Found:
    """The cheapest plan, or the best that a search for whole numbers finds in the time that a formula may take."""
    seconds = min(problem.policies.time_limit, seconds_of_a_formula())
    try:
        return solve(problem.replace(policies=replace(problem.policies, time_limit=seconds)), diagnosis=False)
    except DeadlineError as error:
        told = "No plan was found in the time that a formula may take, as Excel stands still meanwhile"
        advice = f"use Optimize plan on the S&OP tab, or raise formula_seconds ({seconds:g}) in {own_folder() / CONFIG}"
        raise DeadlineError(f"{told}; {advice}.") from error


@cache
def seconds_of_a_formula() -> float:
    """How long a formula may search for whole numbers, as the user has chosen it; asked once a session.

    Raises InputError for what cannot be chosen.
    """
    return choices().formula_seconds


_READ = ReadAlike()
PLANS = SharedPlans()
