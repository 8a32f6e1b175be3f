"""Routes, setups, families, bills, limits and workers are causes of a difference of cost like all other inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sop_excel.comparing.cost_changes import cost_difference
from sop_excel.comparing.input_groups import CAPACITY, COSTS, DEMAND, POLICY
from sop_excel.comparing.mixtures import Mixtures
from sop_excel.domain.axes import LIMIT_TERMS
from sop_excel.domain.problem import Problem
from sop_excel.domain.soft_limits import MAX_INVENTORY, MAX_PRODUCTION, SAFETY_STOCK, softened
from tests.comparing.pairs import priced
from tests.problems import simple_problem

MADE: dict[str, Any] = {"production_cost": 1.0, "holding_cost": 1.0}
DEMANDS = [[4.0, 8.0]]
LINE: dict[str, Any] = {**MADE, "resources": ["Line"], "capacity": 12.0}


def _problem(**fields: Any) -> Problem:
    return simple_problem(DEMANDS, **{**MADE, **fields})


def _by_route(line: dict[str, Any], **fields: Any) -> Problem:
    """6 a period by the default route; one of 2 more each is made by the other, or in the period before."""
    return _problem(max_production=5.0, routes=[(0, {"production_cost": 1.5, "max_production": 2.0, **line})], **fields)


def _in_lots(usage: float, **fields: Any) -> Problem:
    """A setup and a unit a period take the line; what does not fit into the second is made in the first."""
    return simple_problem(DEMANDS, **LINE, setup_cost=1.0, usage=[(0, 0, 1.0, usage)], **fields)


def _campaign(cost: float, usage: float) -> Problem:
    return simple_problem([[4.0, 8.0]] * 2, **{**LINE, "capacity": 20.0}, usage=[(0, 0, 1.0), (1, 0, 1.0)],
                          families=[([0, 1], cost, 0, usage)])  # fmt: skip


def _by_crew(**fields: Any) -> Problem:
    crew = {"resources": ["Crew"], "kinds": ["workforce"], "hours_per_worker": 4.0, "usage": [(0, 0, 1.0)]}
    return _problem(**crew, cost_per_worker=3.0, hire_cost=1.0, **fields)


def _in_classes(web: list[float], cost: float) -> Problem:
    """Of 4 and 8 that are asked for 4 each can be made; the rest is lost, of the web at a cost of its own."""
    own = {"demand": np.array(DEMANDS[0]) - web}
    return _problem(max_production=4.0, lost_sale_cost=5.0,
                    classes=[(0, own), (0, {"demand": web, "lost_sale_cost": cost})])  # fmt: skip


def _limited(most: float, penalty: float) -> Problem:
    return _problem(limits=[{"terms": [("Production", 0, 1.0)], "maximum": most, "penalty": penalty}])


def _soft(name: str, penalty: float, **fields: Any) -> Problem:
    """Less than 4 made ahead for 8, of which 5 can be made at once, or below a floor of 2."""
    return softened(_problem(max_production=6.0, **fields), {name: np.full((1, 2), penalty)})


CASES = {
    "the cost of a route": (COSTS, _by_route({}), _by_route({"production_cost": 1.75})),
    "the yield of a route": (CAPACITY, _by_route({}), _by_route({"yield": 0.5})),
    "a route that came": (CAPACITY, _problem(max_production=7.0), _by_route({})),
    "the usage of a setup": (CAPACITY, _in_lots(1.0), _in_lots(5.0)),
    "the cost of a setup of a family": (COSTS, _campaign(3.0, 0.0), _campaign(5.0, 0.0)),
    "the usage of a setup of a family": (CAPACITY, _campaign(3.0, 0.0), _campaign(3.0, 5.0)),
    "the workers there are": (CAPACITY, _by_crew(), _by_crew(max_workers=1.5)),
    "the cost of an hour": (COSTS, _by_crew(), _by_crew(cost=0.5)),
    "the cost of a class": (COSTS, _in_classes([3.0, 3.0], 2.0), _in_classes([3.0, 3.0], 2.5)),
    "a cost that a class has no more": (COSTS, _in_classes([3.0, 3.0], 2.0), _in_classes([3.0, 3.0], np.nan)),
    "the share of a class": (DEMAND, _in_classes([3.0, 3.0], 2.0), _in_classes([4.0, 7.0], 2.0)),
    "classes that came": (DEMAND, _problem(max_production=4.0, lost_sale_cost=5.0), _in_classes([3.0, 3.0], 2.0)),
    "classes that went": (DEMAND, _in_classes([3.0, 3.0], 2.0), _problem(max_production=4.0, lost_sale_cost=5.0)),
    "a limit": (CAPACITY, _limited(10.0, 9.0), _limited(8.0, 9.0)),
    "what a limit costs": (COSTS, _limited(10.0, 9.0), _limited(10.0, 11.0)),
    "a ceiling that has given way": (
        CAPACITY, _soft(MAX_INVENTORY, 2.0, max_inventory=1.0), _soft(MAX_INVENTORY, 2.0, max_inventory=0.0)
    ),
    "a floor that has given way": (
        POLICY, _soft(SAFETY_STOCK, 2.0, safety_stock=1.0), _soft(SAFETY_STOCK, 2.0, safety_stock=2.0)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("group", "before", "after"), CASES.values(), ids=CASES)
def test_what_alone_changed_has_all_of_the_difference(group: str, before: Problem, after: Problem) -> None:
    """And there is a difference."""
    then, now = priced(before), priced(after)
    assert then is not None
    assert now is not None
    assert then.objective != now.objective
    told = cost_difference(then, now)
    assert [change.causes for change in told.changes] == [(group,)]


def test_routes_stay_where_demand_changes_and_the_other_way_round() -> None:
    """Both together are shared out, with every mixture a problem that has the routes it should."""
    before, after = _by_route({}), _by_route({"max_production": 4.0}).replace(demand=np.array([[4.0, 10.0]]))
    assert Mixtures(before, after).changed == (DEMAND, CAPACITY)
    then, now = priced(before), priced(after)
    assert then is not None
    assert now is not None
    told = cost_difference(then, now)
    assert [change.causes for change in told.changes] == [(DEMAND,), (CAPACITY,)]
    assert sum(change.amount for change in told.changes) == pytest.approx(now.objective - then.objective)


def test_a_limit_over_all_periods_moves_on_with_them() -> None:
    """One that stood over the old ones as a whole and over the new ones is the same limit: none of the capacity."""
    before = _limited(100.0, 9.0)
    after = before.replace(periods=("2", "3"))
    mixtures = Mixtures(before, after)
    assert CAPACITY not in mixtures.changed
    assert mixtures.mixed(("Horizon",)).items(LIMIT_TERMS).fields["last"].tolist() == [1.0]


def test_a_limit_of_a_period_that_is_over_leaves_with_it() -> None:
    """A ceiling that could be missed in the first period alone, and one in total over it: nothing of the capacity."""
    penalty = np.array([[3.0, np.nan, np.nan]])
    fields: dict[str, Any] = {**MADE, "max_production": [[4.0, 9.0, 9.0]]}
    first = {"terms": [("Production", 0, 1.0, 0, 0)], "maximum": 5.0, "penalty": 2.0}
    before = softened(simple_problem([[6.0, 8.0, 2.0]], **fields, limits=[first]), {MAX_PRODUCTION: penalty})
    after = simple_problem([[8.0, 2.0, 3.0]], **{**fields, "max_production": 9.0}).replace(periods=("2", "3", "4"))
    assert Mixtures(before, after).changed == ("Horizon",)
    assert Mixtures(after, before).changed == ("Horizon",)
