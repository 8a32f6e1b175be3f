"""The rolling simulation by hand, at equal service on fresh paths, and with intervals that cover."""

from __future__ import annotations

import numpy as np
import pytest

from sop_excel.comparing.at_equal_service import compared, interval, optimum, rules, set_knob
from sop_excel.comparing.paths import spread
from sop_excel.comparing.rules import PlanningRule, chase, forward_coverage
from sop_excel.comparing.simulated import Policy, Simulation, by_plan, by_rule
from sop_excel.domain.fields import Array
from tests.problems import simple_problem

FORECAST = [10.0, 10.0, 10.0]
DEMAND = np.array([[[10.0, 16.0, 10.0]]])


def chasing() -> Policy:
    return by_rule(lambda knob: chase(), str, floored=True)


def covering(knob: float) -> PlanningRule:
    return forward_coverage(knob, floored=False)


def no_word(what: str, done: int, of: int) -> None:
    """Nobody listens."""


def test_each_period_is_planned_by_what_is_known_then() -> None:
    """Made: 14, 10, and once 6 more came than were expected 15.2: a fifth of it is expected again. 2 of 16 are short.

    Stock 4, 0, 5.2 at 1 each; 39.2 made at 3, of which 5.2 are left; the 2 short count as made.
    """
    simulation = Simulation(simple_problem(FORECAST, safety_stock=4, production_cost=3, holding_cost=1), 3)
    lived = simulation.live(chasing(), 1.0, DEMAND)
    assert lived.fill_rate == pytest.approx(34 / 36)
    assert lived.unserved.tolist() == pytest.approx([2.0])
    assert lived.last.tolist() == pytest.approx([5.2])
    assert lived.average.tolist() == pytest.approx([9.2 / 3])
    assert lived.cost.tolist() == pytest.approx([9.2 + 3 * 36])


def test_what_may_be_late_comes_later_and_costs_what_lateness_costs() -> None:
    """The 2 are owed for a period at 5 each; they and the floor are made in the next: 17.2, of which 5.2 are left."""
    problem = simple_problem(FORECAST, safety_stock=4, production_cost=3, holding_cost=1, backorder_cost=5)
    lived = Simulation(problem, 3).live(chasing(), 1.0, DEMAND)
    assert lived.fill_rate == pytest.approx(34 / 36)
    assert lived.unserved.tolist() == [0.0]
    assert lived.cost.tolist() == pytest.approx([9.2 + 10 + 3 * 36])


def test_what_may_be_lost_is_lost_at_its_cost_and_its_price() -> None:
    problem = simple_problem(FORECAST, safety_stock=4, production_cost=3, holding_cost=1, lost_sale_cost=7, price=9)
    lived = Simulation(problem, 3).live(chasing(), 1.0, DEMAND)
    assert lived.cost.tolist() == pytest.approx([9.2 + 14 + 3 * 34])
    assert lived.revenue.tolist() == pytest.approx([9 * 34])


def test_a_longer_simulation_goes_on_with_the_mean_demand() -> None:
    """Ten periods after a horizon of three: as much is expected and kept as before."""
    simulation = Simulation(simple_problem(FORECAST, safety_stock=4), 10)
    lived = simulation.live(chasing(), 1.0, np.full((1, 1, 10), 10.0))
    assert (lived.fill_rate, lived.average.tolist(), lived.last.tolist()) == (1.0, [4.0], [4.0])


def test_where_nothing_is_scarce_the_cheapest_plan_is_chasing_demand() -> None:
    """With constant costs nothing is gained by making ahead: the same units on every path."""
    problem = simple_problem(
        [FORECAST, [5.0, 20.0, 5.0]], safety_stock=[[4.0], [3.0]], production_cost=3, holding_cost=1
    )
    simulation = Simulation(problem, 3)
    paths = spread(simulation.forecast, 0.4, 30, np.random.default_rng(3))
    plan = by_plan(str, lambda simulation, knob: knob * simulation.floors)
    first, second = simulation.live(chasing(), 1.0, paths), simulation.live(plan, 1.0, paths)
    assert second.cost == pytest.approx(first.cost, rel=1e-6)
    assert second.served == pytest.approx(first.served, rel=1e-6)


