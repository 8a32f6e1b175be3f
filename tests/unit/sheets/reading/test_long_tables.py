"""Tables with a row for each item and period in place of a column for each period (rule R2b)."""

from __future__ import annotations

from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.sheets.reading.long_tables import MOST_PERIODS
from tests.tables import book, day, errors_of, read, small_book, table, warnings_of

PRODUCTS = table("Products", ["Product", "Production cost"], ["A", 5.0], ["B", 6.0])


def long(*rows: list[Value], headers: tuple[str, ...] = ("Product", "Period", "Quantity"), sheet: str = "D") -> Table:
    """Table Demand as a list."""
    return table("Demand", headers, *rows, sheet=sheet)


def test_a_long_demand_is_the_same_problem_as_a_wide_one() -> None:
    """What has no row is 0."""
    rows: list[list[Value]] = [["A", "Jan", 10.0], ["B", "Jan", 1.0], ["A", "Feb", 20.0], ["B", "Mar", 3.0]]
    wide = table("Demand", ["Product", "Jan", "Feb", "Mar"], ["A", 10.0, 20.0, None], ["B", 1.0, None, 3.0])
    long_one, wide_one = read(book(PRODUCTS, long(*rows))), read(book(PRODUCTS, wide))
    assert long_one.periods == wide_one.periods == ("Jan", "Feb", "Mar")
    assert long_one.demand.tolist() == wide_one.demand.tolist()
    assert warnings_of(book(PRODUCTS, long(*rows))) == []


def test_its_columns_may_have_other_names_and_stand_anywhere() -> None:
    """As an export has them, with columns of its own between them."""
    headers = ("Kunde", "Menge", "Artikel", "Monat")
    demand = long(["X", 10.0, "A", "Jan"], ["Y", 5.0, "B", "Jan"], headers=headers)
    assert read(book(PRODUCTS, demand)).demand.tolist() == [[10.0], [5.0]]
    (note,) = warnings_of(book(PRODUCTS, demand))
    assert "'Menge', read as Quantity (units), 'Artikel', read as Product and 'Monat', read as Period" in note


def test_several_rows_for_one_cell_add_up_with_one_note() -> None:
    """Two customers of one product; the note names the first such cell and counts the others."""
    rows: list[list[Value]] = [["A", "Jan", 10.0], ["A", "Jan", 5.0], ["B", "Jan", 1.0], ["B", "Jan", 1.5]]
    demand = long(*rows, ["A", "Jan", 0.25])
    assert read(book(PRODUCTS, demand)).demand.tolist() == [[15.25], [2.5]]
    assert warnings_of(book(PRODUCTS, demand)) == [
        (
            "D!C2: Demand[Quantity]: expected one row for each product and period, found 3 for 'A' in 'Jan', and "
            "several for 1 more; nothing to do if all of them count: they are added up"
        )
    ]


def test_periods_of_a_year_are_in_the_order_of_time_and_others_as_they_come() -> None:
    """An export is sorted by anything."""

    def periods(*names: Value) -> tuple[str, ...]:
        rows: list[list[Value]] = [["A", name, 1.0] for name in names]
        return read(book(PRODUCTS, long(*rows, ["B", names[0], 1.0]))).periods

    assert periods("2025-11", "2025-10", "2025-12") == ("2025-10", "2025-11", "2025-12")
    assert periods("2025-W02", "2025-W01") == ("2025-W01", "2025-W02")
    assert periods("Feb 2026", "Jan 2026", "Dez 25") == ("Dez 25", "Jan 2026", "Feb 2026")
    assert periods("Peak", "Low") == ("Peak", "Low")
    assert periods(202601.0, 202512.0) == ("202512", "202601")


def test_months_without_a_year_in_another_order_than_that_of_time_are_pointed_out() -> None:
    """Nobody can tell where the year begins; from December to January is the order of time."""
    rows: list[list[Value]] = [["B", "Jan", 1.0], ["A", "Mar", 1.0], ["A", "Feb", 1.0]]
    (note,) = warnings_of(book(PRODUCTS, long(*rows, ["A", "Jan", 1.0])))
    assert "expected periods in the order of time, found 'Jan', 'Mar' and 'Feb'; they are planned in this order" in note
    rows = [["B", "Dec", 1.0], ["A", "Jan", 1.0], ["A", "Feb", 1.0]]
    assert warnings_of(book(PRODUCTS, long(*rows))) == []


def test_two_names_for_one_period_are_an_error() -> None:
    """Text and date, or two ways to write it: half of the demand would stand in a period of its own."""
    pairs: tuple[tuple[Value, Value], ...] = ("2026-01", "Jan 2026"), (day(2026, 1, 1), "Jan 26"), ("Peak", "PEAK")
    for one, other in pairs:
        (line,) = errors_of(book(PRODUCTS, long(["A", one, 1.0], ["B", other, 1.0])))
        assert "D!B3: Demand[Period]: expected one name for each period, found" in line
        assert errors_of(book(PRODUCTS, long(["A", one, 1.0], ["B", one, 1.0]))) == []


def test_dates_are_months_where_all_are_the_first_of_one_else_days() -> None:
    """The first of June among Mondays is a week like the others."""
    first = [day(2026, 6, 1), day(2026, 5, 1)]
    mondays = [day(2026, 6, 1), day(2026, 5, 25)]

    def periods(dates: list[DateValue]) -> tuple[str, ...]:
        rows: list[list[Value]] = [["A", date, 1.0] for date in dates]
        return read(book(PRODUCTS, long(*rows, ["B", dates[0], 1.0]))).periods

    assert periods(first) == ("2026-05", "2026-06")
    assert periods(mondays) == ("2026-05-25", "2026-06-01")


