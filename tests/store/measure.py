"""How long a pull takes and how much memory, and how long to write a plan: ``python -m tests.store.measure``.

No part of the tests. Each pull is a process of its own, whose memory is the most that it ever had (Linux alone tells).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sop_excel.store.address import parsed
from sop_excel.store.database_tables import SUPPLY_PLANS, Columns
from sop_excel.store.plan_rows import Target
from sop_excel.store.standing_plan import PlanRow
from sop_excel.store.transactions import writing
from tests.store import postgres
from tests.store.books import planning_book
from tests.store.forecast_tables import daily, store_in_postgres, store_in_sqlite
from tests.store.postgrest import web

DAYS = 400
SIZES = {12_000: 30, 520_000: 1_300}  # rows of a forecast, and of how many products
PLANS = {12_000: 12, 520_000: 52}  # rows of a plan, and in how many periods
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
_PULL = """
import sys
from sop_excel.__main__ import main
status = main(sys.argv[1:])
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
sys.exit(status)
"""


def _pull(book: Path, *words: str) -> str:
    """Seconds and megabytes of one pull."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _PULL, "pull", str(book), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    seconds = next(line for line in done.stdout.splitlines() if line.startswith("Seconds"))
    return f"{time.perf_counter() - started:6.2f} s, {int(done.stdout.split()[-1]) // 1024} MB ({seconds})"


def _pulls(server: postgres.Server, folder: Path) -> Iterator[str]:
    for count, products in SIZES.items():
        names = [f"P{n:05}" for n in range(products)]
        rows = daily(names, DAYS)
        assert len(rows) == count
        book = planning_book(folder / f"{count}.xlsx", names, MONTHS)
        url = server.url(server.new_database())
        store_in_postgres(url, rows)
        yield f"pull {count:,} rows from PostgreSQL: {_pull(book, '--database', url)}"
        file = store_in_sqlite(folder / f"{count}.sqlite", rows)
        yield f"pull {count:,} rows from SQLite: {_pull(book, '--database', file)}"


def _pages(folder: Path) -> Iterator[str]:
    """Of 12,000 rows; the server of the tests sorts all of them for each page, as no database would."""
    names = [f"P{n:05}" for n in range(SIZES[12_000])]
    book = planning_book(folder / "web.xlsx", names, MONTHS)
    keys = ("execution_date", "sku", "ds", "yhat", "yhat_lower", "yhat_upper")
    rows = [dict(zip(keys, (str(e), p, str(d), *map(float, n)), strict=True)) for e, p, d, *n in daily(names, DAYS)]
    with web(rows) as site:
        yield f"pull 12,000 rows from a web source: {_pull(book, '--rest', site.url)}, {len(site.asked)} requests"


def _publishes(server: postgres.Server, folder: Path) -> Iterator[str]:
    """The rows of a plan alone, as publishing writes and counts them within its transaction."""
    for count, periods in PLANS.items():
        days = [date(2026, 1, 1) + timedelta(days=7 * t) for t in range(periods)]
        rows = [
            PlanRow(f"P{i:05}", day.isoformat(), day, (float(i % 90), float(i % 80), 3.5, 2.0))
            for i in range(count // periods)
            for day in days
        ]
        for url in (server.url(server.new_database()), f"sqlite:///{folder / f'plan{count}.sqlite'}"):
            address = parsed(url, "a measurement")
            kind = "SQLite" if address.is_file else "PostgreSQL"
            for again in ("", " again"):
                started = time.perf_counter()
                with writing(address) as connection:
                    target = Target("a plan", "a run", date(2026, 1, 1), Columns.of(connection, SUPPLY_PLANS))
                    target.replace(connection, rows, False)
                    assert target.found(connection).rows == len(rows)
                yield f"write {len(rows):,} rows of a plan to {kind}{again}: {time.perf_counter() - started:6.2f} s"


@contextmanager
def _server() -> Iterator[postgres.Server]:
    server = postgres.started()
    try:
        yield server
    finally:
        server.close()


def main() -> None:
    """All measurements, as they come."""
    with _server() as server, TemporaryDirectory() as folder:
        for part in (_pulls(server, Path(folder)), _pages(Path(folder)), _publishes(server, Path(folder))):
            for line in part:
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
