"""Forecasts behind a web address, as PostgREST and Supabase give them: page by page, and counted.

A page has as many rows as the server likes, 1,000 at most where nobody has set it otherwise, whatever is asked for. So
the server is asked how many there are, and nothing counts until that many have come, each once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from email.message import Message
from http.client import HTTPException
from typing import Any, NamedTuple, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from sop_excel.domain.vocabulary import counted, quoted
from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.preparing.pulled_rows import ForecastRow, Snapshot
from sop_excel.store.kept_forecasts import (
    BOUNDS,
    CREATED,
    DAY,
    EXECUTED,
    MEAN,
    MEANWHILE,
    METHOD,
    PRODUCT,
    TABLE,
    columns_read,
    day_of,
    number,
)

PAGE = 1_000  # rows that are asked for at once
PATIENCE = 30  # seconds for each answer
TRIES = 5
_LONGEST_PAUSE = 30.0  # seconds, whatever the server asks for
_LATER = (408, 425, 429, 500, 502, 503, 504)  # when to ask again may help
_API = "/rest/v1"  # where Supabase has it
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Page(NamedTuple):
    """The rows of an answer, and how many there are of them in all (None where the server does not say)."""

    rows: list[dict[str, Any]]
    total: int | None


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would hand the key to whoever is named there."""

    def redirect_request(self, *request: Any) -> None:
        """Follow none."""
        return


@dataclass(frozen=True)
class RestSource:
    """A table behind a web address; ``key`` is never shown. ``pause`` is the first of the waits, in seconds."""

    url: str
    table: str = TABLE
    key: str = field(default="", repr=False)
    pause: float = 0.5

    @property
    def name(self) -> str:
        """Host and table."""
        return f"{urlsplit(self.url).hostname}, table {self.table}"

    @property
    def brief(self) -> str:
        """The table alone."""
        return f"the web table {self.table}"

    @contextmanager
    def snapshot(self, as_of: date | None, with_bounds: bool) -> Iterator[Snapshot]:
        """The newest forecast; nobody may write to it while it is read."""
        before = {EXECUTED: f"lt.{as_of + timedelta(days=1)}"} if as_of else {}
        newest = self._page(select="*", order=f"{EXECUTED}.desc", limit="1", **before).rows
        if not newest:
            when = f" of {as_of} or before" if as_of else ""
            advice = "store one; where row-level security is on, use a key whose role may read the table"
            raise InputError([Issue(self.name, "", "a forecast", f"no row{when}", advice)])
        columns = columns_read(set(newest[0]), self.name, with_bounds)
        executed = newest[0][EXECUTED]
        rows = self._rows(executed, columns, CREATED in newest[0])
        yield Snapshot(day_of(executed), PRODUCT in columns, rows, str(newest[0].get(METHOD) or ""))

    def _rows(self, executed: str, columns: list[str], has_times: bool) -> Iterator[ForecastRow]:
        """All rows. Raises MachineError where they are not as many as the server counts, before and after."""
        last = self._last(executed, has_times)
        order = ",".join(f"{name}.asc" for name in (PRODUCT, DAY) if name in columns)
        chosen = {"select": ",".join(columns), EXECUTED: f"eq.{executed}", "order": order}
        read, total, again = 0, 1, list[dict[str, Any]]()
        while read < total:
            page = self._page(limit=str(PAGE), offset=str(read - len(again)), **chosen)
            if page.total is None:
                raise MachineError(f"{self.name}: the server does not say how many rows there are; no row was used")
            new = page.rows[len(again) :]
            if (read and page.total != total) or page.rows[: len(again)] != again or bool(new) != (read < page.total):
                raise MachineError(f"{self.name}: {read:,} rows of {total:,}, then {page.total:,}: {MEANWHILE}")
            total = page.total
            read += len(new)
            yield from map(_row, new)
            again = page.rows[-1:] if len(page.rows) > 1 else []  # the next page shows it again if no row has moved
        if self._last(executed, has_times) != last or last[0] != read:
            raise MachineError(f"{self.name}: {counted(read, 'row')} were read: {MEANWHILE}")

    def _last(self, executed: str, has_times: bool) -> tuple[int | None, str]:
        """How many rows the forecast has, and when the last one was written, if there is a column for that."""
        order = f"{CREATED}.desc" if has_times else f"{DAY}.desc"
        page = self._page(select=CREATED if has_times else DAY, order=order, limit="1", **{EXECUTED: f"eq.{executed}"})
        return page.total, str(page.rows[0].get(CREATED)) if page.rows else ""

    def _page(self, **query: str) -> Page:
        """One page, asked for again where that may help. Raises MachineError and InputError."""
        words: dict[str, str] = query
        url = f"{self.url}/{self.table}?{urlencode(words, safe='.,*:')}"
        for trial in range(1, TRIES + 1):
            pause = self.pause * 2 ** (trial - 1)
            try:
                return self._asked(url)
            except HTTPError as fault:
                with fault:
                    if fault.code not in _LATER or trial == TRIES:
                        self._fail(fault)
                    pause = max(pause, _asked_pause(fault.headers))
            except (OSError, HTTPException, ValueError) as fault:  # no answer, half an answer, or no JSON
                if trial == TRIES:
                    raise MachineError(self._silent(fault)) from None
            time.sleep(min(pause, _LONGEST_PAUSE))
        raise AssertionError("the last trial returns or raises")

    def _asked(self, url: str) -> Page:
        headers = {"Accept": "application/json", "Prefer": "count=exact"}
        if self.key:
            headers |= {"apikey": self.key, "Authorization": f"Bearer {self.key}"}
        opener = build_opener(_NoRedirect, *([ProxyHandler({})] if urlsplit(url).hostname in _LOCAL else []))
        with opener.open(Request(url, headers=headers), timeout=PATIENCE) as answer:  # noqa: S310 - https, or this machine
            body = answer.read()
            rows = json.loads(body, parse_float=Decimal)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise ValueError("no list of rows")
            return Page(rows, _total(answer.headers))

    def _fail(self, fault: HTTPError) -> NoReturn:
        """What is said of an answer that is none."""
        code = fault.code
        if 300 <= code < 400:
            host = urlsplit(fault.headers.get("Location", "")).hostname or "another address"
            advice = f"if you trust {host}, give its address"
            raise InputError(
                [Issue("--rest", "", "the address of the table itself", f"one that sends to {host}", advice)]
            )
        if code in (401, 403):
            found = "one that the server refuses" if self.key else "none"
            advice = "sop-excel database set --rest-key, or set SOP_EXCEL_REST_KEY"
            raise InputError([Issue("the key of the web source", "", f"one that may read {self.table}", found, advice)])
        if code == 404:
            found = f"nothing at {urlsplit(self.url).hostname}{urlsplit(self.url).path}/{self.table}"
            raise InputError([Issue("--rest", "", "the address of a table", found, "correct address or --table")])
        if code == 416:
            raise MachineError(f"{self.name}: fewer rows than before: {MEANWHILE}")
        said = self._hidden(_message(fault))
        raise MachineError(f"{self.name}: the server answers {code}{f' ({said})' if said else ''}; run it again later")

    def _silent(self, fault: Exception) -> str:
        reason = fault.reason if isinstance(fault, URLError) else fault
        if isinstance(reason, TimeoutError):
            return f"{self.name}: no answer within {PATIENCE} seconds; see that the network holds, and run it again"
        if isinstance(reason, ValueError | HTTPException) and not isinstance(reason, OSError):
            return f"{self.name}: answers that are cut off or no JSON, {TRIES} times; see that the address is right"
        words = self._hidden(getattr(reason, "strerror", None) or str(reason))
        return f"{self.name}: no answer ({words}); see that address and network are right, and run it again"

    def _hidden(self, text: str) -> str:
        return " ".join((text.replace(self.key, "***") if self.key else text).split())[:200]