def test_a_month_without_any_row_is_pointed_out() -> None:
    """It would not be planned, and no holding cost be paid over it; a row of 0 makes it a period."""
    demand = long(["A", "2025-11", 1.0], ["A", "2026-02", 1.0], ["B", "2025-11", 1.0])
    (note,) = warnings_of(book(PRODUCTS, demand))
    assert "expected a row for each period from 2025-11 to 2026-02, found none for '2025-12' and 1 more" in note
    zeros: list[list[Value]] = [["A", "2025-12", 0.0], ["B", "2026-01", None]]
    demand = long(["A", "2025-11", 1.0], ["A", "2026-02", 1.0], ["B", "2025-11", 1.0], *zeros)
    assert warnings_of(book(PRODUCTS, demand)) == []
    assert read(book(PRODUCTS, demand)).periods == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_a_product_without_rows_has_no_demand_and_is_named() -> None:
    """A list of what is wanted leaves out what is not; a wide table that does is likely to miss a row."""
    (note,) = warnings_of(book(PRODUCTS, long(["A", "Jan", 1.0])))
    assert note.startswith(
        "Products!A3: Products[Product]: expected a row in table Demand for each product, found none for 'B'"
    )
    assert read(book(PRODUCTS, long(["A", "Jan", 1.0]))).demand.tolist() == [[1.0], [0.0]]
    assert len(errors_of(book(PRODUCTS, table("Demand", ["Product", "Jan"], ["A", 1.0])))) == 1


def test_what_is_wrong_is_told_with_the_long_table_s_own_cells() -> None:
    """Numbers, codes and periods; the good row above them is not told of."""
    rows: list[list[Value]] = [["B", "Jan", -1.0], ["a", "Jan", 2.0], [None, "Jan", 3.0], ["A", None, 4.0]]
    assert [line.split("; ")[0] for line in errors_of(book(PRODUCTS, long(["A", "Jan", 1.0], *rows)))] == [
        "D!B6: Demand[Period]: expected the name of a period, or a date, found a blank cell",
        "D!A5: Demand[Product]: expected a product, found a blank cell",
        "D!A4: Demand[Product]: expected a product of table Products, found 'a'",
        "D!C3: Demand[Quantity]: expected a number >= 0, found -1",
    ]


def test_rows_of_sums_are_no_demand() -> None:
    """Neither a product nor a period is called Total."""
    good: list[Value] = ["A", "Jan", 1.0]
    bad_rows: tuple[list[Value], ...] = ["Total", "Jan", 1.0], ["A", "Total", 1.0]
    for bad in bad_rows:
        (line,) = errors_of(book(PRODUCTS, long(good, ["B", "Jan", 2.0], bad)))
        assert "Total Row adds one that is not read" in line


def test_more_periods_than_a_plan_has_are_refused() -> None:
    """A daily history in place of a demand."""
    rows: list[list[Value]] = [["A", f"day {n}", 1.0] for n in range(MOST_PERIODS + 1)]
    (line,) = errors_of(book(PRODUCTS, long(*rows, ["B", "day 1", 1.0])))
    assert "expected at most 1,000 periods, found 1,001" in line
    assert errors_of(book(PRODUCTS, long(*rows[1:], ["B", "day 1", 1.0]))) == []


def test_rows_that_add_up_beyond_the_largest_quantity_are_refused() -> None:
    """Each of them is in range."""
    (line,) = errors_of(book(PRODUCTS, long(["A", "Jan", 9e8], ["A", "Jan", 9e8], ["B", "Jan", 1.0])))
    assert "found rows that add up to 1800000000" in line
    assert errors_of(book(PRODUCTS, long(["A", "Jan", 4e8], ["A", "Jan", 4e8], ["B", "Jan", 1.0]))) == []


def test_a_wide_table_with_columns_of_one_s_own_stays_wide() -> None:
    """Period and Quantity beside the key are the planner's own where the headers have periods."""
    headers = ["Period", "Quantity", "Product", "2026-01", "2026-02"]
    demand = table("Demand", headers, ["now", 7.0, "A", 1.0, 2.0], ["now", 8.0, "B", 3.0, 4.0])
    assert read(book(PRODUCTS, demand)).demand.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_receipts_and_firm_production_may_be_long_too() -> None:
    """Their periods are those of Demand, by name or by date; one that it lacks is an error."""
    receipts = table("Receipts", ["Product", "Date", "Qty"], ["B", "Feb", 4.0], ["B", "Feb", 1.0], ["A", "Mar", 2.0])
    firm = table("FirmProduction", ["Product", "Period", "Quantity"], ["A", "Jan", 3.0])
    problem = read(small_book(receipts, firm))
    assert problem.receipts.tolist() == [[0.0, 0.0, 2.0], [0.0, 5.0, 0.0]]
    assert problem.firm_production.tolist() == [[3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    late = table("Receipts", ["Product", "Period", "Quantity"], ["B", "Apr", 4.0])
    (line,) = errors_of(small_book(late))
    assert line.startswith("Receipts!B2: Receipts[Period]: expected a period of table Demand, found 'Apr'")


def test_scenarios_and_overrides_find_the_periods_of_a_long_demand() -> None:
    """By name, and by a date within the sheet."""
    rows: list[list[Value]] = [["A", day(2026, 1, 1), 1.0], ["A", day(2026, 2, 1), 1.0], ["B", day(2026, 1, 1), 1.0]]
    data = table("PeriodData", ["Field", "Item", "Period", "Value"], ["Production cost", "A", day(2026, 2, 1), 9.0])
    assert read(book(PRODUCTS, long(*rows), data)).products.production_cost.tolist() == [[5.0, 9.0], [6.0, 6.0]]
