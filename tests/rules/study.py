"""Rules beside the cheapest plan on published series: how often and by how much it is cheaper at the same service.

Each factory makes three monthly series of the M3 competition: their forecasts, their errors in a back-test, a safety
stock by these errors. What is compared is what is paid beyond making what is sold: stock and overtime.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sop_excel.comparing.at_equal_service import Compared, compared, interval
from sop_excel.comparing.paths import drawn_again
from sop_excel.comparing.simulated import Simulation
from sop_excel.demand.cumulative_errors import Protection
from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.demand.stock_sizing import CYCLE_SERVICE, ForecastEvidence, sized_stocks
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from tests.forecasting.series import measured_sets
from tests.problems import simple_problem

HORIZON, TOGETHER = 12, 3
PRODUCTION, HOLDING, OVERTIME = 10.0, 0.2, 15.0  # money: holding is 24 % of the production cost a year
SERVICE = 0.95  # of cycles
FORWARD_BESIDE_STOCK = "forward beside stock"  # coverage beside so many periods of safety stock and the plan with it


@dataclass(frozen=True)
class Factory:
    """The problem of three series, and their errors (3, n, 12) of a back-test. Units are those of the series."""

    problem: Problem
    errors: Array


@dataclass(frozen=True)
class Verdict:
    """A rule in one factory: what it pays beyond making what is sold, in parts of what the cheapest plan does, less 1;
    whether that is sure, and whether it serves as much."""

    rule: str
    share: float
    sure: bool
    fill_apart: float
    reached: bool


def factories(count: int, use: float | None) -> list[Factory]:
    """Factories of M3 monthly series, each product of mean demand 100; ``use``: of their shared line, on average, which
    can work overtime at half the production cost more; None: no line."""
    series = measured_sets()[0].some(count * TOGETHER)
    found = forecast(series.history, HORIZON, season_length=12, processes=1)
    scale = 100.0 / found.mean.mean(axis=1)
    mean, high = found.mean * scale[:, None], found.high * scale[:, None]
    errors = found.errors * scale[:, None, None]
    evidence = ForecastEvidence(mean, high, errors, patterns=found.patterns)
    sized = sized_stocks(evidence, CYCLE_SERVICE, SERVICE, [Protection(0, 1)] * len(mean))
    stocks = np.array([one.stock or 0.0 for one in sized])
    return [
        Factory(_problem(mean[part], stocks[part], use), errors[part])
        for part in (slice(n, n + TOGETHER) for n in range(0, count * TOGETHER, TOGETHER))
    ]


def _problem(demand: Array, stocks: Array, use: float | None) -> Problem:
    line: dict[str, Any] = {} if use is None else _line(demand, use)
    return simple_problem(
        np.maximum(demand, 0.0),
        production_cost=PRODUCTION,
        holding_cost=HOLDING,
        safety_stock=stocks[:, None],
        initial_inventory=stocks,
        **line,
    )


def _line(demand: Array, use: float) -> dict[str, Any]:
    return {
        "resources": ["Line"],
        "usage": [(i, 0, 1.0) for i in range(len(demand))],
        "capacity": float(demand.sum(axis=0).mean()) / use,
        "overtime_cost": OVERTIME - PRODUCTION,
    }


def judge(factory: Factory, paths: int, seed: int = 1) -> tuple[Verdict, ...]:
    """Every rule beside the cheapest plan, at its fill rate."""
    simulation = Simulation(factory.problem, HORIZON)
    drawn, others = (
        drawn_again(factory.errors, simulation.forecast, paths, np.random.default_rng([seed, part])) for part in (0, 1)
    )
    _, found = compared(simulation, drawn, others, None, lambda what, done, of: None)
    made = PRODUCTION * float(drawn.sum(axis=(1, 2)).mean())
    least = float(found[0].lived.loss.mean()) - made
    verdicts = [_verdict(_kind(one.words), one, found[0], least) for one in found[1:6]]
    return (*verdicts, _verdict(FORWARD_BESIDE_STOCK, found[1], found[5], least))


def _verdict(name: str, one: Compared, other: Compared, least: float) -> Verdict:
    mean, low, high = interval(one.lived.loss - other.lived.loss)
    apart = one.lived.fill_rate - other.lived.fill_rate
    return Verdict(name, mean / least, low > 0 or high < 0, apart, not (one.apart or other.apart))


def _kind(words: str) -> str:
    """A rule without its knob.

    >>> _kind("0.5 periods of forward coverage"), _kind("chasing demand, 2 times the safety stock")
    ('forward coverage', 'chasing demand')
    """
    return words.partition(",")[0].partition(" of ")[2] or words.partition(",")[0]
