"""The rows of table Plan: what each measure is, in the order in which planners read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import CLASSES, ROUTES
from sop_excel.domain.bill_of_materials import dependent_demand
from sop_excel.domain.demand_classes import CLASS_LATE, CLASS_LOST, class_field
from sop_excel.domain.fields import Array
from sop_excel.domain.makings import DEFAULT, PRODUCTION, ROUTED, arrived, has_routes, made, makings
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.product_families import memberships
from sop_excel.domain.soft_limits import SAFETY_STOCK, stated_of

DEMAND, INTO_OTHERS = "Demand", "Dependent demand"


@dataclass(frozen=True)
class Measure:
    """One measure: its unit, whether its values (I, T) add up over periods, what they are, and whether always shown.

    A value is ``nan`` where there is none.

    A measure that is not always shown appears for all products as soon as ``needed`` is true of the plan. ``family`` is
    the family of decisions whose values it shows, from which a plan in the sheets is read back. Where a plan does not
    show the measure, it is ``otherwise`` another measure, or there is nothing of it. ``places`` (I,) are those of the
    family's items whose values it shows, -1 where a product has no such row; None where they are the products. Of one
    route or class it is ``part_of`` the measure below which it stands.
    """

    name: str
    unit: str
    is_flow: bool
    values: Callable[[Problem, Quantities], Array]
    always: bool = False
    needed: Callable[[Problem, Array], bool] = lambda problem, values: bool(values.any())
    family: str = ""
    otherwise: str = ""
    places: NDArray[np.intp] | None = None
    part_of: Measure | None = None

    def is_of(self, product: int) -> bool:
        """Whether a product (by its position) has such a row."""
        return self.places is None or bool(self.places[product] >= 0)


def decision(name: str, unit: str, is_flow: bool, family: str, always: bool = False) -> Measure:
    """The measure that shows a family of decisions."""
    return Measure(name, unit, is_flow, lambda problem, quantities: quantities[family], always, family=family)


def safety_stock(problem: Problem) -> Array:
    """The floor of the inventory, also where it may be missed at a penalty of its own. Units (I, T)."""
    return np.fmax(problem.products.safety_stock, stated_of(problem, SAFETY_STOCK))


def shortfall(problem: Problem, quantities: Quantities) -> Array:
    """What is missing to the floor that may be missed. Units (I, T)."""
    missing = np.nan_to_num(stated_of(problem, SAFETY_STOCK)) - quantities.inventory
    return quantities.shortfall + np.maximum(missing, 0.0)


def sales(problem: Problem, quantities: Quantities) -> Array:
    """Demand less lost sales, in the period of the demand (rule O1). Units (I, T)."""
    return problem.demand - quantities.lost_sales


def backorders_before(problem: Problem, quantities: Quantities) -> Array:
    """Open late demand at the start of each period. Units (I, T)."""
    return np.hstack([problem.products.initial_backorders[:, None], quantities.backorders[:, :-1]])


def delivered(problem: Problem, quantities: Quantities) -> Array:
    """Sales plus the backorders before the period less those after it (rule O1). Units (I, T)."""
    return sales(problem, quantities) + backorders_before(problem, quantities) - quantities.backorders


def served_late(problem: Problem, quantities: Quantities) -> Array:
    """Demand of the period that is still open at its end; older orders are served first. Units (I, T)."""
    return np.minimum(quantities.backorders, sales(problem, quantities))


def published(problem: Problem, quantities: Quantities) -> Array:
    """Production of the plan that was last published, nan where a change from it has no price. Units (I, T)."""
    return np.where(problem.change_counts, problem.published, np.nan)


def into_others(problem: Problem, quantities: Quantities) -> Array:
    """What goes into other products, in the period in which their production starts. Units (I, T)."""
    return dependent_demand(problem, quantities.families)


def _arrivals(problem: Problem, quantities: Quantities) -> Array:
    """Good units that arrive of what was started, (I, T)."""
    good: Array = arrived(problem, quantities.families)
    return good


def arrivals_differ(problem: Problem) -> bool:
    """Whether what arrives of a product is anything else than what is started, a lead time later."""
    lead, ways = problem.products.lead_time, makings(problem)
    same_lead = all(np.array_equal(one.fields.lead_time, lead[one.product]) for one in ways)
    return not same_lead or any(bool((one.good != 1).any()) for one in ways)


def of_family(problem: Problem, quantities: Quantities) -> Array:
    """Setups of the family to which each product belongs. (I, T)."""
    values = np.zeros(problem.shape)
    product, family = memberships(problem)
    values[product] = quantities.family_setup[family]
    return values


def _counts(problem: Problem, values: Array) -> bool:
    return bool(problem.change_counts.any())


def _may_differ_from_demand(problem: Problem, values: Array) -> bool:
    return bool((values != problem.demand).any() or not np.isnan(problem.products.price).all())


def _any_of_part(problem: Problem, values: Array) -> bool:
    return bool(np.nan_to_num(values).any())


def _differs_from_demand(problem: Problem, values: Array) -> bool:
    return bool((values != problem.demand).any())


MADE = Measure(
    "Production", "units", True, lambda problem, quantities: made(problem, quantities.families), always=True,
    family=PRODUCTION,
)  # fmt: skip
SETUPS = decision("Setups", "count", True, "setup")
ASKED = Measure(DEMAND, "units", True, lambda problem, quantities: problem.demand, always=True)
DELIVERED = Measure("Delivered", "units", True, delivered, needed=_differs_from_demand, otherwise="Demand")
LATE, LOST = decision("Backorders", "units", False, "backorders"), decision("Lost sales", "units", True, "lost_sales")
MEASURES = (
    ASKED,
    Measure(INTO_OTHERS, "units", True, into_others),
    MADE,
    Measure("Arrivals", "units", True, _arrivals, needed=lambda problem, values: arrivals_differ(problem)),
    SETUPS,
    decision("Setups carried over", "count", True, "carried"),
    Measure("Setups of the family", "count", True, of_family),
    decision("Subcontract", "units", True, "subcontract"),
    Measure("Receipts", "units", True, lambda problem, quantities: problem.receipts),
    Measure("Sales", "units", True, sales, needed=_may_differ_from_demand, otherwise="Demand"),
    DELIVERED,
    LATE,
    LOST,
    decision("Inventory", "units", False, "inventory", always=True),
    decision("Scrapped", "units", True, "scrapped"),
    Measure("Safety stock", "units", False, lambda problem, quantities: safety_stock(problem)),
    Measure("Shortfall", "units", False, shortfall),  # follows from the stock
    Measure("Published", "units", True, published, needed=_counts),
    Measure("Moved", "units", True, lambda problem, quantities: quantities.more + quantities.less, needed=_counts),
)


def route_measures(problem: Problem) -> list[Measure]:
    """The parts of the production of products with several routes: that of the default one, and of each other by its
    name, which routes of several products may share; and the setups of each other route."""
    if not len(problem.items(ROUTES)):
        return []
    parts = [_part(PRODUCTION, DEFAULT, np.where(has_routes(problem), np.arange(problem.shape[0]), -1))]
    for name, places in _named_places(problem, ROUTES):
        parts += [_part(ROUTED, name, places), _setups_of(name, places)]
    return parts


def class_measures(problem: Problem) -> list[Measure]:
    """Who gets what: the demand of each class by its name, which classes of several products may share, and what of it
    is delivered, late and lost."""
    return [part for name, places in _named_places(problem, CLASSES) for part in _of_class(name, places)]


def _named_places(problem: Problem, axis: str) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """The names of routes or classes, with the place (I,) of the one of that name of each product, -1 for none."""
    items = problem.items(axis)
    names, product = np.array(items.texts.get("name", ()), dtype=object), items.link("product")
    for name in dict.fromkeys(names.tolist()):
        places = np.full(problem.shape[0], -1)
        own = np.flatnonzero(names == name)
        places[product[own]] = own
        yield name, places


def _of_class(name: str, places: NDArray[np.intp]) -> list[Measure]:
    def asked(problem: Problem, quantities: Quantities) -> Array:
        return _at_places(class_field(problem, "demand"), places)

    def delivered_of(problem: Problem, quantities: Quantities) -> Array:
        return _at_places(class_delivered(problem, quantities), places)

    late, lost = _by_places(CLASS_LATE, places), _by_places(CLASS_LOST, places)
    return [
        Measure(f"Demand ({name})", "units", True, asked, always=True, places=places, part_of=ASKED),
        Measure(f"Delivered ({name})", "units", True, delivered_of, always=True, places=places, part_of=DELIVERED),
        Measure(f"Backorders ({name})", "units", False, late, needed=_any_of_part, family=CLASS_LATE, places=places,
                part_of=LATE),
        Measure(f"Lost sales ({name})", "units", True, lost, needed=_any_of_part, family=CLASS_LOST, places=places,
                part_of=LOST),
    ]  # fmt: skip


def class_delivered(problem: Problem, quantities: Quantities) -> Array:
    """What each class gets: its sales plus its backorders before the period less those after it. Units (K, T)."""
    late = quantities[CLASS_LATE]
    before = np.hstack([class_field(problem, "initial_backorders")[:, None], late[:, :-1]])
    return class_field(problem, "demand") - quantities[CLASS_LOST] + before - late


def _part(family: str, name: str, places: NDArray[np.intp]) -> Measure:
    values = _by_places(family, places)
    return Measure(
        f"Production ({name})", "units", True, values, always=True, family=family, places=places, part_of=MADE
    )


def _setups_of(name: str, places: NDArray[np.intp]) -> Measure:
    values = _by_places("route_setup", places)
    return Measure(
        f"Setups ({name})", "count", True, values, needed=_any_of_part, family="route_setup", places=places,
        part_of=SETUPS,
    )  # fmt: skip


def _by_places(family: str, places: NDArray[np.intp]) -> Callable[[Problem, Quantities], Array]:
    return lambda problem, quantities: _at_places(quantities[family], places)


def _at_places(values: Array, places: NDArray[np.intp]) -> Array:
    return np.where(places[:, None] >= 0, values[places], np.nan)


def measures_of(problem: Problem) -> list[Measure]:
    """All measures that a plan of the problem may show, those of its routes and classes below that of which they are
    part."""
    parts = [*route_measures(problem), *class_measures(problem)]
    return [one for measure in MEASURES for one in (measure, *(part for part in parts if part.part_of is measure))]


def shown_measures(problem: Problem, quantities: Quantities) -> list[tuple[Measure, Array]]:
    """(measure, values) of every measure that this plan shows."""
    valued = [(measure, measure.values(problem, quantities)) for measure in measures_of(problem)]
    return [(measure, values) for measure, values in valued if measure.always or measure.needed(problem, values)]
