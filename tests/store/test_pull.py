"""Demand from a database: all rows, each once, in the periods of the plan, whatever table others have made."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import psycopg
import pytest

from sop_excel.errors import MachineError
from sop_excel.store.address import parsed
from sop_excel.store.kept_forecasts import Database
from tests.commands import sop_excel
from tests.store.books import demand_of, planning_book
from tests.store.forecast_tables import FIRST, Row, daily, store_in_postgres, store_in_sqlite
from tests.store.postgres import Server
from tests.store.proxy import line_to
from tests.workbooks import Rows, make_workbook, read_table

Stored = Callable[[list[Row]], str]
YEAR = 365


@pytest.fixture(params=["PostgreSQL", "SQLite"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Stored:
    """Puts rows into a new database of either kind, and says its URL."""

    def in_postgres(rows: list[Row]) -> str:
        url: str = request.getfixturevalue("database")
        store_in_postgres(url, rows)
        return url

    if request.param == "SQLite":
        return lambda rows: store_in_sqlite(tmp_path / "forecasts.sqlite", rows)
    return in_postgres


def _sum(rows: list[Row], product: str, month: int) -> float:
    return float(sum((row[3] for row in rows if row[1] == product and row[2].month == month), Decimal(0)))


def test_daily_rows_are_summed_into_the_months_of_the_plan(stored: Stored, tmp_path: Path) -> None:
    """To the last digit: the newest execution date alone, and of its rows what the plan has products and months for."""
    rows = daily(["A", "B", "C"], YEAR)
    url = stored([*rows, *daily(["A", "B"], YEAR, executed=FIRST - timedelta(days=9))])
    book = planning_book(tmp_path / "book.xlsx", ["A", "B"], ["2026-02", "2026-03"])
    ran = sop_excel("pull", book, "--database", url)
    assert ran.status == 0, ran.err
    assert demand_of(book) == {p: {f"2026-0{m}": _sum(rows, p, m) for m in (2, 3)} for p in ("A", "B")}
    assert "1,095 rows of 3 products, 2026-01-01 to 2026-12-31" in ran.out
    assert "118 of 1,095 rows" in ran.out
    assert "C: not in this workbook: 365 rows" in ran.err
    assert "612 rows" in ran.err
    assert "outside of 2026-02 to 2026-03: not used" in ran.err


def test_a_formula_in_a_period_that_is_not_forecast_stays(stored: Stored, tmp_path: Path) -> None:
    """What is kept is kept as it is; in a period that is filled a formula is refused by its cell."""
    url = stored(daily(["A"], 31))
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2025-12", "2026-01"])
    for cell, status in (("B2", 0), ("C2", 2)):
        _typed(book, cell, "=3+4")
        ran = sop_excel("pull", book, "--database", url)
        assert ran.status == status, ran.err
        assert openpyxl.load_workbook(book)["Demand"][cell].value == "=3+4"
    assert "Demand!C2" in ran.err


def _typed(book: Path, cell: str, formula: str) -> None:
    opened = openpyxl.load_workbook(book)
    opened["Demand"][cell] = formula
    opened.save(book)


def test_demand_in_a_list_is_filled_row_by_row(stored: Stored, tmp_path: Path) -> None:
    """A row a product and month; that of a month which is not whole keeps its quantity."""
    rows = daily(["A"], 45)
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost"], ["A", 1]],
        "Demand": [["Product", "Period", "Quantity"], ["A", "2026-01", 7], ["A", "2026-02", 7]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    assert sop_excel("pull", book, "--database", stored(rows)).status == 0
    assert read_table(book, "Demand")[1:] == [["A", "2026-01", _sum(rows, "A", 1)], ["A", "2026-02", 7]]


def test_the_workbook_says_where_its_demand_comes_from(stored: Stored, tmp_path: Path) -> None:
    """In table Preparation, in the place of what an earlier pull or forecast had to say; who and where stay outside."""
    url = stored(daily(["A"], YEAR))
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
    for _ in range(2):
        assert sop_excel("pull", book, "--database", url).status == 0
        steps = read_table(book, "Preparation")[1:]
        assert {row[0] for row in steps} == {"Pull"}
        assert steps[0][1].startswith("Forecast of 2026-01-01 from the database ")
        assert len(steps) == 3
    assert not re.search(r"owner|127\.0\.0\.1|tmp", str(steps))


def test_an_older_forecast_is_found_by_its_date(stored: Stored, tmp_path: Path) -> None:
    """Of that date and before the newest; before the first one there is none, which is told."""
    old = daily(["A"], YEAR, executed=FIRST - timedelta(days=9))
    url = stored([*[(*row[:3], row[3] * 2, *row[4:]) for row in daily(["A"], YEAR)], *old])
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
    assert sop_excel("pull", book, "--database", url, "--as-of", FIRST - timedelta(days=1)).status == 0
    assert demand_of(book) == {"A": {"2026-02": _sum(old, "A", 2)}}
    assert sop_excel("pull", book, "--database", url, "--as-of", FIRST).status == 0
    assert demand_of(book) == {"A": {"2026-02": 2 * _sum(old, "A", 2)}}
    before = book.read_bytes()
    ran = sop_excel("pull", book, "--database", url, "--as-of", "2025-12-01")
    assert ran.status == 2
    assert "none of 2025-12-01 or before" in ran.err
    assert book.read_bytes() == before


def test_a_table_without_products_is_that_of_the_one_product(database: str, tmp_path: Path) -> None:
    """Of a workbook with two somebody has to say whose forecast it is."""
    rows = daily(["A"], YEAR)
    store_in_postgres(database, rows, with_sku=False)
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
    assert sop_excel("pull", book, "--database", database).status == 0
    assert demand_of(book) == {"A": {"2026-02": _sum(rows, "A", 2)}}
    two = planning_book(tmp_path / "two.xlsx", ["A", "B"], ["2026-02"])
    refused = sop_excel("pull", two, "--database", database)
    assert refused.status == 2
    assert "--product" in refused.err
    assert sop_excel("pull", two, "--database", database, "--product", "B").status == 0
    assert demand_of(two)["B"] == {"2026-02": _sum(rows, "A", 2)}


def test_the_forecast_goes_into_table_forecast_with_its_bounds(stored: Stored, tmp_path: Path) -> None:
    """Mean, low and high of every month that is whole for all; safety stocks are set from it as from any forecast."""
    rows = daily(["A", "B"], 100)
    book = planning_book(tmp_path / "book.xlsx", ["A", "B"], ["2026-02", "2026-03", "2026-04"])
    ran = sop_excel("pull", book, "--database", stored(rows), "--into", "Forecast", "--json")
    assert ran.status == 0, ran.err
    assert ran.answer["tables"]["Forecast"] == 6
    found = {(row[0], row[2]): tuple(row[3:5]) for row in read_table(book, "Forecast")}
    means = (_sum(rows, "A", 2), _sum(rows, "A", 3))
    assert found["A", "Mean"] == means
    assert found["A", "Low"] == (pytest.approx(means[0] - 28), pytest.approx(means[1] - 31))
    assert found["A", "High"] == (pytest.approx(means[0] + 56), pytest.approx(means[1] + 62))
    assert sop_excel("safety-stock", book, "--rule", "interval").status == 0


def test_the_table_of_a_web_source_is_no_option_of_a_database(tmp_path: Path, database: str) -> None:
    """It would be ignored, and another table read than the one that was meant."""
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
    ran = sop_excel("pull", book, "--database", database, "--table", "theirs")
    assert (ran.status, "--rest" in ran.err) == (2, True)


def test_a_view_of_that_name_will_do_and_a_table_that_lacks_a_column_is_told(database: str, tmp_path: Path) -> None:
    """Whoever calls the columns otherwise makes a view of it."""
    rows = daily(["A"], YEAR)
    store_in_postgres(database, rows)
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE demand_forecasts RENAME TO theirs")
        connection.execute("ALTER TABLE theirs RENAME yhat TO expected")
        connection.execute("CREATE VIEW demand_forecasts AS SELECT execution_date, sku, ds FROM theirs")
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
    ran = sop_excel("pull", book, "--database", database)
    assert ran.status == 2
    assert "no yhat" in ran.err
    with psycopg.connect(database) as connection:
        connection.execute("DROP VIEW demand_forecasts")
        connection.execute("CREATE VIEW demand_forecasts AS SELECT execution_date, sku, ds, expected yhat FROM theirs")
    assert sop_excel("pull", book, "--database", database).status == 0
    assert demand_of(book) == {"A": {"2026-02": _sum(rows, "A", 2)}}


def test_a_database_without_forecasts_is_told_and_nothing_is_made_there(tmp_path: Path, database: str) -> None:
    """A file that is not there stays so, and a database keeps having no table."""
    book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
    file = tmp_path / "nothing.sqlite"
    for url, told in ((f"sqlite:///{file}", "no such file"), (database, "no such table")):
        ran = sop_excel("pull", book, "--database", url)
        assert ran.status == 2
        assert told in ran.err
    assert not file.exists()
    with psycopg.connect(database) as connection:
        assert not connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchall()


def test_a_role_that_may_only_read_is_enough(server: Server, database: str, tmp_path: Path) -> None:
    """And what it may not read is told with the rights that it takes."""
    store_in_postgres(database, daily(["A"], YEAR))
    name = database.rpartition("/")[2]
    server.run("CREATE ROLE reads_demand LOGIN PASSWORD 'reads'")
    try:
        url = server.url(name, "reads_demand:reads")
        book = planning_book(tmp_path / "book.xlsx", ["A"], ["2026-02"])
        refused = sop_excel("pull", book, "--database", url)
        assert (refused.status, "permission denied" in refused.err) == (1, True)
        assert "docs/database.md" in refused.err
        server.run("GRANT SELECT ON demand_forecasts TO reads_demand", database=name)
        assert sop_excel("pull", book, "--database", url).status == 0
    finally:
        server.run("DROP OWNED BY reads_demand", database=name)
        server.run("DROP ROLE reads_demand")


def test_a_line_that_is_cut_while_rows_come_changes_nothing(server: Server, database: str, tmp_path: Path) -> None:
    """Wherever it is cut: the workbook is what it was, byte for byte, until a pull comes through."""
    rows = daily([f"P{n}" for n in range(20)], YEAR)
    store_in_postgres(database, rows)
    book = planning_book(tmp_path / "book.xlsx", ["P0", "P19"], ["2026-02"])
    before = book.read_bytes()

    def pulled(port: int) -> int:
        url = database.replace(f":{server.port}/", f":{port}/")
        return sop_excel("pull", book, "--database", url).status

    with line_to(server.port) as line:
        copy = Path(shutil.copy(book, tmp_path / "copy.xlsx"))
        assert sop_excel("pull", copy, "--database", database.replace(f":{server.port}/", f":{line.port}/")).status == 0
        whole = line.passed[False]
    assert whole > 200_000
    for part in range(10):
        with line_to(server.port, whole * part // 10, to_server=False) as line:
            assert pulled(line.port) == 1
        assert book.read_bytes() == before
    assert pulled(server.port) == 0
    assert demand_of(book)["P19"] == {"2026-02": _sum(rows, "P19", 2)}


def test_a_forecast_that_is_written_to_while_it_is_read_is_seen_as_it_was(server: Server, database: str) -> None:
    """PostgreSQL shows one moment to the whole of a transaction: neither new rows nor deleted ones come in between."""
    rows = daily(["A", "B"], YEAR)
    store_in_postgres(database, rows)
    with Database(parsed(database, "a test")).snapshot(None, False) as snapshot:
        server.run("DELETE FROM demand_forecasts WHERE sku = 'B'", database=database.rpartition("/")[2])
        assert len(list(snapshot.rows)) == 2 * YEAR


def test_a_file_that_is_written_to_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """SQLite counts before it gives the rows: what came would be neither the forecast before nor the one after."""
    import sqlite3

    file = tmp_path / "forecasts.sqlite"
    url = store_in_sqlite(file, daily(["A", "B"], YEAR))
    with Database(parsed(url, "a test")).snapshot(date(2026, 1, 1), False) as snapshot:
        with sqlite3.connect(file) as other:
            other.execute("DELETE FROM demand_forecasts WHERE sku = 'B'")
        other.close()
        with pytest.raises(MachineError, match="written to meanwhile"):
            list(snapshot.rows)
