"""Problems between any two problems over all families: whole problems, and at both ends the two themselves."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.comparing.input_groups import GROUPS
from sop_excel.comparing.mixtures import Mixtures
from sop_excel.domain.axes import LIMIT_TERMS, PRODUCTS, RESOURCES
from sop_excel.domain.problem import Problem
from sop_excel.model.assembly import formulate
from sop_excel.model.decisions import decisions
from tests.property.strategies import problems


def _stated(problem: Problem) -> dict[str, str]:
    """All that a problem says of products, resources and further things, to be compared."""
    routings = problem.routings
    said = {name: getattr(routings, name) for name in ("product", "resource", "usage", "setup_usage", "route")}
    said |= {f"{key} of {what}": values for what, some in (("P", problem.products), ("R", problem.resources))
             for key, values in some.items()}  # fmt: skip
    for axis, items in problem.others.items():
        said |= {f"{axis} {key}": values for key, values in items.fields.items()}
        said |= {f"{axis} of {key}": link.at for key, link in items.links.items()}
    texts = {axis: str((items.codes, items.texts)) for axis, items in problem.others.items() if len(items)}
    return texts | {name: str(np.asarray(values).tolist()) for name, values in said.items() if np.size(values)}


def _loose_ends(problem: Problem) -> list[str]:
    """Links and routings that lead to nothing, and numbers of another shape than the things have."""
    extents = {PRODUCTS: problem.shape[0], RESOURCES: len(problem.resource_codes)}
    extents |= {axis: len(items) for axis, items in problem.others.items()}
    found = [
        f"{axis} {name}"
        for axis, items in problem.others.items()
        for name, link in items.links.items()
        if len(link.at) != len(items) or not np.all((link.at >= -1) & (link.at < extents.get(link.axis, 0)))
    ]
    found += [
        f"{axis} {key}"
        for axis, items in problem.others.items()
        for key, values in items.fields.items()
        if values.shape not in ((len(items),), (len(items), problem.shape[1]))
    ]
    terms = problem.items(LIMIT_TERMS)
    of_nothing = len(terms) and np.any((terms.link("product") < 0) & (terms.link("resource") < 0))
    found += ["a term of no product and no resource"] if of_nothing else []
    return found + (["route"] if np.any(problem.routings.route >= extents.get("routes", 0)) else [])


@given(problems(), problems(), st.integers(0, 2), st.sets(st.sampled_from(GROUPS)))
def test_a_mixture_is_a_whole_problem(old: Problem, new: Problem, moved: int, taken: set[str]) -> None:
    """Whatever of routes, families of setups, bills and limits one of the two has and the other lacks."""
    new = new.replace(periods=tuple(str(t + 1 + moved) for t in range(new.shape[1])))
    mixtures = Mixtures(old, new)
    mixed = mixtures.mixed(taken)
    assert _loose_ends(mixed) == []
    formulate(mixed, decisions(mixed))


@given(problems(), problems(), st.integers(0, 2))
def test_at_both_ends_stand_the_two_problems(old: Problem, new: Problem, moved: int) -> None:
    """With no group exchanged the old one, with all of them the new one, to the last link."""
    new = new.replace(periods=tuple(str(t + 1 + moved) for t in range(new.shape[1])))
    mixtures = Mixtures(old, new)
    assert _stated(mixtures.mixed(())) == _stated(old)
    assert _stated(mixtures.mixed(GROUPS)) == _stated(new)


@given(problems(), st.sampled_from(GROUPS))
def test_a_group_that_is_the_same_in_both_changes_no_mixture(problem: Problem, group: str) -> None:
    """A problem beside itself: whatever is taken, the mixture says the same."""
    assert _stated(Mixtures(problem, problem.replace(name="again")).mixed({group})) == _stated(problem)