def rest_source(url: str, table: str, key: str) -> RestSource:
    """The table behind an address that was typed. Raises InputError for one that no key may be sent to.

    >>> rest_source("https://abc.supabase.co", "demand_forecasts", "").url
    'https://abc.supabase.co/rest/v1'
    """
    parts = urlsplit(url.strip())
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise InputError([Issue("--rest", "", "an address that begins with https://", "another one", "correct it")])
    if parts.username or parts.query or parts.fragment or not parts.hostname:
        expected, advice = "https://HOST or https://HOST/PATH", "the key belongs into SOP_EXCEL_REST_KEY or the keyring"
        raise InputError([Issue("--rest", "", expected, "an address with more", advice)])
    if not table.replace("_", "").isalnum():
        raise InputError([Issue("--table", "", "the name of a table", quoted(table), "such as demand_forecasts")])
    path = parts.path.rstrip("/") or (_API if parts.hostname.endswith((".supabase.co", ".supabase.in")) else "")
    return RestSource(f"{parts.scheme}://{parts.netloc}{path}", table, key)


def _row(row: Mapping[str, Any]) -> ForecastRow:
    product = row.get(PRODUCT)
    bounds = [number(row.get(name)) for name in BOUNDS]
    return ForecastRow("" if product is None else str(product).strip(), day_of(row[DAY]), number(row[MEAN]), *bounds)


def _total(headers: Message) -> int | None:
    """What stands behind the slash: ``0-999/1080``, ``*/0``, ``0-999/*``."""
    total = (headers.get("Content-Range") or "").rpartition("/")[2]
    return int(total) if total.isdigit() else None


def _asked_pause(headers: Message) -> float:
    asked = (headers.get("Retry-After") or "").strip()
    return float(asked) if asked.isdigit() else 0.0


def _message(fault: HTTPError) -> str:
    try:
        said = json.loads(fault.read())
    except (OSError, HTTPException, ValueError):
        return ""
    return str(said.get("message", "")) if isinstance(said, dict) else ""
