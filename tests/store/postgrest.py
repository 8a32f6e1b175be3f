"""A web server of the tests that answers as PostgREST documents, and can be taught the faults of real ones."""

from __future__ import annotations

import json
import operator
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MOST_ROWS = 1_000  # of one answer, whatever is asked for (db-max-rows)
Json = dict[str, Any]


@dataclass
class Web:
    """One table behind an address. ``faults`` are taken one a request, before it is answered: what is done instead of
    the answer, or None; ``before_page`` is called with the offset of each page."""

    rows: list[Json]
    key: str = ""
    table: str = "demand_forecasts"
    url: str = ""
    most_rows: int = MOST_ROWS
    counts: bool = True
    faults: list[Callable[[BaseHTTPRequestHandler], None] | None] = field(default_factory=list)
    before_page: Callable[[int], None] = lambda offset: None
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def found(self, query: dict[str, str]) -> list[Json]:
        """The rows that the filters let through, in order."""
        rows = self.rows
        for name, words in query.items():
            if name in ("select", "order", "limit", "offset"):
                continue
            how, _, value = words.partition(".")
            compare = {"eq": operator.eq, "lt": operator.lt}[how]
            rows = [row for row in rows if compare(str(row[name]), value)]
        for term in reversed(query.get("order", "").split(",")):
            name, _, way = term.partition(".")
            if name:
                rows = sorted(rows, key=lambda row: str(row[name]), reverse=way == "desc")
        return rows


def status(code: int, *, message: str = "", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of this status."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"message": message}).encode()
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def hang_up(request: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    request.close_connection = True


def cut_off(request: BaseHTTPRequestHandler) -> None:
    """Half an answer."""
    request.send_response(200)
    request.send_header("Content-Length", "5000")
    request.send_header("Content-Range", "0-99/100")
    request.end_headers()
    request.wfile.write(b'[{"ds": "2026-')
    request.close_connection = True


def no_json(request: BaseHTTPRequestHandler) -> None:
    """The page of a gateway, with status 200."""
    body = b"<html>Checking your browser</html>"
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def web(rows: Sequence[Json], **words: Any) -> Iterator[Web]:
    """A server of these rows."""
    site = Web(list(rows), **words)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, site)

        def log_message(self, *words: Any) -> None:
            """Tell nobody."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}/rest/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def _answer(request: BaseHTTPRequestHandler, site: Web) -> None:
    parts = urlsplit(request.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    site.asked.append(request.path)
    site.headers.append(dict(request.headers))
    if fault := site.faults.pop(0) if site.faults else None:
        fault(request)
        return
    if site.key and request.headers.get("apikey") != site.key:
        status(401, message="No API key found in request")(request)
        return
    if parts.path != f"/rest/v1/{site.table}":
        status(404, message="Could not find the table in the schema cache")(request)
        return
    offset = int(query.get("offset", 0))
    if "offset" in query:
        site.before_page(offset)
    found = site.found(query)
    if offset > len(found):
        status(416, message="Requested range not satisfiable")(request)
        return
    some = found[offset : offset + min(int(query.get("limit", site.most_rows)), site.most_rows)]
    _send(request, site, query, some, offset, len(found))


def _send(
    request: BaseHTTPRequestHandler, site: Web, query: dict[str, str], rows: list[Json], offset: int, total: int
) -> None:
    wanted = query.get("select", "*")
    body = json.dumps([row if wanted == "*" else {n: row[n] for n in wanted.split(",")} for row in rows]).encode()
    counts = site.counts and "count=exact" in request.headers.get("Prefer", "")
    span = f"{offset}-{offset + len(rows) - 1}" if rows else "*"
    request.send_response(206 if counts and len(rows) < total else 200)
    request.send_header("Content-Type", "application/json; charset=utf-8")
    request.send_header("Content-Range", f"{span}/{total if counts else '*'}")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
