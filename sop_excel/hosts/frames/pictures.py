"""The picture of a plan: what is made and kept, which products when, how full the resources are, and what it costs.

matplotlib is loaded only here; a picture does not touch the state of pyplot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sop_excel.domain.capacity_use import load, regular_capacity
from sop_excel.domain.costs import COST_LINES
from sop_excel.domain.measures import measures_of
from sop_excel.domain.plan import FULL, Plan
from sop_excel.domain.vocabulary import counted, percent, shortened
from sop_excel.extras import needs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sop_excel.domain.fields import Array

PARTS = ("plan", "products", "capacity", "cost")
MOST_ROWS = 20  # products or resources of which each has a row; the others are one
MOST_TICKS = 13
_BLUE, _ORANGE, _GREEN, _GREY, _RED = "#1f5fa8", "#d9730d", "#3c8d5a", "#9aa3ad", "#c8322b"


def picture_of(plan: Plan, parts: Sequence[str], product: str | None = None) -> Figure:
    """A figure with a panel for each of ``parts``; that of the plan is of one ``product``, or in all units together.

    Raises MissingPackageError without matplotlib.
    """
    needs("matplotlib")
    from sop_excel.hosts.frames.picture import Picture

    if not plan.problem.resource_codes:
        parts = [part for part in parts if part != "capacity" or len(parts) == 1]
    heights = [_height(plan, part) for part in parts]
    drawn = Picture(figsize=(10.0, sum(heights) + 0.4), layout="constrained")
    panels = drawn.subplots(len(parts), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for part, axes in zip(parts, panels[:, 0], strict=True):
        draw_part(axes, plan, part, product)
    return drawn


def draw_part(axes: Axes, plan: Plan, part: str, product: str | None = None) -> None:
    """One of ``PARTS`` drawn into axes that are there."""
    _DRAW[part](axes, plan, product)


def _height(plan: Plan, part: str) -> float:
    """How high a panel is (inches): as its rows need it."""
    problem = plan.problem
    rows = {"products": len(problem.product_codes), "capacity": len(problem.resource_codes)}.get(part)
    if part == "cost":
        return 0.9 + 0.28 * len(_costs(plan))
    return 3.2 if rows is None else 1.1 + 0.24 * min(rows, MOST_ROWS)


def _draw_plan(axes: Axes, plan: Plan, product: str | None) -> None:
    """Production as bars beside demand, inventory and safety stock as lines, by period."""
    problem = plan.problem
    values = {measure.name: np.nan_to_num(measure.values(problem, plan.quantities)) for measure in measures_of(problem)}
    chosen = slice(None) if product is None else [problem.product_codes.index(product)]
    at = np.arange(len(problem.periods))
    axes.bar(at, values["Production"][chosen].sum(axis=0), color=_BLUE, alpha=0.75, label="Production")
    for name, colour, style in (("Demand", _ORANGE, "o-"), ("Inventory", _GREEN, "-"), ("Safety stock", _GREY, "--")):
        axes.plot(at, values[name][chosen].sum(axis=0), style, color=colour, label=name, markersize=4)
    whose = counted(len(problem.product_codes), "product") if product is None else product
    _title(axes, f"Plan of {whose}")
    axes.set_ylabel("units")
    axes.set_ylim(bottom=0)
    _ticks(axes, problem.periods)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), frameon=False, ncols=4, fontsize=8)


def _draw_products(axes: Axes, plan: Plan, product: str | None) -> None:
    """The master plan: production by product and period, the products of which most is made."""
    made = plan.production.sum(axis=1)
    shown = largest(made)
    share = float(made[shown].sum()) / (float(made.sum()) or 1.0)
    _heat(axes, [plan.problem.product_codes[n] for n in shown], plan.production[shown], plan.problem.periods, "units")
    _title(axes, f"Master plan: production of {_of(shown, made, 'product')}{_share(shown, made, share)}")


def _draw_capacity(axes: Axes, plan: Plan, product: str | None) -> None:
    """Load in per cent of the capacity, by resource and period; the fullest resources."""
    problem = plan.problem
    capacity = regular_capacity(problem, plan.quantities)
    limited = np.isfinite(capacity) & (capacity > 0)
    share = np.full(capacity.shape, np.nan)
    np.divide(100.0 * load(plan), capacity, out=share, where=limited)
    used = np.nan_to_num(share).mean(axis=1)
    shown = largest(used)
    beyond = "; beyond 100 % in red" if np.nan_to_num(share[shown]).max(initial=0.0) > 100.0 * (1.0 + FULL) else ""
    _heat(axes, [problem.resource_codes[n] for n in shown], share[shown], problem.periods, "% of capacity", 100.0)
    _title(axes, f"Capacity: load of {_of(shown, used, 'resource')}{beyond}")


def _costs(plan: Plan) -> list[tuple[str, float]]:
    """The names of the lines that cost anything, and their amounts (money)."""
    return [(line.name, plan.costs[line.key]) for line in COST_LINES if plan.costs.get(line.key)]


def _draw_cost(axes: Axes, plan: Plan, product: str | None) -> None:
    """What the plan costs, line by line, the largest first."""
    lines = sorted(_costs(plan), key=lambda one: one[1])
    axes.barh([name for name, _ in lines], [amount for _, amount in lines], color=_BLUE, alpha=0.75)
    for n, (_, amount) in enumerate(lines):
        axes.annotate(f" {amount:,.0f}", (amount, n), va="center", fontsize=9)
    axes.margins(x=0.12)
    _title(axes, f"Cost: {plan.total_cost:,.0f} {plan.problem.currency}")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.locator_params(axis="x", nbins=5)


_DRAW = {"plan": _draw_plan, "products": _draw_products, "capacity": _draw_capacity, "cost": _draw_cost}


def largest(sizes: Array) -> list[int]:
    """The positions of the largest of some sizes, as many as can be read, the largest first.

    >>> largest(np.array([1.0, 3.0, 2.0])), len(largest(np.ones(300)))
    ([1, 2, 0], 20)
    """
    return [int(n) for n in np.argsort(-sizes, kind="stable")[:MOST_ROWS]]


def _of(shown: Sequence[int], sizes: Array, noun: str) -> str:
    every = counted(len(sizes), noun)
    return every if len(shown) == len(sizes) else f"the {len(shown)} largest of {every}"


def _share(shown: Sequence[int], sizes: Array, share: float) -> str:
    return "" if len(shown) == len(sizes) else f" ({percent(share)} of all units)"


def _heat(
    axes: Axes, names: Sequence[str], rows: Array, periods: Sequence[str], unit: str, most: float | None = None
) -> None:
    """Rows of numbers as colours; nothing where they are 0, and red beyond the most."""
    from matplotlib import colormaps

    colours = colormaps["YlGnBu"].with_extremes(over=_RED)
    top = most * (1.0 + FULL) if most else float(np.nanmax(rows, initial=0.0)) or 1.0
    image = axes.imshow(np.where(rows == 0, np.nan, rows), aspect="auto", cmap=colours, vmin=0.0, vmax=top)
    axes.set_yticks(range(len(names)), [_plain(name) for name in names], fontsize=8)
    _ticks(axes, periods)
    drawn = axes.get_figure()
    if drawn is not None:
        drawn.colorbar(image, ax=axes, label=unit, pad=0.01, format="{x:,.0f}")


def _ticks(axes: Axes, periods: Sequence[str]) -> None:
    """The names of so many periods as can be read."""
    step = -(-len(periods) // MOST_TICKS)
    at = range(0, len(periods), step)
    turned: dict[str, Any] = {"rotation": 30, "ha": "right"} if max(map(len, periods)) > 4 else {}
    axes.set_xticks(at, [_plain(periods[t]) for t in at], fontsize=8, **turned)


def _title(axes: Axes, text: str) -> None:
    axes.set_title(_plain(text), loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)


def _plain(text: str) -> str:
    """A text of the planner's without what matplotlib takes for formulas."""
    return shortened(text).replace("$", r"\$")
