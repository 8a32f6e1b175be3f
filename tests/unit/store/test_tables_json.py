"""Tables as JSON and back: every cell comes back as it was, to the last bit."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.domain.table import (
    Block,
    DateValue,
    ErrorValue,
    Formula,
    NotCalculated,
    Nowhere,
    OutputTable,
    PaddedNumber,
    Table,
)
from sop_excel.store.tables_json import canonical, packed, sha256, tables_of_json, unpacked
from tests.examples import examples

_FLOATS = st.floats()
_TEXTS = st.text(st.characters(), max_size=8)
_CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    _FLOATS,
    _TEXTS,
    st.builds(PaddedNumber, _FLOATS, st.integers(1, 9)),
    st.builds(DateValue, st.datetimes(), _TEXTS),
    st.builds(ErrorValue, _TEXTS),
    st.builds(NotCalculated),
    st.builds(Formula, _TEXTS, _FLOATS | _TEXTS),
)
_HEADERS = st.lists(_TEXTS, max_size=4)
_TABLES = st.builds(
    Table,
    name=_TEXTS,
    headers=_HEADERS,
    rows=st.lists(st.lists(_CELLS, max_size=4), max_size=4),
    places=st.just(Nowhere()),
    unsure=st.frozensets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3),
    decided=st.dictionaries(_TEXTS, _TEXTS, max_size=2),
)


def exactly(cell: Any) -> Any:
    """A cell with all that tells it from another: its kind, and the bits of its numbers."""
    match cell:
        case PaddedNumber():
            return "padded", struct.pack("d", float(cell)), cell.digits
        case bool() | None | str() | int():
            return type(cell), cell
        case float():
            return float, struct.pack("d", cell)
        case Formula():
            return Formula, cell.text, exactly(cell.value)
        case _:
            return type(cell), cell


@given(st.dictionaries(_TEXTS, _TABLES, max_size=3))
@examples(150)
def test_tables_come_back_as_they_were(tables: dict[str, Table]) -> None:
    """Cells, their kinds, the order of rows and headers, what is unsure, and which headers were decided."""
    stored = packed(canonical(tables))
    back = tables_of_json(unpacked(stored))
    assert back.keys() == tables.keys()
    for name, table in tables.items():
        found = back[name]
        assert (found.name, found.headers, found.unsure) == (table.name, table.headers, table.unsure)
        assert dict(found.decided) == dict(table.decided)
        assert [[*map(exactly, row)] for row in found.rows] == [[*map(exactly, row)] for row in table.rows]
    assert canonical(back) == canonical(tables)


@pytest.mark.parametrize(
    ("one", "another"),
    [(0.0, -0.0), (123.0, PaddedNumber(123.0, 5)), (True, 1.0), (1, 1.0), ("", None), (0.1, 0.1 + 2**-56)],
)
def test_cells_that_differ_have_different_hashes(one: Any, another: Any) -> None:
    """However alike they look; the same cell has the same one."""

    def hash_of(cell: Any) -> str:
        return sha256(canonical({"T": Table("T", ["A"], [[cell]], Nowhere())}))

    assert hash_of(one) == hash_of(one)
    assert hash_of(one) != hash_of(another)


def test_the_order_of_tables_is_no_part_of_the_hash() -> None:
    """That of rows is."""
    first, second = Table("A", ["x"], [[1.0], [2.0]], Nowhere()), Table("B", ["y"], [], Nowhere())
    assert canonical({"A": first, "B": second}) == canonical({"B": second, "A": first})
    turned = Table("A", ["x"], [[2.0], [1.0]], Nowhere())
    assert canonical({"A": first}) != canonical({"A": turned})


def test_an_output_table_is_kept_as_a_table() -> None:
    """With the cells of its rows."""
    plan = OutputTable("Plan", ("Product", "Jan"), (("A", Formula("1+1", 2.0)),), lead=1)
    assert tables_of_json(canonical({"Plan": plan}))["Plan"].rows == [["A", Formula("1+1", 2.0)]]


def test_a_table_that_comes_back_says_of_which_run_it_is() -> None:
    """As it stands in no workbook, where messages would send a planner."""
    places = tables_of_json(canonical({"D": Table("Demand", ["P", "Jan"], [["A", 1.0]], Nowhere())}), "3f2a")[
        "D"
    ].places
    assert places.cell(0, 1) == "Demand of run 3f2a, row 1, column Jan"
    assert places.header(9) == "Demand of run 3f2a, column 10"
    assert places.blocks([Block(0, 0, 1, 1)]) == "Demand of run 3f2a, row 1, column P"


def test_damaged_content_is_no_table() -> None:
    """It is told, not taken for an empty one."""
    with pytest.raises(ValueError, match=r"incorrect|invalid|incomplete"):
        unpacked(packed(b"{}")[:-3])
    assert unpacked(packed(b"{}")) == b"{}"
