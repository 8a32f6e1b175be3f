"""Families: products that are set up together in a campaign, ``f``: one setup of the family, beside their own ones.

``y <= f``: no product is set up in a period in which its family is not. Where setups are carried over, a product that
was left set up keeps its family ready for others of it: a family is set up once in a period at most, and not at all in
one into which a setup of one of its products is carried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sop_excel.domain.axes import FAMILIES
from sop_excel.domain.fields import Array
from sop_excel.domain.plan import Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.product_families import family_of, memberships, setups_of_families
from sop_excel.model.rules.rule import (
    AT_MOST,
    Broken,
    Decision,
    DecisionColumn,
    Entries,
    Families,
    Indices,
    Mask,
    Numbers,
    Part,
    Row,
    Rule,
    Terms,
    Told,
    Values,
    total,
)
from sop_excel.model.rules.wanted_setups import part_of_a_load


def _used(problem: Problem) -> bool:
    return bool(len(problem.items(FAMILIES)))


def _setups(problem: Problem) -> Decision:
    """One setup at most, and none of a family without products."""
    families, upper = problem.items(FAMILIES), np.zeros(problem.extent(FAMILIES))
    upper[memberships(problem)[1]] = 1.0
    cost = np.broadcast_to(families.fields.get("setup_cost", upper), upper.shape)
    return Decision(np.zeros_like(upper), upper, {"setup": cost}, whole=bool(upper.any()))


def _limited(problem: Problem, known: Mapping[str, Array]) -> Array:
    return np.zeros(problem.extent(FAMILIES))


def _follows(problem: Problem, families: Families, values: Values, numbers: Numbers) -> Any:
    """A setup wherever a product of the family is set up and none was left so, or as part of a load asked for."""
    product, family = memberships(problem)
    setups, kept = (np.zeros(problem.extent(FAMILIES)) for _ in range(2))
    np.add.at(setups, family, (values["setup"][product] > 0).astype(np.float64))
    if problem.policies.setup_carry_over:
        carried = (values["carried"][product] > 0).astype(np.float64)
        np.add.at(kept[:, 1:], family, carried[:, :-1])
    needed = (setups > 0) & (kept == 0)
    if "family_setup" in values:
        taken = setups_of_families(problem)
        needed |= part_of_a_load(problem, taken.product, taken.resource, values["family_setup"])
    return numbers.of(np.where(needed, 1.0, 0.0))


def _where_member(problem: Problem, families: Families) -> Mask:
    member: Mask = np.broadcast_to((family_of(problem) >= 0)[:, None], problem.shape)
    return member


def _nothing(problem: Problem, families: Families) -> tuple[Part, ...]:
    return ()


def _entries(problem: Problem, at: Mapping[str, Indices], row: Indices) -> Sequence[Entries]:
    """``y[t] - f[t] - sum_j c[j,t-1]`` over the products ``j`` of the family."""
    product, family = memberships(problem)
    parts = [Entries.of(row, at["setup"], 1.0)] if "setup" in at else []
    if "family_setup" in at:
        parts.append(Entries.of(row[product], at["family_setup"][family], -1.0))
    if "carried" in at:
        one, other = np.nonzero(family[:, None] == family)
        parts.append(Entries.of(row[product[one], 1:], at["carried"][product[other], :-1], -1.0))
    return parts


def _printed(problem: Problem, terms: Mapping[str, Terms]) -> Iterator[tuple[tuple[int, int], Any]]:
    """``y[i,t] - f[t] - sum_j c[j,t-1] <= 0`` over the products ``j`` of the family of ``i``."""
    y, f, c, family = terms["setup"], terms["family_setup"], terms["carried"], family_of(problem).tolist()
    for i, t in np.ndindex(problem.shape):
        if family[i] >= 0:
            others = [j for j, of in enumerate(family) if of == family[i]]
            kept = [-c[j, t - 1] for j in others] if t and problem.policies.setup_carry_over else []
            yield (i, t), total([y[i, t], -f[family[i], t], *kept]) <= 0


def _broken(problem: Problem, plan: Quantities) -> Iterator[Broken]:
    ready = np.zeros(problem.shape)
    for product, family in zip(*memberships(problem), strict=True):
        ready[product] = plan.family_setup[family]
        if problem.policies.setup_carry_over:
            others = family_of(problem) == family
            ready[product, 1:] += plan.carried[others, :-1].sum(axis=0)
    without = np.where((family_of(problem) >= 0)[:, None], plan.setup - ready, 0.0)
    yield Broken("a setup without that of the family", without, np.ones(problem.shape))
    off = np.abs(plan.family_setup - (plan.family_setup > 0))
    yield Broken("setups of a family, of which there is one or none", off, np.zeros_like(off), axis=FAMILIES)


RULE = Rule(
    columns=(
        DecisionColumn(
            name="family_setup",
            symbol="f",
            word="family",
            meaning="1 where the family is set up in the period, else 0",
            floor="Setups of families",
            ceiling="Setups of families",
            decision=_setups,
            implied=_limited,
            axis=FAMILIES,
            follows=_follows,
            told=Told("The family {item} is set up in {period}", "without this setup"),
            counted="whole setups",
        ),
    ),
    rows=(
        Row(
            name="family",
            meaning="no product is set up where its family is not",
            side=AT_MOST,
            there=_where_member,
            parts=_nothing,
            entries=_entries,
            printed=_printed,
        ),
    ),
    broken=_broken,
    used=_used,
)
