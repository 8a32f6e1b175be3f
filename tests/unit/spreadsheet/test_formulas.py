"""Formulas are taken apart in one pass: all that reads them looks at every character once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.spreadsheet.formulas import MAX_LENGTH, columns, places, tokens
from sop_excel.spreadsheet.references import columns_used, references, shifted, with_sheets

PIECES = ["'", '"', "[", "]", "Plan", "Plan!", "A1", "$B$2", ":", "!", "(", ")", "#REF!", "[1]", "INDIRECT(", "''",
          '""', "ä", "2", ".", " ", ",", "\n", "It's", "@", "_"]  # fmt: skip
formulas = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)


@given(formulas)
def test_every_character_belongs_to_exactly_one_token(formula: str) -> None:
    """So the work is one step a character at most, and nothing is looked at twice."""
    pieces = tokens(formula)
    assert "".join(piece.text for piece in pieces) == formula
    assert [piece.start for piece in pieces] == [sum(len(p.text) for p in pieces[:k]) for k in range(len(pieces))]
    assert all(piece.text for piece in pieces)


@given(formulas)
def test_places_are_in_order_and_as_they_are_written(formula: str) -> None:
    found = list(places(formula))
    assert [formula[one.start : one.start + len(one.address)] for one in found] == [one.address for one in found]
    assert sorted(found, key=lambda one: one.start) == found
    assert shifted(formula, 0, 0).upper() == formula.upper() or found
    assert with_sheets(formula, {}) == formula


@pytest.mark.parametrize(("text", "count"), [("'", 1), ('"', 1), ("[", 1), ("Plan[", 2), ("Plan['", 2), ("a['", 2)])
def test_what_has_no_end_is_one_token_to_the_end(text: str, count: int) -> None:
    """Of as many unfinished beginnings as a formula may have, none is looked for again and again."""
    formula = (text * MAX_LENGTH)[:MAX_LENGTH]
    assert len(tokens(formula)) <= count
    assert references(formula) == ()


def test_what_is_longer_than_excel_allows_is_no_formula() -> None:
    """8,192 characters are."""
    longest = "Plan!A1+" * (MAX_LENGTH // 8)
    assert len(references(longest)) == MAX_LENGTH // 8
    assert references(longest + "1") == ()
    assert columns_used("Plan[a]" + " " * MAX_LENGTH) == {}
    assert with_sheets(longest + "1", {"plan": "Other"}) == longest + "1"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Plan[2026-01]+plan[Total]", [("Plan", "2026-01"), ("plan", "Total")]),
        ("Plan[[#This Row],[It''s]]", [("Plan", "It's")]),
        ("MyPlan[a]+Plan.b[c]+Plan [d]", [("MyPlan", "a"), ("Plan.b", "c")]),
        ('"Plan[a]"&Plan[#All]', [("Plan", "")]),
        ("Plan[a[b]c]", [("Plan", "b"), ("Plan", "c")]),
        ("[1]!Plan[a]", [("Plan", "a")]),
    ],
)
def test_structured_references_name_tables_and_columns(formula: str, expected: list[tuple[str, str]]) -> None:
    assert list(columns(formula)) == expected


def test_a_text_names_nothing_unless_indirect_reads_it() -> None:
    assert columns_used('"Plan[a]"') == {}
    assert columns_used('INDIRECT("Plan[a]")') == {"plan": ("a",)}
    assert columns_used('INDIRECT( "Plan[a]")') == {}