def seasonal() -> tuple[Simulation, Array, Array]:
    """A peak that the line cannot make in its period, even in overtime; paths to compare on, and to set knobs on."""
    demand = [[60.0, 60.0, 60.0, 150.0, 60.0, 60.0], [40.0] * 6]
    problem = simple_problem(
        demand, production_cost=10, holding_cost=0.1, safety_stock=[[15.0], [10.0]], initial_inventory=[15, 10],
        resources=["Line"], usage=[(0, 0, 1), (1, 0, 1)], capacity=130, overtime_cost=6, overtime_capacity=80,
    )  # fmt: skip
    simulation = Simulation(problem, 6)
    first, second = (spread(simulation.forecast, 0.2, 40, np.random.default_rng(seed)) for seed in (1, 2))
    return simulation, first, second


def test_at_the_same_service_a_plan_is_cheaper_than_every_rule_where_a_peak_has_to_be_made_ahead() -> None:
    """Coverage works overtime in the peak, or keeps far too much before; all serve about the same."""
    simulation, first, second = seasonal()
    aim, found = compared(simulation, first, second, None, no_word)
    assert 0.9 < aim < 1.0
    assert found[0].difference == 0.0
    by_name = {one.words.split(" of ")[-1].split(",")[0]: one for one in found if not one.apart}
    for name in ("forward coverage", "trailing coverage", "chasing demand"):
        one = by_name[name]
        assert abs(one.lived.fill_rate - found[0].lived.fill_rate) < 0.01
        assert one.apart == ""
        assert 0 < one.low < one.difference < one.high


def test_the_same_seed_gives_the_same_bits() -> None:
    simulation, first, second = seasonal()
    once, again = (compared(simulation, first[:9], second[:9], 0.95, no_word) for _ in range(2))
    assert once[0] == again[0] == 0.95
    for one, other in zip(once[1], again[1], strict=True):
        assert (one.words, one.difference, one.low) == (other.words, other.difference, other.low)
        assert one.lived.cost.tolist() == other.lived.cost.tolist()


@pytest.mark.parametrize("aim", [0.95, 0.99])
def test_a_knob_serves_as_much_on_paths_that_it_has_not_seen(aim: float) -> None:
    """Within half a point, of 1,000 paths of 12 periods."""
    simulation = Simulation(simple_problem([100.0] * 12), 12)
    known, fresh = (spread(simulation.forecast, 0.3, 1000, np.random.default_rng(seed)) for seed in (1, 2))
    for policy in rules().values():
        knob, apart = set_knob(simulation, policy, known, aim)
        assert apart == ""
        assert simulation.followed(policy, knob, fresh).fill_rate() == pytest.approx(aim, abs=0.005)


def test_a_knob_says_where_no_stock_serves_as_much_or_none_is_needed() -> None:
    """90 can be made of 100 that are wanted; and where demand is certain nothing has to be kept."""
    narrow = Simulation(simple_problem([100.0] * 6, max_production=90), 6)
    policy = by_rule(covering, str, floored=False)
    demand = np.full((2, 1, 6), 100.0)
    assert set_knob(narrow, policy, demand, 0.95)[1] == "no more kept would serve as much: the limits stand in the way"
    assert set_knob(narrow, policy, demand, 0.9)[1] == "it serves no less with nothing kept"
    knob, apart = set_knob(Simulation(simple_problem([100.0] * 6), 6), policy, 1.2 * demand, 0.95)
    assert (knob > 0, apart) == (True, "")


def test_intervals_cover_the_mean_difference_as_often_as_they_say() -> None:
    """Of 200 samples of 30 paths about 95 in a hundred; the mean is that of all 6,000."""
    simulation = Simulation(simple_problem([100.0] * 3, production_cost=5, holding_cost=1), 3)
    paths = spread(simulation.forecast, 0.3, 6000, np.random.default_rng(11))
    policy = by_rule(covering, str, floored=False)
    less, more = (simulation.live(policy, knob, paths).loss for knob in (0.2, 0.5))
    differences = more - less
    intervals = [interval(sample) for sample in differences.reshape(200, 30)]
    covered = np.mean([low <= differences.mean() <= high for _, low, high in intervals])
    assert 0.90 <= covered <= 0.99


def test_the_fill_rate_that_is_asked_for_sets_the_plan_too() -> None:
    simulation, _, second = seasonal()
    best = optimum(simulation, 0.97)
    knob, apart = set_knob(simulation, best, second, 0.97)
    assert apart == ""
    assert simulation.live(best, knob, second).fill_rate >= 0.97 > simulation.live(best, knob - 0.001, second).fill_rate
