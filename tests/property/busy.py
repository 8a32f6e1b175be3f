"""Random factories with more to do than fits: stock is built ahead, overtime worked, demand late, bought or lost."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sop_excel.domain.problem import CATCH_UP, HARD, PRODUCTION, SOFT, STORAGE, Problem
from tests.problems import simple_problem


@st.composite
def factories(draw: st.DrawFn, whole: bool | None = None) -> Problem:
    """One line that every product uses, loaded to about its limit, and perhaps a warehouse."""
    count, periods = draw(st.integers(1, 3)), draw(st.integers(3, 5))

    def cells(*values: float, rows: int = count) -> Any:
        drawn = draw(st.lists(st.sampled_from(values), min_size=rows * periods, max_size=rows * periods))
        return np.array(drawn).reshape(rows, periods)

    def column(*values: float) -> Any:
        return np.array(draw(st.lists(st.sampled_from(values), min_size=count, max_size=count)))[:, None]

    stored = draw(st.booleans())
    lines = 1 + int(stored)
    usage = [(i, 0, draw(st.sampled_from((1.0, 2.0, 0.5)))) for i in range(count)]
    capacity = np.vstack([cells(4.0, 6.0, 8.0, 2.5, rows=1) * count, np.full((int(stored), periods), 20.0)])
    last_resort = draw(st.sampled_from(("lost", "bought", "late", "none")))
    return simple_problem(
        cells(0.0, 2.0, 5.0, 8.0, 12.0, 3.5),
        production_cost=cells(1.0, 2.0, 2.0, 2.0, 4.0),
        holding_cost=column(0.5, 1.0, 2.0, 0.25),
        safety_stock=column(0.0, 0.0, 1.0, 2.0),
        lead_time=draw(st.sampled_from((0.0, 0.0, 1.0))),
        initial_inventory=column(2.0, 10.0, 14.0)[:, 0],
        max_production=draw(st.sampled_from((inf, inf, 6.0))),
        lost_sale_cost=30.0 if last_resort == "lost" else nan,
        price=draw(st.sampled_from((nan, 25.0))),
        backorder_cost=3.0 if last_resort == "late" else nan,
        subcontract_cost=9.0 if last_resort == "bought" else nan,
        resources=["Line", "Store"][:lines],
        kinds=[PRODUCTION, STORAGE][:lines],
        usage=usage + [(i, 1, 1.0) for i in range(count) if stored],
        capacity=capacity,
        cost=np.array([[0.5], [0.1]][:lines]),
        overtime_cost=np.array([[draw(st.sampled_from((nan, 3.0, 5.0)))], [nan]][:lines]),
        overtime_capacity=draw(st.sampled_from((inf, 3.0))),
        whole_units=draw(st.booleans()) if whole is None else whole,
        relative_gap=0.0,
        safety_stock_rule=draw(st.sampled_from((HARD, HARD, SOFT, CATCH_UP))),
        safety_stock_penalty=0.75,
    )
