"""Problems for tests, from a few keyword arguments; what is left out has the contract's default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.contract.kinds import Kind
from sop_excel.domain.axes import CLASSES, PRODUCTS, ROUTES, Link, Things
from sop_excel.domain.bill_of_materials import BILL, bill_of
from sop_excel.domain.class_demand import class_code, classes_of, fitted
from sop_excel.domain.fields import Fields
from sop_excel.domain.problem import PRODUCTION, Policies, Problem, Routings
from sop_excel.domain.product_families import families_of
from tests.limits import limits as stated_limits


def _blanks(table: InputTable, by_period: bool) -> dict[str, float]:
    """The number that a blank means, for every column that the model sees as (I, T), or as (I,)."""
    numbers = [c for c in table.columns if c.kind in (Kind.NUMBER, Kind.WHOLE, Kind.YES_NO) and not c.later]
    return {c.key: c.blank.number for c in numbers if c.by_period == by_period}


BY_PERIOD, BY_PRODUCT = _blanks(schema.PRODUCTS, by_period=True), _blanks(schema.PRODUCTS, by_period=False)
BY_RESOURCE = _blanks(schema.RESOURCES, by_period=True) | _blanks(schema.RESOURCES, by_period=False)
ROUTE_BY_PERIOD, BY_ROUTE = _blanks(schema.ROUTES, by_period=True), _blanks(schema.ROUTES, by_period=False)
POLICIES = tuple(policy.name for policy in fields(Policies))


def simple_problem(
    demand: Any,
    *,
    resources: Sequence[str] = (),
    kinds: Sequence[str] = (),
    usage: Sequence[tuple[float, ...]] = (),
    limits: Sequence[Mapping[str, Any]] = (),
    families: Sequence[tuple[Sequence[int], float, int, float]] = (),
    bill: Sequence[tuple[int, int, float] | tuple[int, int, float, str]] = (),
    routes: Sequence[tuple[int, Mapping[str, Any]]] = (),
    classes: Sequence[tuple[int, Mapping[str, Any]]] = (),
    **fields: Any,
) -> Problem:
    """A problem with products P1, P2, ... and periods 1, 2, ...

    ``demand`` is (I, T) or, for one product, (T,). ``usage`` lists (product, resource, usage), then the setup usage if
    there is one, and then the route if it is not the default one; ``routes`` lists (product, fields of the route),
    ``classes`` (product, fields of the class), ``bill`` (parent, component, quantity, and maybe its route's name),
    ``limits`` those of table Limits (``tests.limits``), and ``families`` (products, setup cost, resource or -1, setup
    usage). Every other keyword is a field of the products, one of the resources, ``receipts``, ``firm_production``,
    ``published`` or a policy; a number or a row stands for all products and periods, a (I, 1) column for every period
    of a product.
    """
    demand = np.atleast_2d(np.asarray(demand, dtype=np.float64))
    count, periods = demand.shape
    codes = tuple(f"P{i + 1}" for i in range(count))
    in_classes = {CLASSES: _classes(classes, demand, fields)} if classes else {}
    rows = [(*row, *(0.0, -1.0)[max(len(row) - 3, 0) :])[:5] for row in usage]
    product, resource, use, setup_use, route = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    return Problem(
        name="test",
        currency="EUR",
        days_per_period=None,
        periods=tuple(str(t + 1) for t in range(periods)),
        product_codes=codes,
        groups=("",) * count,
        resource_codes=tuple(resources),
        resource_kinds=tuple(kinds) or (PRODUCTION,) * len(resources),
        products=Fields(
            _taken(fields, BY_PERIOD, (count, periods)) | _taken(fields, BY_PRODUCT, (count,)),
        ),
        resources=Fields(_taken(fields, BY_RESOURCE, (len(resources), periods))),
        routings=Routings(product.astype(np.intp), resource.astype(np.intp), use, setup_use, route.astype(np.intp)),
        demand=demand,
        receipts=_taken(fields, {"receipts": 0.0}, demand.shape)["receipts"],
        firm_production=_taken(fields, {"firm_production": 0.0}, demand.shape)["firm_production"],
        published=_taken(fields, {"published": np.nan}, demand.shape)["published"],
        policies=Policies(**{name: fields.pop(name) for name in POLICIES if name in fields}, **_none_left(fields)),
        others=_others(codes, bill)
        | in_classes
        | ({ROUTES: _routes(routes, periods)} if routes else {})
        | stated_limits(limits, periods)
        | _families(codes, families, periods),
    )


def _others(
    codes: Sequence[str], bill: Sequence[tuple[int, int, float] | tuple[int, int, float, str]]
) -> dict[str, Things]:
    rows = [(codes[row[0]], codes[row[1]], row[3] if len(row) > 3 else "") for row in bill]
    at = {code: i for i, code in enumerate(codes)}
    return {BILL: bill_of(rows, at, [row[2] for row in bill])} if bill else {}


def _families(
    codes: Sequence[str], families: Sequence[tuple[Sequence[int], float, int, float]], periods: int
) -> dict[str, Things]:
    if not families:
        return {}
    cost = np.repeat(np.array([[cost] for _, cost, _, _ in families], dtype=np.float64), periods, axis=1)
    resource = np.array([resource for _, _, resource, _ in families], dtype=np.intp)
    members = [(codes[i], i, k) for k, (products, *_) in enumerate(families) for i in products]
    usage = np.array([usage for *_, usage in families], dtype=np.float64)
    return families_of([f"F{k + 1}" for k in range(len(families))], cost, resource, usage, members)


def _classes(classes: Sequence[tuple[int, Mapping[str, Any]]], demand: Any, fields: Mapping[str, Any]) -> Things:
    """Classes C1, C2, ... of the products at these positions, which state demand and costs, or have their product's."""
    product = np.array([i for i, _ in classes], dtype=np.intp)
    names = [f"C{k + 1}" for k in range(len(classes))]
    blank = {"lost_sale_cost": np.nan, "backorder_cost": np.nan, "open_order_cost": np.nan, "priority": np.nan}
    arrays = {}
    for name in ("demand", *blank, "initial_backorders"):
        by_period = name in ("demand", "lost_sale_cost", "backorder_cost")
        rows = []
        for i, given in classes:
            of_product = np.broadcast_to(np.asarray(fields.get(name, blank.get(name, 0.0)), dtype=np.float64),
                                         demand.shape if by_period else demand.shape[:1])[i]  # fmt: skip
            rows.append(np.broadcast_to(np.asarray(given.get(name, of_product), dtype=np.float64), of_product.shape))
        arrays[name] = np.array(rows)
    codes = [class_code(f"P{i + 1}", name) for i, name in zip(product.tolist(), names, strict=True)]
    return fitted(classes_of(codes, names, product, arrays), demand)


def _routes(routes: Sequence[tuple[int, Mapping[str, Any]]], periods: int) -> Things:
    """Routes R1, R2, ... of the products at these positions."""
    arrays: dict[str, list[Any]] = {}
    for _, given in routes:
        fields = dict(given)
        row = _taken(fields, ROUTE_BY_PERIOD, (periods,)) | _taken(fields, BY_ROUTE, ())
        _none_left(fields)
        for name, values in row.items():
            arrays.setdefault(name, []).append(values)
    products = np.array([product for product, _ in routes], dtype=np.intp)
    names = tuple(f"R{k + 1}" for k in range(len(routes)))
    codes = tuple(f"P{i + 1} / {name}" for i, name in zip(products.tolist(), names, strict=True))
    return Things(codes, Fields(arrays), {"product": Link(PRODUCTS, products)}, {"name": names})


def _taken(fields: dict[str, Any], defaults: dict[str, float], shape: tuple[int, ...]) -> dict[str, Any]:
    return {
        name: np.broadcast_to(np.asarray(fields.pop(name, default), dtype=np.float64), shape)
        for name, default in defaults.items()
    }


def _none_left(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(POLICIES)
    if unknown:
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}")
    return {}


def article_problem(**policies: Any) -> Problem:
    """The plan of the article that this package grew from: one product, 12 months, 1.5 months of safety stock."""
    demand = [191.0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 39]
    return simple_problem(
        demand,
        production_cost=10.0,
        holding_cost=1.5,
        initial_inventory=100.0,
        safety_stock=1.5 * sum(demand) / 12,
        max_inventory=5000.0,
        max_production=500.0,
        **policies,
    )
