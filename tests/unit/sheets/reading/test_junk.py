"""Whatever stands in the cells, the reader answers with a problem or with complaints."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from sop_excel.contract import schema
from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, PaddedNumber, Table, Value
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem
from tests.examples import examples
from tests.tables import book, day, errors_of, large_book, read, table, warnings_of

PERIODS = ["2025-01", "2025-02", "Total", "Jan"]
FIELDS = [column.name for _, column in schema.overridable()] + [setting.name for setting in schema.SETTINGS]

familiar = st.sampled_from(["A", "B", "L1", *PERIODS, *FIELDS, "yes", "no", "storage", "soft", "set"])
cells: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    familiar,
    st.text(max_size=5),
    st.floats(),
    st.integers(min_value=-(10**400), max_value=10**400),
    st.sampled_from([0.0, 1.0, 2.0, 2.5]),
    st.booleans(),
    st.builds(DateValue, st.datetimes(), st.text(max_size=4)),
    st.just(DateValue(datetime(2025, 1, 1), "Jan")),
    st.just(ErrorValue("#N/A")),
    st.just(NotCalculated()),
    st.just(Formula("A1", 1.0)),
    st.builds(PaddedNumber, st.floats(0, 1000), st.integers(1, 8)),
)


@st.composite
def junk_tables(draw: st.DrawFn) -> dict[str, Table]:
    """Tables whose headers are mostly right and whose cells are anything."""
    tables = []
    for form in draw(st.lists(st.sampled_from(schema.INPUT_TABLES), unique=True)):
        known = [column.name for column in form.columns] + (PERIODS if form.wide else [])
        headers = draw(
            st.one_of(st.just(known), st.lists(st.one_of(st.sampled_from(known), st.text(max_size=4)), min_size=1))
        )
        width = len(headers)
        rows = draw(st.lists(st.lists(cells, min_size=max(width - 1, 0), max_size=width), max_size=4))
        unsure = draw(st.sets(st.tuples(st.integers(0, 3), st.integers(0, width - 1)), max_size=2))
        tables.append(table(form.name, headers, *rows, unsure=unsure))
    return book(*tables)


@given(tables=junk_tables())
@examples(150)
def test_junk_is_a_complaint_and_never_a_crash(tables: dict[str, Table]) -> None:
    """Every complaint is one line with something in each of its parts."""
    try:
        issues = read_problem(tables, "junk")[1]
    except InputError as error:
        issues = error.issues
        assert issues
    for issue in issues:
        assert len(str(issue).splitlines()) == 1
        assert all((issue.place, issue.expected, issue.found, issue.advice))


FULL = book(
    table("Products", ["Product", "Holding cost", "Safety stock", "Cover periods", "Backorder cost",
                       "Initial backorders", "Max production", "Lead time"],
          ["A", 1.0, None, 2.5, 3.0, 4.0, 50.0, 1.0], ["B", 2.0, 5.0, None, None, None, None, None]),
    table("Demand", ["Product", "2025-01", "2025-02"], ["A", 1.0, 2.0], ["B", 3.0, None]),
    table("Settings", ["Setting", "Value"], ["Whole units", "yes"], ["Frozen periods", 1.0], ["Relative gap", 0.1]),
    table("Resources", ["Resource", "Kind", "Capacity", "Cost", "Overtime cost", "Overtime capacity"],
          ["L1", None, 9.0, 1.0, 2.0, 3.0], ["W", "storage", None, 1.0, None, None]),
    table("Routings", ["Product", "Resource", "Usage"], ["A", "L1", 1.0], ["B", "W", 2.0]),
    table("Capacity", ["Resource", "2025-02"], ["L1", 7.0], ["W", 8.0]),
    table("Receipts", ["Product", "2025-02", "2025-01"], ["B", 1.0, None]),
    table("FirmProduction", ["Product", "2025-01"], ["A", 2.0], ["B", 3.0]),
    table("PeriodData", ["Field", "Item", "Period", "Value"],
          ["Max production", "A", "2025-01", 6.0], ["Overtime cost", "L1", day(2025, 2, 1), 5.0]),
)  # fmt: skip


@st.composite
def spoilt_books(draw: st.DrawFn) -> dict[str, Table]:
    """A good workbook with every input table, in which a few cells hold anything."""
    tables = dict(FULL)
    for _ in range(draw(st.integers(1, 3))):
        chosen = tables[draw(st.sampled_from(sorted(tables)))]
        rows = [list(row) for row in chosen.rows]
        row = draw(st.integers(0, len(rows) - 1))
        rows[row][draw(st.integers(0, len(rows[row]) - 1))] = draw(cells)
        tables[chosen.name] = replace(chosen, rows=rows)
    return tables


def test_the_full_book_is_good() -> None:
    """It has every table that can be planned."""
    assert not errors_of(FULL)
    assert not warnings_of(FULL)


@given(tables=spoilt_books())
@examples(150)
def test_a_spoilt_cell_is_a_complaint_or_a_number(tables: dict[str, Table]) -> None:
    """Where it is no complaint, no number of the problem is negative."""
    try:
        problem = read_problem(tables, "junk")[0]
    except InputError:
        return
    for fields in (problem.products, problem.resources):
        assert not any((array < 0).any() for array in fields.values())
    assert min(problem.demand.min(), problem.receipts.min(), problem.firm_production.min()) >= 0


numbers: st.SearchStrategy[Value] = st.one_of(st.none(), st.floats(0, 1e9))


@given(data=st.data())
@examples(50)
def test_good_numbers_arrive_unchanged(data: st.DataObject) -> None:
    """Every cell of Demand is the number of its product and period, a blank one 0."""
    count, periods = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 5))
    rows = [data.draw(st.lists(numbers, min_size=periods, max_size=periods)) for _ in range(count)]
    codes = [f"P{n}" for n in range(count)]
    demand = table(
        "Demand", ["Product", *map(str, range(periods))], *([c, *r] for c, r in zip(codes, rows, strict=True))
    )
    problem = read(book(table("Products", ["Product"], *([code] for code in codes)), demand))
    assert problem.demand.tolist() == [[0.0 if cell is None else cell for cell in row] for row in rows]


def test_ten_thousand_products_are_read() -> None:
    """Over 52 weeks, the size that the reader is built for."""
    assert read(large_book()).shape == (10_000, 52)
