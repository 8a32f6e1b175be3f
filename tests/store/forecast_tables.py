"""Databases as others have made them: the article's table of forecasts, with so many rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg

FIRST = date(2026, 1, 1)
ARTICLE = (
    "CREATE TABLE demand_forecasts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), execution_date date NOT NULL,{sku}"
    " ds date NOT NULL, yhat numeric, yhat_lower numeric, yhat_upper numeric, model_version text,"
    " created_at timestamptz DEFAULT now(), UNIQUE (execution_date,{key} ds))"
)
COLUMNS = ("execution_date", "sku", "ds", "yhat", "yhat_lower", "yhat_upper")
Row = tuple[date, str, date, Decimal, Decimal, Decimal]


def daily(products: Iterable[str], days: int, executed: date = FIRST, first: date = FIRST) -> list[Row]:
    """A row a product and day; each differs from its neighbours, in tenths, so that none can stand for another."""
    return [
        (executed, product, first + timedelta(days=n), mean, mean - 1, mean + 2)
        for i, product in enumerate(products)
        for n in range(days)
        for mean in [Decimal(10 + (7 * i + 3 * n) % 23) / 10]
    ]


def store_in_postgres(url: str, rows: Iterable[Row], *, with_sku: bool = True) -> None:
    """The article's table with these rows."""
    with psycopg.connect(url) as connection:
        words = (" sku text,", " sku,") if with_sku else ("", "")
        connection.execute(ARTICLE.format(sku=words[0], key=words[1]).encode())
        names = [name for name in COLUMNS if with_sku or name != "sku"]
        with connection.cursor().copy(f"COPY demand_forecasts ({', '.join(names)}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row([value for name, value in zip(COLUMNS, row, strict=True) if name in names])


def store_in_sqlite(file: Path, rows: Iterable[Row]) -> str:
    """The same in a file, as pandas writes it: no types, moments for dates; the URL."""
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE demand_forecasts ({', '.join(COLUMNS)})")
        plain = [(f"{e} 00:00:00", p, f"{d} 00:00:00", *map(float, n)) for e, p, d, *n in rows]
        connection.executemany("INSERT INTO demand_forecasts VALUES (?, ?, ?, ?, ?, ?)", plain)
    connection.close()
    return f"sqlite:///{file}"
