"""Demand from a web source: all of its pages, each row once, and refused where that is not sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from sop_excel.errors import InputError, MachineError
from sop_excel.own_places import REST_KEY
from sop_excel.preparing.pulled_rows import ForecastRow
from sop_excel.store import rest
from sop_excel.store.rest import RestSource, rest_source
from sop_excel.store.sources import rest_key
from tests.commands import sop_excel
from tests.store.books import demand_of, planning_book
from tests.store.forecast_tables import COLUMNS, daily
from tests.store.postgrest import Json, Web, cut_off, hang_up, no_json, status, web

KEY = "sb_secret_hidden"
ARTICLE_ROWS = 1_080  # of which the article's own plan read 1,000


def _json(days: int = 360) -> list[Json]:
    """Three products, a row a day."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in daily(["A", "B", "C"], days)]
    return [
        {name: float(value) if isinstance(value, Decimal) else str(value) for name, value in row.items()}
        | {"created_at": f"2026-01-01T00:00:{n % 60:02}+00:00"}
        for n, row in enumerate(rows)
    ]


@pytest.fixture
def site() -> Iterator[Web]:
    """The article's table behind its address."""
    with web(_json(), key=KEY) as served:
        yield served


def _rows(site: Web, key: str = KEY) -> list[ForecastRow]:
    with RestSource(site.url, site.table, key, pause=0.001).snapshot(None, True) as snapshot:
        return list(snapshot.rows)


def _refused(site: Web, key: str = KEY) -> str:
    with pytest.raises((InputError, MachineError)) as caught:
        _rows(site, key)
    assert "hidden" not in str(caught.value)
    return str(caught.value)


