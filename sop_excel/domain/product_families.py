"""Families of products that share a setup: who belongs to one, and what its setup takes.

The families stand in ``Problem.others`` under ``FAMILIES``, with a ``setup_cost`` (F, T) and the ``setup_usage`` (F,)
of the resource to which they are linked; who belongs to one stands there under ``MEMBERS``, one item a product.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sop_excel.domain.axes import FAMILIES, MEMBERS, PRODUCTS, RESOURCES, Link, Things
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import Problem, Routings


def families_of(
    codes: Sequence[str], cost: Array, resource: NDArray[np.intp], usage: Array, members: Sequence[tuple[str, int, int]]
) -> dict[str, Things]:
    """The families with the cost (F, T), the resource and the usage of a setup, and their members: (product's code, its
    position, that of the family)."""
    fields = Fields({"setup_cost": cost, "setup_usage": usage})
    of_product, of_family = (np.array([member[k] for member in members], dtype=np.intp) for k in (1, 2))
    return {
        FAMILIES: Things(tuple(codes), fields, {"resource": Link(RESOURCES, resource)}),
        MEMBERS: Things(
            tuple(member[0] for member in members),
            Fields({}),
            {"product": Link(PRODUCTS, of_product), "family": Link(FAMILIES, of_family)},
        ),
    }


def memberships(problem: Problem) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The products that belong to a family, and its position for each."""
    members = problem.items(MEMBERS)
    return members.link("product"), members.link("family")


def family_of(problem: Problem) -> NDArray[np.intp]:
    """(I,) the position of the family of each product, -1 for none."""
    found = np.full(problem.shape[0], -1, dtype=np.intp)
    product, family = memberships(problem)
    found[product] = family
    return found


def setups_of_families(problem: Problem) -> Routings:
    """What the setups of families take: as routings with the position of a family in the place of the product's."""
    families = problem.items(FAMILIES)
    if not len(families):
        nothing = np.zeros(0, dtype=np.intp)
        return Routings(nothing, nothing, np.zeros(0))
    resource, usage = families.link("resource"), families.fields.setup_usage
    takes = np.flatnonzero((resource >= 0) & (usage > 0))
    return Routings(takes, resource[takes], usage[takes])


def with_setup_of_family(problem: Problem) -> Array:
    """(M,) what a setup takes on the resource of each routing, that of its product's family there included."""
    routings, families = problem.routings, problem.items(FAMILIES)
    if not len(families):
        return routings.setup_usage
    family = family_of(problem)[routings.product]
    there = (family >= 0) & (families.link("resource")[family] == routings.resource)
    return routings.setup_usage + np.where(there, families.fields.setup_usage[family], 0.0)
