"""What products are called changes no plan: no number of it, not its cost, and of what is told the names alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.plan import Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.product_descriptions import cut
from sop_excel.planning import explained_plan
from tests.examples import examples
from tests.property.busy import factories
from tests.property.strategies import problems

TEXTS = st.one_of(st.just(""), st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60))


@examples(40)
@given(st.one_of(problems(), factories()), st.data())
def test_plan_and_cost_are_the_same_to_the_last_bit(problem: Problem, data: st.DataObject) -> None:
    """Sentences too, once the descriptions in brackets are taken out again, each of which stands in one of them."""
    texts = [f"<{n}{data.draw(TEXTS)}" if n % 3 else "" for n in range(len(problem.product_codes))]
    called = problem.replace(descriptions=tuple(texts) if any(texts) else ())
    (bare, told_bare), (found, told) = explained_plan(problem), explained_plan(called)
    assert found.status == bare.status
    if isinstance(bare, Plan) and isinstance(found, Plan):
        assert found.total_cost == bare.total_cost
        assert all((found.quantities[name] == bare.quantities[name]).all() for name in bare.quantities.families)
    wanted = [sentence.text for sentence in told_bare.sentences]
    seen = [sentence.text for sentence in told.sentences]
    for text in filter(None, texts):
        bracketed = f" ({cut(text, 40)})"
        assert sum(line.count(bracketed) for line in seen) <= 1
        seen = [line.replace(bracketed, "") for line in seen]
    assert seen == wanted