def test_the_rows_beyond_the_first_page_come_too(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The article lost 80 of its 1,080 rows to a page of 1,000; here the workbook gets all, and says how many."""
    monkeypatch.setenv(REST_KEY, KEY)
    book = planning_book(tmp_path / "book.xlsx", ["A", "B", "C"], ["2026-01", "2026-11"])
    ran = sop_excel("pull", book, "--rest", site.url)
    assert ran.status == 0, ran.err
    assert "1,080 rows of 3 products" in ran.out
    sums = {p: sum(Decimal(str(r["yhat"])) for r in site.rows if r["sku"] == p and "-11-" in r["ds"]) for p in "ABC"}
    assert {product: row["2026-11"] for product, row in demand_of(book).items()} == {p: float(sums[p]) for p in "ABC"}
    assert KEY not in ran.out + ran.err


@pytest.mark.parametrize("most", [1, 7, 360, 999, 1_000, 1_080, 5_000])
def test_pages_of_any_size_give_each_row_once(most: int) -> None:
    """However few rows the server gives at a time, more or fewer than were asked for."""
    rows = _json(30 if most < 100 else 360)
    with web(rows, most_rows=most) as site:
        found = _rows(site, "")
        assert sorted((r.product, str(r.day)) for r in found) == sorted((r["sku"], r["ds"]) for r in rows)
        pages = sum("offset=" in path for path in site.asked)
        assert pages <= 2 * -(-len(rows) // min(most, rest.PAGE))


def test_numbers_come_with_every_digit() -> None:
    """A number of JSON is read as it is written, not by way of a double."""
    rows = [row | {"yhat": 0.1} for row in _json(3)]
    with web(rows) as site:
        assert {row.mean for row in _rows(site)} == {Decimal("0.1")}


def test_a_server_that_is_busy_or_hangs_up_is_asked_again(site: Web) -> None:
    """Each fault of a moment, one after the other; a page that was cut off in the middle is not half used."""
    busy = status(429, Retry_After="0")
    site.faults = [None, hang_up, None, cut_off, busy, status(503), no_json, None]
    assert len(_rows(site)) == ARTICLE_ROWS


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (status(429), "answers 429"),
        (status(500, message=f"broken {KEY}"), "answers 500 (broken ***)"),
        (status(400, message="column x does not exist"), "column x does not exist"),
        (hang_up, "no answer"),
        (cut_off, "cut off"),
        (no_json, "no JSON"),
        (status(416), "written to meanwhile"),
    ],
)
def test_what_lasts_is_told_after_some_trials(site: Web, fault: object, told: str) -> None:
    """At any page: no half of a forecast is ever used."""
    assert callable(fault)
    for before in (0, 3):
        site.faults = [*[None] * before, *[fault] * rest.TRIES]
        assert told in _refused(site)


def test_an_address_that_sends_elsewhere_gets_no_key(site: Web) -> None:
    """Following a redirect would hand the key to whoever is named there."""
    with web(_json(), key=KEY) as other:
        site.faults = [status(302, Location=f"{other.url}/demand_forecasts?select=*")]
        told = _refused(site)
        assert "127.0.0.1" in told
        assert not other.asked


@pytest.mark.parametrize("key", ["", "hidden wrong one"])
def test_a_key_that_is_missing_or_refused_is_told_with_where_it_belongs(site: Web, key: str) -> None:
    """And a key that is given is sent as the header that Supabase asks for."""
    told = _refused(site, key)
    assert "SOP_EXCEL_REST_KEY" in told
    assert (told.count("found none"), told.count("that the server refuses")) == ((1, 0), (0, 1))[bool(key)]
    _rows(site)
    assert site.headers[-1]["Apikey"] == KEY


def test_a_table_that_is_not_there_or_empty_is_told(site: Web) -> None:
    """Where row-level security hides all rows, a server answers as if there were none: the sentence says so."""
    site.table = "other"
    with pytest.raises(InputError, match="correct address or --table"):
        list(_rows_of(RestSource(site.url, "demand_forecasts", KEY)))
    site.table, site.rows = "demand_forecasts", []
    assert "row-level security" in _refused(site)


def _rows_of(source: RestSource) -> Iterator[ForecastRow]:
    with source.snapshot(None, False) as snapshot:
        yield from snapshot.rows


def test_a_server_that_does_not_count_is_refused(site: Web) -> None:
    """Without a count nobody knows whether the last page was the last one."""
    site.counts = False
    assert "does not say how many rows there are" in _refused(site)


_LATER = {"created_at": "2026-02-01T00:00:00+00:00"}
_CHANGES: dict[str, Callable[[list[Json]], list[Json]]] = {
    "one fewer": lambda rows: rows[1:],
    "one more": lambda rows: [*rows, rows[-1] | {"ds": "2026-12-31"} | _LATER],
    "one for another": lambda rows: [*rows[1:], rows[-1] | {"ds": "2026-12-31"} | _LATER],
    "all anew": lambda rows: [row | {"yhat": 9.0} | _LATER for row in rows],
}


@pytest.mark.parametrize(
    ("change", "page", "has_times"),
    [(change, page, True) for change in _CHANGES for page in (1, 2)]
    # Without a column of times nobody can tell what was written anew in its place.
    + [("one fewer", 1, False), ("one more", 2, False), ("one for another", 2, False)],
)
def test_a_table_that_changes_while_it_is_read_is_refused(site: Web, change: str, page: int, has_times: bool) -> None:
    """Rows that go, that come, one in the place of another: told by the count, by rows that move, and by times."""
    if not has_times:
        site.rows = [{name: value for name, value in row.items() if name != "created_at"} for row in site.rows]
    pages = count(1)

    def meanwhile(offset: int) -> None:
        if next(pages) == page:
            changed = _CHANGES[change](site.rows)
            site.rows = [{name: row[name] for name in site.rows[0]} for row in changed]

    site.before_page = meanwhile
    assert "written to meanwhile" in _refused(site)
    site.before_page = lambda offset: None
    assert len(_rows(site)) == len(site.rows)


def test_an_address_is_taken_only_if_a_key_may_be_sent_there() -> None:
    """Over an encrypted line, or on this machine; a key within the address is refused and not repeated."""
    assert rest_source("https://abc.supabase.co", "t", "").url == "https://abc.supabase.co/rest/v1"
    assert rest_source("http://localhost:3000", "t", "").url == "http://localhost:3000"
    for url in ("http://abc.supabase.co", "ftp://abc", "abc.supabase.co", "https://abc.supabase.co/?apikey=hidden",
                "https://u:hidden@abc.supabase.co"):  # fmt: skip
        with pytest.raises(InputError) as caught:
            rest_source(url, "t", "")
        assert "hidden" not in str(caught.value)
    with pytest.raises(InputError):
        rest_source("https://abc.supabase.co", "t?select=*", "")


def test_a_forecast_as_of_a_date_is_asked_for(site: Web) -> None:
    """The newest one of that date and before."""
    site.rows += [row | {"execution_date": "2026-02-01", "yhat": 1.0} for row in _json(10)]
    assert len(_rows(site)) == 30
    assert len([*_rows_as_of(site)]) == ARTICLE_ROWS


def _rows_as_of(site: Web) -> Iterator[ForecastRow]:
    from datetime import date

    with RestSource(site.url, site.table, KEY).snapshot(date(2026, 1, 31), False) as snapshot:
        yield from snapshot.rows


def test_a_key_that_was_read_from_a_file_is_taken_without_the_end_of_its_line(tmp_path: Path) -> None:
    """No header can carry that, and each request would fail as if the server were silent."""
    assert rest_key({"SOP_EXCEL_HOME": str(tmp_path), "SOP_EXCEL_REST_KEY": "k3y\r\n"}) == "k3y"
